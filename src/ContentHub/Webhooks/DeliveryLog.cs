using ContentHub.Access;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>A delivery with the event it carries and its last attempt.</summary>
/// <param name="LastAttempt">Null before the first.</param>
public sealed record DeliveryView(Delivery Delivery, Event Event, Attempt? LastAttempt)
{
    /// <summary>The id receivers see.</summary>
    public string MessageId => Delivery.MessageId(Event.Uid, Delivery.WebhookId);

    /// <summary>What is sent, UTF-8; before the first attempt of a webhook with a template, the event as it is.</summary>
    public byte[] Body => Delivery.Body is { Length: > 0 } made ? made : Event.ThinBody ?? Event.Body;
}

/// <summary>A delivery with every attempt, oldest first.</summary>
public sealed record DeliveryDetail(DeliveryView View, IReadOnlyList<Attempt> Attempts);

/// <summary>Which deliveries to list; null for all.</summary>
/// <param name="Entry">Numeric id of an entry.</param>
/// <param name="Text">Part of an answer or of a failure's words, whatever the case of letters; or the whole id that receivers see.</param>
public sealed record DeliveryFilter(DeliveryStatus? Status = null, string? Event = null, long? Entry = null, DateTimeOffset? After = null, DateTimeOffset? Before = null,
    string? Text = null);

/// <summary>What was sent, what came back, and the button to send it again.</summary>
public sealed class DeliveryLog
{
    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly LaneBell _bell;
    private readonly DeliveryNews _news;
    private readonly TimeProvider _clock;

    internal DeliveryLog(Database database, AuditLog audit, LaneBell bell, DeliveryNews news, TimeProvider clock)
    {
        _database = database;
        _audit = audit;
        _bell = bell;
        _news = news;
        _clock = clock;
    }

    /// <summary>Deliveries of a webhook, newest first. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Page<DeliveryView>>> ListAsync(Actor actor, Id<Webhook> webhook, DeliveryFilter filter, Paging paging, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<Page<DeliveryView>>>(
            async db =>
            {
                if (!await db.Webhooks.AnyAsync(w => w.Id == webhook, ct)) return new Problem.NotFound("webhook", webhook.ToString());
                var rows = db.Deliveries.Where(d => d.WebhookId == webhook);
                if (filter.Status is { } status) rows = rows.Where(d => d.Status == status);
                if (filter.Entry is { } entry) rows = rows.Where(d => d.Subject == "entry:" + entry);
                if (filter.After is { } after) rows = rows.Where(d => d.CreatedAt >= after);
                if (filter.Before is { } before) rows = rows.Where(d => d.CreatedAt < before);
                var joined = rows.Join(db.Events, d => d.EventId, e => e.Id, (d, e) => new { Delivery = d, Event = e });
                if (filter.Event is { } name) joined = joined.Where(r => r.Event.Name == name);
                if (filter.Text is { } text)
                {
                    var pattern = LikePattern.Containing(text).ToLowerInvariant();
                    // Asked for the attempts once, and not for those of each delivery.
                    var answered = db.Attempts.Where(a => a.WebhookId == webhook
                        && (EF.Functions.Like(a.ResponseBody.ToLower(), pattern, LikePattern.Escape) || EF.Functions.Like(a.ErrorMessage!.ToLower(), pattern, LikePattern.Escape))).Select(a => a.DeliveryId);
                    // msg_{uid}_{webhook}: what a receiver's log says.
                    var uid = text.Split('_') is ["msg", var part, _] ? part : text;
                    joined = joined.Where(r => r.Event.Uid == uid || answered.Contains(r.Delivery.Id));
                }

                var total = await joined.LongCountAsync(ct);
                var page = total == 0 ? [] : await joined.OrderByDescending(r => r.Delivery.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                var ids = page.Select(r => r.Delivery.Id).ToArray();
                var last = await LastAttempts(db, ids).ToListAsync(ct);
                return new Page<DeliveryView>([.. page.Select(r => new DeliveryView(r.Delivery, r.Event, last.FirstOrDefault(a => a.DeliveryId == r.Delivery.Id)))], paging.Number, paging.Size, total);
            },
            ct);
    }

    /// <summary>The newest deliveries of all webhooks. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyList<DeliveryView>>> RecentAsync(Actor actor, int count, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<IReadOnlyList<DeliveryView>>>(
            async db =>
            {
                var rows = await db.Deliveries.OrderByDescending(d => d.Id).Take(count).Join(db.Events, d => d.EventId, e => e.Id, (d, e) => new { Delivery = d, Event = e })
                    .OrderByDescending(r => r.Delivery.Id).ToListAsync(ct);
                var ids = rows.Select(r => r.Delivery.Id).ToArray();
                var last = await LastAttempts(db, ids).ToListAsync(ct);
                return rows.ConvertAll(r => new DeliveryView(r.Delivery, r.Event, last.FirstOrDefault(a => a.DeliveryId == r.Delivery.Id)));
            },
            ct);
    }

    /// <summary>The last 24 hours, oldest first, by when deliveries were made; of the newest 100,000. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyList<DeliveryHour>>> LastDayAsync(Actor actor, CancellationToken ct) =>
        actor.Lacks(Permission.WebhooksManage) is { } refusal ? refusal : (await DayAsync(ct)).Hours;

    /// <summary>As <see cref="LastDayAsync"/>, of each webhook that had any delivery. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyDictionary<Id<Webhook>, IReadOnlyList<DeliveryHour>>>> LastDayByWebhookAsync(Actor actor, CancellationToken ct) =>
        actor.Lacks(Permission.WebhooksManage) is { } refusal ? refusal : (await DayAsync(ct)).ByWebhook;

    private Task<DeliveryDay> DayAsync(CancellationToken ct) => _database.ReadAsync(db => Task.FromResult(DeliveryDay.Read(db, _clock.GetUtcNow())), ct);

    /// <summary>One delivery with its attempts. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<DeliveryDetail>> GetAsync(Actor actor, Id<Delivery> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<DeliveryDetail>>(
            async db =>
            {
                var row = await db.Deliveries.Where(d => d.Id == id).Join(db.Events, d => d.EventId, e => e.Id, (d, e) => new { Delivery = d, Event = e }).SingleOrDefaultAsync(ct);
                if (row is null) return new Problem.NotFound("delivery", id.ToString());
                var attempts = await db.Attempts.Where(a => a.DeliveryId == id).OrderBy(a => a.Number).ThenBy(a => a.Id).ToListAsync(ct);
                return new DeliveryDetail(new DeliveryView(row.Delivery, row.Event, attempts.LastOrDefault()), attempts);
            },
            ct);
    }

    /// <summary>Sends it again as soon as possible, with the same id and bytes and the whole retry schedule before it. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Done>> RedeliverAsync(Actor actor, Id<Delivery> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (unit.Db.Deliveries.AsNoTracking().SingleOrDefault(d => d.Id == id) is not { } delivery) return new Problem.NotFound("delivery", id.ToString());
                _audit.Record(unit, actor, "webhook.redeliver", $"webhook:{delivery.WebhookId}", unit.Db.Webhooks.Single(w => w.Id == delivery.WebhookId).Name, AuditChanges.Made(new { delivery = id }));
                DeliveryStore.Requeue(unit, id, _clock.GetUtcNow(), delivery.IsReplay, freshBody: false);
                DeliveryStore.EndPause(unit, delivery.WebhookId, _bell);
                _news.Ring(unit, delivery.Subject);
                return new Done();
            },
            ct);
    }

    /// <summary>The newest attempt of each delivery that has one.</summary>
    internal static IQueryable<Attempt> LastAttempts(ContentHubDbContext db, IReadOnlyCollection<Id<Delivery>> ids) =>
        db.Attempts.Where(a => ids.Contains(a.DeliveryId) && !db.Attempts.Any(b => b.DeliveryId == a.DeliveryId && b.Number > a.Number));
}
