using System.Text.RegularExpressions;

namespace ContentHub.Media;

/// <summary>A name under <c>/uploads</c>: <c>[format_]hash[.ext]</c>.</summary>
internal readonly partial record struct UploadName(string? Format, string Hash, string Ext)
{
    public static bool TryRead(string text, out UploadName name)
    {
        var match = Shape().Match(text);
        name = new UploadName(match.Groups["format"] is { Success: true } format ? format.Value : null, match.Groups["hash"].Value, match.Groups["ext"].Value);
        return match.Success;
    }

    [GeneratedRegex(@"\A((?<format>[a-z][a-z0-9]{0,15})_)?(?<hash>[0-9a-f]{32})(?<ext>(\.[a-z0-9]{1,15})?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
