using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Events;
using ContentHub.Persistence;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Operations;

/// <summary>What the server has to do besides answering: what waits, what runs, what failed, and what is forgotten when.</summary>
public sealed class JobsOverview
{
    private const int MostShown = 100;
    private const int MostCounted = 1000;

    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly RetentionService _retention;
    private readonly IReadOnlyList<string> _handlers;
    private readonly TimeProvider _clock;

    internal JobsOverview(Database database, ContentTypeService types, RetentionService retention, IEnumerable<IEventHandler> handlers, TimeProvider clock)
    {
        _database = database;
        _types = types;
        _retention = retention;
        _handlers = [.. handlers.Select(h => h.Name)];
        _clock = clock;
    }

    /// <summary>As it is now. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<ServerWork>> GetAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        var now = _clock.GetUtcNow();
        return await _database.ReadAsync(db => Task.FromResult(new ServerWork(Queues(db, now), Replays(db), Planned(db, done: false), Planned(db, done: true), Handlers(db), Kept(db))), ct);
    }

    // The index of what is pending holds all that is read here; what is finished costs nothing.
    private static IReadOnlyList<Queue> Queues(ContentHubDbContext db, DateTimeOffset now)
    {
        // Looked at first: what is written meanwhile is then counted twice, not never.
        var unwritten = db.FanOuts.AsNoTracking().OrderBy(f => f.EventId).Take(MostCounted).AsEnumerable().SelectMany(f => f.Ids).CountBy(id => id).ToDictionary();
        var pending = db.Deliveries.Where(d => d.Status == DeliveryStatus.Pending).GroupBy(d => d.WebhookId)
            .Select(g => new { g.Key, All = g.LongCount(), Due = g.LongCount(d => d.NextAttemptAt <= now), Next = g.Min(d => d.NextAttemptAt) }).ToDictionary(g => g.Key);
        var health = db.WebhookHealth.AsNoTracking().ToDictionary(h => h.WebhookId);
        var leases = db.LaneLeases.AsNoTracking().Where(l => l.Until > now).ToDictionary(l => l.WebhookId);
        return [.. from webhook in db.Webhooks.AsNoTracking().OrderBy(w => w.Id).Select(w => new { w.Id, w.Name, w.Enabled }).ToList()
                   let lane = pending.GetValueOrDefault(webhook.Id)
                   let bad = health.GetValueOrDefault(webhook.Id)
                   select new Queue(
                       webhook.Id, webhook.Name, webhook.Enabled, (lane?.Due ?? 0) + unwritten.GetValueOrDefault(webhook.Id), (lane?.All ?? 0) - (lane?.Due ?? 0), lane?.Next,
                       leases.GetValueOrDefault(webhook.Id)?.Owner, bad?.PausedUntil > now ? bad.PausedUntil : null, bad?.FailingSince, bad?.Failures ?? 0)];
    }

    private static IReadOnlyList<RunningReplay> Replays(ContentHubDbContext db) =>
        [.. db.Replays.AsNoTracking().Where(r => r.Status == ReplayStatus.Running).OrderBy(r => r.Id).Take(MostShown).Join(db.Webhooks, r => r.WebhookId, w => w.Id, (r, w) => new RunningReplay(r, w.Name))];

    // Done ones only where they failed: what became of the others stands in the history of their entry.
    private IReadOnlyList<PlannedWork> Planned(ContentHubDbContext db, bool done)
    {
        var plans = db.EntrySchedules.AsNoTracking();
        plans = done ? plans.Where(s => s.DoneAt != null && s.Fault != null).OrderByDescending(s => s.Id) : plans.Where(s => s.DoneAt == null).OrderBy(s => s.At);
        var types = _types.Catalog(db);
        return [.. plans.Take(MostShown).AsEnumerable().Select(s => new PlannedWork(s, types.ById(s.TypeId)?.DisplayName ?? ""))];
    }

    private IReadOnlyList<HandlerState> Handlers(ContentHubDbContext db)
    {
        var cursors = db.Set<HandlerCursor>().AsNoTracking().ToDictionary(c => c.Handler, c => c.After);
        return [.. _handlers.Select(name => new HandlerState(name, cursors.TryGetValue(name, out var after) ? db.Events.Where(e => e.Id > after).Take(MostCounted).Count() : 0))];
    }

    private IReadOnlyList<Retention> Kept(ContentHubDbContext db) =>
    [
        .. _retention.Times(db).Select(t => new Retention(t.What, t.Setting, t.KeptFor, t.Oldest)),
        new("Events and versions of entries", null, null, db.Events.OrderBy(e => e.Id).Select(e => (DateTimeOffset?)e.CreatedAt).FirstOrDefault()),
    ];
}

/// <summary>The work of the server.</summary>
/// <param name="Planned">Publications and their ends that wait for their time, soonest first; at most 100.</param>
/// <param name="Failed">Those that could not be done, newest first; at most 100.</param>
public sealed record ServerWork(IReadOnlyList<Queue> Queues, IReadOnlyList<RunningReplay> Replays, IReadOnlyList<PlannedWork> Planned, IReadOnlyList<PlannedWork> Failed, IReadOnlyList<HandlerState> Handlers, IReadOnlyList<Retention> Kept);

/// <summary>Deliveries that wait for one webhook.</summary>
/// <param name="Due">To be sent now, or as soon as the webhook is switched on; of what waits for its rows that of the first 1,000 events.</param>
/// <param name="Later">Waiting for another attempt.</param>
/// <param name="Next">UTC; when the first of them is, or was, due. Null when nothing waits.</param>
/// <param name="Node">The server that works on it at present; null for none.</param>
/// <param name="PausedUntil">UTC; null when nothing holds it.</param>
/// <param name="FailingSince">UTC; null when the last attempt went well.</param>
/// <param name="Failures">In a row.</param>
public sealed record Queue(Id<Webhook> Webhook, string Name, bool Enabled, long Due, long Later, DateTimeOffset? Next, string? Node, DateTimeOffset? PausedUntil, DateTimeOffset? FailingSince, int Failures);

/// <summary>A replay that has not ended, and to whom.</summary>
public sealed record RunningReplay(Replay Replay, string Webhook);

/// <summary>A planned publication, or its end.</summary>
/// <param name="Type">As people call it; empty when it is gone.</param>
public sealed record PlannedWork(EntrySchedule Schedule, string Type);

/// <summary>A handler of the host.</summary>
/// <param name="Behind">Events that it has not handled yet; 1,000 for that many or more.</param>
public sealed record HandlerState(string Name, int Behind);

/// <summary>How long something is kept.</summary>
/// <param name="What">In words.</param>
/// <param name="Setting">Its key in the configuration; null for what is never forgotten.</param>
/// <param name="KeptFor">Null for good.</param>
/// <param name="Oldest">UTC; null when there is none.</param>
public sealed record Retention(string What, string? Setting, TimeSpan? KeptFor, DateTimeOffset? Oldest);
