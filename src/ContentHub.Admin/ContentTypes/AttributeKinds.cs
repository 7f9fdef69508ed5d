namespace ContentHub.Admin.ContentTypes;

/// <summary>What a kind of attribute is called, looks like and is good for: the one place for these words.</summary>
/// <param name="Key">As in the API: <c>string</c>.</param>
/// <param name="Title">As people call it.</param>
/// <param name="Icon">A name of the panel's icons.</param>
/// <param name="Group">The heading under which it is offered.</param>
/// <param name="Words">What it holds, in one line.</param>
/// <param name="InComponents">Whether a component may have it.</param>
public sealed record AttributeKind(string Key, string Title, string Icon, string Words, string Group, bool InComponents = true)
{
    private static string Texts => T("Text");

    private static string Numbers => T("Numbers");

    private static string Choices => T("Choice and time");

    private static string Links => T("Files and relations");

    private static string Structure => T("Structure");

    /// <summary>In the order in which they are offered.</summary>
    public static IReadOnlyList<AttributeKind> All =>
    [
        new("string", T("Short text"), "abc", T("A title, a name, a city: one line."), Texts),
        new("text", T("Long text"), "align-left", T("Several lines without formatting."), Texts),
        new("richtext", T("Rich text"), "markdown", T("Headings, lists and links, written in Markdown."), Texts),
        new("blocks", T("Blocks"), "blockquote", T("Rich text as a tree of blocks, in JSON."), Texts),
        new("email", T("E-mail"), "at", T("An address that is checked."), Texts),
        new("password", T("Password"), "lock", T("Kept as a hash and shown to nobody."), Texts),
        new("uid", T("Identifier"), "fingerprint", T("A unique key for addresses, made from another text."), Texts, InComponents: false),
        new("integer", T("Whole number"), "hash", T("A count, a year, a rank."), Numbers),
        new("decimal", T("Decimal"), "percentage", T("Exact to 28 digits: prices and measures."), Numbers),
        new("float", T("Float"), "math", T("A measured value; the last digits may be rounded."), Numbers),
        new("biginteger", T("Big number"), "infinity", T("Whole, up to 64 bits; a text in JSON."), Numbers),
        new("boolean", T("Yes or no"), "toggle-right", T("A switch."), Choices),
        new("enumeration", T("Choice"), "list-check", T("One of a list of words."), Choices),
        new("date", T("Date"), "calendar", T("A day."), Choices),
        new("time", T("Time"), "clock", T("A time of day."), Choices),
        new("datetime", T("Date and time"), "calendar-time", T("A moment, kept in UTC."), Choices),
        new("media", T("Media"), "photo", T("Pictures, videos and other files."), Links),
        new("relation", T("Relation"), "link", T("Entries of a type, one or many."), Links),
        new("component", T("Component"), "box", T("A group of attributes that is used again, once or as a list."), Structure),
        new("dynamiczone", T("Dynamic zone"), "layers-intersect", T("A page built of components that the writer chooses."), Structure, InComponents: false),
        new("json", T("JSON"), "braces", T("Any structure, unchecked."), Structure),
    ];

    /// <summary>The kind of that key.</summary>
    public static AttributeKind Of(string key) => All.First(kind => kind.Key == key);
}
