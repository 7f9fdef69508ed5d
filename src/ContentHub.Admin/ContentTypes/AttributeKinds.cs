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
    private const string Texts = "Text", Numbers = "Numbers", Choices = "Choice and time", Links = "Files and relations", Structure = "Structure";

    /// <summary>In the order in which they are offered.</summary>
    public static IReadOnlyList<AttributeKind> All { get; } =
    [
        new("string", "Short text", "abc", "A title, a name, a city: one line.", Texts),
        new("text", "Long text", "align-left", "Several lines without formatting.", Texts),
        new("richtext", "Rich text", "markdown", "Headings, lists and links, written in Markdown.", Texts),
        new("blocks", "Blocks", "blockquote", "Rich text as a tree of blocks, in JSON.", Texts),
        new("email", "E-mail", "at", "An address that is checked.", Texts),
        new("password", "Password", "lock", "Kept as a hash and shown to nobody.", Texts),
        new("uid", "Identifier", "fingerprint", "A unique key for addresses, made from another text.", Texts, InComponents: false),
        new("integer", "Whole number", "hash", "A count, a year, a rank.", Numbers),
        new("decimal", "Decimal", "percentage", "Exact to 28 digits: prices and measures.", Numbers),
        new("float", "Float", "math", "A measured value; the last digits may be rounded.", Numbers),
        new("biginteger", "Big number", "infinity", "Whole, up to 64 bits; a text in JSON.", Numbers),
        new("boolean", "Yes or no", "toggle-right", "A switch.", Choices),
        new("enumeration", "Choice", "list-check", "One of a list of words.", Choices),
        new("date", "Date", "calendar", "A day.", Choices),
        new("time", "Time", "clock", "A time of day.", Choices),
        new("datetime", "Date and time", "calendar-time", "A moment, kept in UTC.", Choices),
        new("media", "Media", "photo", "Pictures, videos and other files.", Links),
        new("relation", "Relation", "link", "Entries of a type, one or many.", Links),
        new("component", "Component", "box", "A group of attributes that is used again, once or as a list.", Structure),
        new("dynamiczone", "Dynamic zone", "layers-intersect", "A page built of components that the writer chooses.", Structure, InComponents: false),
        new("json", "JSON", "braces", "Any structure, unchecked.", Structure),
    ];

    /// <summary>The kind of that key.</summary>
    public static AttributeKind Of(string key) => All.First(kind => kind.Key == key);
}
