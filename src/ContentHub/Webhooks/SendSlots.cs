using System.Collections.Concurrent;

namespace ContentHub.Webhooks;

/// <summary>Requests under way in this process, over all lanes: so many in all and so many to one host.</summary>
/// <remarks>The first request of a lane always may go: receivers that hang can use up what is shared, but never keep a healthy one from being served.</remarks>
internal sealed class SendSlots(WebhookOptions options)
{
    private readonly ConcurrentDictionary<string, int> _byHost = new(StringComparer.OrdinalIgnoreCase);
    private int _all;

    /// <param name="authority">Host and port.</param>
    public bool TryTake(string authority, bool isFirstOfLane)
    {
        if (!isFirstOfLane && (Volatile.Read(ref _all) >= options.MaxInFlight || _byHost.GetValueOrDefault(authority) >= options.MaxInFlightPerHost)) return false;
        Interlocked.Increment(ref _all);
        _byHost.AddOrUpdate(authority, 1, (_, count) => count + 1);
        return true;
    }

    public void Free(string authority)
    {
        Interlocked.Decrement(ref _all);
        // Hosts come and go for years; one that nothing is sent to leaves no trace.
        if (_byHost.AddOrUpdate(authority, 0, (_, count) => count - 1) == 0) _byHost.TryRemove(new KeyValuePair<string, int>(authority, 0));
    }
}

/// <summary>Spreads the requests of a lane over the minute (generic cell rate algorithm): at most a second's worth at once.</summary>
internal sealed class Pace
{
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    private DateTimeOffset _next = DateTimeOffset.UnixEpoch;

    /// <returns>Zero when a request may go now, and then it counts; otherwise how long until it may.</returns>
    public TimeSpan Take(int? perMinute, DateTimeOffset now)
    {
        if (perMinute is not { } rate) return TimeSpan.Zero;
        var wait = _next - Burst - now;
        if (wait > TimeSpan.Zero) return wait;
        _next = (_next > now ? _next : now) + (TimeSpan.FromMinutes(1) / rate);
        return TimeSpan.Zero;
    }
}
