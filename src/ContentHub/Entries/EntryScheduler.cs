using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Jobs;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ContentHub.Entries;

/// <summary>Publishes and takes back at a given time. What was due while no server ran is done at the next start.</summary>
public sealed partial class EntryScheduler : ILaneKeeper
{
    private static readonly Lane Due = new("entries-schedule");

    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly EntryChanges _changes;
    private readonly IJobEngine _engine;
    private readonly TimeProvider _clock;
    private readonly ILogger<EntryScheduler> _log;

    internal EntryScheduler(Database database, ContentTypeService types, EntryChanges changes, IJobEngine engine, TimeProvider clock, ILogger<EntryScheduler> log)
    {
        _database = database;
        _types = types;
        _changes = changes;
        _engine = engine;
        _clock = clock;
        _log = log;
    }

    /// <summary>What waits and what was done for one entry, latest time first. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<IReadOnlyList<EntrySchedule>>> ListAsync(Actor actor, string route, string? key, CancellationToken ct)
    {
        return await _database.ReadAsync<Result<IReadOnlyList<EntrySchedule>>>(
            async db => FindDraft(db, actor, route, key).Ok(out var entry, out var problem)
                ? await db.EntrySchedules.Where(s => s.EntryId == entry.Id).OrderByDescending(s => s.At).ThenByDescending(s => s.Id).Take(Paging.MaxSize).ToArrayAsync(ct)
                : problem,
            ct);
    }

    /// <summary>Asks for a publication or its end. Problems: Unauthorized, Forbidden, NotFound, Conflict (the type has no drafts), Invalid (the past).</summary>
    public async Task<Result<EntrySchedule>> AddAsync(Actor actor, string route, string? key, ScheduledAction action, DateTimeOffset at, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        if (at <= now) return new Problem.Invalid("at must be in the future", "at");
        var result = await _database.WriteAsync<EntrySchedule>(
            unit => FindDraft(unit.Db, actor, route, key).Ok(out var entry, out var problem)
                ? unit.Db.Add(new EntrySchedule
                {
                    Id = unit.NextId<EntrySchedule>(),
                    EntryId = entry.Id,
                    Locale = entry.Locale,
                    TypeId = entry.TypeId,
                    Action = action,
                    At = at,
                    Actor = actor.ToString(),
                    CreatedAt = now,
                }).Entity
                : problem,
            ct);
        if (result.Problem is null) await _engine.RunAtAsync(Due, at, CancellationToken.None);   // lost here, the sweep finds it
        return result;
    }

    /// <summary>Takes a wish back that still waits. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Done>> CancelAsync(Actor actor, string route, string? key, Id<EntrySchedule> id, CancellationToken ct)
    {
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (!FindDraft(unit.Db, actor, route, key).Ok(out var entry, out var problem)) return problem;
                return unit.Db.EntrySchedules.Where(s => s.Id == id && s.EntryId == entry.Id && s.DoneAt == null).ExecuteDelete() == 1 ? new Done() : new Problem.NotFound("schedule", id.ToString());
            },
            ct);
    }

    bool ILaneKeeper.Keeps(Lane lane) => lane == Due;

    async Task ILaneKeeper.SweepAsync(CancellationToken ct)
    {
        if (await NextAsync(ct) is { } next && next.At <= _clock.GetUtcNow()) await _engine.RunNowAsync(Due, ct);
    }

    async Task ILaneKeeper.DrainAsync(Lane lane, CancellationToken ct)
    {
        // Each in its own transaction: one that cannot be done stops no other.
        while (!ct.IsCancellationRequested && await NextAsync(ct) is { } next)
        {
            if (next.At > _clock.GetUtcNow())
            {
                await _engine.RunAtAsync(Due, next.At, ct);
                return;
            }

            // The row is marked in the transaction of the deed, so that nothing is done twice; a refusal is noted in one of its own.
            if ((await _database.WriteAsync<Done>(unit => CarryOut(unit, next.Id), ct)).Problem is not { } fault) continue;
            LogNotDone(_log, next.Action, next.EntryId.Value, fault.Message);
            await _database.WriteAsync<Done>(unit => Mark(unit, next.Id, fault.Message), ct);
        }
    }

    private Task<EntrySchedule?> NextAsync(CancellationToken ct) =>
        _database.ReadAsync(db => db.EntrySchedules.Where(s => s.DoneAt == null).OrderBy(s => s.At).ThenBy(s => s.Id).FirstOrDefaultAsync(ct), ct);

    private Result<Done> CarryOut(WriteUnit unit, Id<EntrySchedule> id)
    {
        if (unit.Db.EntrySchedules.AsNoTracking().SingleOrDefault(s => s.Id == id && s.DoneAt == null) is not { } due) return new Done();
        if (_types.Catalog(unit.Db).ById(due.TypeId) is not { DraftAndPublish: true } type) return new Problem.Conflict("Its content type has no drafts any more.");
        if (unit.Db.Entries.AsTracking().SingleOrDefault(e => e.Id == due.EntryId && e.Locale == due.Locale && e.Stage == Stage.Draft) is not { } draft) return new Problem.NotFound(type.Name, due.EntryId.ToString());
        var done = due.Action == ScheduledAction.Publish ? _changes.Publish(unit, Actor.System, type, draft) : _changes.Unpublish(unit, Actor.System, type, draft);
        return done.Problem is { } refused ? refused : Mark(unit, id, null);
    }

    private Result<Done> Mark(WriteUnit unit, Id<EntrySchedule> id, string? fault)
    {
        if (unit.Db.EntrySchedules.AsTracking().SingleOrDefault(s => s.Id == id && s.DoneAt == null) is { } due) (due.DoneAt, due.Fault) = (_clock.GetUtcNow(), fault);
        return new Done();
    }

    // The plans for an entry are the business of whoever may carry them out.
    private Result<Entry> FindDraft(ContentHubDbContext db, Actor actor, string route, string? key)
    {
        if (!_types.Catalog(db).Find(actor, route, Permission.EntriesPublish).Ok(out var type, out var problem)) return problem;
        if (!type.DraftAndPublish) return new Problem.Conflict($"'{type.Name}' has no drafts: what is saved is public.");
        if (EntryReader.FindWorking(db, type, key) is not { } draft) return new Problem.NotFound(type.Name, key ?? type.Name);
        return actor.Lacks(Permission.EntriesPublish, type, draft.CreatedBy, key ?? type.Name) is { } refusal ? refusal : draft;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scheduled {Action} of entry {Entry} could not be done: {Reason}")]
    private static partial void LogNotDone(ILogger log, ScheduledAction action, long entry, string reason);
}
