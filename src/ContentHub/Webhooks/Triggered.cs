using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>What the log calls an entry, by route and key. Problems: NotFound.</summary>
internal delegate Result<string> SubjectFinder(ContentHubDbContext db, Actor actor, string route, string? key);

/// <summary>What one event came to at each webhook.</summary>
/// <param name="Version">Of the entry after the change; null where nothing has versions.</param>
/// <param name="Actor">Who did it, as <see cref="Access.Actor.ToString"/> writes it.</param>
/// <param name="Webhooks">Oldest webhook first; those that were deleted since are not in it.</param>
public sealed record TriggeredEvent(Id<Event> Id, string Name, string? Model, string Subject, int? Version, string Actor, DateTimeOffset At, IReadOnlyList<TriggeredWebhook> Webhooks)
{
    /// <summary>What the actor is called.</summary>
    public string ActorName { get; init; } = Actor;

    /// <summary>Something may still come of it.</summary>
    public bool IsOpen => Webhooks.Any(w => w.Verdict is DeliveryVerdict.Queued or DeliveryVerdict.Held or DeliveryVerdict.Failing);
}

/// <summary>What an event came to at one webhook: nothing of its target or its requests, so that editors may see it.</summary>
/// <param name="Why">The reason in words of <see cref="DeliveryVerdict.FilteredOut"/>, <see cref="DeliveryVerdict.Held"/>, <see cref="DeliveryVerdict.Failed"/> and <see cref="DeliveryVerdict.NotKept"/>; null otherwise.</param>
/// <param name="Attempts">Made so far.</param>
/// <param name="Took">From the event (of a replay: from its queueing) to the answer, when it was delivered.</param>
/// <param name="NextAttemptAt">UTC; when it is queued, failing, or held until a moment that is known.</param>
/// <param name="StatusCode">Of the last attempt; null when there was no answer or no attempt.</param>
/// <param name="Error">Class of the last attempt's failure (<see cref="AttemptError"/> in snake case); null on success.</param>
/// <param name="Delivery">For those who may see it; null otherwise.</param>
public sealed record TriggeredWebhook(
    Id<Webhook> Id, string Name, DeliveryVerdict Verdict, string? Why, int Attempts = 0, TimeSpan? Took = null, DateTimeOffset? NextAttemptAt = null, int? StatusCode = null, string? Error = null, Id<Delivery>? Delivery = null)
{
    /// <summary>Of the last request alone; null when there was none.</summary>
    public TimeSpan? Request { get; init; }
}

/// <summary>What an event came to at a webhook.</summary>
public enum DeliveryVerdict
{
    /// <summary>The webhook did not get it, and was not meant to.</summary>
    FilteredOut,

    /// <summary>Waits for its first attempt.</summary>
    Queued,

    /// <summary>Waits for something else first.</summary>
    Held,

    /// <summary>Answered with 2xx.</summary>
    Delivered,

    /// <summary>Failed, and is tried again.</summary>
    Failing,

    /// <summary>Failed, and is not tried again by itself.</summary>
    Failed,

    /// <summary>Deliveries as old as this are no longer kept.</summary>
    NotKept,
}

/// <summary>What did this change set off? A reading of the log and of the deliveries.</summary>
public sealed class Triggered
{
    private readonly Database _database;
    private readonly WebhookDirectory _webhooks;
    private readonly DeliveryMatcher _matcher;
    private readonly DeliveryStore _deliveries;
    private readonly SubjectFinder _find;
    private readonly ContentTypeService _types;
    private readonly TimeProvider _clock;

    internal Triggered(Database database, WebhookDirectory webhooks, DeliveryMatcher matcher, DeliveryStore deliveries, SubjectFinder find, ContentTypeService types, TimeProvider clock)
    {
        _database = database;
        _webhooks = webhooks;
        _matcher = matcher;
        _deliveries = deliveries;
        _find = find;
        _types = types;
        _clock = clock;
    }

    /// <summary>The events of an entry, newest first, also of one in the trash. Problems: Unauthorized, Forbidden, NotFound.</summary>
    /// <param name="route">The last part of <c>/api/{…}</c>.</param>
    /// <param name="key">Document id or numeric id; null for single types.</param>
    public async Task<Result<Page<TriggeredEvent>>> OfEntryAsync(Actor actor, string route, string? key, Paging paging, CancellationToken ct)
    {
        // Every saved draft is in it, as in the history.
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<Page<TriggeredEvent>>>(
            async db =>
            {
                if (!_find(db, actor, route, key).Ok(out var subject, out var missing)) return missing;
                var all = db.Events.Where(e => e.Subject == subject);
                var total = await all.LongCountAsync(ct);
                var page = await HeadsAsync(all.OrderByDescending(e => e.Id).Skip(paging.Skip).Take(paging.Size), ct);
                return new Page<TriggeredEvent>(await JudgeAsync(db, actor, page, ct), paging.Number, paging.Size, total);
            },
            ct);
    }

    /// <summary>One event. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<TriggeredEvent>> OfEventAsync(Actor actor, Id<Event> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EventsRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<TriggeredEvent>>(
            async db => await HeadsAsync(new EventSight(_types.Catalog(db), actor).Of(db.Events.Where(e => e.Id == id)), ct) is { Count: 1 } found ? (await JudgeAsync(db, actor, found, ct))[0] : new Problem.NotFound("event", id.ToString()), ct);
    }

    /// <summary>An event without what is large.</summary>
    private sealed record Head(Id<Event> Id, string Name, string? Model, string Subject, string Actor, DateTimeOffset CreatedAt, string? Snapshot)
    {
        /// <param name="body">Null when no filter is going to ask for it.</param>
        public MatchedEvent Asked(byte[]? body) => new(new Event { Id = Id, Uid = "", Name = Name, Model = Model, Subject = Subject, Actor = Actor, CreatedAt = CreatedAt, Body = body ?? [] });
    }

    private static Task<List<Head>> HeadsAsync(IQueryable<Event> events, CancellationToken ct) => events
        .Select(e => new Head(e.Id, e.Name, e.Model, e.Subject, e.Actor, e.CreatedAt, e.Snapshot == null ? null : e.Snapshot.Substring(0, Event.SnapshotBeginning))).ToListAsync(ct);

    private async Task<IReadOnlyList<TriggeredEvent>> JudgeAsync(ContentHubDbContext db, Actor actor, List<Head> events, CancellationToken ct)
    {
        var ids = events.ConvertAll(e => e.Id);
        // Sent soon, and to be shown as queued before its row is written. Looked at first: what is written meanwhile is then found below.
        var waiting = (await db.FanOuts.Where(f => ids.Contains(f.EventId)).ToListAsync(ct)).ToDictionary(f => f.EventId, f => f.Ids.ToHashSet());
        // Without their bodies, which can be large.
        var deliveries = await db.Deliveries.Where(d => ids.Contains(d.EventId)).Select(d => new Delivery
        {
            Id = d.Id,
            WebhookId = d.WebhookId,
            EventId = d.EventId,
            Subject = d.Subject,
            Status = d.Status,
            Attempts = d.Attempts,
            Failures = d.Failures,
            NextAttemptAt = d.NextAttemptAt,
            CreatedAt = d.CreatedAt,
            FinishedAt = d.FinishedAt,
            IsReplay = d.IsReplay,
        }).ToListAsync(ct);
        var newest = deliveries.GroupBy(d => (d.EventId, d.WebhookId)).ToDictionary(g => g.Key, g => g.MaxBy(d => d.Id)!);
        var last = await LastAttemptsAsync(db, newest.Values, ct);
        var heldBack = HeldBack(db, newest.Values);
        var now = _clock.GetUtcNow();
        var paused = await db.WebhookHealth.Where(h => h.PausedUntil > now).ToDictionaryAsync(h => h.WebhookId, h => h.PausedUntil!.Value, ct);
        var webhooks = _webhooks.All(db);
        var bodies = await BodiesForFiltersAsync(db, [.. events.Where(e => webhooks.Any(w => w.Filter is not null && !newest.ContainsKey((e.Id, w.Id)) && w.WantsName(e.Name) && w.WantsModel(e.Model))).Select(e => e.Id)], ct);
        var names = await ActorNames.OfAsync(db, events.Select(e => e.Actor), ct);
        return [.. events.Select(e =>
        {
            var asked = e.Asked(bodies.GetValueOrDefault(e.Id));
            return new TriggeredEvent(e.Id, e.Name, e.Model, e.Subject, Event.VersionOf(e.Snapshot), e.Actor, e.CreatedAt, [.. webhooks.Select(w =>
                newest.TryGetValue((e.Id, w.Id), out var delivery)
                    ? Judge(w, delivery, last.GetValueOrDefault(delivery.Id), heldBack.Contains(delivery.Id), paused.TryGetValue(w.Id, out var until) ? until : null, e, actor.May(Permission.WebhooksManage))
                    : waiting.TryGetValue(e.Id, out var to) && to.Contains(w.Id)
                        ? Judge(w, new Delivery { Subject = e.Subject, NextAttemptAt = e.CreatedAt }, null, isHeldBack: false, paused.TryGetValue(w.Id, out var rested) ? rested : null, e, maySeeDelivery: false)
                        : Without(w, asked))]) { ActorName = names[e.Actor].Spoken };
        })];
    }

    private static async Task<Dictionary<Id<Event>, byte[]>> BodiesForFiltersAsync(ContentHubDbContext db, IReadOnlyList<Id<Event>> events, CancellationToken ct) =>
        events.Count == 0 ? [] : await db.Events.Where(e => events.Contains(e.Id)).Select(e => new { e.Id, e.Body }).ToDictionaryAsync(e => e.Id, e => e.Body, ct);

    private sealed record Last(Id<Delivery> Delivery, int? StatusCode, string? Error, TimeSpan Took);

    private static async Task<Dictionary<Id<Delivery>, Last>> LastAttemptsAsync(ContentHubDbContext db, IEnumerable<Delivery> deliveries, CancellationToken ct)
    {
        var ids = deliveries.Where(d => d.Attempts > 0).Select(d => d.Id).ToArray();
        return ids.Length == 0 ? [] : (await DeliveryLog.LastAttempts(db, ids)
            .Select(a => new Last(a.DeliveryId, a.StatusCode, a.Error, a.Duration)).ToListAsync(ct)).DistinctBy(l => l.Delivery).ToDictionary(l => l.Delivery);
    }

    /// <summary>Those that wait for an earlier one of their subject.</summary>
    private HashSet<Id<Delivery>> HeldBack(ContentHubDbContext db, IEnumerable<Delivery> deliveries)
    {
        var ids = deliveries.Where(d => d is { Status: DeliveryStatus.Pending, Failures: 0 }).Select(d => d.Id).ToHashSet();
        if (ids.Count > 0) ids.ExceptWith(_deliveries.FirstInLineOf(db, ids, _clock.GetUtcNow()));
        return ids;
    }

    private static TriggeredWebhook Judge(Webhook webhook, Delivery delivery, Last? last, bool isHeldBack, DateTimeOffset? pausedUntil, Head recorded, bool maySeeDelivery)
    {
        var (verdict, why) = delivery switch
        {
            { Status: DeliveryStatus.Delivered } => (DeliveryVerdict.Delivered, null),
            { Status: DeliveryStatus.Failed } => (DeliveryVerdict.Failed, "Every attempt failed. It is not tried again unless somebody redelivers it."),
            _ when !webhook.Enabled => (DeliveryVerdict.Held, "The webhook is switched off. It is sent when the webhook is switched on again."),
            { Failures: > 0 } => (DeliveryVerdict.Failing, (string?)null),
            _ when pausedUntil is not null => (DeliveryVerdict.Held, "The webhook is paused for a while, to spare its receiver."),
            _ when isHeldBack => (DeliveryVerdict.Held, "An earlier change goes first."),
            _ => (DeliveryVerdict.Queued, null),
        };
        return new TriggeredWebhook(
            webhook.Id, webhook.Name, verdict, why, delivery.Attempts,
            verdict == DeliveryVerdict.Delivered ? delivery.FinishedAt - (delivery.IsReplay ? delivery.CreatedAt : recorded.CreatedAt) : null,
            verdict is DeliveryVerdict.Queued or DeliveryVerdict.Failing ? Later(delivery.NextAttemptAt, pausedUntil) : verdict == DeliveryVerdict.Held && webhook.Enabled ? pausedUntil : null,
            last?.StatusCode, last?.Error, maySeeDelivery ? delivery.Id : null)
        {
            Request = last?.Took,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset at, DateTimeOffset? other) => other > at ? other.Value : at;

    /// <summary>Why there is no delivery. What a webhook was then is not kept, so that its present settings have to say it.</summary>
    private TriggeredWebhook Without(Webhook webhook, MatchedEvent asked)
    {
        var at = asked.Event.CreatedAt;
        if (webhook.CreatedAt > at) return Out("The webhook was made later.");
        if (webhook.OffSince <= at) return Out("The webhook was switched off.");
        if (_matcher.WhyNot(webhook, asked) is { } reason)
            return Out(char.ToUpperInvariant(reason[0]) + reason[1..] + (webhook.UpdatedAt > at ? ". That is how it is set now; it was changed since." : "."));
        if (_deliveries.KeptFor is var kept && at < _clock.GetUtcNow() - kept) return new TriggeredWebhook(webhook.Id, webhook.Name, DeliveryVerdict.NotKept, $"Deliveries are kept for {kept.TotalDays:0.#} days.");
        return Out("No delivery was made: the webhook was off then, or wanted other events.");

        TriggeredWebhook Out(string why) => new(webhook.Id, webhook.Name, DeliveryVerdict.FilteredOut, why);
    }
}
