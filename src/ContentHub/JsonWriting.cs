using System.Text.Encodings.Web;
using System.Text.Json;

namespace ContentHub;

/// <summary>What answers write again and again.</summary>
internal static class JsonWriting
{
    /// <summary>How bodies and answers are written: without spaces, letters as they are; what is written in order needs no second look.</summary>
    public static JsonWriterOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The number, or null.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    /// <summary>The moment as <see cref="Utc.Text"/> has it, or null.</summary>
    public static void WriteTimeOrNull(this Utf8JsonWriter json, string name, DateTimeOffset? at) => json.WriteString(name, at is { } moment ? Utc.Text(moment) : null);

    /// <summary>A list of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
