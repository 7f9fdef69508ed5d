using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using ContentHub.Queries;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>An entry points at another.</summary>
/// <param name="Entry">The one that points, with its own values; its draft where the reader sees one.</param>
/// <param name="Attribute">By which; it may be one of a component inside the entry.</param>
public sealed record EntryUse(EntryView Entry, RelationAttribute Attribute);

/// <summary>Finds what points at an entry.</summary>
public sealed class EntryUses
{
    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly EntryReader _reader;

    internal EntryUses(Database database, ContentTypeService types, EntryReader reader)
    {
        _database = database;
        _types = types;
        _reader = reader;
    }

    /// <summary>Entries of all types that point at this one, newest first. Each counts once per attribute, however many components and stages it points from. What the actor may not read is neither named nor counted. Problems: Unauthorized, Forbidden, NotFound.</summary>
    /// <param name="key">Document id or numeric id; null for the entry of a single type.</param>
    public Task<Result<Page<EntryUse>>> ListAsync(Actor actor, string route, string? key, Paging paging, CancellationToken ct) => ListAsync(actor, route, key, paging, forPanel: false, ct);

    /// <summary>The same by private attributes too, and of entries that the product's own panel opens: only for it. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Task<Result<Page<EntryUse>>> ListAllAsync(Actor actor, string route, string? key, Paging paging, CancellationToken ct) => ListAsync(actor, route, key, paging, forPanel: true, ct);

    private async Task<Result<Page<EntryUse>>> ListAsync(Actor actor, string route, string? key, Paging paging, bool forPanel, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<Page<EntryUse>>>(
            async db =>
            {
                var catalog = _types.Catalog(db);
                if (!catalog.Find(actor, route, Permission.EntriesRead).Ok(out var type, out var problem)) return problem;
                var seen = catalog.SeenBy(actor);
                if (Find(db, seen.ShownTo(type), key) is not { } entry) return new Problem.NotFound(type.Name, key ?? type.Name);

                var attributes = seen.RelationsTo(type).Where(r => forPanel || !r.Attribute.IsHidden).DistinctBy(r => r.Attribute.Id).ToDictionary(r => r.Attribute.Id, r => r.Attribute);
                var links = Links(db, entry.Id, [.. attributes.Keys], new Sights(catalog, seen, forPanel)).Select(l => new { l.SourceId, l.AttributeId }).Distinct();
                var total = await links.LongCountAsync(ct);
                var page = await links.OrderByDescending(l => l.SourceId).ThenBy(l => l.AttributeId).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                var views = Views(_reader, db, seen, [.. page.Select(l => l.SourceId).Distinct()]);
                return new Page<EntryUse>([.. page.Select(l => new EntryUse(views[l.SourceId], attributes[l.AttributeId]))], paging.Number, paging.Size, total);
            },
            ct);
    }

    // What editors work on, or else what is public.
    private static Entry? Find(ContentHubDbContext db, ContentType type, string? key) =>
        EntryReader.FindWorking(db, type, key) ?? (key is not null && type.Kind == ContentTypeKind.Collection ? EntryReader.Find(db, type, key, Locales.Default, Stage.Published) : null);

    // A row that is read shows its own links; a draft, those of what is public of it as well.
    internal static IQueryable<EntryRelation> Links(ContentHubDbContext db, Id<Entry> target, Id<ContentAttribute>[] attributes, Sights sights) =>
        from link in db.EntryRelations.AsNoTracking()
        join entry in db.Entries on new { Id = link.SourceId, link.Locale } equals new { entry.Id, entry.Locale }
        where link.TargetId == target && attributes.Contains(link.AttributeId)
            && (link.Stage == entry.Stage || link.Stage == Stage.Published)
            && (entry.Stage == Stage.Draft
                ? sights.Drafts.Contains(entry.TypeId) || (sights.OwnDrafts.Contains(entry.TypeId) && entry.CreatedBy == sights.Owner)
                : sights.Public.Contains(entry.TypeId) || (sights.OwnPublic.Contains(entry.TypeId) && entry.CreatedBy == sights.Owner))
            && (link.OwnerId == 0 || sights.Whole.Contains(entry.TypeId))
        select link;

    /// <summary>Those of these entries that are seen: drafts where they are.</summary>
    internal static Dictionary<Id<Entry>, EntryView> Views(EntryReader reader, ContentHubDbContext db, ContentTypeCatalog seen, Id<Entry>[] ids) =>
        db.Entries.AsNoTracking().Where(e => ids.Contains(e.Id) && e.Locale == Locales.Default).AsEnumerable()
            .Where(e => seen.ById(e.TypeId) is { } type && IsSeen(type, e)).GroupBy(e => e.Id).Select(rows => rows.MinBy(e => e.Stage == Stage.Draft ? 0 : 1)!)
            .GroupBy(e => e.TypeId).SelectMany(group => reader.Views(db, seen, seen.ById(group.Key)!, [.. group], Selection.Scalars)).ToDictionary(v => v.Entry.Id);

    private static bool IsSeen(ContentType type, Entry row) => (row.Stage != Stage.Draft || type.Sight.Drafts) && (type.Sight.OwnerAt(row.Stage) is not { } owner || owner == row.CreatedBy);

    /// <summary>Of which types which rows are read.</summary>
    internal sealed class Sights
    {
        public Sights(ContentTypeCatalog catalog, ContentTypeCatalog seen, bool forPanel)
        {
            var types = seen.Types.ToArray();
            // The panel opens the draft of what has one that is seen.
            (Drafts, OwnDrafts) = At(Stage.Draft, types.Where(t => t.DraftAndPublish && t.Sight.Drafts));
            (Public, OwnPublic) = At(Stage.Published, types.Where(t => !forPanel || SqlText.StageOf(t, Stage.Draft) == Stage.Published || t.Sight.MorePublic));
            Whole = [.. types.Where(t => ShowsParts(catalog, catalog.ById(t.Id)!, t, forPanel, [])).Select(t => t.Id)];
            Owner = types.Select(t => t.Sight.Owner ?? t.Sight.DraftOwner).FirstOrDefault(o => o is not null);
        }

        public Id<ContentType>[] Drafts { get; }

        public Id<ContentType>[] OwnDrafts { get; }

        public Id<ContentType>[] Public { get; }

        public Id<ContentType>[] OwnPublic { get; }

        /// <summary>Types of which every part is shown: in what part of an entry a relation lies, its row does not say.</summary>
        public Id<ContentType>[] Whole { get; }

        /// <summary>Whose entries are <see cref="OwnDrafts"/> and <see cref="OwnPublic"/>.</summary>
        public string? Owner { get; }

        private static (Id<ContentType>[] All, Id<ContentType>[] Own) At(Stage stage, IEnumerable<ContentType> types)
        {
            var byOwner = types.ToLookup(t => t.Sight.OwnerAt(stage) is null, t => t.Id);
            return ([.. byOwner[true]], [.. byOwner[false]]);
        }

        private static bool ShowsParts(ContentTypeCatalog catalog, ContentType type, ContentType shown, bool withPrivate, HashSet<Id<ContentType>> visited) =>
            !visited.Add(type.Id) || type.Attributes.Where(a => a is ComponentAttribute or DynamicZoneAttribute).All(a =>
                shown.Find(a.Name) is not null && (withPrivate || !a.IsHidden) && ContentTypeCatalog.PartsIn(a).All(name => catalog.ByName(name) is { } part && ShowsParts(catalog, part, part, withPrivate, visited)));
    }
}
