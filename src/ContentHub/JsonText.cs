using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentHub;

/// <summary>Text out of JSON that can be stored everywhere: JSON can spell half a surrogate pair and NUL, databases cannot keep them.</summary>
public static class JsonText
{
    private const int LongestNumber = 400;

    /// <summary>The string, if it can be stored.</summary>
    public static bool TryGet(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = value.GetString();
        }
        catch (InvalidOperationException)   // the reader's word for half a surrogate pair
        {
            text = null;
        }

        return text is not null && !text.Contains('\0', StringComparison.Ordinal);
    }

    /// <summary>The string, if it is one that can be stored; null for everything else.</summary>
    public static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String && TryGet(value, out var text) ? text : null;

    /// <summary>Such a string, or JSON's null.</summary>
    public static bool IsTextOrNull(JsonElement value) => value.ValueKind == JsonValueKind.Null || TextOf(value) is not null;

    /// <summary>A list of such strings; null for everything else.</summary>
    public static string[]? TextsOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var texts = value.EnumerateArray().Select(TextOf).OfType<string>().ToArray();
        return texts.Length == value.GetArrayLength() ? texts : null;
    }

    /// <summary>Whether every string, name and number inside can be stored.</summary>
    public static bool IsClean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TryGet(value, out _),
        JsonValueKind.Array => value.EnumerateArray().All(IsClean),
        JsonValueKind.Object => value.EnumerateObject().All(p => IsCleanName(p) && IsClean(p.Value)),
        JsonValueKind.Number => IsWithinRange(value),
        _ => true,
    };

    // A request may be 64 levels deep; what it becomes part of (events, snapshots) is some levels deeper.
    private const int Deepest = 256;

    /// <summary>For JSON of the product's own making.</summary>
    public static JsonSerializerOptions Stored { get; } = new() { MaxDepth = Deepest, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads JSON of the product's own making, however deep a request was that it came from.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = Deepest });
        return document.RootElement.Clone();
    }

    /// <summary>Whether two values are equal; one that is not there equals none but another that is not there.</summary>
    public static bool AreEqual(JsonElement a, JsonElement b) =>
        a.ValueKind == JsonValueKind.Undefined || b.ValueKind == JsonValueKind.Undefined ? a.ValueKind == b.ValueKind : JsonElement.DeepEquals(a, b);

    // PostgreSQL writes exponents out and refuses what gets too long; no reader of JSON expects more than a double anyway.
    private static bool IsWithinRange(JsonElement value)
    {
        var text = value.GetRawText();
        if (text.Length > LongestNumber || !value.TryGetDouble(out var number) || !double.IsFinite(number)) return false;
        return number != 0 || text.AsSpan(0, text.AsSpan().IndexOfAny('e', 'E') is var e and >= 0 ? e : text.Length).IndexOfAnyInRange('1', '9') < 0;
    }

    private static bool IsCleanName(JsonProperty property)
    {
        try
        {
            return !property.Name.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

/// <summary>Moments as the product writes them.</summary>
public static class Utc
{
    // The round-trip format without its last four digits: a format of our own takes five times as long.
    private const int RoundTripLength = 28, Length = 24;

    /// <summary>ISO 8601 with milliseconds and <c>Z</c>: fixed width, so that text order is time order.</summary>
    public static string Text(DateTimeOffset moment) => string.Concat(moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture).AsSpan(0, Length - 1), "Z");

    /// <summary>Writes a property with that text.</summary>
    internal static void WriteUtc(this Utf8JsonWriter json, JsonEncodedText name, DateTimeOffset moment)
    {
        Span<byte> text = stackalloc byte[RoundTripLength];
        moment.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Length - 1] = (byte)'Z';
        json.WriteString(name, text[..Length]);
    }
}
