using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>A delivery that is due, with what is needed to send it.</summary>
internal sealed record DueDelivery(Id<Delivery> Id, string EventUid, string EventName, byte[] Body, int Attempts, int Failures, DateTimeOffset? FailingSince, string Subject, DateTimeOffset CreatedAt);

/// <summary>The tables behind the lanes.</summary>
internal sealed class DeliveryStore(Database database, WebhookDirectory webhooks, WebhookOptions options, DeliveryNews news, TimeProvider clock)
{
    public const int BatchSize = 64;
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(30);

    /// <summary>The webhook with its target, or null when it is gone or switched off.</summary>
    public (Webhook Webhook, WebhookTarget Target)? Find(Id<Webhook> id) => database.Read(
        db => webhooks.All(db).FirstOrDefault(w => w.Id == id) is { Enabled: true } webhook ? (webhook, webhooks.Open(webhook)) : ((Webhook, WebhookTarget)?)null);

    /// <summary>What may be sent now, in order; an event waits for the earlier ones of its subject.</summary>
    /// <param name="inFlight">Being sent at this moment: not given again, and their subjects wait.</param>
    public Task<IReadOnlyList<DueDelivery>> DueAsync(Id<Webhook> webhook, IReadOnlyCollection<Id<Delivery>> inFlight, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var holdSince = now - options.HoldOrderFor;
        return database.ReadAsync<IReadOnlyList<DueDelivery>>(
            async db => (await db.Deliveries
                .Where(d => d.WebhookId == webhook && d.Status == DeliveryStatus.Pending && d.NextAttemptAt <= now)
                // An earlier one holds this one back while it is due itself, was never tried, or has failed for less than the limit.
                .Where(d => !db.Deliveries.Any(e => e.WebhookId == webhook && e.Status == DeliveryStatus.Pending && e.Subject == d.Subject && e.Id < d.Id
                    && (e.NextAttemptAt <= now || e.FailingSince == null || e.FailingSince > holdSince)))
                .OrderBy(d => d.NextAttemptAt).ThenBy(d => d.Id)
                .Take(BatchSize + inFlight.Count)
                .Join(db.Events, d => d.EventId, e => e.Id, (d, e) => new { Delivery = d, e.Uid, e.Name, Body = e.ThinBody ?? e.Body })
                .OrderBy(d => d.Delivery.NextAttemptAt).ThenBy(d => d.Delivery.Id)
                .ToListAsync(ct))
                .Where(d => !inFlight.Contains(d.Delivery.Id))
                .Select(d => new DueDelivery(d.Delivery.Id, d.Uid, d.Name, d.Body, d.Delivery.Attempts, d.Delivery.Failures, d.Delivery.FailingSince, d.Delivery.Subject, d.Delivery.CreatedAt)).ToArray(),
            ct);
    }

    /// <summary>When the lane has something to do next; null when nothing waits.</summary>
    public Task<DateTimeOffset?> NextDueAsync(Id<Webhook> webhook, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var holdSince = now - options.HoldOrderFor;
        return database.ReadAsync(
            async db =>
            {
                var pending = db.Deliveries.Where(d => d.WebhookId == webhook && d.Status == DeliveryStatus.Pending);
                var next = await pending
                    .Where(d => !pending.Any(e => e.Subject == d.Subject && e.Id < d.Id && (e.NextAttemptAt <= now || e.FailingSince == null || e.FailingSince > holdSince)))
                    .OrderBy(d => d.NextAttemptAt).Select(d => (DateTimeOffset?)d.NextAttemptAt).FirstOrDefaultAsync(ct);
                // What is held back is free when the first that holds something back has failed for long enough.
                var holding = await pending
                    .Where(d => d.FailingSince > holdSince && pending.Any(e => e.Subject == d.Subject && e.Id > d.Id))
                    .OrderBy(d => d.FailingSince).Select(d => d.FailingSince).FirstOrDefaultAsync(ct);
                return holding + options.HoldOrderFor is { } free && !(next <= free) ? free : next;
            },
            ct);
    }

    /// <summary>Webhooks that are on and have something due.</summary>
    public Task<List<Id<Webhook>>> DueLanesAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return database.ReadAsync(
            db => db.Webhooks.Where(w => w.Enabled && db.Deliveries.Any(d => d.WebhookId == w.Id && d.Status == DeliveryStatus.Pending && d.NextAttemptAt <= now)).Select(w => w.Id).ToListAsync(ct), ct);
    }

    /// <summary>Writes down what came of an attempt. Safe to repeat with another attempt: the log keeps both.</summary>
    public async Task MarkAsync(Id<Webhook> webhook, DueDelivery due, Attempted attempt, NextStep next, string requestHeaders, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var failingSince = due.FailingSince ?? attempt.StartedAt;
        await database.WriteAsync<Done>(
            unit =>
            {
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
                // The webhook may have been deleted while the request was under way; its rows went with it.
                if (known == 0) return new Done();
                unit.Db.Execute(
                    "INSERT INTO attempts (id, delivery_id, webhook_id, number, started_at, duration, status_code, error, error_message, request_headers, response_headers, response_body) "
                    + "VALUES (@id, @delivery, @webhook, @number, @started, @duration, @code, @error, @message, @request, @headers, @body)",
                    ("@id", unit.NextId<Attempt>().Value), ("@delivery", due.Id.Value), ("@webhook", webhook.Value), ("@number", due.Attempts + 1), ("@started", attempt.StartedAt.ToUnixTimeMilliseconds()),
                    ("@duration", (long)attempt.Duration.TotalMilliseconds), ("@code", attempt.StatusCode), ("@error", attempt.Error is { } error ? ModelConventions.SnakeCase(error.ToString()) : null),
                    ("@message", attempt.ErrorMessage is { Length: > 1000 } text ? text[..1000] : attempt.ErrorMessage), ("@request", requestHeaders), ("@headers", attempt.ResponseHeaders), ("@body", attempt.ResponseBody));
                news.Ring(unit, due.Subject);
                if (next is NextStep.GiveUp { DisableWebhook: true }) Disable(unit, webhook, "The receiver answered 410 Gone.", now);
                return new Done();
            },
            ct);
    }

    /// <summary>Takes or keeps the right to drain a lane, for 30 s.</summary>
    /// <returns>Null when it is ours; otherwise when another node's right ends unless it is renewed.</returns>
    public async Task<DateTimeOffset?> LeaseAsync(Id<Webhook> webhook, string owner, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var result = await database.WriteAsync<Lease>(
            unit =>
            {
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
        var before = clock.GetUtcNow() - options.KeepDeliveriesFor;
        var result = await database.WriteAsync<int>(
            unit =>
            {
                var old = unit.Db.Deliveries.Where(d => d.Status != DeliveryStatus.Pending && d.FinishedAt < before).OrderBy(d => d.Id).Take(Batch).Select(d => d.Id).ToList();
                unit.Db.Attempts.Where(a => old.Contains(a.DeliveryId)).ExecuteDelete();
                return unit.Db.Deliveries.Where(d => old.Contains(d.Id)).ExecuteDelete();
            },
            ct);
        return result.Value == Batch;
    }

    private sealed record Lease(DateTimeOffset? HeldUntil);

    private void Disable(WriteUnit unit, Id<Webhook> id, string reason, DateTimeOffset now)
    {
        unit.Db.Webhooks.AsTracking().Single(w => w.Id == id).Switch(false, reason, now);
        webhooks.Touch(unit);
    }
}
