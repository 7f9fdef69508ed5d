using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace ContentHub.Media;

/// <summary>Settings of the section <c>Media</c>.</summary>
public sealed partial record MediaOptions : IValidatableObject
{
    /// <summary>The most bytes one file may have; more is answered with 413. Default 1 GB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxFileBytes { get; init; } = 1_000_000_000;

    /// <summary>The most files in one request. Default 50.</summary>
    [Range(1, 1000)]
    public int MaxFilesPerRequest { get; init; } = 50;

    /// <summary>Kinds of files that are taken, as <c>image/*</c> or <c>application/pdf</c>; empty for all. The bytes say what a file is.</summary>
    public IReadOnlyList<string> AllowedTypes { get; init; } = [];

    /// <summary>Kinds that are refused, also when they are allowed.</summary>
    public IReadOnlyList<string> DeniedTypes { get; init; } = [];

    /// <summary>Smaller pictures made of uploaded ones, name → the most pixels of a side, beside the thumbnail of 245 × 156. Only those smaller than the original are made. Default small 500, medium 750, large 1000; a value of 0 leaves one out.</summary>
    public IReadOnlyDictionary<string, int> Breakpoints { get; init; } = new Dictionary<string, int>();

    /// <summary>The most pixels of a picture. Default 100 million.</summary>
    [Range(1, 10_000_000_000)]
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>How long one step of making smaller pictures may take. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ImageTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much memory the program that makes them may use. Default 1 GiB.</summary>
    [Range(64L * 1024 * 1024, long.MaxValue)]
    public long ImageMemoryBytes { get; init; } = 1024L * 1024 * 1024;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, pixels) in Breakpoints)
        {
            if (!FormatName().IsMatch(name) || name == MediaFormat.Thumbnail) yield return new ValidationResult($"Media:Breakpoints: '{name}' must be 1 to 16 small letters and digits, beginning with a letter, and not {MediaFormat.Thumbnail}");
            if (pixels is < 0 or > 10_000) yield return new ValidationResult($"Media:Breakpoints:{name} must be 0 to 10000");
        }

        foreach (var type in AllowedTypes.Concat(DeniedTypes))
            if (!TypePattern().IsMatch(type)) yield return new ValidationResult($"Media:AllowedTypes and Media:DeniedTypes take kinds such as image/* or application/pdf, not '{type}'");
    }

    /// <summary>The formats to make, largest first, each with the box that it must fit in.</summary>
    internal IReadOnlyList<(string Name, int Width, int Height)> Formats()
    {
        var sizes = new Dictionary<string, int> { ["small"] = 500, ["medium"] = 750, ["large"] = 1000 };
        foreach (var (name, pixels) in Breakpoints) sizes[name] = pixels;
        return [.. sizes.Where(s => s.Value > 0).OrderByDescending(s => s.Value).Select(s => (s.Key, s.Value, s.Value)), (MediaFormat.Thumbnail, 245, 156)];
    }

    /// <summary>Why a kind of file is not taken; null when it is. Bytes that nobody recognises are refused as soon as there is a rule: they could be anything.</summary>
    internal string? Refusal(string mime)
    {
        if (AllowedTypes.Count == 0 && DeniedTypes.Count == 0) return null;
        if (mime == "application/octet-stream" && !AllowedTypes.Contains(mime)) return "is of a kind that is not recognised, and only known kinds are allowed here";
        return DeniedTypes.Any(t => Covers(t, mime)) || (AllowedTypes.Count > 0 && !AllowedTypes.Any(t => Covers(t, mime))) ? $"is {mime}, which is not allowed here" : null;
    }

    private static bool Covers(string type, string mime) =>
        type == "*/*" || (type.EndsWith("/*", StringComparison.Ordinal) ? mime.StartsWith(type[..^1], StringComparison.OrdinalIgnoreCase) : string.Equals(type, mime, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("^[a-z][a-z0-9]{0,15}$", RegexOptions.CultureInvariant)]
    private static partial Regex FormatName();

    [GeneratedRegex(@"^(\*/\*|[a-zA-Z0-9.+-]+/(\*|[a-zA-Z0-9.+-]+))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex TypePattern();
}
