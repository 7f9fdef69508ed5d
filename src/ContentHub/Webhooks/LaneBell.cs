using System.Collections.Concurrent;
using System.Threading.Channels;
using ContentHub.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentHub.Webhooks;

/// <summary>Wakes lanes. A lane that is being drained here hears it in memory (about 1 ms to the send); any other is asked of the job engine, off the path of the request.</summary>
internal sealed partial class LaneBell(IJobEngine engine, TimeProvider clock, ILogger<LaneBell> log) : BackgroundService
{
    private readonly ConcurrentDictionary<Id<Webhook>, LaneState> _lanes = new();
    private readonly Channel<Lane> _asked = Channel.CreateUnbounded<Lane>(new UnboundedChannelOptions { SingleReader = true });

    private const string Prefix = "webhook-";

    public static Lane LaneOf(Id<Webhook> webhook) => new($"{Prefix}{webhook}");

    public static bool IsWebhook(Lane lane) => lane.Name.StartsWith(Prefix, StringComparison.Ordinal);

    public static Id<Webhook> WebhookOf(Lane lane) => Id<Webhook>.Parse(lane.Name[Prefix.Length..], null);

    public LaneState StateOf(Id<Webhook> webhook) => _lanes.GetOrAdd(webhook, _ => new LaneState());

    public void Ring(IEnumerable<Id<Webhook>> webhooks)
    {
        foreach (var webhook in webhooks) Ring(webhook);
    }

    public void Ring(Id<Webhook> webhook)
    {
        var state = StateOf(webhook);
        // A lane that rests has its time with the engine: events for a dead receiver cost nothing but their rows.
        if (state.PausedUntil is { } until && until > clock.GetUtcNow()) return;
        if (!state.Signal()) Wake(LaneOf(webhook));
    }

    /// <summary>Asks the engine to drain a lane of any kind, off the path of the request.</summary>
    public void Wake(Lane lane) => _asked.Writer.TryWrite(lane);

    /// <summary>Ends a pause that this process knows of, and rings.</summary>
    public void Resume(Id<Webhook> webhook)
    {
        StateOf(webhook).Health = null;
        RingAgain(webhook);
    }

    /// <summary>Rings without trusting that an earlier wish was carried out: the engine may have lost it, or its drain may have broken before it began.</summary>
    public void RingAgain(Id<Webhook> webhook)
    {
        StateOf(webhook).ForgetAsked();
        Ring(webhook);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var lane in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await engine.RunNowAsync(lane, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The sweep finds what this wake-up was for, and so does the next ring.
                if (IsWebhook(lane)) StateOf(WebhookOf(lane)).ForgetAsked();
                LogNotWoken(log, fault, lane);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lane {Lane} could not be woken; the next sweep will.")]
    private static partial void LogNotWoken(ILogger log, Exception exception, Lane lane);
}

/// <summary>Whether a lane is drained in this process, and whether something came since it last looked.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Lives as long as the process; its semaphore never makes a wait handle.")]
internal sealed class LaneState
{
    private readonly SemaphoreSlim _rung = new(0, 1);
    private int _running;
    private int _news;
    private int _asked;
    private volatile WebhookHealth? _health;
    private readonly PriorityQueue<DateTimeOffset, DateTimeOffset> _soon = new();

    /// <summary>Its failures of late.</summary>
    public Breaker Breaker { get; } = new();

    /// <summary>When its next request may go.</summary>
    public Pace Pace { get; } = new();

    /// <summary>The run of failures that it is in, as far as is known here; null for none.</summary>
    public WebhookHealth? Health
    {
        get => _health;
        set => _health = value;
    }

    /// <summary>Until then nothing is sent.</summary>
    public DateTimeOffset? PausedUntil => _health?.PausedUntil;

    /// <summary>Notes news.</summary>
    /// <returns>True when somebody here will see it: a drain that runs, or one that was asked for and has not begun.</returns>
    public bool Signal()
    {
        Interlocked.Exchange(ref _news, 1);
        if (Volatile.Read(ref _running) == 1)
        {
            Wake();
            return true;
        }

        return Interlocked.Exchange(ref _asked, 1) == 1;
    }

    /// <summary>Wakes a waiting drain without news: a slot became free.</summary>
    public void Wake()
    {
        try
        {
            if (_rung.CurrentCount == 0) _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Rung twice at once: one ring is enough.
        }
    }

    public void Begin()
    {
        Interlocked.Exchange(ref _running, 1);
        Interlocked.Exchange(ref _asked, 0);
    }

    /// <summary>Forgets news before a look at the table, so that what comes during the look counts as new.</summary>
    public void Look() => Interlocked.Exchange(ref _news, 0);

    /// <summary>Ends the drain, unless news came meanwhile: then it goes on.</summary>
    public bool TryEnd()
    {
        Interlocked.Exchange(ref _running, 0);
        if (Volatile.Read(ref _news) == 0) return true;
        Interlocked.Exchange(ref _running, 1);
        return false;
    }

    public void Abandon()
    {
        Interlocked.Exchange(ref _running, 0);
        Interlocked.Exchange(ref _asked, 0);
    }

    /// <summary>The drain that was asked for may never begin: the next signal asks again.</summary>
    public void ForgetAsked() => Interlocked.Exchange(ref _asked, 0);

    /// <summary>Notes a further attempt that is so near that a drain which ended before it could not begin again in time.</summary>
    public void TryAgain(DateTimeOffset at)
    {
        lock (_soon) _soon.Enqueue(at, at);
    }

    /// <summary>The next of those that are still to come; null for none. What has come is forgotten: whoever asks looks at the table next.</summary>
    public DateTimeOffset? NextTry(DateTimeOffset now)
    {
        lock (_soon)
        {
            while (_soon.TryPeek(out var next, out _))
            {
                if (next > now) return next;
                _soon.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Waits for news or a free slot.</summary>
    /// <returns>False when the time ran out.</returns>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _rung.WaitAsync(atMost, ct);
}
