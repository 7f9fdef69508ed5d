using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Media;

namespace ContentHub.Entries;

/// <summary>An entry with what it points at, as far as asked for.</summary>
/// <param name="Relations">Entries pointed at, by attribute; null for an attribute that was not asked for.</param>
/// <param name="Media">Files, by attribute; likewise.</param>
public sealed record EntryView(
    Entry Entry, ContentType Type,
    IReadOnlyDictionary<Id<ContentAttribute>, IReadOnlyList<EntryView>> Relations,
    IReadOnlyDictionary<Id<ContentAttribute>, IReadOnlyList<MediaView>> Media)
{
    /// <summary>Writes the entry object: id, values and relations in the author's order, times, files.</summary>
    /// <param name="withPrivate">Only for the product's own panel.</param>
    public void Write(Utf8JsonWriter json, bool withPrivate = false)
    {
        using var data = JsonDocument.Parse(Entry.Data);
        json.WriteStartObject();
        json.WriteNumber("id", Entry.Id.Value);
        json.WriteString("document_id", Entry.DocumentId);
        foreach (var attribute in Type.Attributes)
        {
            if (attribute.Private && !withPrivate) continue;
            if (attribute is ScalarAttribute) WriteScalar(json, attribute, data.RootElement);
            else if (attribute is RelationAttribute { IsMany: var many } && Relations.TryGetValue(attribute.Id, out var targets)) WriteLinks(json, attribute.Name, many, targets, static (t, j) => t.Write(j));
        }

        json.WriteString("created_at", Utc.Text(Entry.CreatedAt));
        json.WriteString("updated_at", Utc.Text(Entry.UpdatedAt));
        foreach (var attribute in Type.Attributes.OfType<MediaAttribute>().Where(a => withPrivate || !a.Private))
            if (Media.TryGetValue(attribute.Id, out var files)) WriteLinks(json, attribute.Name, attribute.Multiple, files, static (f, j) => f.Write(j));
        json.WriteEndObject();
    }

    private static void WriteScalar(Utf8JsonWriter json, ContentAttribute attribute, JsonElement data)
    {
        json.WritePropertyName(attribute.Name);
        if (data.TryGetProperty(attribute.Id.ToString(), out var value)) value.WriteTo(json);
        else json.WriteNullValue();
    }

    private static void WriteLinks<T>(Utf8JsonWriter json, string name, bool many, IReadOnlyList<T> targets, Action<T, Utf8JsonWriter> write)
    {
        json.WritePropertyName(name);
        if (many)
        {
            json.WriteStartArray();
            foreach (var target in targets) write(target, json);
            json.WriteEndArray();
        }
        else if (targets.Count == 0)
        {
            json.WriteNullValue();
        }
        else
        {
            write(targets[0], json);
        }
    }
}
