using ContentHub.ContentTypes;

namespace ContentHub.Admin.Entries;

/// <summary>What to know about an attribute before typing: limits and where values come from.</summary>
internal static class AttributeHint
{
    /// <summary>One or two short sentences; null when there is nothing to say.</summary>
    public static string? Of(ContentAttribute attribute)
    {
        string?[] parts = attribute switch
        {
            UidAttribute uid => [uid.TargetField is { } from ? $"Made from “{EntryTitle.Spoken(from)}” when a new entry leaves it empty." : null, "Letters, digits and - _ . ~", Range(uid.MinLength, uid.MaxLength, " characters")],
            RichTextAttribute text => ["Markdown: **bold**, # heading, - list.", Range(text.MinLength, text.MaxLength, " characters")],
            PasswordAttribute text => ["Never shown again. Left empty, the one there is stays.", Range(text.MinLength, text.MaxLength, " characters")],
            BlocksAttribute => ["# and a space make a heading, - a list, > a quote. Tab indents in a list; Escape, then Tab leaves it."],
            TextualAttribute text => [Range(text.MinLength, text.MaxLength, " characters")],
            IntegerAttribute number => [Range(number.Min, number.Max, "")],
            BigIntegerAttribute number => [Range(number.Min, number.Max, "")],
            DecimalAttribute number => [Range(number.Min, number.Max, "")],
            FloatAttribute number => [Range(number.Min, number.Max, "")],
            ComponentAttribute { Repeatable: true } list => [Range(list.Min, list.Max, "")],
            DynamicZoneAttribute zone => [Range(zone.Min, zone.Max, "")],
            DateTimeAttribute => ["Date and time in UTC."],
            RelationAttribute { IsExclusive: true } relation => [$"Each {EntryTitle.Spoken(relation.Target).ToLowerInvariant()} belongs to one entry only: chosen here, it leaves the one it was in."],
            _ => [],
        };
        if (attribute is ScalarAttribute { Unique: true } and not UidAttribute) parts = [.. parts, "No two entries may have the same."];
        var said = string.Join(' ', parts.Where(p => p is not null));
        return said.Length == 0 ? null : said;
    }

    private static string? Range<T>(T? least, T? most, string unit) where T : struct => (least, most) switch
    {
        (null, null) => null,
        (null, { } b) => $"At most {b}{unit}.",
        ({ } a, null) => $"At least {a}{unit}.",
        ({ } a, { } b) => $"{a} to {b}{unit}.",
    };
}
