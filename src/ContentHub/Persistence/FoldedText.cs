namespace ContentHub.Persistence;

/// <summary>Text without upper case, the same on every database and in .NET.</summary>
public static class FoldedText
{
    /// <summary>Small letters for all of Unicode. A sigma is a sigma wherever it stands in a word, and an i with a dot is an i.</summary>
    public static string Of(string text) => text.Replace('İ', 'i').ToLowerInvariant().Replace('ς', 'σ');
}
