using System.Collections.Concurrent;
using ContentHub.Jobs;
using Microsoft.Extensions.Logging;

namespace ContentHub.Webhooks;

/// <summary>Sends what is due, one lane per webhook. Safe to repeat: a delivery is marked only after its answer is known, so a crash sends it again with the same id and bytes.</summary>
internal sealed partial class LaneDrain(
    DeliveryStore deliveries, GuardedClient client, DefaultHeaders defaults, LaneBell bell, IJobEngine engine, WebhookOptions options, DeliveryMetrics metrics, TimeProvider clock, ILogger<LaneDrain> log) : ILaneKeeper
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromHours(1);

    private readonly string _owner = Uid.Random();
    private DateTimeOffset _expiredAt;

    public bool Keeps(Lane lane) => LaneBell.IsWebhook(lane);

    public async Task SweepAsync(CancellationToken ct)
    {
        foreach (var webhook in await deliveries.DueLanesAsync(ct)) bell.RingAgain(webhook);
        if (clock.GetUtcNow() - _expiredAt < ExpireEvery) return;
        _expiredAt = clock.GetUtcNow();
        while (await deliveries.ExpireAsync(ct)) LogExpired(log);
    }

    public async Task DrainAsync(Lane lane, CancellationToken ct)
    {
        var webhook = LaneBell.WebhookOf(lane);
        var state = bell.StateOf(webhook);
        if (await deliveries.LeaseAsync(webhook, _owner, ct) is { } heldUntil)
        {
            // Another node drains it, or died while it did: then its right ends and this one takes over.
            state.Abandon();
            await engine.RunAtAsync(lane, Later(heldUntil), ct);
            return;
        }

        state.Begin();
        var inFlight = new InFlight(state);
        try
        {
            do await SendAllAsync(webhook, state, inFlight, ct);
            while (!ct.IsCancellationRequested && !state.TryEnd());
        }
        finally
        {
            // Requests under way end by their own time limit; stopping is no failure of theirs.
            await inFlight.AllDoneAsync();
            state.Abandon();
            await deliveries.ReleaseAsync(webhook, _owner);
        }

        if (await deliveries.NextDueAsync(webhook, ct) is { } next && deliveries.Find(webhook) is not null) await engine.RunAtAsync(lane, Later(next), ct);
    }

    /// <summary>Until nothing is due, nothing is in flight and nothing came for a while.</summary>
    private async Task SendAllAsync(Id<Webhook> webhook, LaneState state, InFlight inFlight, CancellationToken ct)
    {
        var renewed = clock.GetTimestamp();
        while (!ct.IsCancellationRequested)
        {
            if (clock.GetElapsedTime(renewed) > RenewEvery)
            {
                if (await deliveries.LeaseAsync(webhook, _owner, ct) is not null) return;
                renewed = clock.GetTimestamp();
            }

            state.Look();
            var due = await deliveries.DueAsync(webhook, inFlight.Ids, ct);
            foreach (var delivery in due)
            {
                // Looked up for every delivery and after every wait, so that a webhook that was changed or switched off is obeyed at once.
                if (deliveries.Find(webhook) is not ({ } settings, { } target)) return;
                while (inFlight.Count >= settings.Concurrency && clock.GetElapsedTime(renewed) <= RenewEvery)
                {
                    await state.WaitAsync(RenewEvery / 2, ct);
                    if (deliveries.Find(webhook) is not { } now) return;
                    (settings, target) = now;
                }

                if (inFlight.Count >= settings.Concurrency) break;
                inFlight.Start(delivery.Id, () => SendAsync(settings, target, delivery));
            }

            if (due.Count == 0 && !await state.WaitAsync(inFlight.Count > 0 ? RenewEvery / 2 : options.Linger, ct) && inFlight.Count == 0) return;
        }
    }

    private async Task SendAsync(Webhook webhook, WebhookTarget target, DueDelivery due)
    {
        var headers = defaults.Current;
        var request = WebhookRequest.Build(target, headers, due.EventName, Delivery.MessageId(due.EventUid, webhook.Id), due.Attempts + 1, due.Body, webhook.Timeout, clock.GetUtcNow());
        var attempt = await client.PostAsync(request, CancellationToken.None);
        // A crash here sends it again: same id, same bytes.
        IReadOnlyList<TimeSpan> waits = webhook.Schedule is { } own ? [.. own.Select(s => TimeSpan.FromSeconds(s))] : options.Waits;
        var next = RetrySchedule.After(waits, due.Failures, attempt, Random.Shared.NextDouble());
        await deliveries.MarkAsync(webhook.Id, due, attempt, next, WebhookRequest.Masked(request, target, headers), CancellationToken.None);
        metrics.Attempted(due, attempt, next);
        LogAttempt(log, webhook.Id.Value, due.Id.Value, due.Attempts + 1, attempt.StatusCode, attempt.Error);
    }

    // Held back by order, or due at this very moment: not at once again, or the lane would spin.
    private DateTimeOffset Later(DateTimeOffset next) => clock.GetUtcNow().AddSeconds(1) is var soon && next < soon ? soon : next;

    [LoggerMessage(Level = LogLevel.Debug, Message = "Webhook {Webhook}, delivery {Delivery}, attempt {Attempt}: status {Status}, error {Error}.")]
    private static partial void LogAttempt(ILogger log, long webhook, long delivery, int attempt, int? status, AttemptError? error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A batch of old deliveries was removed.")]
    private static partial void LogExpired(ILogger log);

    /// <summary>Requests under way. A slot is free only once its outcome is committed, so a crash repeats at most as many as there are slots.</summary>
    private sealed class InFlight(LaneState state)
    {
        private readonly ConcurrentDictionary<Id<Delivery>, Task> _running = new();
        private volatile Exception? _fault;

        public int Count => _running.Count;

        public IReadOnlyCollection<Id<Delivery>> Ids => [.. _running.Keys];

        public void Start(Id<Delivery> delivery, Func<Task> send)
        {
            if (_fault is { } fault) throw new InvalidOperationException("An outcome could not be written down.", fault);
            var begin = new TaskCompletionSource();
            _running[delivery] = RunAsync();
            begin.SetResult();

            async Task RunAsync()
            {
                await begin.Task;
                try
                {
                    await send();
                }
                catch (Exception broken)
                {
                    _fault = broken;   // the drain ends with it, and the engine logs it; the delivery is still due
                }
                finally
                {
                    _running.TryRemove(delivery, out _);
                    state.Wake();
                }
            }
        }

        public Task AllDoneAsync() => Task.WhenAll(_running.Values);
    }
}
