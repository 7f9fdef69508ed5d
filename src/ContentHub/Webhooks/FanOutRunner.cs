using System.Diagnostics;
using ContentHub.Events;
using ContentHub.Jobs;
using ContentHub.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentHub.Webhooks;

/// <summary>Rings when an event waits for its deliveries.</summary>
internal sealed class FanOutBell : Bell
{
    public void RingNow() => Ring();
}

/// <summary>Writes the deliveries that the writers of changes left to it, oldest event first, many at once: the same pages are written once for all of them.</summary>
/// <remarks>A round is one transaction: rows and what they are made from go in and out together, so that a crash neither loses nor doubles one, whichever node does it.</remarks>
internal sealed partial class FanOutRunner(Database database, WebhookDirectory webhooks, FanOutBell bell, LaneBell lanes, ILogger<FanOutRunner> log) : BackgroundService, ILaneKeeper
{
    // About 15 ms of the writer's time: what a change may have to wait for.
    private const int MostRows = 2_000;
    private const int MostEvents = 200;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    public bool Keeps(Lane lane) => false;

    public Task DrainAsync(Lane lane, CancellationToken ct) => Task.CompletedTask;

    /// <summary>What a node that died has left; a round of it here, the others at their pace.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        if ((await RoundAsync(ct)).IsMore) bell.RingNow();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var news = bell.Next;
            try
            {
                var (took, isMore) = await RoundAsync(stoppingToken);
                // A quarter of the writer's time at the most, whatever waits: it is still written several times as fast as it can be sent, and what comes meanwhile makes the next round cheaper.
                await Task.Delay(took * 3 < LongestPause ? took * 3 : LongestPause, stoppingToken);
                if (!isMore) await news.WaitAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFault(log, fault, AfterFault);
                await Task.Delay(AfterFault, stoppingToken);
            }
        }
    }

    /// <summary>One transaction's worth.</summary>
    /// <returns>How long it had the writer, and whether more waits.</returns>
    internal async Task<(TimeSpan Took, bool IsMore)> RoundAsync(CancellationToken ct)
    {
        if (!database.Read(db => FanOut.AnyWaits(db))) return (TimeSpan.Zero, false);
        return (await database.WriteAsync<(TimeSpan, bool)>(
            unit =>
            {
                unit.LeavesContent();
                // Not the commit: that is shared with whoever else is in the group.
                var began = Stopwatch.GetTimestamp();
                var isMore = Write(unit);
                return (Stopwatch.GetElapsedTime(began), isMore);
            },
            ct)).Value;
    }

    private bool Write(WriteUnit unit)
    {
        var waiting = unit.Db.Rows(
            "SELECT f.event_id, f.webhooks, f.subject, e.created_at FROM fan_outs f JOIN events e ON e.id = f.event_id ORDER BY f.event_id LIMIT @most", [("@most", MostEvents + 1)],
            static row => (FanOut: new FanOut { EventId = new Id<Event>(row.GetInt64(0)), Webhooks = row.GetString(1), Subject = row.GetString(2) }, At: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))));
        var known = webhooks.All(unit.Db).Select(w => w.Id).ToHashSet();   // one that was deleted since gets nothing
        var told = new HashSet<Id<Webhook>>();
        var (events, rows) = (0, 0);
        foreach (var (fanOut, at) in waiting)
        {
            if (events == MostEvents || rows >= MostRows) break;
            Id<Webhook>[] still = [.. fanOut.Ids.Where(known.Contains)];
            DeliveryMatcher.Queue(unit, still, fanOut.EventId, fanOut.Subject, at, isReplay: false);
            told.UnionWith(still);
            (events, rows) = (events + 1, rows + still.Length);
        }

        // The oldest ones, so all up to the last of them.
        if (events > 0) unit.Db.Execute("DELETE FROM fan_outs WHERE event_id <= @last", ("@last", waiting[events - 1].FanOut.EventId.Value));
        FailPoint.Reach(FailPoint.FanOutRound);
        unit.AfterCommit(() => lanes.Ring(told));
        return events < waiting.Count;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Deliveries could not be written; again in {Pause}. None is lost.")]
    private static partial void LogFault(ILogger log, Exception exception, TimeSpan pause);
}
