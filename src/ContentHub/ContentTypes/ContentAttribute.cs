using System.Globalization;
using System.Net.Mail;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

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

/// <summary>Text of any kind.</summary>
public abstract record TextualAttribute : ScalarAttribute
{
    /// <summary>In UTF-16 units, as browsers count; null for no limit.</summary>
    public int? MinLength { get; init; }

    /// <summary>As <see cref="MinLength"/>.</summary>
    public int? MaxLength { get; init; }

    /// <summary>A .NET regular expression that the text must match somewhere; only what can be matched in linear time. Null for none.</summary>
    public string? Regex { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return "must be a string";
        if (!JsonText.TryGet(value, out var text)) return "must not contain the NUL character or half a surrogate pair";
        if (text.Length > MaxLength) return $"must be at most {MaxLength} characters";
        if (Regex is { } pattern && !Patterns.Of(pattern).IsMatch(text)) return $"must match {pattern}";
        return FaultOfText(text);
    }

    /// <inheritdoc/>
    public override string? Lack(JsonElement value) => value.GetString()!.Length < MinLength ? $"must be at least {MinLength} characters" : null;

    /// <summary>The same for what the kind adds.</summary>
    private protected virtual string? FaultOfText(string text) => null;
}

/// <summary>One line.</summary>
public sealed record StringAttribute : TextualAttribute;

/// <summary>Many lines.</summary>
public sealed record TextAttribute : TextualAttribute;

/// <summary>Markdown.</summary>
public sealed record RichTextAttribute : TextualAttribute;

/// <summary>A secret: kept as a hash, shown to nobody.</summary>
public sealed record PasswordAttribute : TextualAttribute;

/// <summary>An e-mail address.</summary>
public sealed record EmailAttribute : TextualAttribute
{
    private protected override string? FaultOfText(string text) =>
        MailAddress.TryCreate(text, out var address) && address.Address == text && text.Contains('.', StringComparison.Ordinal) ? null : "must be a valid email";
}

/// <summary>A readable key for URLs: letters, digits and <c>- _ . ~</c>. Always unique.</summary>
public sealed partial record UidAttribute : TextualAttribute
{
    /// <summary>Name of the attribute it is made from when none is given; null for none.</summary>
    public string? TargetField { get; init; }

    private protected override string? FaultOfText(string text) =>
        text.Length is > 0 and <= 256 && Allowed().IsMatch(text) ? null : "must be 1 to 256 letters, digits and - _ . ~";

    [GeneratedRegex(@"^[A-Za-z0-9\-_.~]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}

/// <summary>A whole number within ±(2^53 − 1), so that every JSON reader keeps it exact.</summary>
public sealed record IntegerAttribute : ScalarAttribute
{
    private const long Largest = (1L << 53) - 1;

    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.Number;

    /// <summary>Null for no limit.</summary>
    public long? Min { get; init; }

    /// <summary>Null for no limit.</summary>
    public long? Max { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) || number is > Largest or < -Largest) return "must be an integer";
        if (number < Min) return $"must be greater than or equal to {Min}";
        return number > Max ? $"must be less than or equal to {Max}" : null;
    }
}

/// <summary>A whole number of 64 bits, a string in JSON because many readers would round it.</summary>
public sealed record BigIntegerAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.BigInteger;

    /// <summary>Null for no limit; a string of digits.</summary>
    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? Min { get; init; }

    /// <inheritdoc cref="Min"/>
    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? Max { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (!TryRead(value, out var number)) return "must be an integer of at most 64 bits, as a string of digits";
        if (number < Min) return $"must be greater than or equal to {Min}";
        return number > Max ? $"must be less than or equal to {Max}" : null;
    }

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json)
    {
        if (TryRead(value, out var number)) json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
    }

    private static bool TryRead(JsonElement value, out long number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number ? value.TryGetInt64(out number)
            : value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}

/// <summary>A floating-point number of 64 bits.</summary>
public sealed record FloatAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.Number;

    /// <summary>Null for no limit.</summary>
    public double? Min { get; init; }

    /// <summary>Null for no limit.</summary>
    public double? Max { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number)) return "must be a number";
        if (number < Min) return $"must be greater than or equal to {Min!.Value.ToString(CultureInfo.InvariantCulture)}";
        return number > Max ? $"must be less than or equal to {Max!.Value.ToString(CultureInfo.InvariantCulture)}" : null;
    }

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json) => json.WriteNumberValue(value.GetDouble());
}

/// <summary>A number with up to 28 digits, kept as it was written.</summary>
public sealed record DecimalAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.Number;

    /// <summary>Null for no limit.</summary>
    public decimal? Min { get; init; }

    /// <summary>Null for no limit.</summary>
    public decimal? Max { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number) || !IsExact(value.GetRawText())) return "must be a number of at most 28 digits";
        if (number < Min) return $"must be greater than or equal to {Min}";
        return number > Max ? $"must be less than or equal to {Max}" : null;
    }

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json) => json.WriteNumberValue(value.GetDecimal());

    // The reader rounds what it cannot hold; a number that would change is refused instead.
    private static bool IsExact(string text)
    {
        var e = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        if (e >= 0 && int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)) decimals -= exponent;
        return decimals <= 28 && mantissa.Count(char.IsAsciiDigit) - mantissa.TakeWhile(c => c is '-' or '0' or '.').Count(char.IsAsciiDigit) <= 28;
    }
}

/// <summary>True or false.</summary>
public sealed record BooleanAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.Boolean;

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false";
}

/// <summary>A day, <c>2020-01-31</c>.</summary>
public sealed record DateAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override string? Fault(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text)
        && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null : "must be a date such as 2020-01-31";
}

/// <summary>A time of day, <c>08:30:00.000</c>; seconds and fractions may be left out.</summary>
public sealed record TimeAttribute : ScalarAttribute
{
    private static readonly string[] Forms = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFF"];

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => TryRead(value, out _) ? null : "must be a time such as 08:30:00.000";

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json)
    {
        if (TryRead(value, out var time)) json.WriteStringValue(Text(time));
    }

    /// <summary>As stored and sent.</summary>
    public static string Text(TimeOnly time) => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The accepted forms.</summary>
    public static bool TryRead(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static bool TryRead(JsonElement value, out TimeOnly time)
    {
        time = default;
        return value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) && TryRead(text, out time);
    }
}

/// <summary>A moment, ISO 8601 with an offset or <c>Z</c>; stored in UTC with milliseconds.</summary>
public sealed record DateTimeAttribute : ScalarAttribute
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => TryRead(value, out _) ? null : "must be a moment such as 2020-01-31T08:30:00.000Z";

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json)
    {
        if (TryRead(value, out var moment)) json.WriteStringValue(Utc.Text(moment));
    }

    private static bool TryRead(JsonElement value, out DateTimeOffset moment)
    {
        moment = default;
        return value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text)
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }
}

/// <summary>One of a list of words.</summary>
public sealed record EnumerationAttribute : ScalarAttribute
{
    /// <summary>The words, at least one, no two alike.</summary>
    [JsonPropertyName("enum")]
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) && Values.Contains(text)
            ? null : $"must be one of: {string.Join(", ", Values)}";
}

/// <summary>Any JSON.</summary>
public sealed record JsonAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.None;

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => JsonText.IsClean(value) ? null : "must not contain the NUL character, half a surrogate pair or a number beyond a double's range";
}

/// <summary>Rich text as a tree of blocks, in the shape of Strapi's editor.</summary>
public sealed record BlocksAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.None;

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => Blocks.Fault(value);
}

/// <summary>Files from the media library.</summary>
public sealed record MediaAttribute : ContentAttribute
{
    /// <summary>An ordered list instead of one.</summary>
    public bool Multiple { get; init; }

    /// <summary>Some of <c>images videos audios files</c>; empty for all.</summary>
    public IReadOnlyList<string> AllowedTypes { get; init; } = [];
}

/// <summary>Entries of a type (the same or another).</summary>
/// <remarks>A relation is stored once, under the attribute that owns it. The other side, if it has an attribute at all, names the owner in <see cref="MappedBy"/>.</remarks>
public sealed record RelationAttribute : ContentAttribute
{
    /// <summary>How many on each side.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public RelationKind Relation { get; init; }

    /// <summary>Singular name of the type pointed at.</summary>
    public string Target { get; init; } = "";

    /// <summary>Name of the attribute of the target that shows the relation from there; null for none.</summary>
    public string? InversedBy { get; init; }

    /// <summary>Name of the attribute of the target that owns the relation: this one shows it from the other side. Null for an owner.</summary>
    public string? MappedBy { get; init; }

    /// <summary>This side holds an ordered list instead of one.</summary>
    [JsonIgnore]
    public bool IsMany => Relation is RelationKind.OneToMany or RelationKind.ManyToMany;

    /// <summary>An entry pointed at belongs to one entry only.</summary>
    [JsonIgnore]
    public bool IsExclusive => Relation is RelationKind.OneToOne or RelationKind.OneToMany;
}

/// <summary>A value made of a component's attributes, or an ordered list of them.</summary>
public sealed record ComponentAttribute : ContentAttribute
{
    /// <summary>Name of the component: <c>shared.seo</c>.</summary>
    public string Component { get; init; } = "";

    /// <summary>An ordered list instead of one.</summary>
    public bool Repeatable { get; init; }

    /// <summary>The fewest items of a list; null for no limit.</summary>
    public int? Min { get; init; }

    /// <summary>The most items of a list; null for no limit.</summary>
    public int? Max { get; init; }
}

/// <summary>An ordered list of components of several kinds; every item says which in <c>__component</c>.</summary>
public sealed record DynamicZoneAttribute : ContentAttribute
{
    /// <summary>Names of the components that may stand in it, at least one.</summary>
    public IReadOnlyList<string> Components { get; init; } = [];

    /// <summary>The fewest items; null for no limit.</summary>
    public int? Min { get; init; }

    /// <summary>The most items; null for no limit.</summary>
    public int? Max { get; init; }
}

/// <summary>How many on this side → how many on the other.</summary>
[JsonConverter(typeof(RelationKindConverter))]
public enum RelationKind
{
    /// <summary><c>oneToOne</c></summary>
    OneToOne,

    /// <summary><c>oneToMany</c></summary>
    OneToMany,

    /// <summary><c>manyToOne</c></summary>
    ManyToOne,

    /// <summary><c>manyToMany</c></summary>
    ManyToMany,
}

internal sealed class RelationKindConverter() : JsonStringEnumConverter<RelationKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
