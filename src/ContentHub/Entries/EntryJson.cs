using System.Buffers.Text;
using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Entries;

/// <summary>Looks into the stored JSON of entries, whose keys are the ids of attributes.</summary>
internal static class EntryJson
{
    /// <summary>The value of an attribute; false where it has none.</summary>
    public static bool TryGet(JsonElement data, ContentAttribute attribute, out JsonElement value)
    {
        Span<byte> key = stackalloc byte[20];
        Utf8Formatter.TryFormat(attribute.Id.Value, key, out var length);
        return data.TryGetProperty(key[..length], out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>The components under an attribute, one or many.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement data, ContentAttribute attribute) =>
        data.ValueKind != JsonValueKind.Object || !TryGet(data, attribute, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Object)
        : value.ValueKind == JsonValueKind.Object ? [value] : [];

    /// <summary>A component's own id; 0 when it has none.</summary>
    public static long IdOf(JsonElement component) => component.TryGetProperty("id"u8, out var id) && id.TryGetInt64(out var number) ? number : 0;

    /// <summary>The type of a zone's component.</summary>
    public static Id<ContentType> TypeOf(JsonElement component) => new(component.TryGetProperty("type"u8, out var type) && type.TryGetInt64(out var number) ? number : 0);
}
