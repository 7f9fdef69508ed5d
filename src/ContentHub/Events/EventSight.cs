using System.Buffers;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;

namespace ContentHub.Events;

/// <summary>What somebody may see of the log: no more of an entry than reading it would show.</summary>
/// <param name="catalog">All types.</param>
internal sealed class EventSight(ContentTypeCatalog catalog, Actor actor)
{
    private static readonly HashSet<string> System = ["id", "document_id", "created_at", "updated_at", "published_at", "locale", "__component"];

    private readonly ContentTypeCatalog _seen = catalog.SeenBy(actor);

    private bool SeesAllContent => actor.Rights.IsEverything
        || (actor.Rights.MayOnEveryType(Permission.EntriesRead) && catalog.All.All(t => _seen.ById(t.Id) is { } seen && seen.Attributes.Count == t.Attributes.Count && seen.Sight == Sight.All));

    /// <summary>The events that may be seen. Those of types of which only some entries are seen are not among them: who made an entry is not in the log.</summary>
    public IQueryable<Event> Of(IQueryable<Event> events)
    {
        if (actor.Rights.IsEverything) return events;
        if (!actor.May(Permission.MediaRead)) events = events.Where(e => !e.Name.StartsWith("media."));
        if (!actor.May(Permission.WebhooksManage)) events = events.Where(e => !e.Name.StartsWith("webhook.") && !e.Name.StartsWith("hook.") && !e.Name.StartsWith("allowed_target."));
        if (SeesAllContent) return events;
        var whole = _seen.Types.Where(t => t.Sight == Sight.All || (!t.DraftAndPublish && t.Sight.Owner is null)).Select(t => t.Name).ToArray();
        var published = _seen.Types.Where(t => t.Sight.Owner is null).Select(t => t.Name).Except(whole).ToArray();
        return events.Where(e => e.Model == null ? e.Name != "changeset.commit" : whole.Contains(e.Model) || (published.Contains(e.Model) && (e.Name == "entry.publish" || e.Name == "entry.unpublish")));
    }

    /// <summary>The body without what may not be seen, UTF-8.</summary>
    public byte[] Of(Event recorded)
    {
        if (SeesAllContent) return recorded.Body;
        var buffer = new ArrayBufferWriter<byte>(recorded.Body.Length);
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Compact))
        {
            json.WriteStartObject();
            var type = recorded.Model is { } model ? _seen.ByName(model) : null;
            foreach (var property in JsonText.Parse(recorded.Body).EnumerateObject())
            {
                json.WritePropertyName(property.Name);
                switch (property.Name)
                {
                    case "entry" when recorded.Model is not null: Write(property.Value, type, json); break;
                    case "changed": WriteItems(property.Value, name => type?.Find(name.GetString()!) is not null, json); break;
                    case "media": WriteFile(property.Value, json); break;
                    default: property.Value.WriteTo(json); break;
                }
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <param name="type">As it is seen; null for nothing but keys.</param>
    private void Write(JsonElement value, ContentType? type, Utf8JsonWriter json)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(item, type, json);
                json.WriteEndArray();
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    var attribute = type?.Find(property.Name);
                    if (attribute is null && !System.Contains(property.Name)) continue;
                    json.WritePropertyName(property.Name);
                    switch (attribute)
                    {
                        case RelationAttribute relation: Write(property.Value, _seen.ByName(relation.Target), json); break;
                        case ComponentAttribute part: Write(property.Value, _seen.ByName(part.Component), json); break;
                        case DynamicZoneAttribute: WriteZone(property.Value, json); break;
                        default: property.Value.WriteTo(json); break;
                    }
                }

                json.WriteEndObject();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private void WriteZone(JsonElement items, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var item in items.EnumerateArray()) Write(item, item.TryGetProperty("__component", out var name) ? _seen.ByName(name.GetString()!) : null, json);
        json.WriteEndArray();
    }

    /// <summary>A file without the uses that are not seen.</summary>
    private void WriteFile(JsonElement file, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var property in file.EnumerateObject())
        {
            json.WritePropertyName(property.Name);
            if (property.Name != "related") property.Value.WriteTo(json);
            else WriteItems(property.Value, use => _seen.ByName(use.GetProperty("model").GetString()!) is { Sight.Owner: null } type && type.Find(use.GetProperty("field").GetString()!) is not null, json);
        }

        json.WriteEndObject();
    }

    private static void WriteItems(JsonElement items, Func<JsonElement, bool> keep, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var item in items.EnumerateArray().Where(keep)) item.WriteTo(json);
        json.WriteEndArray();
    }
}
