using System.Globalization;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Persistence;
using ContentHub.Queries;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>A draft that readers do not see.</summary>
/// <param name="IsPublic">An earlier version is public.</param>
public sealed record WaitingDraft(EntryView Draft, bool IsPublic);

/// <summary>A publication, or its end, that waits for its time.</summary>
public sealed record PlannedChange(EntrySchedule Schedule, EntryView Entry);

/// <summary>What lies before somebody who comes to work, over all types.</summary>
public sealed class EntryDesk
{
    // Of each type: whoever wants more lists the type.
    private const int MostDrafts = 100;

    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly EntryReader _reader;
    private readonly ApiOptions _options;

    internal EntryDesk(Database database, ContentTypeService types, EntryReader reader, ApiOptions options)
    {
        _database = database;
        _types = types;
        _reader = reader;
        _options = options;
    }

    /// <summary>Entries that the actor sees, last changed first; drafts where there are some. Problems: Unauthorized, Forbidden.</summary>
    public Task<Result<IReadOnlyList<EntryView>>> LatestAsync(Actor actor, int count, CancellationToken ct) => ReadAsync<EntryView>(
        actor, Permission.EntriesRead, (db, seen) => [.. seen.Types.SelectMany(type => Latest(db, seen, type, count, withPublic: true)).OrderByDescending(v => v.Entry.UpdatedAt).Take(count)], ct);

    /// <summary>Drafts that are not public as they are, last changed first: of the hundred last changed entries of each type. Problems: Unauthorized, Forbidden.</summary>
    public Task<Result<IReadOnlyList<WaitingDraft>>> WaitingAsync(Actor actor, int count, CancellationToken ct) => ReadAsync<WaitingDraft>(
        actor, Permission.EntriesRead,
        (db, seen) => [.. seen.Types.Where(t => t.DraftAndPublish && t.Sight.Drafts).SelectMany(type => Waiting(db, seen, type)).OrderByDescending(w => w.Draft.Entry.UpdatedAt).Take(count)], ct);

    /// <summary>What is planned for entries that the actor may publish, soonest first. Problems: Unauthorized, Forbidden.</summary>
    public Task<Result<IReadOnlyList<PlannedChange>>> PlannedAsync(Actor actor, int count, CancellationToken ct) => ReadAsync<PlannedChange>(
        actor, Permission.EntriesPublish,
        (db, seen) =>
        {
            var types = seen.Types.Where(t => actor.On(t, Permission.EntriesPublish) is not null).Select(t => t.Id).ToArray();
            var planned = db.EntrySchedules.AsNoTracking().Where(s => s.DoneAt == null && types.Contains(s.TypeId)).OrderBy(s => s.At).ThenBy(s => s.Id).Take(MostDrafts).ToArray();
            return [.. (from schedule in planned
                        let type = seen.ById(schedule.TypeId)!
                        let entry = EntryReader.Find(db, type, schedule.EntryId.ToString(), schedule.Locale, Stage.Draft)
                        where entry is not null && actor.Lacks(Permission.EntriesPublish, type, entry.CreatedBy, entry.DocumentId) is null
                        select new PlannedChange(schedule, _reader.Views(db, seen, type, [entry], Selection.Scalars)[0])).Take(count)];
        },
        ct);

    /// <summary>Entries by what the logs call them, <c>entry:36</c>: of those that are there still, the ones that the actor may open in the panel, with the values that are seen. Other subjects are passed over.</summary>
    public async Task<IReadOnlyDictionary<string, EntryView>> OfSubjectsAsync(Actor actor, IReadOnlyCollection<string> subjects, CancellationToken ct)
    {
        var ids = subjects.Where(s => s.StartsWith("entry:", StringComparison.Ordinal)).Select(s => Id<Entry>.TryParse(s["entry:".Length..], CultureInfo.InvariantCulture, out var id) ? id : default).Where(id => id != default).Distinct().ToArray();
        if (ids.Length == 0) return new Dictionary<string, EntryView>();
        var found = await ReadAsync<EntryView>(actor, Permission.EntriesRead, (db, seen) => [.. EntryUses.Views(_reader, db, seen, ids).Values], ct);
        return found.Ok(out var views, out _) ? views.ToDictionary(v => $"entry:{v.Entry.Id}") : new Dictionary<string, EntryView>();
    }

    private IReadOnlyList<EntryView> Latest(ContentHubDbContext db, ContentTypeCatalog seen, ContentType type, int count, bool withPublic)
    {
        var asked = EntryQuery.Of("?sort=updated_at:desc").Bind(type, seen, _options, list: true).Value with { Stage = Stage.Draft, WithPublic = withPublic, Pagination = new(true, 0, count, false) };
        return _reader.Views(db, seen, type, _reader.List(db, type, asked), asked.Selection);
    }

    private IEnumerable<WaitingDraft> Waiting(ContentHubDbContext db, ContentTypeCatalog seen, ContentType type)
    {
        var drafts = Latest(db, seen, type, MostDrafts, withPublic: false);
        var ids = drafts.Select(d => d.Entry.Id).ToArray();
        var versions = db.Entries.AsNoTracking().Where(e => ids.Contains(e.Id) && e.Stage == Stage.Published && e.Locale == Locales.Default).Select(e => new { e.Id, e.Version }).ToDictionary(e => e.Id, e => e.Version);
        return drafts.Where(d => versions.GetValueOrDefault(d.Entry.Id) != d.Entry.Version).Select(d => new WaitingDraft(d, versions.ContainsKey(d.Entry.Id)));
    }

    private async Task<Result<IReadOnlyList<T>>> ReadAsync<T>(Actor actor, Permission permission, Func<ContentHubDbContext, ContentTypeCatalog, IReadOnlyList<T>> read, CancellationToken ct)
    {
        if (actor.Lacks(permission) is { } refusal) return refusal;
        return await _database.ReadAsync(db => Task.FromResult((Result<IReadOnlyList<T>>)read(db, _types.Catalog(db).SeenBy(actor)).ToArray()), ct);
    }
}
