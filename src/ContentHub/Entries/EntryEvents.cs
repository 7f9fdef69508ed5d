using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Persistence;
using ContentHub.Queries;

namespace ContentHub.Entries;

/// <summary>Records what happened to entries, in the words of webhooks.md.</summary>
internal sealed class EntryEvents(EventLog events, EntryReader reader)
{
    /// <summary>Subject of the events of one entry.</summary>
    public static string SubjectOf(Id<Entry> entry) => $"entry:{entry}";

    /// <param name="changed">Names of changed attributes, or null where nothing can be compared.</param>
    /// <param name="mayLink">False for a row that certainly points at nothing: reading it back would cost as much as writing it.</param>
    /// <param name="snapshot">See <see cref="Event.Snapshot"/>.</param>
    public Id<Event> Record(WriteUnit unit, string name, Actor actor, ContentType type, Entry entry, DateTimeOffset at, IReadOnlyCollection<string>? changed, bool mayLink, string? snapshot)
    {
        var view = mayLink ? Whole(unit, type, entry) : reader.Unlinked(unit.Db, type, entry);
        return events.Record(
            unit, name, type.Name, SubjectOf(entry.Id), actor, at,
            json =>
            {
                json.WritePropertyName("entry");
                view.Write(json, SystemNames.Snake, inEvent: true);
                if (changed is null) return;
                json.WriteStartArray("changed");
                foreach (var attribute in changed)
                    if (type.Find(attribute) is { IsHidden: false }) json.WriteStringValue(attribute);
                json.WriteEndArray();
            },
            json =>
            {
                json.WriteStartObject("entry");
                json.WriteNumber("id", entry.Id.Value);
                json.WriteString("document_id", entry.DocumentId);
                json.WriteEndObject();
                return $"{(type.Kind == ContentTypeKind.Single ? $"/api/{type.Name}" : $"/api/{type.Plural}/{entry.DocumentId}")}{(type.DraftAndPublish && entry.Stage == Stage.Draft ? "?status=draft" : null)}";
            },
            snapshot);
    }

    /// <summary>The row as its caller wants to see it, and may.</summary>
    public EntryView Shown(WriteUnit unit, ContentTypeCatalog seen, ContentType type, Entry entry, Selection selection)
    {
        unit.Db.SaveChanges();
        return reader.Views(unit.Db, seen, type, [entry], selection)[0];
    }

    /// <summary>The row with everything it points at, one level deep, as far as the actor may see it.</summary>
    public EntryView Shown(WriteUnit unit, Actor actor, ContentType type, Entry entry)
    {
        var seen = reader.Catalog(unit.Db).SeenBy(actor);
        var shown = seen.ShownTo(type);
        return Shown(unit, seen, shown, entry, Selection.Everything(shown, seen));
    }

    private EntryView Whole(WriteUnit unit, ContentType type, Entry entry)
    {
        var catalog = reader.Catalog(unit.Db);
        return Shown(unit, catalog, type, entry, Selection.Everything(type, catalog));
    }
}
