using System.Globalization;
using System.Text;

namespace ContentHub.Media;

/// <summary>Names of files as people read them; never a path.</summary>
internal static class MediaName
{
    private const int Longest = 255;

    /// <summary>The last part of whatever a client sent, without signs that hide or reorder text.</summary>
    public static string Clean(string name)
    {
        var last = name.AsSpan()[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
            if (!Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format && rune != Rune.ReplacementChar) clean.Append(rune.ToString());
        var text = clean.ToString().Trim().Trim('.');
        if (text.Length == 0) return "file";
        // The end is kept for its extension; half a surrogate pair cannot be stored.
        var start = Math.Max(0, text.Length - Longest);
        return text[(char.IsLowSurrogate(text[start]) ? start + 1 : start)..];
    }
}
