using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Reads entries with what they point at, in a fixed number of queries however many entries there are.</summary>
internal sealed class EntryReader(ContentTypeService types, MediaService media)
{
    private static readonly Dictionary<Id<ContentAttribute>, IReadOnlyList<EntryView>> NoRelations = [];
    private static readonly Dictionary<Id<ContentAttribute>, IReadOnlyList<MediaView>> NoMedia = [];

    /// <summary>By numeric id or document id, within one type; null when there is none.</summary>
    public static Entry? Find(ContentHubDbContext db, ContentType type, string key)
    {
        var target = LinkTarget.ReadText(key);
        return target.Id is { } id
            ? db.Entries.SingleOrDefault(e => e.Id == new Id<Entry>(id) && e.TypeId == type.Id && e.Stage == Stage.Published)
            : db.Entries.SingleOrDefault(e => e.DocumentId == key && e.TypeId == type.Id && e.Stage == Stage.Published);
    }

    /// <summary>An entry that points at nothing, with every relation and file list empty.</summary>
    public static EntryView Unlinked(ContentType type, Entry entry) => new(
        entry, type,
        type.Attributes.OfType<RelationAttribute>().ToDictionary(r => r.Id, _ => (IReadOnlyList<EntryView>)[]),
        type.Attributes.OfType<MediaAttribute>().ToDictionary(m => m.Id, _ => (IReadOnlyList<MediaView>)[]));

    /// <summary>Entries of the type with the text in one of their texts, or with it as their id.</summary>
    // Both databases know ->> on JSON; the text columns of the type are few, and lists are for people.
    public static IQueryable<Entry> Matching(ContentHubDbContext db, ContentType type, string text)
    {
        var id = LinkTarget.ReadText(text).Id ?? 0;
        var keys = type.Attributes.Where(a => a is TextualAttribute or EnumerationAttribute).Select(a => a.Id.ToString()).ToArray();
        var inTexts = keys.Select((_, i) => $" OR lower(data ->> {{{i + 4}}}) LIKE lower({{3}}) ESCAPE '{LikePattern.Escape}'");
        var sql = $"SELECT * FROM entries WHERE type_id = {{0}} AND stage = 0 AND (id = {{1}} OR document_id = {{2}}{string.Concat(inTexts)})";
        return db.Entries.FromSqlRaw(sql, [type.Id.Value, id, text, LikePattern.Containing(text), .. keys]);
    }

    /// <param name="populate">Relations and media to read; others are absent from the views.</param>
    public IReadOnlyList<EntryView> Views(ContentHubDbContext db, ContentType type, IReadOnlyList<Entry> entries, IReadOnlyCollection<ContentAttribute> populate)
    {
        var relations = populate.OfType<RelationAttribute>().ToArray();
        var files = populate.OfType<MediaAttribute>().ToArray();
        if (entries.Count == 0 || (relations.Length == 0 && files.Length == 0)) return [.. entries.Select(e => new EntryView(e, type, NoRelations, NoMedia))];

        var targets = relations.Length == 0 ? null : Targets(db, entries, relations);
        var links = files.Length == 0 ? null : Files(db, entries, files);
        return [.. entries.Select(entry => new EntryView(
            entry, type,
            targets is null ? NoRelations : relations.ToDictionary(r => r.Id, r => (IReadOnlyList<EntryView>)[.. targets[(entry.Id, r.Id)]]),
            links is null ? NoMedia : files.ToDictionary(f => f.Id, f => (IReadOnlyList<MediaView>)[.. links[(entry.Id, f.Id)]])))];
    }

    private ILookup<(Id<Entry>, Id<ContentAttribute>), EntryView> Targets(ContentHubDbContext db, IReadOnlyList<Entry> entries, RelationAttribute[] relations)
    {
        var sources = entries.Select(e => e.Id).ToArray();
        var stage = entries[0].Stage;
        var attributes = relations.Select(r => r.Id).ToArray();
        var rows = db.EntryRelations.AsNoTracking()
            .Where(r => r.Stage == stage && sources.Contains(r.SourceId) && attributes.Contains(r.AttributeId))
            .Join(db.Entries.AsNoTracking().Where(e => e.Stage == Stage.Published), r => r.TargetId, e => e.Id, (r, e) => new { r.SourceId, r.AttributeId, r.Position, Target = e })
            .OrderBy(r => r.Position).ToList();
        var catalog = types.Catalog(db);
        return rows.Where(r => catalog.ById(r.Target.TypeId) is not null)
            .ToLookup(r => (r.SourceId, r.AttributeId), r => new EntryView(r.Target, catalog.ById(r.Target.TypeId)!, NoRelations, NoMedia));
    }

    private ILookup<(Id<Entry>, Id<ContentAttribute>), MediaView> Files(ContentHubDbContext db, IReadOnlyList<Entry> entries, MediaAttribute[] files)
    {
        var sources = entries.Select(e => e.Id.Value).ToArray();
        var stage = entries[0].Stage;
        var attributes = files.Select(f => f.Id).ToArray();
        var rows = db.MediaLinks.AsNoTracking()
            .Where(l => l.Stage == stage && sources.Contains(l.EntryId) && attributes.Contains(l.AttributeId))
            .Join(db.MediaAssets.AsNoTracking(), l => l.AssetId, a => a.Id, (l, a) => new { l.EntryId, l.AttributeId, l.Position, Asset = a })
            .OrderBy(l => l.Position).ToList();
        var views = media.Views(db, [.. rows.Select(r => r.Asset).DistinctBy(a => a.Id)]).ToDictionary(v => v.Asset.Id);
        return rows.ToLookup(r => (new Id<Entry>(r.EntryId), r.AttributeId), r => views[r.Asset.Id]);
    }
}
