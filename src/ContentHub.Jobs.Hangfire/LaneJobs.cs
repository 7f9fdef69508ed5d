using Hangfire;

namespace ContentHub.Jobs;

/// <summary>What Hangfire calls. Class and method names stand in the store: a rename makes waiting jobs fail, which costs one sweep.</summary>
internal sealed class LaneJobs(HangfireJobEngine engine, ILaneWork work)
{
    /// <summary>One drain. A failure is logged by Hangfire, shows in the dashboard and is not repeated: what is due stays due, the next wake-up or sweep tries again.</summary>
    [AutomaticRetry(Attempts = 0)]
    public async Task DrainAsync(string name, CancellationToken ct)
    {
        var lane = new Lane(name);
        if (!engine.Begin(lane)) return;
        try
        {
            await work.DrainAsync(lane, ct);
        }
        finally
        {
            await engine.EndAsync(lane, CancellationToken.None);
        }
    }

    /// <summary>One sweep. A failure is logged by Hangfire; the next one is scheduled already.</summary>
    [AutomaticRetry(Attempts = 0)]
    [DisableConcurrentExecution(timeoutInSeconds: 60)]
    public Task SweepAsync(CancellationToken ct) => work.SweepAsync(ct);
}
