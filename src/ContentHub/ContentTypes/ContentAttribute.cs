using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentHub.ContentTypes;

/// <summary>One named part of a content type: a closed list of kinds, each of which knows what values it takes.</summary>
/// <remarks>Stored and sent as JSON with the discriminator <c>type</c>. The id is stable: values are stored under it, so that a rename touches no entry.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StringAttribute), "string")]
[JsonDerivedType(typeof(TextAttribute), "text")]
[JsonDerivedType(typeof(RichTextAttribute), "richtext")]
[JsonDerivedType(typeof(BlocksAttribute), "blocks")]
[JsonDerivedType(typeof(EmailAttribute), "email")]
[JsonDerivedType(typeof(PasswordAttribute), "password")]
[JsonDerivedType(typeof(UidAttribute), "uid")]
[JsonDerivedType(typeof(IntegerAttribute), "integer")]
[JsonDerivedType(typeof(BigIntegerAttribute), "biginteger")]
[JsonDerivedType(typeof(DecimalAttribute), "decimal")]
[JsonDerivedType(typeof(FloatAttribute), "float")]
[JsonDerivedType(typeof(BooleanAttribute), "boolean")]
[JsonDerivedType(typeof(DateAttribute), "date")]
[JsonDerivedType(typeof(TimeAttribute), "time")]
[JsonDerivedType(typeof(DateTimeAttribute), "datetime")]
[JsonDerivedType(typeof(EnumerationAttribute), "enumeration")]
[JsonDerivedType(typeof(JsonAttribute), "json")]
[JsonDerivedType(typeof(MediaAttribute), "media")]
[JsonDerivedType(typeof(RelationAttribute), "relation")]
[JsonDerivedType(typeof(ComponentAttribute), "component")]
[JsonDerivedType(typeof(DynamicZoneAttribute), "dynamiczone")]
public abstract record ContentAttribute
{
    /// <summary>Stable key; given by the product when the attribute is first saved.</summary>
    public Id<ContentAttribute> Id { get; init; }

    /// <summary>The key in JSON, unique within the type: a letter, then letters, digits and underscores.</summary>
    public string Name { get; init; } = "";

    /// <summary>Must be given and not null.</summary>
    public bool Required { get; init; }

    /// <summary>Never leaves the server through the content API, a webhook or an error text.</summary>
    public bool Private { get; init; }

    /// <summary>Private or a password: for everyone outside it does not exist, in answers as in queries and error texts.</summary>
    [JsonIgnore]
    public bool IsHidden => Private || this is PasswordAttribute;
}

/// <summary>How the database compares the values of an attribute.</summary>
public enum Comparison
{
    /// <summary>Text by code points; days, times and moments are text of fixed width.</summary>
    Text,

    /// <summary>As doubles.</summary>
    Number,

    /// <summary>As 64-bit integers.</summary>
    BigInteger,

    /// <summary>As 0 and 1.</summary>
    Boolean,

    /// <summary>Structured: there or not there, nothing else.</summary>
    None,
}

/// <summary>An attribute whose value stands in the entry's own JSON.</summary>
public abstract record ScalarAttribute : ContentAttribute
{
    /// <summary>No two entries of the type may hold the same value; guaranteed by the database. Null is exempt.</summary>
    public bool Unique { get; init; }

    /// <summary>Kept in the side tables, so that filters and sorts stay fast however many entries there are. <see cref="Unique"/> implies it.</summary>
    public bool Indexed { get; init; }

    /// <summary>How values compare.</summary>
    [JsonIgnore]
    public virtual Comparison Comparison => Comparison.Text;

    /// <summary>Has a row per entry in <c>index_texts</c> or <c>index_numbers</c>.</summary>
    [JsonIgnore]
    public bool IsIndexed => Indexed || IsUnique;

    /// <summary>Has a row per value in <c>entry_unique</c>.</summary>
    [JsonIgnore]
    public bool IsUnique => Unique || this is UidAttribute;

    /// <summary>The value of an entry that is created without one; null for none.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>What is wrong with a value that is not null, as the end of a sentence that begins with the name; null when it is good.</summary>
    public abstract string? Fault(JsonElement value);

    /// <summary>What a good value lacks, in the same form. Drafts may lack it, what is published may not.</summary>
    public virtual string? Lack(JsonElement value) => null;

    /// <summary>Writes a good value in the one form in which it is stored, compared and sent.</summary>
    public virtual void Write(JsonElement value, Utf8JsonWriter json) => value.WriteTo(json);
}
