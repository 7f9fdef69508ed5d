using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Puts the wanted values into one row of an entry: its data, and through <see cref="LinkWriter"/> what it points at.</summary>
internal sealed class EntryWriter(WriteUnit unit, ContentTypeCatalog catalog, ContentType type, Entry entry, LinkWriter links)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<FieldError> _errors = [];
    private readonly HashSet<string> _changed = [];

    /// <summary>Names of the attributes whose value is another than before.</summary>
    public IReadOnlyCollection<string> Changed => _changed;

    /// <param name="files">Files of the same request by attribute; they are added to the library and linked at the end.</param>
    /// <returns>All faults that only the database can see, or null.</returns>
    public Problem? Write(EntryInput input, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>> files)
    {
        using var before = JsonDocument.Parse(entry.Data);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Compact)) WriteObject(type, input, before.RootElement, 0, json, []);
        foreach (var (name, staged) in files)
        {
            var attribute = (MediaAttribute)type.Find(name)!;
            if (!input.Links.ContainsKey(attribute) && links.Write(attribute, 0, attribute.Multiple ? LinkChange.None : new LinkChange([], [], []), staged, [name])) _changed.Add(name);
        }

        if (_errors.Count + links.Errors.Count > 0) return new Problem.Invalid([.. _errors, .. links.Errors]);
        entry.Data = Encoding.UTF8.GetString(buffer.WrittenSpan);
        if (type.Attributes.Any(a => a is ComponentAttribute or DynamicZoneAttribute)) ForgetDroppedComponents(before.RootElement);
        return null;

        void WriteObject(ContentType of, EntryInput wanted, JsonElement old, long owner, Utf8JsonWriter json, IReadOnlyList<string> path)
        {
            json.WriteStartObject();
            WriteIdentity(of, owner, json);
            foreach (var attribute in of.Attributes)
            {
                string[] here = [.. path, attribute.Name];
                var had = old.ValueKind == JsonValueKind.Object && old.TryGetProperty(attribute.Id.ToString(), out var value) ? value : default;
                var isChanged = attribute switch
                {
                    ScalarAttribute scalar => WriteScalar(of, scalar, wanted, had, old.ValueKind != JsonValueKind.Object || IsNew(owner), json),
                    ComponentAttribute or DynamicZoneAttribute => WriteComponents(attribute, wanted, had, json, here),
                    _ => wanted.Links.TryGetValue(attribute, out var change) && links.Write(attribute, owner, change, owner == 0 ? files.GetValueOrDefault(attribute.Name) ?? [] : [], here),
                };
                if (isChanged) _changed.Add(here[0]);
            }

            json.WriteEndObject();
        }

        bool IsNew(long owner) => owner == 0 && entry.Version == 1;

        bool WriteComponents(ContentAttribute attribute, EntryInput wanted, JsonElement had, Utf8JsonWriter json, string[] path)
        {
            var single = attribute is ComponentAttribute { Repeatable: false };
            if (!wanted.Components.TryGetValue(attribute, out var items))
            {
                if (had.ValueKind == JsonValueKind.Undefined) return false;
                json.WritePropertyName(attribute.Id.ToString());
                had.WriteTo(json);
                return false;
            }

            var old = had.ValueKind == JsonValueKind.Array ? [.. had.EnumerateArray()] : had.ValueKind == JsonValueKind.Object ? new[] { had } : [];
            if (items.Count > 0)
            {
                json.WritePropertyName(attribute.Id.ToString());
                if (!single) json.WriteStartArray();
                for (var i = 0; i < items.Count; i++) WriteItem(items[i], old, json, single ? path : [.. path, i.ToString(CultureInfo.InvariantCulture)]);
                if (!single) json.WriteEndArray();
            }

            return items.Count + old.Length > 0;
        }

        void WriteItem(ComponentInput item, JsonElement[] old, Utf8JsonWriter json, string[] path)
        {
            var standing = item.Id is null ? default : old.FirstOrDefault(o => o.GetProperty(ComponentData.Id).GetInt64() == item.Id);
            if (item.Id is null || (standing.ValueKind != JsonValueKind.Undefined && (!standing.TryGetProperty(ComponentData.Type, out var kind) || kind.GetInt64() == item.Component.Id.Value)))
            {
                WriteObject(item.Component, item.Values, standing, item.Id ?? unit.NextId<ComponentItem>().Value, json, path);
                return;
            }

            _errors.Add(new FieldError([.. path, "id"], $"{EntryInputReader.Readable([.. path, "id"])} must be the id of a component that stands here"));
            json.WriteNullValue();   // nothing of this is kept, but a name must have a value
        }
    }

    private static void WriteIdentity(ContentType of, long owner, Utf8JsonWriter json)
    {
        if (of.Kind != ContentTypeKind.Component) return;
        json.WriteNumber(ComponentData.Id, owner);
        json.WriteNumber(ComponentData.Type, of.Id.Value);
    }

    private bool WriteScalar(ContentType of, ScalarAttribute attribute, EntryInput input, JsonElement had, bool creating, Utf8JsonWriter json)
    {
        var key = attribute.Id.ToString();
        var given = input.Scalars.TryGetValue(attribute, out var value);
        if (!given && creating) given = Default(of, attribute, input, out value);
        if (!given)
        {
            if (had.ValueKind == JsonValueKind.Undefined) return false;
            json.WritePropertyName(key);
            had.WriteTo(json);
            return false;
        }

        var after = Canonical(attribute, value);
        if (after.ValueKind != JsonValueKind.Null)
        {
            json.WritePropertyName(key);
            after.WriteTo(json);
        }

        return !JsonText.AreEqual(had, after.ValueKind == JsonValueKind.Null ? default : after);
    }

    private bool Default(ContentType of, ScalarAttribute attribute, EntryInput input, out JsonElement value)
    {
        value = default;
        if (attribute.Default is { ValueKind: not JsonValueKind.Null } standard) value = standard;
        else if (attribute is UidAttribute { TargetField: { } field } uid
            && input.Scalars.FirstOrDefault(s => s.Key.Name == field).Value is { ValueKind: JsonValueKind.String } source)
            value = JsonSerializer.SerializeToElement(Slugs.Free(unit, of, entry, uid, source.GetString()!));
        return value.ValueKind != JsonValueKind.Undefined;
    }

    // What is left of a component that stands no more: its links.
    private void ForgetDroppedComponents(JsonElement before)
    {
        using var after = JsonDocument.Parse(entry.Data);
        var dropped = ComponentIds(catalog, type, before).Except(ComponentIds(catalog, type, after.RootElement)).ToArray();
        if (dropped.Length == 0) return;
        unit.Db.EntryRelations.Where(r => r.SourceId == entry.Id && r.Locale == entry.Locale && r.Stage == entry.Stage && dropped.Contains(r.OwnerId)).ExecuteDelete();
        unit.Db.MediaLinks.Where(l => l.EntryId == entry.Id.Value && l.Locale == entry.Locale && l.Stage == entry.Stage && dropped.Contains(l.OwnerId)).ExecuteDelete();
    }

    /// <summary>Ids of all components in stored data, at every depth.</summary>
    public static IEnumerable<long> ComponentIds(ContentTypeCatalog catalog, ContentType type, JsonElement data)
    {
        foreach (var attribute in type.Attributes)
        {
            if (attribute is not (ComponentAttribute or DynamicZoneAttribute) || !data.TryGetProperty(attribute.Id.ToString(), out var value)) continue;
            foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value])
            {
                yield return item.GetProperty(ComponentData.Id).GetInt64();
                if (catalog.ById(new Id<ContentType>(item.GetProperty(ComponentData.Type).GetInt64())) is not { } component) continue;
                foreach (var inner in ComponentIds(catalog, component, item)) yield return inner;
            }
        }
    }

    private static JsonElement Canonical(ScalarAttribute attribute, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return value;
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer, Compact)) attribute.Write(value, json);
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
