using ContentHub.ContentTypes;

namespace ContentHub.Admin.Entries;

/// <summary>Something that a list can be filtered by.</summary>
/// <param name="Name">In the content API.</param>
/// <param name="Label">As people read it.</param>
/// <param name="Input">The type of the box for a value; <c>select</c> where there are choices.</param>
/// <param name="Operators">What can be asked, with words; the first is the usual one.</param>
internal sealed record ListField(string Name, string Label, string Input, IReadOnlyList<(string Op, string Words)> Operators, IReadOnlyList<(string Value, string Text)> Choices)
{
    private static (string, string)[] Presence => [("$notNull", T("is set")), ("$null", T("is empty"))];
    private static (string, string)[] Texts => [("$containsi", T("contains")), ("$notContainsi", T("does not contain")), ("$eqi", T("is")), ("$nei", T("is not")), ("$startsWithi", T("begins with")), ("$endsWithi", T("ends with")), .. Presence];
    private static (string, string)[] Numbers => [("$eq", T("is")), ("$ne", T("is not")), ("$gt", T("is more than")), ("$gte", T("is at least")), ("$lt", T("is less than")), ("$lte", T("is at most")), .. Presence];
    private static (string, string)[] Times => [("$gte", T("is from")), ("$lt", T("is before")), ("$eq", T("is")), .. Presence];
    private static (string, string)[] Choosing => [("$eq", T("is")), ("$ne", T("is not")), .. Presence];

    /// <summary>Of a type: its attributes, and what every entry has. What is private cannot be asked for.</summary>
    public static IReadOnlyList<ListField> Of(ContentType type) =>
    [
        .. type.Attributes.Where(a => !a.IsHidden).Select(Of).OfType<ListField>(),
        new("id", T("Id"), "number", Numbers[..6], []),
        new("created_at", T("Created"), "datetime-local", Times[..2], []),
        new("updated_at", T("Updated"), "datetime-local", Times[..2], []),
    ];

    /// <summary>Whether the operator is asked without a value.</summary>
    public static bool StandsAlone(string op) => op is "$null" or "$notNull";

    /// <summary>"Title contains “x”".</summary>
    public static string Text(ListFilter filter, IReadOnlyList<ListField> fields)
    {
        if (fields.FirstOrDefault(f => f.Name == filter.Field) is not { } field) return $"{filter.Key}={filter.Value}";
        var words = field.Operators.FirstOrDefault(o => o.Op == filter.Operator).Words ?? filter.Operator;
        return StandsAlone(filter.Operator!) ? T("{0} {1}", field.Label, words) : T("{0} {1} “{2}”", field.Label, words, field.Choices.FirstOrDefault(c => c.Value == filter.Value).Text ?? filter.Value);
    }

    private static ListField? Of(ContentAttribute attribute) => attribute switch
    {
        BooleanAttribute => Make(attribute, "select", Choosing, [("true", T("Yes")), ("false", T("No"))]),
        EnumerationAttribute choice => Make(attribute, "select", Choosing, [.. choice.Values.Select(v => (v, v))]),
        IntegerAttribute or BigIntegerAttribute or DecimalAttribute or FloatAttribute => Make(attribute, "number", Numbers),
        DateAttribute => Make(attribute, "date", Times),
        TimeAttribute => Make(attribute, "time", Times),
        DateTimeAttribute => Make(attribute, "datetime-local", Times),
        JsonAttribute or BlocksAttribute or RelationAttribute or MediaAttribute => Make(attribute, "text", Presence),
        ScalarAttribute => Make(attribute, "text", Texts),
        _ => null,
    };

    private static ListField Make(ContentAttribute attribute, string input, (string, string)[] operators, params (string, string)[] choices) => new(attribute.Name, EntryTitle.Spoken(attribute.Name), input, operators, choices);
}
