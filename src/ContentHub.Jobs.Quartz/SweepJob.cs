using Microsoft.Extensions.Logging;
using Quartz;

namespace ContentHub.Jobs;

/// <summary>The recurring look for lanes that have something due. The class name stands in the store and is written anew at each start.</summary>
[DisallowConcurrentExecution]
internal sealed partial class SweepJob(ILaneWork work, ILogger<SweepJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await work.SweepAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process is leaving; a sweep is the first thing it does when it is back.
        }
        catch (Exception exception)
        {
            // The next sweep is already scheduled.
            SweepFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sweep failed")]
    private partial void SweepFailed(Exception exception);
}
