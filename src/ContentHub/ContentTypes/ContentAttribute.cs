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
[JsonDerivedType(typeof(EmailAttribute), "email")]
[JsonDerivedType(typeof(UidAttribute), "uid")]
[JsonDerivedType(typeof(IntegerAttribute), "integer")]
[JsonDerivedType(typeof(DecimalAttribute), "decimal")]
[JsonDerivedType(typeof(BooleanAttribute), "boolean")]
[JsonDerivedType(typeof(DateAttribute), "date")]
[JsonDerivedType(typeof(DateTimeAttribute), "datetime")]
[JsonDerivedType(typeof(EnumerationAttribute), "enumeration")]
[JsonDerivedType(typeof(JsonAttribute), "json")]
[JsonDerivedType(typeof(MediaAttribute), "media")]
[JsonDerivedType(typeof(RelationAttribute), "relation")]
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
}

/// <summary>An attribute whose value stands in the entry's own JSON.</summary>
public abstract record ScalarAttribute : ContentAttribute
{
    /// <summary>No two entries of the type may hold the same value; guaranteed by the database. Null is exempt.</summary>
    public bool Unique { get; init; }

    /// <summary>The value of an entry that is created without one; null for none.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>What is wrong with a value that is not null, as the end of a sentence that begins with the name; null when it is good.</summary>
    public abstract string? Fault(JsonElement value);

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

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return "must be a string";
        if (!JsonText.TryGet(value, out var text)) return "must not contain the NUL character or half a surrogate pair";
        if (text.Length < MinLength) return $"must be at least {MinLength} characters";
        if (text.Length > MaxLength) return $"must be at most {MaxLength} characters";
        return FaultOfText(text);
    }

    /// <summary>The same for what the kind adds.</summary>
    private protected virtual string? FaultOfText(string text) => null;
}

/// <summary>One line.</summary>
public sealed record StringAttribute : TextualAttribute;

/// <summary>Many lines.</summary>
public sealed record TextAttribute : TextualAttribute;

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

    [GeneratedRegex(@"^[A-Za-z0-9\-_.~]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}

/// <summary>A whole number within ±(2^53 − 1), so that every JSON reader keeps it exact.</summary>
public sealed record IntegerAttribute : ScalarAttribute
{
    private const long Largest = (1L << 53) - 1;

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

/// <summary>A number with up to 28 digits, kept as it was written.</summary>
public sealed record DecimalAttribute : ScalarAttribute
{
    /// <summary>Null for no limit.</summary>
    public decimal? Min { get; init; }

    /// <summary>Null for no limit.</summary>
    public decimal? Max { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number)) return "must be a number of at most 28 digits";
        if (number < Min) return $"must be greater than or equal to {Min}";
        return number > Max ? $"must be less than or equal to {Max}" : null;
    }

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json) => json.WriteNumberValue(value.GetDecimal());
}

/// <summary>True or false.</summary>
public sealed record BooleanAttribute : ScalarAttribute
{
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
    public override string? Fault(JsonElement value) => JsonText.IsClean(value) ? null : "must not contain the NUL character, half a surrogate pair, or a number of more than 400 digits";
}

/// <summary>Files from the media library.</summary>
public sealed record MediaAttribute : ContentAttribute
{
    /// <summary>An ordered list instead of one.</summary>
    public bool Multiple { get; init; }
}

/// <summary>Entries of a type (the same or another).</summary>
public sealed record RelationAttribute : ContentAttribute
{
    /// <summary>How many on each side.</summary>
    public RelationKind Relation { get; init; }

    /// <summary>Singular name of the type pointed at.</summary>
    public string Target { get; init; } = "";

    /// <summary>This side holds an ordered list instead of one.</summary>
    [JsonIgnore]
    public bool IsMany => Relation is RelationKind.OneToMany or RelationKind.ManyToMany;

    /// <summary>An entry pointed at belongs to one entry only.</summary>
    [JsonIgnore]
    public bool IsExclusive => Relation is RelationKind.OneToOne or RelationKind.OneToMany;
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
