using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>What can happen to an entry, inside a unit of work: rows, links, side tables and the event change together.</summary>
/// <remarks>Whether the actor may change this very entry is looked at where it is found; here, what is done to it.</remarks>
internal sealed class EntryChanges(ContentTypeService types, MediaService media, EntryEvents events, TimeProvider clock)
{
    private static readonly Dictionary<string, IReadOnlyList<StagedFile>> NoFiles = [];

    /// <summary>Puts the input into the working row, a new one if there is none, and publishes it where wanted.</summary>
    /// <param name="existing">The working row; null to create.</param>
    /// <returns>The row that the caller wants to see: the published one unless <see cref="EntrySave.AsDraft"/>.</returns>
    public Result<Entry> Save(WriteUnit unit, Actor actor, ContentType type, Entry? existing, EntryInput input, EntrySave save)
    {
        var catalog = types.Catalog(unit.Db);
        var files = save.Files ?? NoFiles;
        var permission = existing is null ? Permission.EntriesCreate : Permission.EntriesUpdate;
        if ((actor.Lacks(permission, type) ?? actor.LacksFields(permission, type, input.Given.Concat(files.Keys))) is { } refusal) return refusal;
        if (FaultOfFiles(type, files) is { } fault) return fault;
        var now = clock.GetUtcNow();
        var before = existing?.Data;
        var entry = existing ?? NewRow(unit, actor, type, save.Locale, now);
        entry.UpdatedAt = now;
        entry.Version++;
        if (!type.DraftAndPublish) entry.PublishedAt ??= now;

        var links = new LinkWriter(unit, actor, catalog, type, entry, media);
        var writer = new EntryWriter(unit, catalog, type, entry, links);
        if (writer.Write(input, files) is { } refused) return refused;
        var mayLink = existing is null ? input.Links.Count + files.Count + input.Components.Count > 0 : MayLink(type);
        // A change of a live row answers for what it changes, not for what was there before a rule came.
        var answersFor = existing is null ? null : input.Given.ToHashSet();
        if (!type.DraftAndPublish && Faults(unit, actor, catalog, type, entry, mayLink, answersFor) is { } unfit) return unfit;
        if (new EntryIndexes(unit.Db, catalog, type, entry).Update(before) is { Count: > 0 } clashes) return new Problem.Invalid(clashes);

        if (existing is null) EntryRows.WriteNew(unit.Db, entry);
        events.Record(unit, existing is null ? "entry.create" : "entry.update", actor, type, entry, now, existing is null ? null : writer.Changed, mayLink, EntrySnapshot.Of(unit, entry, mayLink));
        return type.DraftAndPublish && !save.AsDraft ? Publish(unit, actor, type, entry) : entry;
    }

    /// <summary>Makes the published row what the draft is.</summary>
    public Result<Entry> Publish(WriteUnit unit, Actor actor, ContentType type, Entry draft)
    {
        if (actor.Lacks(Permission.EntriesPublish, type, draft.CreatedBy, draft.DocumentId) is { } refusal) return refusal;
        var catalog = types.Catalog(unit.Db);
        if (Faults(unit, actor, catalog, type, draft, MayLink(type), null) is { } unfit) return unfit;
        var now = clock.GetUtcNow();
        var published = WorkingRows.In(unit, draft, Stage.Published);
        var before = published?.Data;
        published ??= new Entry { Id = draft.Id, Locale = draft.Locale, Stage = Stage.Published, DocumentId = draft.DocumentId, TypeId = draft.TypeId, Data = draft.Data, CreatedAt = draft.CreatedAt, CreatedBy = draft.CreatedBy };

        published.Data = draft.Data;
        published.Version = draft.Version;
        published.UpdatedAt = draft.UpdatedAt;
        published.PublishedAt = now;
        WorkingRows.CopyLinks(unit, catalog, type, published, from: Stage.Draft);
        if (new EntryIndexes(unit.Db, catalog, type, published).Update(before) is { Count: > 0 } clashes) return new Problem.Invalid(clashes);
        if (before is null) EntryRows.WriteNew(unit.Db, published);
        events.Record(unit, "entry.publish", actor, type, published, now, null, MayLink(type), EntrySnapshot.Mark(published));
        return published;
    }

    /// <summary>Takes the published row away; the draft stays. Problems: Conflict (not published).</summary>
    public Result<Entry> Unpublish(WriteUnit unit, Actor actor, ContentType type, Entry draft)
    {
        if (WorkingRows.In(unit, draft, Stage.Published) is not { } published) return new Problem.Conflict("It is not published.");
        events.Record(unit, "entry.unpublish", actor, type, published, clock.GetUtcNow(), null, mayLink: true, null);
        WorkingRows.Remove(unit, published);
        return draft;
    }

    /// <summary>Makes the draft what is published. Problems: Conflict (nothing is).</summary>
    public Result<Entry> DiscardDraft(WriteUnit unit, Actor actor, ContentType type, Entry draft)
    {
        if (actor.LacksWhole(Permission.EntriesUpdate, type) is { } refusal) return refusal;
        if (WorkingRows.In(unit, draft, Stage.Published) is not { } published) return new Problem.Conflict("It was never published, so there is nothing to go back to: delete it instead.");
        var before = draft.Data;
        draft.Data = published.Data;
        var replaced = Replaced(unit, actor, type, draft, before, catalog => WorkingRows.CopyLinks(unit, catalog, type, draft, from: Stage.Published));
        if (replaced.Problem is null) published.Version = draft.Version;   // both are the same again
        return replaced;
    }

    /// <summary>Makes the working row what it was in the snapshot: what has gone since (attributes, targets, files) stays gone.</summary>
    public Result<Entry> Restore(WriteUnit unit, Actor actor, ContentType type, Entry entry, EntrySnapshot.Row then)
    {
        if (actor.LacksWhole(Permission.EntriesUpdate, type) is { } refusal) return refusal;
        var before = entry.Data;
        entry.Data = EntryRestore.DataOf(types.Catalog(unit.Db), type, then.Data);
        return Replaced(unit, actor, type, entry, before, catalog => EntryRestore.PutLinks(unit, catalog, type, entry, then));
    }

    /// <summary>A new entry like the working row: no unique values, which it could not keep.</summary>
    public Result<Entry> Duplicate(WriteUnit unit, Actor actor, ContentType type, Entry entry)
    {
        if ((actor.LacksWhole(Permission.EntriesRead, type) ?? actor.LacksWhole(Permission.EntriesCreate, type)) is { } refusal) return refusal;
        var catalog = types.Catalog(unit.Db);
        var now = clock.GetUtcNow();
        var copy = NewRow(unit, actor, type, entry.Locale, now);
        copy.Data = EntryRestore.CopyOf(unit, catalog, type, copy, entry, out var componentIds);
        copy.UpdatedAt = now;
        copy.Version = 1;
        if (!type.DraftAndPublish) copy.PublishedAt = now;
        EntryRestore.CopyLinks(unit, catalog, type, copy, entry, componentIds);
        if (!type.DraftAndPublish && Faults(unit, actor, catalog, type, copy, mayLink: true, null) is { } unfit) return unfit;
        if (new EntryIndexes(unit.Db, catalog, type, copy).Update(null) is { Count: > 0 } clashes) return new Problem.Invalid(clashes);
        EntryRows.WriteNew(unit.Db, copy);
        events.Record(unit, "entry.create", actor, type, copy, now, null, mayLink: true, EntrySnapshot.Of(unit, copy, mayLink: true));
        return copy;
    }

    /// <summary>Takes all rows of an entry away and keeps them in the trash.</summary>
    /// <param name="rows">Working row first.</param>
    public void Delete(WriteUnit unit, Actor actor, ContentType type, IReadOnlyList<Entry> rows)
    {
        var now = clock.GetUtcNow();
        var entry = rows[0];
        var recorded = events.Record(unit, "entry.delete", actor, type, entry, now, null, mayLink: true, EntrySnapshot.OfDeleted(unit, rows));
        unit.Db.EntryRelations.Where(r => r.TargetId == entry.Id && r.Locale == entry.Locale).ExecuteDelete();
        unit.Db.EntrySchedules.Where(s => s.EntryId == entry.Id && s.Locale == entry.Locale && s.DoneAt == null).ExecuteDelete();
        foreach (var row in rows) WorkingRows.Remove(unit, row);
        unit.Db.Add(new TrashedEntry { EntryId = entry.Id, Locale = entry.Locale, TypeId = type.Id, DocumentId = entry.DocumentId, EventId = recorded, Actor = actor.ToString(), CreatedBy = entry.CreatedBy, DeletedAt = now });
    }

    /// <summary>Brings a deleted entry back under its own ids, published again where it was.</summary>
    public Result<Entry> Undelete(WriteUnit unit, Actor actor, ContentType type, TrashedEntry trashed, EntrySnapshot then)
    {
        var catalog = types.Catalog(unit.Db);
        var working = WorkingRows.WorkingStage(type);
        var row = then.Rows.FirstOrDefault(r => r.Stage == working) ?? then.Rows[0];
        var now = clock.GetUtcNow();
        var entry = new Entry
        {
            Id = trashed.EntryId,
            Locale = trashed.Locale,
            Stage = working,
            DocumentId = trashed.DocumentId,
            TypeId = type.Id,
            Data = EntryRestore.DataOf(catalog, type, row.Data),
            Version = then.Version + 1,
            CreatedAt = row.CreatedAt,
            CreatedBy = trashed.CreatedBy,
            UpdatedAt = now,
            PublishedAt = type.DraftAndPublish ? null : row.PublishedAt ?? now,
        };
        unit.Db.Remove(trashed);
        EntryRestore.PutLinks(unit, catalog, type, entry, row);
        EntryRestore.PutPointing(unit, catalog, entry, then);
        if (new EntryIndexes(unit.Db, catalog, type, entry).Update(null) is { Count: > 0 } clashes) return new Problem.Invalid(clashes);
        EntryRows.WriteNew(unit.Db, entry);
        events.Record(unit, "entry.create", actor, type, entry, now, null, mayLink: true, EntrySnapshot.Of(unit, entry, mayLink: true));
        if (!type.DraftAndPublish || then.Rows.All(r => r.Stage != Stage.Published)) return entry;
        // It comes back as it was: no right to publish is asked for what was public before.
        return Publish(unit, actor.Rights.IsEverything ? actor : actor with { Rights = Rights.All }, type, entry).Problem is { } unfit ? unfit : entry;
    }

    private Result<Entry> Replaced(WriteUnit unit, Actor actor, ContentType type, Entry entry, string before, Action<ContentTypeCatalog> putLinks)
    {
        var catalog = types.Catalog(unit.Db);
        var now = clock.GetUtcNow();
        entry.UpdatedAt = now;
        entry.Version++;
        var links = LinksOf(unit, catalog, type, entry);
        putLinks(catalog);
        if (!type.DraftAndPublish && Faults(unit, actor, catalog, type, entry, mayLink: true, null) is { } unfit) return unfit;
        if (new EntryIndexes(unit.Db, catalog, type, entry).Update(before) is { Count: > 0 } clashes) return new Problem.Invalid(clashes);
        var linked = LinksOf(unit, catalog, type, entry);
        var relinked = links.Keys.Where(name => links[name] != linked[name]).ToHashSet();
        events.Record(unit, "entry.update", actor, type, entry, now, ChangedBetween(type, before, entry.Data, relinked), mayLink: true, EntrySnapshot.Of(unit, entry, mayLink: true));
        return entry;
    }

    private static Entry NewRow(WriteUnit unit, Actor actor, ContentType type, string locale, DateTimeOffset now) => new()
    {
        Id = unit.NextId<Entry>(),
        Locale = locale,
        Stage = WorkingRows.WorkingStage(type),
        DocumentId = Uid.Random(),
        TypeId = type.Id,
        Data = "{}",
        CreatedAt = now,
        CreatedBy = actor.ToString(),
    };

    /// <summary>Whether entries of the type can point at anything, themselves or in their components: where not, nothing need be read to know.</summary>
    private static bool MayLink(ContentType type) => type.Attributes.Any(a => a is not ScalarAttribute);

    private static Problem.Invalid? Faults(WriteUnit unit, Actor actor, ContentTypeCatalog catalog, ContentType type, Entry entry, bool mayLink, HashSet<string>? answersFor)
    {
        var counts = new Lazy<LinkCounts>(() => LinkCounts.Of(unit, catalog, entry));
        using var data = JsonDocument.Parse(entry.Data);
        var faults = new EntryRules(catalog, (owner, attribute) => mayLink ? counts.Value[owner, attribute] : 0).Faults(type, data.RootElement)
            .Where(f => answersFor is null || answersFor.Contains(f.Path[0])).ToArray();
        return faults.Length > 0 ? new Problem.Invalid(Told(actor, catalog, type, faults)) : null;
    }

    /// <summary>The faults without the names of what the actor may not see.</summary>
    private static IReadOnlyList<FieldError> Told(Actor actor, ContentTypeCatalog catalog, ContentType type, FieldError[] faults)
    {
        var known = (ContentType[])[catalog.WritableBy(actor, type, Permission.EntriesCreate), catalog.WritableBy(actor, type, Permission.EntriesUpdate)];
        var told = faults.Where(f => known.Any(t => t.Find(f.Path[0]) is not null)).ToList();
        if (told.Count < faults.Length) told.Add(new FieldError([], "Something that you may not see is missing or wrong: somebody with more rights must complete it."));
        return told;
    }

    /// <summary>What each attribute points at, in its order, as a text to compare; for a component, all that is pointed at from inside any.</summary>
    private static Dictionary<string, string> LinksOf(WriteUnit unit, ContentTypeCatalog catalog, ContentType type, Entry entry)
    {
        unit.Db.SaveChanges();
        var relations = unit.Db.EntryRelations.AsNoTracking().Where(r => r.SourceId == entry.Id && r.Locale == entry.Locale && r.Stage == entry.Stage).AsEnumerable()
            .Select(r => (Owner: r.OwnerId, Attribute: r.AttributeId.Value, r.Position, Target: r.TargetId.Value));
        var files = unit.Db.MediaLinks.AsNoTracking().Where(l => l.EntryId == entry.Id.Value && l.Locale == entry.Locale && l.Stage == entry.Stage).AsEnumerable()
            .Select(l => (Owner: l.OwnerId, Attribute: l.AttributeId.Value, l.Position, Target: l.AssetId.Value));
        var links = relations.Concat(files).Order().ToLookup(l => l.Owner == 0 ? l.Attribute : 0, l => $"{l.Owner}/{l.Attribute}/{l.Target}");
        return type.Attributes.Where(a => a is not ScalarAttribute).ToDictionary(a => a.Name, a => string.Join(' ', a switch
        {
            RelationAttribute { MappedBy: not null } inverse => catalog.OwnerOf(inverse) is { } there
                ? unit.Db.EntryRelations.AsNoTracking().Where(r => r.TargetId == entry.Id && r.AttributeId == there.Id && r.Locale == entry.Locale && r.Stage == entry.Stage)
                    .OrderBy(r => r.TargetPosition).ThenBy(r => r.SourceId).AsEnumerable().Select(r => r.SourceId.ToString())
                : [],
            RelationAttribute or MediaAttribute => links[a.Id.Value],
            _ => links[0],
        }));
    }

    /// <param name="relinked">Attributes that point at something else.</param>
    private static string[] ChangedBetween(ContentType type, string before, string after, HashSet<string> relinked)
    {
        using var old = JsonDocument.Parse(before);
        using var now = JsonDocument.Parse(after);
        JsonElement Of(JsonDocument data, ContentAttribute attribute) => data.RootElement.TryGetProperty(attribute.Id.ToString(), out var value) ? value : default;
        return [.. type.Attributes.Where(a => relinked.Contains(a.Name) || !JsonText.AreEqual(Of(old, a), Of(now, a))).Select(a => a.Name)];
    }

    private static Problem.Invalid? FaultOfFiles(ContentType type, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>> files)
    {
        var errors = new List<FieldError>();
        foreach (var (name, staged) in files)
        {
            if (type.Find(name) is not MediaAttribute attribute) errors.Add(new FieldError(name, $"files.{name}: '{type.Name}' has no media attribute '{name}'"));
            else if (!attribute.Multiple && staged.Count > 1) errors.Add(new FieldError(name, $"{name} takes one only"));
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : null;
    }

    /// <summary>How many links each attribute of a row has.</summary>
    private sealed class LinkCounts(ContentTypeCatalog catalog, WriteUnit unit, Entry entry, Dictionary<(long, long), int> owned)
    {
        public int this[long owner, ContentAttribute attribute] => attribute is RelationAttribute { MappedBy: not null } inverse
            ? catalog.OwnerOf(inverse) is { } there ? unit.Db.EntryRelations.Count(r => r.TargetId == entry.Id && r.AttributeId == there.Id && r.Locale == entry.Locale) : 0
            : owned.GetValueOrDefault((owner, attribute.Id.Value));

        public static LinkCounts Of(WriteUnit unit, ContentTypeCatalog catalog, Entry entry)
        {
            unit.Db.SaveChanges();
            var relations = unit.Db.EntryRelations.Where(r => r.SourceId == entry.Id && r.Locale == entry.Locale && r.Stage == entry.Stage).Select(r => new { Owner = r.OwnerId, r.AttributeId }).AsEnumerable();
            var files = unit.Db.MediaLinks.Where(l => l.EntryId == entry.Id.Value && l.Locale == entry.Locale && l.Stage == entry.Stage).Select(l => new { Owner = l.OwnerId, l.AttributeId }).AsEnumerable();
            return new LinkCounts(catalog, unit, entry, relations.Concat(files).GroupBy(l => (l.Owner, l.AttributeId.Value)).ToDictionary(g => g.Key, g => g.Count()));
        }
    }
}
