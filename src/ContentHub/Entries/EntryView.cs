using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Queries;

namespace ContentHub.Entries;

/// <summary>An entry with what it points at, as far as asked for.</summary>
public sealed class EntryView
{
    private const int MostOnStack = 2048;

    private readonly ContentTypeCatalog _catalog;
    private Dictionary<(long Owner, Id<ContentAttribute> Attribute), LinkedParts>? _links;

    internal EntryView(Entry entry, ContentType type, Selection selection, ContentTypeCatalog catalog)
    {
        Entry = entry;
        Type = type;
        Selection = selection;
        _catalog = catalog;
    }

    /// <summary>Its row.</summary>
    public Entry Entry { get; }

    /// <summary>Its type.</summary>
    public ContentType Type { get; }

    /// <summary>What is shown of it.</summary>
    internal Selection Selection { get; }

    /// <summary>Something beside the row's own values is shown.</summary>
    internal bool IsPopulated => Selection.Parts.Count > 0;

    /// <summary>Entries that a relation points at; none when it was not asked for.</summary>
    /// <param name="owner">Id of the component inside the entry that holds the relation; 0 for the entry itself.</param>
    public IReadOnlyList<EntryView> Targets(RelationAttribute relation, long owner = 0) => Find(owner, relation)?.Entries ?? [];

    /// <summary>Files of a media attribute; none when it was not asked for.</summary>
    /// <param name="owner">As of <see cref="Targets"/>.</param>
    public IReadOnlyList<MediaView> Files(MediaAttribute attribute, long owner = 0) => Find(owner, attribute)?.Files ?? [];

    /// <summary>Writes the entry object: ids, what was asked for in the author's order, times, files.</summary>
    /// <param name="names">How the product's own fields are spelled.</param>
    /// <param name="withPrivate">Only for the product's own panel.</param>
    /// <param name="inEvent">Bodies of events know no <c>published_at</c> of types without drafts.</param>
    public void Write(Utf8JsonWriter json, SystemNames names, bool withPrivate = false, bool inEvent = false)
    {
        json.WriteStartObject();
        json.WriteNumber("id", Entry.Id.Value);
        json.WriteString(names.DocumentId, Entry.DocumentId);
        if (IsPopulated)
        {
            using var data = JsonDocument.Parse(Entry.Data);
            WriteAttributes(json, data.RootElement, Type, Selection, 0, names, withPrivate, inEvent, filesLater: true);
        }
        else
        {
            WriteScalars(json, withPrivate);
        }

        if (Selection.Shows("created_at")) json.WriteUtc(names.CreatedAt, Entry.CreatedAt);
        if (Selection.Shows("updated_at")) json.WriteUtc(names.UpdatedAt, Entry.UpdatedAt);
        if (Selection.Shows("published_at") && (Type.DraftAndPublish || !inEvent)) WritePublishedAt(json, names);
        if (Selection.Fields?.Contains("locale") == true) json.WriteString("locale", Entry.Locale);
        if (Selection.Parts.Count > 0)
        {
            foreach (var attribute in Type.Attributes)
                if (attribute is MediaAttribute && (withPrivate || !attribute.IsHidden) && Selection.Find(attribute.Id) is { } part) WriteLinked(json, attribute, part, 0, names, withPrivate, inEvent);
        }

        json.WriteEndObject();
    }

    /// <summary>Notes what a link leads to.</summary>
    internal void Put(long owner, ContentAttribute attribute, LinkedParts parts) => (_links ??= [])[(owner, attribute.Id)] = parts;

    private LinkedParts? Find(long owner, ContentAttribute attribute) => _links?.GetValueOrDefault((owner, attribute.Id));

    private void WritePublishedAt(Utf8JsonWriter json, SystemNames names)
    {
        if ((Type.DraftAndPublish ? Entry.PublishedAt : Entry.CreatedAt) is { } at) json.WriteUtc(names.PublishedAt, at);
        else json.WriteNull(names.PublishedAt);
    }

    /// <summary>What <see cref="WriteAttributes"/> writes of an entry of which nothing else is shown, without a document: it is what lists mostly are.</summary>
    private void WriteScalars(Utf8JsonWriter json, bool withPrivate)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(Entry.Data.Length);
        var lent = longest > MostOnStack ? ArrayPool<byte>.Shared.Rent(longest) : null;
        Span<byte> bytes = lent ?? stackalloc byte[MostOnStack];
        bytes = bytes[..Encoding.UTF8.GetBytes(Entry.Data, bytes)];
        var attributes = Type.Attributes;
        Span<(int Start, int End)> values = attributes.Count > MostOnStack / 8 ? new (int, int)[attributes.Count] : stackalloc (int, int)[attributes.Count];
        StoredValues.Locate(bytes, attributes, values);
        for (var i = 0; i < attributes.Count; i++)
        {
            var attribute = attributes[i];
            if (attribute is not ScalarAttribute || !IsSeen(attribute, withPrivate) || !Selection.Shows(attribute.Name)) continue;
            json.WritePropertyName(attribute.Name);
            var (start, end) = values[i];
            // As it is stored: it was written by us.
            if (end > 0) json.WriteRawValue(bytes[start..end], skipInputValidation: true);
            else json.WriteNullValue();
        }

        if (lent is not null) ArrayPool<byte>.Shared.Return(lent);
    }

    private static bool IsSeen(ContentAttribute attribute, bool withPrivate) => !attribute.IsHidden || (withPrivate && attribute is not PasswordAttribute);

    private void WriteAttributes(Utf8JsonWriter json, JsonElement data, ContentType type, Selection selection, long owner, SystemNames names, bool withPrivate, bool inEvent, bool filesLater)
    {
        foreach (var attribute in type.Attributes)
        {
            if (!IsSeen(attribute, withPrivate)) continue;
            if (attribute is ScalarAttribute)
            {
                if (selection.Shows(attribute.Name)) WriteScalar(json, attribute, data);
            }
            else if (!(filesLater && attribute is MediaAttribute) && selection.Find(attribute.Id) is { } part)
            {
                if (attribute is RelationAttribute or MediaAttribute) WriteLinked(json, attribute, part, owner, names, withPrivate, inEvent);
                else WriteParts(json, attribute, part, data, owner, names, withPrivate, inEvent);
            }
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, ContentAttribute attribute, JsonElement data)
    {
        json.WritePropertyName(attribute.Name);
        // As it is stored: it was written by us.
        if (EntryJson.TryGet(data, attribute, out var value)) json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        else json.WriteNullValue();
    }

    /// <summary>A component, a list of them, or a zone.</summary>
    private void WriteParts(Utf8JsonWriter json, ContentAttribute attribute, Populated part, JsonElement data, long owner, SystemNames names, bool withPrivate, bool inEvent)
    {
        var zone = attribute as DynamicZoneAttribute;
        var many = zone is not null || attribute is ComponentAttribute { Repeatable: true };
        json.WritePropertyName(attribute.Name);
        if (part.Count)
        {
            WriteCount(json, EntryJson.Objects(data, attribute).Count());
            return;
        }

        if (many) json.WriteStartArray();
        var written = 0;
        foreach (var item in part.Chooses ? Chosen(data, attribute, owner) : EntryJson.Objects(data, attribute))
        {
            var component = zone is null ? _catalog.ByName(((ComponentAttribute)attribute).Component) : _catalog.ById(EntryJson.TypeOf(item));
            if (component is null || (zone is not null && part.On is { } on && !on.ContainsKey(component.Name))) continue;
            var selection = zone is null ? part.Selection : part.On?[component.Name] ?? Selection.Scalars;
            var id = EntryJson.IdOf(item);
            json.WriteStartObject();
            if (zone is not null) json.WriteString("__component", component.Name);
            json.WriteNumber("id", id);
            WriteAttributes(json, item, component, selection, id, names, withPrivate, inEvent, filesLater: false);
            json.WriteEndObject();
            if (++written == 1 && !many) break;
        }

        if (many) json.WriteEndArray();
        else if (written == 0) json.WriteNullValue();
    }

    private IEnumerable<JsonElement> Chosen(JsonElement data, ContentAttribute attribute, long owner)
    {
        var items = EntryJson.Objects(data, attribute).ToLookup(EntryJson.IdOf);
        return (Find(owner, attribute)?.Components ?? []).Select(id => items[id].First());
    }

    private void WriteLinked(Utf8JsonWriter json, ContentAttribute attribute, Populated part, long owner, SystemNames names, bool withPrivate, bool inEvent)
    {
        var linked = Find(owner, attribute);
        json.WritePropertyName(attribute.Name);
        if (part.Count) WriteCount(json, linked?.Count ?? 0);
        else if (attribute is RelationAttribute { IsMany: var many }) WriteEach(linked?.Entries ?? [], many, target => target.Write(json, names, withPrivate, inEvent));
        else WriteEach(linked?.Files ?? [], ((MediaAttribute)attribute).Multiple, file => FileJson.Write(json, file, part.Selection, names, inEvent));

        void WriteEach<T>(IReadOnlyList<T> items, bool list, Action<T> write)
        {
            if (list) json.WriteStartArray();
            foreach (var item in list ? items : items.Take(1)) write(item);
            if (list) json.WriteEndArray();
            else if (items.Count == 0) json.WriteNullValue();
        }
    }

    private static void WriteCount(Utf8JsonWriter json, long count)
    {
        json.WriteStartObject();
        json.WriteNumber("count", count);
        json.WriteEndObject();
    }
}

/// <summary>What a link leads to: entries, files, or only their number; of components, which are shown.</summary>
internal sealed class LinkedParts
{
    public IReadOnlyList<EntryView> Entries { get; init; } = [];

    public IReadOnlyList<MediaView> Files { get; init; } = [];

    /// <summary>Their ids.</summary>
    public IReadOnlyList<long> Components { get; init; } = [];

    public long Count { get; init; }
}
