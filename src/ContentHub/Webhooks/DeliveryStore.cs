using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>A delivery that is due, with what is needed to send it.</summary>
/// <param name="Body">What is sent.</param>
/// <param name="ForTemplate">The whole event, which the template is to make the body of; null when the body is what it is.</param>
internal sealed record DueDelivery(
    Id<Delivery> Id, string EventUid, string EventName, byte[] Body, byte[]? ForTemplate, bool IsReplay, int Attempts, int Failures, DateTimeOffset? FailingSince, string Subject,
    DateTimeOffset CreatedAt);

/// <summary>The tables behind the lanes.</summary>
internal sealed class DeliveryStore(Database database, ISqlDialect dialect, WebhookDirectory webhooks, EventLog events, AuditLog audit, WebhookOptions options, StoredSettings settings, DeliveryNews news, TimeProvider clock)
{
    public const int BatchSize = 64;
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(30);

    /// <summary>How long finished deliveries are kept.</summary>
    public TimeSpan KeptFor => settings.Time(WebhookOptions.KeepDeliveriesSetting, options.KeepDeliveriesFor);

    /// <summary>The webhook with its target, or null when it is gone or switched off.</summary>
    public (Webhook Webhook, WebhookTarget Target)? Find(Id<Webhook> id) => database.Read(
        db => webhooks.All(db).FirstOrDefault(w => w.Id == id) is { Enabled: true } webhook ? (webhook, webhooks.Open(webhook)) : ((Webhook, WebhookTarget)?)null);

    /// <summary>The run of failures that the lane is in; null for none.</summary>
    public Task<WebhookHealth?> HealthAsync(Id<Webhook> id, CancellationToken ct) => database.ReadAsync(db => db.WebhookHealth.SingleOrDefaultAsync(h => h.WebhookId == id, ct), ct);

    // It waits for no earlier one of its subject: such a one holds it back while it is due itself, was never tried, or has failed for less than the limit.
    private const string FirstInLine = """
        NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.webhook_id = d.webhook_id AND e.status = 0 AND e.subject = d.subject AND e.event_id < d.event_id
            AND (e.next_attempt_at <= @now OR e.failing_since IS NULL OR e.failing_since > @hold))
        """;

    private const string Due = $"""
        SELECT d.id, v.uid, v.name, COALESCE(v.thin_body, v.body), CASE WHEN @whole THEN v.body END, d.body, d.is_replay, d.attempts, d.failures, d.failing_since, d.subject, d.created_at
        FROM deliveries d JOIN events v ON v.id = d.event_id
        WHERE d.webhook_id = @webhook AND d.status = 0 AND d.next_attempt_at <= @now AND {FirstInLine}
        ORDER BY d.next_attempt_at, d.id LIMIT @most
        """;

    /// <summary>What may be sent now, in order; an event waits for the earlier ones of its subject.</summary>
    /// <param name="inFlight">Being sent at this moment: not given again, and their subjects wait.</param>
    /// <param name="hasTemplate">The template is given the whole body, however large.</param>
    public Task<IReadOnlyList<DueDelivery>> DueAsync(Id<Webhook> webhook, bool hasTemplate, IReadOnlyCollection<Id<Delivery>> inFlight, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return database.ReadAsync<IReadOnlyList<DueDelivery>>(
            db => Task.FromResult<IReadOnlyList<DueDelivery>>([.. db.Rows(
                Due, [("@whole", hasTemplate), ("@webhook", webhook.Value), .. LineAt(now), ("@most", BatchSize + inFlight.Count)], Read).Where(d => !inFlight.Contains(d.Id))]),
            ct);

        static DueDelivery Read(DbDataReader row)
        {
            var (kept, attempts) = (Bytes(row, 5), row.GetInt32(7));
            return new DueDelivery(
                new Id<Delivery>(row.GetInt64(0)), row.GetString(1), row.GetString(2), kept is { Length: > 0 } ? kept : Bytes(row, 3)!,
                // What was sent once without a template goes on without it: the same id, the same bytes.
                kept is { Length: 0 } || (kept is null && attempts == 0) ? Bytes(row, 4) : null, row.GetBoolean(6),
                attempts, row.GetInt32(8), row.IsDBNull(9) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)), row.GetString(10), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(11)));
        }

        static byte[]? Bytes(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<byte[]>(at);
    }

    /// <summary>Those of some deliveries to webhooks that wait for no earlier one of their subject.</summary>
    public HashSet<Id<Delivery>> FirstInLineOf(ContentHubDbContext db, IReadOnlyCollection<Id<Delivery>> deliveries, DateTimeOffset now) =>
        [.. db.Rows(
            $"SELECT d.id FROM deliveries d WHERE {dialect.Queries.IsAmong("d.id", "@ids")} AND {FirstInLine}", [("@ids", dialect.Queries.Ids([.. deliveries.Select(d => d.Value)])), .. LineAt(now)], static row => new Id<Delivery>(row.GetInt64(0)))];

    private (string, object?)[] LineAt(DateTimeOffset now) => [("@now", now.ToUnixTimeMilliseconds()), ("@hold", (now - options.HoldOrderFor).ToUnixTimeMilliseconds())];

    private const string Next = $"SELECT d.next_attempt_at FROM deliveries d WHERE d.webhook_id = @webhook AND d.status = 0 AND {FirstInLine} ORDER BY d.next_attempt_at LIMIT 1";

    /// <summary>When the lane has something to do next; null when nothing waits.</summary>
    public Task<DateTimeOffset?> NextDueAsync(Id<Webhook> webhook, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var holdSince = now - options.HoldOrderFor;
        return database.ReadAsync(
            async db =>
            {
                var pending = db.Deliveries.Where(d => d.WebhookId == webhook && d.Status == DeliveryStatus.Pending);
                var next = db.Scalar(Next, [("@webhook", webhook.Value), .. LineAt(now)]) is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null;
                // What is held back is free when the first that holds something back has failed for long enough.
                var holding = await pending
                    .Where(d => d.FailingSince > holdSince && pending.Any(e => e.Subject == d.Subject && e.EventId > d.EventId))
                    .OrderBy(d => d.FailingSince).Select(d => d.FailingSince).FirstOrDefaultAsync(ct);
                return holding + options.HoldOrderFor is { } free && !(next <= free) ? free : next;
            },
            ct);
    }

    /// <summary>Webhooks that are on, not paused, and have something due.</summary>
    public Task<List<Id<Webhook>>> DueLanesAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return database.ReadAsync(
            db => db.Webhooks.Where(w => w.Enabled && !db.WebhookHealth.Any(h => h.WebhookId == w.Id && h.PausedUntil > now) && db.Deliveries.Any(d => d.WebhookId == w.Id && d.Status == DeliveryStatus.Pending && d.NextAttemptAt <= now)).Select(w => w.Id).ToListAsync(ct), ct);
    }

    /// <summary>Makes a delivery due once more, with the whole retry schedule before it.</summary>
    /// <param name="isReplay">See <see cref="Delivery.IsReplay"/>.</param>
    /// <param name="freshBody">The present template makes the body, instead of what was sent before.</param>
    public static void Requeue(WriteUnit unit, Id<Delivery> delivery, DateTimeOffset now, bool isReplay, bool freshBody) => unit.Db.Execute(
        "UPDATE deliveries SET status = 0, failures = 0, failing_since = NULL, finished_at = NULL, next_attempt_at = @at, is_replay = @replay, body = CASE WHEN @fresh THEN @empty ELSE body END WHERE id = @id",
        ("@at", now.ToUnixTimeMilliseconds()), ("@replay", isReplay), ("@fresh", freshBody), ("@empty", Array.Empty<byte>()), ("@id", delivery.Value));

    /// <summary>Ends a pause of the lane: somebody wants to see it go.</summary>
    public static void EndPause(WriteUnit unit, Id<Webhook> webhook, LaneBell bell)
    {
        unit.Db.WebhookHealth.Where(h => h.WebhookId == webhook).ExecuteUpdate(h => h.SetProperty(x => x.PausedUntil, (DateTimeOffset?)null));
        unit.AfterCommit(() => bell.Resume(webhook));
    }

    /// <summary>Keeps what the template made before it is sent for the first time: every repeat sends these bytes.</summary>
    /// <param name="body">Empty when it could make nothing: the next attempt tries anew.</param>
    public Task KeepBodyAsync(Id<Delivery> delivery, byte[] body, CancellationToken ct) => database.WriteAsync<Done>(
        unit =>
        {
            unit.LeavesContent();
            unit.Db.Execute("UPDATE deliveries SET body = @body WHERE id = @id", ("@body", body), ("@id", delivery.Value));
            return new Done();
        },
        ct);

    /// <summary>Writes down what came of an attempt. Safe to repeat with another attempt: the log keeps both.</summary>
    /// <param name="opens">The breaker has seen enough failures.</param>
    /// <param name="wasWell">Before this attempt the lane was in no run of failures, as far as is known here.</param>
    /// <returns>The run of failures that the lane is in now; null for none.</returns>
    public async Task<WebhookHealth?> MarkAsync(
        Webhook webhook, DueDelivery due, Attempted attempt, NextStep next, string requestHeaders, bool opens, bool wasWell, CancellationToken ct)
    {
        // Nothing but rows to write, as for most: many of them share a unit.
        if (attempt.Error is null && wasWell)
        {
            await _successes.AddAsync(new Outcome(webhook, due, attempt, next, requestHeaders));
            return null;
        }

        var now = clock.GetUtcNow();
        var result = await database.WriteAsync<Marked>(
            unit =>
            {
                unit.LeavesContent();
                if (!WriteDown(unit, new Outcome(webhook, due, attempt, next, requestHeaders), unit.NextId<Attempt>(), now, news)) return new Marked(null);
                if (next is NextStep.GiveUp { DisableWebhook: true }) Disable(unit, webhook.Id, "The receiver answered 410 Gone.", now);
                return new Marked(Judge(unit, webhook, attempt, opens, now));
            },
            ct);
        return result.Value.Health;
    }

    /// <summary>Successes of all lanes that came while the ones before them were being committed.</summary>
    private readonly Gathered<Outcome> _successes = new(outcomes => database.WriteAsync<Done>(
        unit =>
        {
            unit.LeavesContent();
            var (now, id) = (clock.GetUtcNow(), unit.NextIds<Attempt>(outcomes.Count).Value);
            foreach (var outcome in outcomes) WriteDown(unit, outcome, new Id<Attempt>(id++), now, news);
            return new Done();
        },
        CancellationToken.None));

    /// <returns>False when the webhook was deleted while the request was under way; its rows went with it.</returns>
    private static bool WriteDown(WriteUnit unit, Outcome outcome, Id<Attempt> id, DateTimeOffset now, DeliveryNews news)
    {
        var (webhook, due, attempt, next, requestHeaders) = outcome;
        var failingSince = due.FailingSince ?? attempt.StartedAt;
        var (status, at, failures, since) = next switch
        {
            NextStep.Delivered => (DeliveryStatus.Delivered, now, due.Failures, (DateTimeOffset?)null),
            NextStep.Retry retry => (DeliveryStatus.Pending, now + retry.Wait, due.Failures + 1, failingSince),
            _ => (DeliveryStatus.Failed, now, due.Failures + 1, failingSince),
        };
        var known = unit.Db.Execute(
            "UPDATE deliveries SET status = @status, attempts = @attempts, failures = @failures, next_attempt_at = @at, failing_since = @since, finished_at = @finished WHERE id = @id",
            ("@status", (int)status), ("@attempts", due.Attempts + 1), ("@failures", failures), ("@at", at.ToUnixTimeMilliseconds()),
            ("@since", since?.ToUnixTimeMilliseconds()), ("@finished", status == DeliveryStatus.Pending ? null : now.ToUnixTimeMilliseconds()), ("@id", due.Id.Value));
        if (known == 0) return false;
        FailPoint.Reach(FailPoint.AttemptMarked);
        unit.Db.Execute(
            "INSERT INTO attempts (id, delivery_id, webhook_id, number, started_at, duration, status_code, error, error_message, request_headers, response_headers, response_body) "
            + "VALUES (@id, @delivery, @webhook, @number, @started, @duration, @code, @error, @message, @request, @headers, @body)",
            ("@id", id.Value), ("@delivery", due.Id.Value), ("@webhook", webhook.Id.Value), ("@number", due.Attempts + 1), ("@started", attempt.StartedAt.ToUnixTimeMilliseconds()),
            ("@duration", (long)attempt.Duration.TotalMilliseconds), ("@code", attempt.StatusCode), ("@error", attempt.Error is { } error ? ModelConventions.SnakeCase(error.ToString()) : null),
            ("@message", attempt.ErrorMessage is { Length: > 1000 } text ? text[..1000] : attempt.ErrorMessage), ("@request", requestHeaders), ("@headers", attempt.ResponseHeaders), ("@body", attempt.ResponseBody));
        news.Ring(unit, due.Subject);
        return true;
    }

    private sealed record Outcome(Webhook Webhook, DueDelivery Due, Attempted Attempt, NextStep Next, string RequestHeaders);

    /// <summary>Takes or keeps the right to drain a lane, for 30 s.</summary>
    /// <returns>Null when it is ours; otherwise when another node's right ends unless it is renewed.</returns>
    public async Task<DateTimeOffset?> LeaseAsync(Id<Webhook> webhook, string owner, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var result = await database.WriteAsync<Lease>(
            unit =>
            {
                unit.LeavesContent();
                var held = unit.Db.LaneLeases.AsNoTracking().SingleOrDefault(l => l.WebhookId == webhook);
                if (held is not null && held.Owner != owner && held.Until > now) return new Lease(held.Until);
                // Only the row that was seen: of two nodes that see the same end, the second one's insert is refused and its unit runs again.
                if (held is not null) unit.Db.LaneLeases.Where(l => l.WebhookId == webhook && l.Owner == held.Owner && l.Until == held.Until).ExecuteDelete();
                if (unit.Db.Webhooks.Any(w => w.Id == webhook)) unit.Db.Add(new LaneLease { WebhookId = webhook, Owner = owner, Until = now + LeaseFor });
                return new Lease(null);
            },
            ct);
        return result.Value.HeldUntil;
    }

    public Task ReleaseAsync(Id<Webhook> webhook, string owner) => database.WriteAsync<Done>(
        unit =>
        {
            unit.LeavesContent();
            unit.Db.LaneLeases.Where(l => l.WebhookId == webhook && l.Owner == owner).ExecuteDelete();
            return new Done();
        },
        CancellationToken.None);

    /// <summary>Where one process owns the database, leases left by a crash are nobody's.</summary>
    public Task ForgetLeasesAsync(CancellationToken ct) => database.WriteAsync<Done>(
        unit =>
        {
            unit.Db.LaneLeases.ExecuteDelete();
            return new Done();
        },
        ct);

    /// <summary>Removes finished deliveries past their time, a batch at once so that writers never wait long.</summary>
    /// <returns>True when there may be more.</returns>
    public async Task<bool> ExpireAsync(CancellationToken ct)
    {
        const int Batch = 500;
        var before = clock.GetUtcNow() - KeptFor;
        var result = await database.WriteAsync<int>(
            unit =>
            {
                unit.LeavesContent();
                var old = Old(unit.Db, before).OrderBy(d => d.Id).Take(Batch).Select(d => d.Id).ToList();
                unit.Db.Attempts.Where(a => old.Contains(a.DeliveryId)).ExecuteDelete();
                return unit.Db.Deliveries.Where(d => old.Contains(d.Id)).ExecuteDelete();
            },
            ct);
        return result.Value == Batch;
    }

    /// <summary>What was finished earlier.</summary>
    public static IQueryable<Delivery> Old(ContentHubDbContext db, DateTimeOffset before) => db.Deliveries.Where(d => d.Status != DeliveryStatus.Pending && d.FinishedAt < before);

    private sealed record Lease(DateTimeOffset? HeldUntil);

    private sealed record Marked(WebhookHealth? Health);

    private WebhookHealth? Judge(WriteUnit unit, Webhook webhook, Attempted attempt, bool opens, DateTimeOffset now)
    {
        var health = unit.Db.WebhookHealth.AsTracking().SingleOrDefault(h => h.WebhookId == webhook.Id);
        if (attempt.Error is null)
        {
            if (health is null) return null;
            unit.Db.Remove(health);
            if (health.Told) Tell(unit, webhook.Id, WebhookHealth.Recovered, null, health, now);
            return null;
        }

        if (health is null) unit.Db.Add(health = new WebhookHealth { WebhookId = webhook.Id, FailingSince = attempt.StartedAt });
        health.Fail(attempt, opens, options, now);
        if (health.Tell(now)) Tell(unit, webhook.Id, WebhookHealth.Failing, attempt.ErrorMessage, health, now);
        if (health.IsHopeless(options, now))
            Disable(unit, webhook.Id, string.Create(CultureInfo.InvariantCulture, $"Nothing but failures since {Utc.Text(health.FailingSince)}; the last one: {attempt.ErrorMessage}"), now);
        return health;
    }

    private void Disable(WriteUnit unit, Id<Webhook> id, string reason, DateTimeOffset now)
    {
        var webhook = unit.Db.Webhooks.AsTracking().Single(w => w.Id == id);
        if (!webhook.Enabled) return;   // an answer that was under way when it was switched off
        webhook.Switch(false, reason.Length > Webhook.LongestReason ? reason[..Webhook.LongestReason] : reason, now);
        audit.Record(unit, Actor.System, "webhook.disable", $"webhook:{id}", webhook.Name, AuditChanges.Made(new { webhook.DisabledReason }));
        webhooks.Touch(unit);
        Tell(unit, id, WebhookHealth.Disabled, webhook.DisabledReason, null, now);
    }

    /// <summary>Body: <c>{"event", "created_at", "data": {"webhook": {"id", "name"}, "reason", "failing_since", "failures"}}</c>; never a URL or a header.</summary>
    private void Tell(WriteUnit unit, Id<Webhook> id, string name, string? reason, WebhookHealth? health, DateTimeOffset now)
    {
        var about = unit.Db.Webhooks.AsNoTracking().Single(w => w.Id == id);
        events.Record(unit, name, null, DeliveryMatcher.SubjectOf(id), Actor.System, now, Write);

        void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject("data");
            json.WriteStartObject("webhook");
            json.WriteNumber("id", id.Value);
            json.WriteString("name", about.Name);
            json.WriteEndObject();
            json.WriteString("reason", reason);
            json.WriteString("failing_since", health is null ? null : Utc.Text(health.FailingSince));
            json.WriteNumber("failures", health?.Failures ?? 0);
            json.WriteEndObject();
        }
    }
}
