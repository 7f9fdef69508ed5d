using Microsoft.Extensions.Logging;
using Quartz;

namespace ContentHub.Jobs;

/// <summary>One drain of the lane that the job's key names. The class name stands in the store: a rename strands the wishes there until the next wake-up.</summary>
[DisallowConcurrentExecution]
internal sealed partial class LaneJob(ILaneWork work, ILogger<LaneJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var lane = new Lane(context.JobDetail.Key.Name);
        try
        {
            await work.DrainAsync(lane, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process is leaving. What was not sent is still due, and the sweep at the next start finds it.
        }
        catch (Exception exception)
        {
            // Not given to Quartz, which would judge the trigger by it. What is due stays due: the next wake-up or sweep tries again.
            DrainFailed(exception, lane);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The drain of lane {Lane} failed")]
    private partial void DrainFailed(Exception exception, Lane lane);
}
