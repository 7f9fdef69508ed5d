using System.Diagnostics;
using System.Diagnostics.Metrics;
using ContentHub.Events;
using ContentHub.Persistence;

namespace ContentHub.Webhooks;

/// <summary>The numbers to alarm on, as the meter <c>ContentHub.Webhooks</c>: for <c>dotnet-counters</c>, <c>/metrics</c> of the host and whatever else listens to .NET meters.</summary>
internal sealed class DeliveryMetrics : IEventSink
{
    public const string MeterName = "ContentHub.Webhooks";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly string[] Own = ["entry.", "media.", "changeset.", "hook.", "webhook."];

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _events;
    private readonly Lock _looking = new();
    private Queue _queue = new(0, 0, 0, TimeSpan.Zero, new Dictionary<string, long>());
    private long? _lookedAt;

    public DeliveryMetrics(IMeterFactory meters, Database database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        var meter = meters.Create(MeterName);
        _deliveries = meter.CreateCounter<long>("contenthub.webhook.deliveries", "{attempt}", "Attempts by outcome (delivered, retry, failed) and class (2xx, 4xx, 5xx, timeout, connect, …).");
        _duration = meter.CreateHistogram("contenthub.webhook.attempt.duration", "s", "From connect to the last byte of the answer.", advice: Seconds());
        _lag = meter.CreateHistogram("contenthub.webhook.lag", "s", "From the event to the first attempt.", advice: Seconds());
        _events = meter.CreateCounter<long>("contenthub.webhook.events", "{event}", "Events recorded, by name; those of applications together as custom.");
        meter.CreateObservableGauge("contenthub.webhook.queue.depth", Depth, "{delivery}", "Deliveries that wait: due, for a later attempt (retry), or for a webhook that is switched off (held).");
        meter.CreateObservableGauge("contenthub.webhook.breaker.state", () => Look().Breakers.Select(b => Measurement(b.Value, "state", b.Key)), "{webhook}", "Webhooks that are on, by state: closed (all is well), open (resting), half_open (one request finds out).");
        meter.CreateObservableGauge("contenthub.webhook.oldest_age", () => Look().OldestDue.TotalSeconds, "s", "How long the delivery that has been due longest has been due.");
    }

    /// <summary>Counts an attempt whose outcome is committed.</summary>
    public void Attempted(DueDelivery due, Attempted attempt, NextStep next)
    {
        var tags = new TagList { { "outcome", next switch { NextStep.Delivered => "delivered", NextStep.Retry => "retry", _ => "failed" } }, { "class", ClassOf(attempt) } };
        _deliveries.Add(1, tags);
        _duration.Record(attempt.Duration.TotalSeconds, tags);
        if (due is { Attempts: 0, IsReplay: false }) _lag.Record(Math.Max(0, (attempt.StartedAt - due.CreatedAt).TotalSeconds));
    }

    public void Recorded(WriteUnit unit, Event recorded)
    {
        if (_events.Enabled) unit.AfterCommit(() => _events.Add(1, KeyValuePair.Create<string, object?>("event", Array.Exists(Own, o => recorded.Name.StartsWith(o, StringComparison.Ordinal)) ? recorded.Name : "custom")));
    }

    /// <summary>What an attempt came to in few words, so that a chart has few lines.</summary>
    private static string ClassOf(Attempted attempt) => attempt switch
    {
        { Error: { } error and not AttemptError.HttpStatus } => ModelConventions.SnakeCase(error.ToString()),
        { StatusCode: { } status } => $"{status / 100}xx",
        _ => "unknown",
    };

    private static InstrumentAdvice<double> Seconds() => new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600] };

    private IEnumerable<Measurement<long>> Depth()
    {
        var queue = Look();
        return [Measurement(queue.Due, "state", "due"), Measurement(queue.Retry, "state", "retry"), Measurement(queue.Held, "state", "held")];
    }

    private static Measurement<long> Measurement(long count, string tag, string value) => new(count, KeyValuePair.Create<string, object?>(tag, value));

    private sealed record Queue(long Due, long Retry, long Held, TimeSpan OldestDue, IReadOnlyDictionary<string, long> Breakers);

    /// <summary>Looks at the table at the most every <see cref="LookEvery"/>, however often somebody asks. The index of what is pending holds all it reads: what is finished costs nothing.</summary>
    private Queue Look()
    {
        lock (_looking)
        {
            if (_lookedAt is { } at && _clock.GetElapsedTime(at) < LookEvery) return _queue;
            _queue = _database.Read(Count);
            _lookedAt = _clock.GetTimestamp();
            return _queue;
        }
    }

    private Queue Count(ContentHubDbContext db)
    {
        var now = _clock.GetUtcNow();
        // What is still to be written is due as well, from the moment of its event on. Looked at first: what is written meanwhile is then counted twice, not never.
        var later = db.FanOuts.OrderBy(f => f.EventId).Join(db.Events, f => f.EventId, e => e.Id, (f, e) => new { FanOut = f, e.CreatedAt }).ToList();
        var pending = db.Deliveries.Where(d => d.Status == DeliveryStatus.Pending);
        var lanes = pending.GroupBy(d => d.WebhookId).Select(g => new { Webhook = g.Key, All = g.LongCount(), Due = g.LongCount(d => d.NextAttemptAt <= now), Oldest = g.Min(d => d.NextAttemptAt) }).ToList();
        var off = db.Webhooks.Where(w => !w.Enabled).Select(w => w.Id).ToHashSet();
        var on = lanes.Where(l => !off.Contains(l.Webhook)).ToArray();
        var oldest = on.Where(l => l.Due > 0).Select(l => now - l.Oldest).DefaultIfEmpty(TimeSpan.Zero).Max();
        var (laterOff, laterOn) = (later.Sum(l => l.FanOut.Ids.LongCount(off.Contains)), later.Sum(l => l.FanOut.Ids.LongCount(id => !off.Contains(id))));
        if (laterOn > 0 && now - later[0].CreatedAt > oldest) oldest = now - later[0].CreatedAt;
        var resting = db.WebhookHealth.Where(h => h.Pause > TimeSpan.Zero).Select(h => new { h.WebhookId, h.PausedUntil }).ToList().FindAll(h => !off.Contains(h.WebhookId));
        var open = resting.Count(h => h.PausedUntil > now);
        var breakers = new Dictionary<string, long> { ["closed"] = db.Webhooks.LongCount(w => w.Enabled) - resting.Count, ["open"] = open, ["half_open"] = resting.Count - open };
        return new Queue(on.Sum(l => l.Due) + laterOn, on.Sum(l => l.All - l.Due), lanes.Where(l => off.Contains(l.Webhook)).Sum(l => l.All) + laterOff, oldest, breakers);
    }
}
