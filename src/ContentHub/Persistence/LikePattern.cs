namespace ContentHub.Persistence;

/// <summary>Patterns of LIKE with <c>\</c> as the escape.</summary>
internal static class LikePattern
{
    public const string Escape = @"\";

    /// <summary>Matches what contains the text, literally.</summary>
    public static string Containing(string text) =>
        $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
