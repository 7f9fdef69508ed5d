using System.Globalization;
using System.Text;
using ContentHub.ContentTypes;
using ContentHub.Persistence;

namespace ContentHub.Entries;

/// <summary>Readable keys made of other attributes.</summary>
internal static class Slugs
{
    /// <summary>A key for the text that no other entry of the type has in this stage.</summary>
    public static string Free(WriteUnit unit, ContentType type, Entry entry, UidAttribute attribute, string text)
    {
        var longest = Math.Clamp(attribute.MaxLength ?? EntryIndexes.LongestUniqueText, 1, EntryIndexes.LongestUniqueText);
        var slug = Of(text) is { Length: > 0 } made ? made : type.Name;
        string Cut(string end) => string.Concat(slug.AsSpan(0, Math.Clamp(longest - end.Length, 0, slug.Length)).TrimEnd('-'), end);

        var free = Cut("");
        // In either stage: a draft's key must still be free when it goes out.
        for (var n = 2; unit.Db.EntryUniques.Any(u => u.AttributeId == attribute.Id && u.Locale == entry.Locale && u.Value == free && u.EntryId != entry.Id); n++)
            free = Cut(string.Create(CultureInfo.InvariantCulture, $"-{n}"));
        return free;
    }

    private static string Of(string text)
    {
        var slug = new StringBuilder();
        // Normalisation throws at U+FFFE.
        foreach (var c in text.Replace('\uFFFE', ' ').Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return slug.ToString().Trim('-');
    }
}
