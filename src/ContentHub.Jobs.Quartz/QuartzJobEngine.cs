using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ContentHub.Jobs;

/// <summary>Keeps at most two triggers per lane, one for "now" and one for "at": the fixed keys are what makes wishes coalesce, on every node.</summary>
internal sealed partial class QuartzJobEngine(
    ISchedulerFactory schedulers, JobStorage storage, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<QuartzJobEngine> logger)
    : BackgroundService, IJobEngine
{
    private readonly ConcurrentDictionary<Lane, bool> _known = new();
    private IScheduler? _scheduler;

    /// <inheritdoc/>
    /// <remarks>Kept when one waits already. One whose drain has begun no longer waits, so a wake-up during a drain is one more drain after it.</remarks>
    public Task RunNowAsync(Lane lane, CancellationToken ct) => WakeAsync(lane, "now", clock.GetUtcNow(), TriggerConflict.Keep, ct);

    /// <inheritdoc/>
    public Task RunAtAsync(Lane lane, DateTimeOffset when, CancellationToken ct) => WakeAsync(lane, "at", when, TriggerConflict.KeepEarlier, ct);

    /// <summary>Closes the store for new wishes, cancels what runs and waits for it.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_scheduler is not null) await _scheduler.Shutdown(waitForJobsToComplete: true, cancellationToken);
    }

    /// <summary>Starts Quartz once the application answers requests: opening the store costs 0.2-0.4 s that nobody should wait for.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var answered = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);

        _scheduler = await schedulers.GetScheduler(stoppingToken);
        await ScheduleSweepAsync(_scheduler, stoppingToken);
        await _scheduler.Start(stoppingToken);
    }

    private async Task ScheduleSweepAsync(IScheduler scheduler, CancellationToken ct)
    {
        var job = JobBuilder.Create<SweepJob>().WithIdentity("sweep", "sweep").StoreDurably().Build();
        var trigger = TriggerBuilder.Create(clock)
            .WithIdentity("sweep", "sweep")
            .ForJob(job)
            .StartNow()
            .WithSimpleSchedule(schedule => schedule
                .WithInterval(storage.SweepEvery)
                .RepeatForever()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))   // a machine that slept owes one sweep, not a hundred
            .Build();
        await scheduler.ScheduleJob(job, trigger, ScheduleJobOptions.Replacing, ct);
    }

    private async Task WakeAsync(Lane lane, string wish, DateTimeOffset when, TriggerConflict conflict, CancellationToken ct)
    {
        try
        {
            var scheduler = await schedulers.GetScheduler(ct);
            var key = new JobKey(lane.Name, "lane");
            if (!_known.ContainsKey(lane))
            {
                // Replacing: the row may be there from an earlier start, with the class name of an earlier version.
                await scheduler.AddJob(JobBuilder.Create<LaneJob>().WithIdentity(key).StoreDurably().Build(), AddJobOptions.Replacing, ct);
                _known.TryAdd(lane, true);
            }

            var trigger = TriggerBuilder.Create(clock)
                .WithIdentity(lane.Name, wish)
                .ForJob(key)
                .StartAt(when)
                // However late it is, after a restart or behind a long drain: as soon as it can. The other instructions wait for a minutely check.
                .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
                .Build();
            await scheduler.ScheduleTrigger(trigger, conflict, ct);
        }
        catch (SchedulerException exception)
        {
            // The store is out of reach or closing. The change behind the wish is saved, so its writer must not fail: the sweep finds it.
            WakeUpLost(exception, lane);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A wake-up of lane {Lane} was lost; the next sweep makes up for it")]
    private partial void WakeUpLost(Exception exception, Lane lane);
}
