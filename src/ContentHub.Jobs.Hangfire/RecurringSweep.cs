using Hangfire;
using Microsoft.Extensions.Hosting;

namespace ContentHub.Jobs;

/// <summary>Schedules the sweep when the application has started, and runs it once at that moment.</summary>
internal sealed class RecurringSweep(IRecurringJobManager recurring, JobStorage storage, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            recurring.AddOrUpdate<LaneJobs>("sweep", job => job.SweepAsync(CancellationToken.None), Every(storage.SweepEvery));
            recurring.Trigger("sweep");
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Cron knows only steps inside a minute or an hour: 45 s becomes seconds 0 and 45 of each minute.</summary>
    private static string Every(TimeSpan interval) => interval < TimeSpan.FromMinutes(1)
        ? $"*/{Math.Max(1, (int)interval.TotalSeconds)} * * * * *"
        : $"*/{Math.Min(59, (int)interval.TotalMinutes)} * * * *";
}
