using System.Collections.Concurrent;
using ContentHub.Events;
using ContentHub.Jobs;
using Microsoft.Extensions.Logging;

namespace ContentHub.Webhooks;

/// <summary>Sends what is due, one lane per webhook. Safe to repeat: a delivery is marked only after its answer is known, so a crash sends it again with the same id and bytes.</summary>
internal sealed partial class LaneDrain(
    DeliveryStore deliveries, WebhookDirectory webhooks, GuardedClient client, SendSlots slots, DefaultHeaders defaults, LaneBell bell, IJobEngine engine,
    WebhookOptions options, EventOptions events, DeliveryMetrics metrics, TimeProvider clock, ILogger<LaneDrain> log) : ILaneKeeper
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromHours(1);

    // Nobody tells a lane that another one's request has ended: above the limits of the process it looks again this often.
    private static readonly TimeSpan LookForSlotEvery = TimeSpan.FromMilliseconds(50);

    // A lane that ends is not drained again sooner: held back by order, or due at this very moment, it would spin.
    private static readonly TimeSpan SoonestAgain = TimeSpan.FromSeconds(1);

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
        // Not given up half-way: a lease that nobody knows of would rest the lane until it ends.
        if (await deliveries.LeaseAsync(webhook, _owner, CancellationToken.None) is { } heldUntil)
        {
            // Another node drains it, or died while it did: then its right ends and this one takes over.
            state.Abandon();
            await engine.RunAtAsync(lane, Later(heldUntil), ct);
            return;
        }

        var inFlight = new InFlight(state);
        try
        {
            state.Begin();
            state.Health = await deliveries.HealthAsync(webhook, ct);
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

        if (await deliveries.NextDueAsync(webhook, ct) is not { } next || deliveries.Find(webhook) is null) return;
        await engine.RunAtAsync(lane, Later(state.PausedUntil is { } paused && paused > next ? paused : next), ct);
    }

    /// <summary>Until nothing is due, nothing is in flight and nothing came for a while.</summary>
    private async Task SendAllAsync(Id<Webhook> webhook, LaneState state, InFlight inFlight, CancellationToken ct)
    {
        var renewed = clock.GetTimestamp();
        Task<IReadOnlyList<DueDelivery>>? ahead = null;
        while (!ct.IsCancellationRequested)
        {
            if (clock.GetElapsedTime(renewed) > RenewEvery)
            {
                if (await deliveries.LeaseAsync(webhook, _owner, ct) is not null) return;
                renewed = clock.GetTimestamp();
            }

            state.Look();
            var next = state.NextTry(clock.GetUtcNow());
            if (deliveries.Find(webhook) is not ({ } known, _) || IsPaused(state)) return;
            var due = ahead is null ? [] : await ahead;
            ahead = null;
            // Only a read after the look says that nothing is there: what rang in between must not be slept over.
            if (due.Count == 0) due = await deliveries.DueAsync(webhook, known.Template is not null, inFlight.Ids, ct);
            for (var i = 0; i < due.Count; i++)
            {
                // Looked up for every delivery and after every wait, so that a webhook that was changed or switched off is obeyed at once.
                while (true)
                {
                    if (deliveries.Find(webhook) is not ({ } settings, { } target) || IsPaused(state)) return;
                    var authority = new Uri(target.Url).Authority;
                    if (WaitFor(settings, authority, state, inFlight) is not { } wait)
                    {
                        var delivery = due[i];
                        inFlight.Start(delivery.Id, () => SendAsync(settings, target, delivery, state), () => slots.Free(authority));
                        break;
                    }

                    if (clock.GetElapsedTime(renewed) > RenewEvery || ct.IsCancellationRequested) break;
                    await state.WaitAsync(wait, ct);
                }

                if (clock.GetElapsedTime(renewed) > RenewEvery || ct.IsCancellationRequested) break;
                // The next ones of a backlog are read while these go out; none of these is read again, and what is about the same waits.
                if (i == due.Count / 2 && due.Count >= DeliveryStore.BatchSize)
                {
                    Id<Delivery>[] taken = [.. inFlight.Ids, .. due.Skip(i + 1).Select(d => d.Id)];
                    ahead = Task.Run(() => deliveries.DueAsync(webhook, known.Template is not null, taken, ct), ct);   // SQLite would read it here and now
                }
            }

            if (due.Count > 0) continue;
            var most = inFlight.Count > 0 || next is not null ? RenewEvery / 2 : options.Linger;
            // A millisecond more: timers may be early by a fraction of one, and the look would find nothing.
            if (next - clock.GetUtcNow() + TimeSpan.FromMilliseconds(1) is { } until && until < most) most = until > TimeSpan.Zero ? until : TimeSpan.Zero;
            if (!await state.WaitAsync(most, ct) && inFlight.Count == 0 && next is null) return;
        }
    }

    private bool IsPaused(LaneState state) => state.PausedUntil is { } until && until > clock.GetUtcNow();

    /// <returns>Null when a request may go now, and then it has its slots; otherwise how long to wait at most.</returns>
    private TimeSpan? WaitFor(Webhook webhook, string authority, LaneState state, InFlight inFlight)
    {
        // A receiver that was in trouble is asked by one request alone whether it is back.
        if (inFlight.Count >= (state.Health?.IsProbing == true ? 1 : webhook.Concurrency)) return RenewEvery / 2;
        if (!slots.TryTake(authority, isFirstOfLane: inFlight.Count == 0)) return LookForSlotEvery;
        var wait = state.Pace.Take(webhook.RatePerMinute, clock.GetUtcNow());
        if (wait <= TimeSpan.Zero) return null;
        slots.Free(authority);
        return wait < RenewEvery / 2 ? wait : RenewEvery / 2;
    }

    private async Task SendAsync(Webhook webhook, WebhookTarget target, DueDelivery due, LaneState state)
    {
        FailPoint.Reach(FailPoint.DeliveryClaimed);
        var (attempt, requestHeaders) = await TryAsync(webhook, target, due);
        FailPoint.Reach(FailPoint.DeliverySent);
        // A crash here sends it again: same id, same bytes.
        IReadOnlyList<TimeSpan> waits = webhook.Schedule is { } own ? [.. own.Select(s => TimeSpan.FromSeconds(s))] : options.Waits;
        var next = RetrySchedule.After(waits, due.Failures, attempt, Random.Shared.NextDouble());
        var opens = state.Breaker.Note(attempt, clock.GetUtcNow());
        var wasWell = state.Health is null;
        var health = await deliveries.MarkAsync(webhook, due, attempt, next, requestHeaders, opens, wasWell, CancellationToken.None);
        // A success of before somebody else's failure must not wipe out what that found.
        if (attempt.Error is not null || !wasWell) state.Health = health;
        // It is known here, so nobody has to ask the table for it.
        if (next is NextStep.Retry { Wait: var wait } && wait <= options.Linger + SoonestAgain) state.TryAgain(clock.GetUtcNow() + wait);
        metrics.Attempted(due, attempt, next);
        LogAttempt(log, webhook.Id.Value, due.Id.Value, due.Attempts + 1, attempt.StatusCode, attempt.Error);
    }
    private async Task<(Attempted Attempt, string RequestHeaders)> TryAsync(Webhook webhook, WebhookTarget target, DueDelivery due)
    {
        var now = clock.GetUtcNow();
        if (!(await BodyAsync(webhook, due)).Ok(out var body, out var fault)) return (Attempted.NotSent(AttemptError.Template, fault.Message, now), "");
        var headers = defaults.Current;
        var message = new OutgoingMessage(due.EventName, Delivery.MessageId(due.EventUid, webhook.Id), due.Attempts + 1, body, due.IsReplay);
        var request = WebhookRequest.Build(target, headers, webhook.Method, message, webhook.Timeout, now);
        return (await client.SendAsync(request, CancellationToken.None), WebhookRequest.Masked(request, target, headers));
    }

    private async Task<Result<byte[]>> BodyAsync(Webhook webhook, DueDelivery due)
    {
        if (due.ForTemplate is not { } whole || webhooks.TemplateOf(webhook) is not { } template) return due.Body;
        var rendered = template.Render(JsonText.Parse(whole), events.MaxBodyBytes);
        // Kept before it is sent: after a crash the same bytes go out, whatever became of the template.
        await deliveries.KeepBodyAsync(due.Id, rendered.Ok(out var body, out _) ? body : [], CancellationToken.None);
        FailPoint.Reach(FailPoint.BodyKept);
        return rendered;
    }

    private DateTimeOffset Later(DateTimeOffset next) => clock.GetUtcNow() + SoonestAgain is var soon && next < soon ? soon : next;

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

        /// <param name="ended">Called when the outcome is committed.</param>
        public void Start(Id<Delivery> delivery, Func<Task> send, Action ended)
        {
            if (_fault is { } fault)
            {
                ended();
                throw new InvalidOperationException("An outcome could not be written down.", fault);
            }

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
                    ended();
                    state.Wake();
                }
            }
        }

        public Task AllDoneAsync() => Task.WhenAll(_running.Values);
    }
}
