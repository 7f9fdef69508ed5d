using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Changes what one row of an entry points at: relations from either side, and files.</summary>
internal sealed class LinkWriter(WriteUnit unit, Actor actor, ContentTypeCatalog catalog, ContentType type, Entry entry, MediaService media)
{
    private readonly List<FieldError> _errors = [];

    /// <summary>What only the database could see.</summary>
    public IReadOnlyList<FieldError> Errors => _errors;

    /// <param name="owner">Id of the component that holds the attribute; 0 for the entry itself.</param>
    /// <param name="files">Files of the same request; they are added to the library and linked at the end.</param>
    /// <returns>True when the links are others than before.</returns>
    public bool Write(ContentAttribute attribute, long owner, LinkChange change, IReadOnlyList<StagedFile> files, IReadOnlyList<string> path) => attribute switch
    {
        MediaAttribute part => WriteMedia(part, owner, change, files, path),
        RelationAttribute { MappedBy: null } relation => WriteRelation(relation, owner, change, path),
        RelationAttribute inverse => catalog.OwnerOf(inverse) is { } there && WriteInverse(inverse, there, change, path),
        _ => throw new InvalidOperationException($"{attribute.GetType().Name} links nothing."),
    };

    private bool WriteRelation(RelationAttribute relation, long owner, LinkChange change, IReadOnlyList<string> path)
    {
        var mine = unit.Db.EntryRelations.Where(r => r.SourceId == entry.Id && r.Locale == entry.Locale && r.Stage == entry.Stage && r.OwnerId == owner && r.AttributeId == relation.Id);
        var rows = mine.AsNoTracking().OrderBy(r => r.Position).ToList();
        var before = rows.ConvertAll(r => r.TargetId);
        if (Arrange(change, before, EntriesOf(relation.Target, change), Hidden(relation.Target, change, before), relation.Target, single: !relation.IsMany, path) is not { } after || after.SequenceEqual(before)) return false;

        mine.ExecuteDelete();
        if (relation.IsExclusive)
            unit.Db.EntryRelations.Where(r => r.AttributeId == relation.Id && r.Locale == entry.Locale && r.Stage == entry.Stage && after.Contains(r.TargetId)).ExecuteDelete();
        unit.Db.AddRange(after.Select((id, i) => new EntryRelation
        {
            SourceId = entry.Id,
            Locale = entry.Locale,
            Stage = entry.Stage,
            OwnerId = owner,
            AttributeId = relation.Id,
            TargetId = id,
            Position = i,
            TargetPosition = rows.Find(r => r.TargetId == id)?.TargetPosition ?? EntryRelation.AtTheEnd,
        }));
        unit.Db.SaveChanges();   // a component further down may take the same target
        return true;
    }

    /// <summary>From the side that does not own the relation: rows of the other entries change.</summary>
    private bool WriteInverse(RelationAttribute inverse, RelationAttribute relation, LinkChange change, IReadOnlyList<string> path)
    {
        var sourceType = catalog.ByName(inverse.Target)!;
        var changed = false;
        foreach (var stage in StagesOf(sourceType))
        {
            var pointing = unit.Db.EntryRelations.Where(r => r.TargetId == entry.Id && r.AttributeId == relation.Id && r.Locale == entry.Locale && r.Stage == stage && r.OwnerId == 0);
            var rows = pointing.AsNoTracking().OrderBy(r => r.TargetPosition).ThenBy(r => r.SourceId).ToList();
            var before = rows.ConvertAll(r => r.SourceId);
            if (Arrange(change, before, EntriesOf(inverse.Target, change), Hidden(inverse.Target, change, before), inverse.Target, single: !inverse.IsMany, path) is not { } after) return false;
            if (after.SequenceEqual(before)) continue;

            changed = true;
            pointing.ExecuteDelete();
            var mayPoint = unit.Db.Entries.Where(e => after.Contains(e.Id) && e.Locale == entry.Locale && e.Stage == stage).Select(e => e.Id).ToHashSet();
            foreach (var (id, i) in after.Select((id, i) => (id, i)).Where(s => mayPoint.Contains(s.id)))
            {
                var others = unit.Db.EntryRelations.Where(r => r.SourceId == id && r.Locale == entry.Locale && r.Stage == stage && r.OwnerId == 0 && r.AttributeId == relation.Id);
                if (!relation.IsMany) others.ExecuteDelete();
                unit.Db.Add(new EntryRelation
                {
                    SourceId = id,
                    Locale = entry.Locale,
                    Stage = stage,
                    AttributeId = relation.Id,
                    TargetId = entry.Id,
                    Position = rows.Find(r => r.SourceId == id)?.Position ?? (others.Max(r => (int?)r.Position) ?? -1) + 1,
                    TargetPosition = i,
                });
            }

            unit.Db.SaveChanges();
        }

        return changed;
    }

    // What editors of this entry see of the others; what is live on this side is live on the other, too.
    private Stage[] StagesOf(ContentType sources) => !sources.DraftAndPublish ? [Stage.Published] : entry.Stage == Stage.Draft ? [Stage.Draft] : [Stage.Draft, Stage.Published];

    private bool WriteMedia(MediaAttribute attribute, long owner, LinkChange change, IReadOnlyList<StagedFile> files, IReadOnlyList<string> path)
    {
        var mine = unit.Db.MediaLinks.Where(l => l.EntryId == entry.Id.Value && l.Locale == entry.Locale && l.Stage == entry.Stage && l.OwnerId == owner && l.AttributeId == attribute.Id);
        var before = mine.AsNoTracking().OrderBy(l => l.Position).Select(l => l.AssetId).ToList();
        if (Arrange(change, before, FilesOf(attribute, change, path), [], "file", single: !attribute.Multiple, path) is not { } after) return false;
        foreach (var file in files.Where(f => !IsAllowed(attribute, f.Mime))) Wrong(path, NotAllowed(attribute, file.Name));
        if (_errors.Count > 0) return false;
        after.AddRange(files.Select(f => media.Add(unit, actor, f).Id));
        if (after.SequenceEqual(before)) return false;

        mine.ExecuteDelete();
        unit.Db.AddRange(after.Select((id, i) => new MediaLink
        {
            AssetId = id,
            TypeId = type.Id,
            EntryId = entry.Id.Value,
            Locale = entry.Locale,
            Stage = entry.Stage,
            OwnerId = owner,
            AttributeId = attribute.Id,
            Position = i,
        }));
        return true;
    }

    /// <summary>The new list, or null after noting what is wrong.</summary>
    /// <param name="hidden">Of what was linked, what the actor does not see. Who sends a whole list leaves none of it out on purpose: each stays at its place, unless one is put in the only place there is.</param>
    private List<T>? Arrange<T>(LinkChange change, List<T> before, Dictionary<LinkTarget, T> found, HashSet<T> hidden, string target, bool single, IReadOnlyList<string> path) where T : struct
    {
        var missing = (change.Set ?? []).Concat(change.Connect.Select(c => c.Target)).Count(t => !found.ContainsKey(t));
        if (missing > 0)
        {
            // The dialect's own words.
            _errors.Add(new FieldError(path, $"{missing} relation(s) of type {target} associated with this entity do not exist"));
            return null;
        }

        var gone = change.Disconnect.Where(found.ContainsKey).Select(t => found[t]).ToHashSet();
        List<T> after = change.Set is not null ? [.. change.Set.Select(t => found[t]).Distinct()] : single && change.Connect.Count > 0 ? [] : [.. before.Where(id => !gone.Contains(id))];
        if (change.Set is not null && !(single && after.Count > 0))
            foreach (var (id, at) in before.Select((id, at) => (id, at)).Where(link => hidden.Contains(link.id))) after.Insert(Math.Min(at, after.Count), id);
        foreach (var (added, place) in change.Connect)
        {
            after.Remove(found[added]);
            var at = place.Beside is not { } beside ? (place.Before ? 0 : after.Count) : found.TryGetValue(beside, out var neighbour) ? after.IndexOf(neighbour) : -1;
            if (at < 0)
            {
                Wrong(path, $"has no '{place.Beside}' to stand {(place.Before ? "before" : "after")}");
                return null;
            }

            after.Insert(place.Beside is not null && !place.Before ? at + 1 : at, found[added]);
        }

        return after;
    }

    private Dictionary<LinkTarget, Id<Entry>> EntriesOf(string typeName, LinkChange change)
    {
        var named = change.Named.ToArray();
        if (named.Length == 0) return [];
        var ids = named.Where(r => r.Id is not null).Select(r => new Id<Entry>(r.Id!.Value)).ToArray();
        var documents = named.Where(r => r.DocumentId is not null).Select(r => r.DocumentId).ToArray();
        // What the actor does not see cannot be tried out by linking to it.
        if (catalog.SeenBy(actor).ByName(typeName) is not { } target) return [];
        var rows = Seen(target).Where(e => ids.Contains(e.Id) || documents.Contains(e.DocumentId)).Select(e => new { e.Id, e.DocumentId }).Distinct().ToList();
        var found = new Dictionary<LinkTarget, Id<Entry>>();
        foreach (var wanted in named)
            if (rows.Find(e => e.Id.Value == wanted.Id || e.DocumentId == wanted.DocumentId) is { } row) found[wanted] = row.Id;
        return found;
    }

    /// <summary>Of what is linked, what the actor does not see; none where no whole list is sent, which is all that asks for it.</summary>
    private HashSet<Id<Entry>> Hidden(string typeName, LinkChange change, List<Id<Entry>> before)
    {
        if (change.Set is null || before.Count == 0) return [];
        if (catalog.SeenBy(actor).ByName(typeName) is not { } target) return [.. before];
        return target.Sight == Sight.All ? [] : [.. before.Except(Seen(target).Where(e => before.Contains(e.Id)).Select(e => e.Id))];
    }

    /// <summary>The rows of the type that the actor sees.</summary>
    /// <param name="target">As he sees it.</param>
    private IQueryable<Entry> Seen(ContentType target)
    {
        var entries = unit.Db.Entries.AsNoTracking().Where(e => e.TypeId == target.Id);
        return target.Sight is var sight && sight == Sight.All ? entries
            : entries.Where(e => e.Stage == Stage.Published ? sight.Owner == null || e.CreatedBy == sight.Owner : sight.Drafts && (sight.DraftOwner == null || e.CreatedBy == sight.DraftOwner));
    }

    private Dictionary<LinkTarget, Id<MediaAsset>> FilesOf(MediaAttribute attribute, LinkChange change, IReadOnlyList<string> path)
    {
        var named = change.Named.ToArray();
        if (named.Length == 0) return [];
        var ids = named.Select(r => new Id<MediaAsset>(r.Id ?? 0)).ToArray();
        var files = unit.Db.MediaAssets.AsNoTracking().Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.Name, a.Mime }).ToList();
        foreach (var file in files.Where(f => !IsAllowed(attribute, f.Mime) && !change.Disconnect.Contains(new LinkTarget(f.Id.Value, null)))) Wrong(path, NotAllowed(attribute, file.Name));
        return files.ToDictionary(f => new LinkTarget(f.Id.Value, null), f => f.Id);
    }

    /// <summary>Whether files of the kind may stand in the attribute.</summary>
    public static bool IsAllowed(MediaAttribute attribute, string mime) => attribute.AllowedTypes.Count == 0 || attribute.AllowedTypes.Contains(MediaAsset.GroupOf(mime));

    private static string NotAllowed(MediaAttribute attribute, string file) => $"takes {string.Join(", ", attribute.AllowedTypes)} only, and '{file}' is none";

    private void Wrong(IReadOnlyList<string> path, string fault) => _errors.Add(new FieldError(path, $"{EntryInputReader.Readable(path)} {fault}"));
}
