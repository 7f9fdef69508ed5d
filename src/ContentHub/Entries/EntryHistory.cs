using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>One thing that happened to an entry.</summary>
/// <param name="Version">The version it made; of a publication the version that went out.</param>
/// <param name="Event"><c>entry.create</c>, <c>entry.update</c>, <c>entry.publish</c>, …</param>
/// <param name="Changed">Attributes that got another value; null where nothing can be compared.</param>
public sealed record EntryRevision(Id<Event> EventId, int Version, string Event, DateTimeOffset At, string Actor, IReadOnlyList<string>? Changed)
{
    /// <summary>What the actor is called; the key itself where that was not asked for.</summary>
    public string ActorName { get; init; } = Actor;
}

/// <summary>The state of an entry at one version, as its event told it.</summary>
/// <param name="Entry">The entry object of the event: without private attributes, relations and files one level deep as they were then.</param>
public sealed record EntryState(EntryRevision Revision, JsonElement Entry);

/// <summary>One difference between two versions.</summary>
/// <param name="Before">Undefined where there was nothing.</param>
/// <param name="After">Undefined where there is nothing any more.</param>
public sealed record EntryDifference(IReadOnlyList<string> Path, JsonElement Before, JsonElement After);

/// <summary>What an entry was: a reading of the event log. Nothing here can be changed or lost by changing the entry.</summary>
public sealed class EntryHistory
{
    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly EntryChanges _changes;
    private readonly EntryEvents _events;

    internal EntryHistory(Database database, ContentTypeService types, EntryChanges changes, EntryEvents events)
    {
        _database = database;
        _types = types;
        _changes = changes;
        _events = events;
    }

    /// <summary>Newest first. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Page<EntryRevision>>> ListAsync(Actor actor, string route, string? key, Paging paging, CancellationToken ct)
    {
        return await _database.ReadAsync<Result<Page<EntryRevision>>>(
            async db =>
            {
                if (!Find(db, actor, route, key).Ok(out var found, out var missing)) return missing;
                var (sight, entry) = found;
                var all = OfEntry(db, entry.Id);
                var total = await all.LongCountAsync(ct);
                var rows = await all.OrderByDescending(e => e.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                var names = await ActorNames.OfAsync(db, rows.Select(e => e.Actor), ct);
                return new Page<EntryRevision>([.. rows.Select(e => RevisionOf(e, sight) with { ActorName = names[e.Actor].Spoken })], paging.Number, paging.Size, total);
            },
            ct);
    }

    /// <summary>The entry as it was. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<EntryState>> GetAsync(Actor actor, string route, string? key, int version, CancellationToken ct)
    {
        return await _database.ReadAsync(
            db => Task.FromResult<Result<EntryState>>(
                !Find(db, actor, route, key).Ok(out var found, out var missing) ? missing
                : At(db, found.Entry.Id, version) is { } then ? new EntryState(RevisionOf(then, found.Sight), JsonText.Parse(found.Sight.Of(then)).GetProperty("entry"))
                : new Problem.NotFound("version", version.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            ct);
    }

    /// <summary>What is different in <paramref name="later"/>. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<IReadOnlyList<EntryDifference>>> CompareAsync(Actor actor, string route, string? key, int earlier, int later, CancellationToken ct)
    {
        if (!(await GetAsync(actor, route, key, earlier, ct)).Ok(out var before, out var problem)) return problem;
        if (!(await GetAsync(actor, route, key, later, ct)).Ok(out var after, out problem)) return problem;
        return Differences(before.Entry, after.Entry, []).Where(d => d.Path[0] is not ("updated_at" or "published_at")).ToArray();
    }

    /// <summary>Makes the working state what it was: a new version like the old one; raises <c>entry.update</c>. What has gone since (attributes, targets, files) stays gone. Problems: Unauthorized, Forbidden, NotFound, Invalid, Stale.</summary>
    public async Task<Result<EntryView>> RestoreAsync(Actor actor, string route, string? key, int version, IReadOnlyList<EntryVersion>? expected, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesUpdate) is { } refusal) return refusal;
        return await _database.WriteAsync<EntryView>(
            unit =>
            {
                if (!_types.Catalog(unit.Db).Find(actor, route, Permission.EntriesUpdate).Ok(out var type, out var problem)) return problem;
                if (!EntryService.Find(unit, actor, Permission.EntriesUpdate, type, key, Locales.Default).Ok(out var entry, out problem)) return problem;
                if (EntryService.StaleOf(entry, expected) is { } stale) return stale;
                if (At(unit.Db, entry.Id, version) is not { Snapshot: { } snapshot }) return new Problem.NotFound("version", version.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return _changes.Restore(unit, actor, type, entry, EntrySnapshot.Parse(snapshot).Rows[0]).Then(restored => _events.Shown(unit, actor, type, restored));
            },
            ct);
    }

    /// <summary>What the log calls an entry: also one that lies in the trash. Problems: NotFound.</summary>
    internal Result<string> SubjectOf(ContentHubDbContext db, Actor actor, string route, string? key)
    {
        if (Find(db, actor, route, key).Ok(out var found, out var missing)) return EntryEvents.SubjectOf(found.Entry.Id);
        if (!_types.Catalog(db).Find(actor, route, Permission.EntriesDelete).Ok(out var type, out _) || actor.On(type, Permission.EntriesDelete) is not { Own: false }) return missing;
        var number = Id<Entry>.TryParse(key, null, out var id) ? id : default;
        var trashed = db.TrashedEntries.Where(t => t.TypeId == type.Id && (key == null || t.DocumentId == key || t.EntryId == number)).OrderByDescending(t => t.DeletedAt).Select(t => t.EntryId).FirstOrDefault();
        return trashed == default ? missing : EntryEvents.SubjectOf(trashed);
    }

    // Drafts of every version are in it: who may not see drafts may not see history.
    private Result<(EventSight Sight, Entry Entry)> Find(ContentHubDbContext db, Actor actor, string route, string? key)
    {
        var catalog = _types.Catalog(db);
        if (!catalog.Find(actor, route, Permission.EntriesRead).Ok(out var type, out var problem)) return problem;
        var seen = catalog.SeenBy(actor).ShownTo(type);
        if (!seen.Sight.Drafts) return actor.Refusal($"{Permission.EntriesUpdate.Name()} on {type.Name}");
        return EntryReader.FindWorking(db, seen, key) is { } entry ? (new EventSight(catalog, actor), entry) : new Problem.NotFound(type.Name, key ?? type.Name);
    }

    private static IQueryable<Event> OfEntry(ContentHubDbContext db, Id<Entry> entry)
    {
        var subject = EntryEvents.SubjectOf(entry);
        return db.Events.AsNoTracking().Where(e => e.Subject == subject && e.Snapshot != null);
    }

    // The version stands at the beginning of the snapshot.
    private static Event? At(ContentHubDbContext db, Id<Entry> entry, int version)
    {
        var beginning = $$"""{"Version":{{version}},""";
        return OfEntry(db, entry).Where(e => e.Name != "entry.publish" && e.Name != "entry.delete" && e.Snapshot!.StartsWith(beginning)).OrderByDescending(e => e.Id).FirstOrDefault();
    }

    private static EntryRevision RevisionOf(Event recorded, EventSight sight)
    {
        var changed = JsonText.Parse(sight.Of(recorded)).TryGetProperty("changed", out var list) ? list.EnumerateArray().Select(c => c.GetString()!).ToArray() : null;
        return new EntryRevision(recorded.Id, EntrySnapshot.Parse(recorded.Snapshot!).Version, recorded.Name, recorded.CreatedAt, recorded.Actor, changed);
    }

    private static IEnumerable<EntryDifference> Differences(JsonElement before, JsonElement after, IReadOnlyList<string> path)
    {
        if (JsonText.AreEqual(before, after)) return [];
        if (before.ValueKind != JsonValueKind.Object || after.ValueKind != JsonValueKind.Object) return [new EntryDifference(path, before, after)];
        return before.EnumerateObject().Select(p => p.Name).Union(after.EnumerateObject().Select(p => p.Name)).SelectMany(name => Differences(
            before.TryGetProperty(name, out var b) ? b : default, after.TryGetProperty(name, out var a) ? a : default, [.. path, name]));
    }
}
