using System.Collections.Concurrent;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace ContentHub.Jobs;

/// <summary>Hangfire has no trigger keys, so wishes coalesce here, in the memory of the one process that may use the store.</summary>
/// <remarks>After a restart the memory is empty: wishes of before still come true, and may cause a drain more than needed.</remarks>
internal sealed partial class HangfireJobEngine(IBackgroundJobClient jobs, TimeProvider clock, ILogger<HangfireJobEngine> logger) : IJobEngine
{
    private readonly ConcurrentDictionary<Lane, LaneTurn> _turns = new();

    /// <inheritdoc/>
    public Task RunNowAsync(Lane lane, CancellationToken ct)
    {
        Wake(lane, turn => turn.AskNow(clock.GetUtcNow(), () => jobs.Enqueue<LaneJobs>(job => job.DrainAsync(lane.Name, CancellationToken.None))));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RunAtAsync(Lane lane, DateTimeOffset when, CancellationToken ct)
    {
        // Hangfire stores whole seconds, rounded down: a drain that comes early finds nothing due and has used up the wish.
        var second = DateTimeOffset.FromUnixTimeMilliseconds((when.ToUnixTimeMilliseconds() + 999) / 1000 * 1000);
        Wake(lane, turn => turn.AskAt(
            clock.GetUtcNow(),
            second,
            add: () => jobs.Schedule<LaneJobs>(job => job.DrainAsync(lane.Name, CancellationToken.None), second),
            remove: id => jobs.Delete(id)));
        return Task.CompletedTask;
    }

    /// <returns>False when the lane is being drained: that drain's end will ask for one more.</returns>
    public bool Begin(Lane lane) => Turn(lane).Begin(clock.GetUtcNow());

    /// <summary>Ends the drain, however it went, and asks for one more when a wake-up came meanwhile.</summary>
    public Task EndAsync(Lane lane, CancellationToken ct) => Turn(lane).End() ? RunNowAsync(lane, ct) : Task.CompletedTask;

    private LaneTurn Turn(Lane lane) => _turns.GetOrAdd(lane, _ => new LaneTurn());

    private void Wake(Lane lane, Action<LaneTurn> ask)
    {
        try
        {
            ask(Turn(lane));
        }
        catch (BackgroundJobClientException exception)
        {
            // The store is out of reach. The change behind the wish is saved, so its writer must not fail: the sweep finds it.
            WakeUpLost(exception, lane);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A wake-up of lane {Lane} was lost; the next sweep makes up for it")]
    private partial void WakeUpLost(Exception exception, Lane lane);
}
