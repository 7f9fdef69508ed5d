using System.Globalization;
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
            UidAttribute uid => [uid.TargetField is { } from ? T("Made from “{0}” when a new entry leaves it empty.", EntryTitle.Spoken(from)) : null, T("Letters, digits and - _ . ~"), Characters(uid.MinLength, uid.MaxLength)],
            RichTextAttribute text => [T("Markdown: **bold**, # heading, - list."), Characters(text.MinLength, text.MaxLength)],
            PasswordAttribute text => [T("Never shown again. Left empty, the one there is stays."), Characters(text.MinLength, text.MaxLength)],
            BlocksAttribute => [T("# and a space make a heading, - a list, > a quote. Tab indents in a list; Escape, then Tab leaves it.")],
            TextualAttribute text => [Characters(text.MinLength, text.MaxLength)],
            IntegerAttribute number => [Range(number.Min, number.Max)],
            BigIntegerAttribute number => [Range(number.Min, number.Max)],
            DecimalAttribute number => [Range(number.Min, number.Max)],
            FloatAttribute number => [Range(number.Min, number.Max)],
            ComponentAttribute { Repeatable: true } list => [Range(list.Min, list.Max)],
            DynamicZoneAttribute zone => [Range(zone.Min, zone.Max)],
            DateTimeAttribute => [T("Date and time in UTC.")],
            RelationAttribute { IsExclusive: true } relation => [T("Each {0} belongs to one entry only: chosen here, it leaves the one it was in.", Within(EntryTitle.Spoken(relation.Target)))],
            _ => [],
        };
        if (attribute is ScalarAttribute { Unique: true } and not UidAttribute) parts = [.. parts, T("No two entries may have the same.")];
        var said = string.Join(' ', parts.Where(p => p is not null));
        return said.Length == 0 ? null : said;
    }

    private static string? Characters(int? least, int? most) => (least, most) switch
    {
        (null, null) => null,
        (null, { } b) => T("At most {0} characters.", b),
        ({ } a, null) => T("At least {0} characters.", a),
        ({ } a, { } b) => T("{0} to {1} characters.", a, b),
    };

    private static string? Range(IFormattable? least, IFormattable? most) => (Typed(least), Typed(most)) switch
    {
        (null, null) => null,
        (null, { } b) => T("At most {0}.", b),
        ({ } a, null) => T("At least {0}.", a),
        ({ } a, { } b) => T("{0} to {1}.", a, b),
    };

    // As it is to be typed.
    private static string? Typed(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
