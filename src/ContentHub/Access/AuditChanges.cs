using System.Buffers;
using System.Text.Json;

namespace ContentHub.Access;

/// <summary>What was different before and after, in the shape in which the API shows it: what is masked there is masked here.</summary>
public sealed class AuditChanges
{
    private const int MostChanges = 200;
    private const int LongestValue = 2000;
    private static readonly JsonSerializerOptions Snake = new(JsonText.Stored) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    // They change with every change, and say nothing that the record does not say itself.
    private static readonly string[] Passing = ["id", "version", "created_at", "updated_at"];

    private readonly JsonElement _before;
    private readonly JsonElement _after;

    private readonly IReadOnlyList<string> _changed;
    private IReadOnlyList<string> _hidden = [];
    private IReadOnlyList<string> _without = [];

    private AuditChanges(JsonElement before, JsonElement after, params IReadOnlyList<string> changed) => (_before, _after, _changed) = (before, after, changed);

    /// <summary>Something new. An object of any kind becomes JSON with names in snake_case.</summary>
    public static AuditChanges Made(object after) => new(default, Json(after));

    /// <summary>Something that is gone.</summary>
    public static AuditChanges Removed(object before) => new(Json(before), default);

    /// <summary>Something that changed.</summary>
    public static AuditChanges Between(object before, object after) => new(Json(before), Json(after));

    /// <summary>Only that secrets changed.</summary>
    public static AuditChanges Of(params IReadOnlyList<string> hidden) => new(default, default, hidden);

    /// <summary>Besides, secrets changed of which not even a masked form shows it.</summary>
    public AuditChanges And(params IReadOnlyList<string> hidden) => new(_before, _after, hidden) { _hidden = _hidden, _without = _without };

    /// <summary>Of these fields only that they changed is told.</summary>
    public AuditChanges Hiding(params IReadOnlyList<string> fields) => new(_before, _after, _changed) { _hidden = fields, _without = _without };

    /// <summary>These fields are left out, for instance what the product measured itself.</summary>
    public AuditChanges Without(params IReadOnlyList<string> fields) => new(_before, _after, _changed) { _hidden = _hidden, _without = fields };

    /// <summary>What a writer of answers writes, as it is now.</summary>
    public static JsonElement Shown(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Compact)) write(json);
        return JsonText.Parse(buffer.WrittenMemory);
    }

    /// <summary>See <see cref="AuditRecord.Changes"/>; null when nothing is different.</summary>
    internal string? Text()
    {
        var changes = JsonChange.Between(Whole(_before), Whole(_after)).Where(c => !_without.Contains(First(c)) && !Passing.Contains(c.Path)).ToArray();
        var hidden = changes.Select(First).Where(_hidden.Contains).Union(_changed).ToArray();
        var shown = changes.Where(c => !_hidden.Contains(First(c))).ToArray();
        if (shown.Length == 0 && hidden.Length == 0) return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Compact))
        {
            json.WriteStartArray();
            foreach (var field in hidden)
            {
                json.WriteStartObject();
                json.WriteString("field", field);
                json.WriteBoolean("hidden", true);
                json.WriteEndObject();
            }

            foreach (var change in shown.Take(MostChanges)) Write(json, change);
            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonChange change)
    {
        json.WriteStartObject();
        json.WriteString("field", change.Path);
        if (change.Before is { } before) WriteValue(json, "before", before);
        if (change.After is { } after) WriteValue(json, "after", after);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, string raw)
    {
        json.WritePropertyName(name);
        if (raw.Length <= LongestValue)
        {
            json.WriteRawValue(raw);
            return;
        }

        var text = raw[0] == '"' ? JsonSerializer.Deserialize<string>(raw)! : raw;
        var end = Math.Min(text.Length, LongestValue);
        if (char.IsHighSurrogate(text[end - 1])) end--;
        json.WriteStringValue(text[..end] + "…");
    }

    private static string First(JsonChange change) => change.Path.Split('.')[0];

    private static JsonElement Whole(JsonElement json) => json.ValueKind == JsonValueKind.Undefined ? JsonSerializer.SerializeToElement(new { }) : json;

    private static JsonElement Json(object value) => value is JsonElement json ? json : JsonSerializer.SerializeToElement(value, Snake);
}
