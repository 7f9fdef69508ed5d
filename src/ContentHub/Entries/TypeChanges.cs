using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Follows changes of types: what belonged to a removed attribute goes, what became unique, indexed or searchable is guarded and indexed from then on, drafts come and go.</summary>
internal sealed class TypeChanges(Lazy<ContentTypeService> types) : IContentTypeWatcher
{
    public Problem? Changing(WriteUnit unit, ContentType? before, ContentType? after)
    {
        if (before is null) return null;
        if (after is null) return unit.Db.Entries.Where(e => e.TypeId == before.Id).Select(e => e.Id).Distinct().Count() is > 0 and var count
            ? new Problem.Conflict($"'{before.Name}' still has {count} {(count == 1 ? "entry" : "entries")}: delete them first.")
            : null;

        foreach (var gone in before.Attributes.Where(a => after.Attributes.All(b => b.Id != a.Id))) Forget(unit, before, gone);
        if (before.DraftAndPublish && !after.DraftAndPublish && DropDrafts(unit, after) is { } drafts) return drafts;
        if (Reindex(unit, before, after) is { } clash) return clash;
        if (before.Searchable && !after.Searchable) unit.Db.SearchTexts.Where(s => s.TypeId == after.Id).ExecuteDelete();
        if (!before.Searchable && after.Searchable) Each(unit, after, (entry, _) => Indexes(unit, after, entry).IndexTexts());
        if (!before.DraftAndPublish && after.DraftAndPublish) MakeDrafts(unit, after);
        return null;
    }

    public void Foresee(TypeForesight change) => new EntryForesight(change).Look();

    /// <summary>The first value that is found decides; of a component's attributes, any entry of a type that has the component.</summary>
    public IEnumerable<string> Losing(ContentHubDbContext db, ContentType type, IReadOnlyList<ContentAttribute> removed)
    {
        foreach (var attribute in removed)
        {
            var holds = attribute switch
            {
                RelationAttribute { MappedBy: not null } => false,   // the other side keeps it
                RelationAttribute => db.EntryRelations.Any(r => r.AttributeId == attribute.Id),
                MediaAttribute => db.MediaLinks.Any(l => l.AttributeId == attribute.Id),
                _ => types.Value.Catalog(db).HoldersOf(type).Any(holder => HasKey(db, holder, attribute)),
            };
            if (holds) yield return attribute.Name;
        }
    }

    // In a value the quotes would be escaped, so that this can only be a key.
    private static bool HasKey(ContentHubDbContext db, ContentType holder, ContentAttribute attribute) =>
        db.Scalar("SELECT 1 FROM entries WHERE type_id = @type AND CAST(data AS TEXT) LIKE @key LIMIT 1", ("@type", holder.Id.Value), ("@key", $"%\"{attribute.Id}\":%")) is not null;

    private EntryIndexes Indexes(WriteUnit unit, ContentType type, Entry entry) => new(unit.Db, types.Value.Catalog(unit.Db), type, entry);

    private void Forget(WriteUnit unit, ContentType type, ContentAttribute attribute)
    {
        unit.Db.EntryUniques.Where(u => u.AttributeId == attribute.Id).ExecuteDelete();
        unit.Db.IndexTexts.Where(i => i.AttributeId == attribute.Id).ExecuteDelete();
        unit.Db.IndexNumbers.Where(i => i.AttributeId == attribute.Id).ExecuteDelete();
        unit.Db.EntryRelations.Where(r => r.AttributeId == attribute.Id).ExecuteDelete();
        unit.Db.MediaLinks.Where(l => l.AttributeId == attribute.Id).ExecuteDelete();
        if (attribute is not (ComponentAttribute or DynamicZoneAttribute)) return;

        var catalog = types.Value.Catalog(unit.Db);
        Each(unit, type, (entry, data) =>
        {
            if (!data.TryGetProperty(attribute.Id.ToString(), out var value)) return;
            var owners = (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value])
                .SelectMany(item => catalog.ById(new Id<ContentType>(item.GetProperty(ComponentData.Type).GetInt64())) is { } part
                    ? EntryWriter.ComponentIds(catalog, part, item).Append(item.GetProperty(ComponentData.Id).GetInt64()) : []).ToArray();
            unit.Db.EntryRelations.Where(r => r.SourceId == entry.Id && owners.Contains(r.OwnerId)).ExecuteDelete();
            unit.Db.MediaLinks.Where(l => l.EntryId == entry.Id.Value && owners.Contains(l.OwnerId)).ExecuteDelete();
        });
    }

    private Problem? Reindex(WriteUnit unit, ContentType before, ContentType after)
    {
        foreach (var attribute in after.Attributes.OfType<ScalarAttribute>())
        {
            var was = before.Attributes.OfType<ScalarAttribute>().FirstOrDefault(a => a.Id == attribute.Id);
            if (was?.IsUnique == true && !attribute.IsUnique) unit.Db.EntryUniques.Where(u => u.AttributeId == attribute.Id).ExecuteDelete();
            if (was?.IsUnique == false && attribute.IsUnique && BecomeUnique(unit, after, attribute) is { } problem) return problem;
            if (was?.IsIndexed == true && !attribute.IsIndexed)
            {
                unit.Db.IndexTexts.Where(i => i.AttributeId == attribute.Id).ExecuteDelete();
                unit.Db.IndexNumbers.Where(i => i.AttributeId == attribute.Id).ExecuteDelete();
            }

            // Also of a new attribute: every entry has a row, with or without a value.
            if (was?.IsIndexed != true && attribute.IsIndexed) Each(unit, after, (entry, _) => Indexes(unit, after, entry).Index(attribute));
        }

        return null;
    }

    private static Problem.Invalid? BecomeUnique(WriteUnit unit, ContentType type, ScalarAttribute attribute)
    {
        var owners = new Dictionary<(string Locale, Stage Stage, string Value), Id<Entry>>();
        Problem.Invalid? clash = null;
        Each(unit, type, (entry, data) =>
        {
            if (clash is not null || !data.TryGetProperty(attribute.Id.ToString(), out var value)) return;
            var key = (entry.Locale, entry.Stage, EntryIndexes.UniqueText(value));
            if (!owners.TryAdd(key, entry.Id))
                clash = new Problem.Invalid(Clash(attribute, owners[key], entry.Id), "attributes", attribute.Name, "unique");
        });
        if (clash is not null) return clash;
        unit.Db.AddRange(owners.Select(o => new EntryUnique { AttributeId = attribute.Id, Locale = o.Key.Locale, Stage = o.Key.Stage, Value = o.Key.Value, EntryId = o.Value }));
        return null;
    }

    /// <summary>Two entries have the value of what is to be unique.</summary>
    public static string Clash(ScalarAttribute attribute, Id<Entry> one, Id<Entry> other) => $"{attribute.Name} cannot be unique: the entries {one} and {other} have the same value";

    /// <summary>Why the drafts of a type cannot go; null when they can. What nobody published must not become public by a switch.</summary>
    public static Problem.Conflict? DraftsInTheWay(ContentHubDbContext db, ContentType type)
    {
        var unpublished = db.Entries.Count(d => d.TypeId == type.Id && d.Stage == Stage.Draft && !db.Entries.Any(p => p.Id == d.Id && p.Locale == d.Locale && p.Stage == Stage.Published));
        if (unpublished > 0) return new Problem.Conflict($"'{type.Name}' has {unpublished} {(unpublished == 1 ? "entry that was" : "entries that were")} never published: publish or delete them first.");
        var modified = db.Entries.Count(d => d.TypeId == type.Id && d.Stage == Stage.Draft && db.Entries.Any(p => p.Id == d.Id && p.Locale == d.Locale && p.Stage == Stage.Published && p.Version != d.Version));
        if (modified > 0) return new Problem.Conflict($"'{type.Name}' has {modified} {(modified == 1 ? "entry" : "entries")} with changes that were not published: publish or discard them first.");
        return null;
    }

    private static Problem.Conflict? DropDrafts(WriteUnit unit, ContentType type)
    {
        if (DraftsInTheWay(unit.Db, type) is { } drafts) return drafts;
        foreach (var draft in unit.Db.Entries.AsTracking().Where(e => e.TypeId == type.Id && e.Stage == Stage.Draft).ToList()) WorkingRows.Remove(unit, draft);
        return null;
    }

    // What is there stays public and gets a draft like it.
    private void MakeDrafts(WriteUnit unit, ContentType type)
    {
        var catalog = types.Value.Catalog(unit.Db);
        foreach (var live in unit.Db.Entries.AsNoTracking().Where(e => e.TypeId == type.Id && e.Stage == Stage.Published).ToList())
        {
            var draft = new Entry { Id = live.Id, Locale = live.Locale, Stage = Stage.Draft, DocumentId = live.DocumentId, TypeId = type.Id, Data = live.Data, Version = live.Version, CreatedAt = live.CreatedAt, CreatedBy = live.CreatedBy, UpdatedAt = live.UpdatedAt };
            unit.Db.Add(draft);
            WorkingRows.CopyLinks(unit, catalog, type, draft, from: Stage.Published);
            new EntryIndexes(unit.Db, catalog, type, draft).Update(null);
        }
    }

    private static void Each(WriteUnit unit, ContentType type, Action<Entry, JsonElement> look)
    {
        unit.Db.SaveChanges();
        // Read whole first: a reader that stays open would stand in the way of the writes.
        foreach (var entry in unit.Db.Entries.AsNoTracking().Where(e => e.TypeId == type.Id).OrderBy(e => e.Id).ToList())
        {
            using var data = JsonDocument.Parse(entry.Data);
            look(entry, data.RootElement);
        }
    }
}
