using ContentHub.Access;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>Recovers what failed, fills in what a webhook never got, repeats a range; shows first what it would do.</summary>
public sealed class ReplayService
{
    private const int MostLookedAt = 10_000;
    private const int MostSamples = 50;
    private const int MostChanges = 200;

    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly WebhookDirectory _directory;
    private readonly DeliveryMatcher _matcher;
    private readonly EventOptions _events;
    private readonly LaneBell _bell;
    private readonly TimeProvider _clock;

    internal ReplayService(Database database, AuditLog audit, WebhookDirectory directory, DeliveryMatcher matcher, EventOptions events, LaneBell bell, TimeProvider clock)
    {
        _database = database;
        _audit = audit;
        _directory = directory;
        _matcher = matcher;
        _events = events;
        _bell = bell;
        _clock = clock;
    }

    /// <summary>Begins a replay; it goes on in the background and over restarts. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    public async Task<Result<Replay>> StartAsync(Actor actor, Id<Webhook> webhook, ReplayForm form, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        if (form.Fault() is { } invalid) return invalid;
        return await _database.WriteAsync<Replay>(
            unit =>
            {
                if (unit.Db.Webhooks.SingleOrDefault(w => w.Id == webhook) is not { } found) return new Problem.NotFound("webhook", webhook.ToString());
                _audit.Record(unit, actor, "webhook.replay", $"webhook:{webhook}", found.Name, AuditChanges.Made(form));
                return Start(unit, actor, webhook, form, _bell, _clock.GetUtcNow());
            },
            ct);
    }

    /// <summary>What <see cref="StartAsync"/> would do with the newest 10,000 events of the range. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    public async Task<Result<ReplayPlan>> PlanAsync(Actor actor, Id<Webhook> id, ReplayForm form, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        if (form.Fault() is { } invalid) return invalid;
        return await _database.ReadAsync<Result<ReplayPlan>>(
            async db =>
            {
                if (_directory.All(db).FirstOrDefault(w => w.Id == id) is not { } webhook) return new Problem.NotFound("webhook", id.ToString());
                var waiting = FanOut.EventsFor(db, id);
                var (looked, sent, skipped, samples, isComplete) = (0, 0, new Dictionary<string, int>(), new List<ReplaySample>(), true);
                var range = New(new Id<Replay>(0), actor, id, form, new Id<Event>(long.MaxValue), _clock.GetUtcNow()).Range(db.Events.AsNoTracking()).OrderByDescending(e => e.Id)
                    .Select(e => new { Event = e, Delivery = db.Deliveries.FirstOrDefault(d => d.EventId == e.Id && d.WebhookId == id) });
                await foreach (var row in range.AsAsyncEnumerable().WithCancellation(ct))
                {
                    if (looked == MostLookedAt)
                    {
                        isComplete = false;
                        break;
                    }

                    looked++;
                    var asked = new MatchedEvent(row.Event);
                    var why = WhyNot(_matcher, webhook, asked, row.Delivery, waiting.Contains(row.Event.Id), form.Only);
                    if (why is null) sent++;
                    else skipped[why] = skipped.GetValueOrDefault(why) + 1;
                    if (samples.Count < MostSamples) samples.Add(Sample(webhook, asked, row.Delivery, why, form.FreshBody));
                }

                return new ReplayPlan(looked, isComplete, sent, skipped, samples);
            },
            ct);
    }

    /// <summary>Replays of a webhook, newest first. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<Page<Replay>>> ListAsync(Actor actor, Id<Webhook> webhook, Paging paging, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db =>
            {
                var replays = db.Replays.Where(r => r.WebhookId == webhook);
                return new Page<Replay>(await replays.OrderByDescending(r => r.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct), paging.Number, paging.Size, await replays.LongCountAsync(ct));
            },
            ct);
    }

    /// <summary>Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Replay>> GetAsync(Actor actor, Id<Replay> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.ReadAsync(async db => await db.Replays.SingleOrDefaultAsync(r => r.Id == id, ct) is { } replay ? (Result<Replay>)replay : new Problem.NotFound("replay", id.ToString()), ct);
    }

    /// <summary>Ends it; what was queued by then is sent. Safe to repeat. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Replay>> CancelAsync(Actor actor, Id<Replay> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.WriteAsync<Replay>(
            unit =>
            {
                if (unit.Db.Replays.AsTracking().SingleOrDefault(r => r.Id == id) is not { } replay) return new Problem.NotFound("replay", id.ToString());
                if (replay.Status != ReplayStatus.Running) return replay;
                (replay.Status, replay.FinishedAt) = (ReplayStatus.Cancelled, _clock.GetUtcNow());
                _audit.Record(unit, actor, "webhook.replay_cancel", $"webhook:{replay.WebhookId}", unit.Db.Webhooks.Single(w => w.Id == replay.WebhookId).Name, AuditChanges.Made(new { replay = replay.Id }));
                return replay;
            },
            ct);
    }

    /// <summary>Writes a replay down in a unit of the caller's.</summary>
    internal static Replay Start(WriteUnit unit, Actor actor, Id<Webhook> webhook, ReplayForm form, LaneBell bell, DateTimeOffset now)
    {
        var newest = unit.Db.Events.OrderByDescending(e => e.Id).Select(e => e.Id).FirstOrDefault();
        var replay = New(unit.NextId<Replay>(), actor, webhook, form, newest, now);
        unit.Db.Add(replay);
        unit.AfterCommit(() => bell.Wake(ReplayRunner.LaneOf(replay.Id)));
        return replay;
    }

    /// <summary>Why an event is passed over, in words; null when it is queued.</summary>
    /// <param name="waits">Its delivery is still to be written, see <see cref="FanOut"/>.</param>
    internal static string? WhyNot(DeliveryMatcher matcher, Webhook webhook, MatchedEvent asked, Delivery? had, bool waits, ReplayOnly only) =>
        waits || had?.Status == DeliveryStatus.Pending ? "it is queued already"
        : only == ReplayOnly.Failed && had is null ? "it was not sent to this webhook"
        : only == ReplayOnly.Failed && had!.Status != DeliveryStatus.Failed ? "it was delivered"
        : only == ReplayOnly.Missing && had is not null ? "it was sent already"
        // What once was queued is sent again whatever the webhook asks for now.
        : had is not null ? null
        : matcher.WhyNot(webhook, asked);

    private ReplaySample Sample(Webhook webhook, MatchedEvent asked, Delivery? had, string? why, bool fresh)
    {
        if (why is not null) return new ReplaySample(asked.Event, why, null, []);
        var was = had?.Body is { Length: > 0 } made ? made : asked.Event.ThinBody ?? asked.Event.Body;
        if (had is not null && !fresh) return new ReplaySample(asked.Event, null, was, []);
        var body = asked.Event.ThinBody ?? asked.Event.Body;
        if (_directory.TemplateOf(webhook) is { } template && !template.Render(asked.Body, _events.MaxBodyBytes).Ok(out body, out var fault)) return new ReplaySample(asked.Event, fault.Message, null, []);
        return new ReplaySample(asked.Event, null, body, had is null ? [] : [.. JsonChange.Between(JsonText.Parse(was), JsonText.Parse(body)).Take(MostChanges)]);
    }

    private static Replay New(Id<Replay> id, Actor actor, Id<Webhook> webhook, ReplayForm form, Id<Event> until, DateTimeOffset now) => new()
    {
        Id = id,
        WebhookId = webhook,
        Only = form.Only,
        After = form.After,
        Before = form.Before ?? now.AddMilliseconds(1),
        Events = form.Events ?? [],
        Models = form.Models ?? [],
        FreshBody = form.FreshBody,
        PerMinute = form.PerMinute,
        Until = until,
        Actor = actor.ToString(),
        CreatedAt = now,
    };
}
