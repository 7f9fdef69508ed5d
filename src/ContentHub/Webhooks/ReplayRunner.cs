using ContentHub.Jobs;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>Carries out replays, a lane for each: queues a batch and moves its place in the log in one transaction, until it is through.</summary>
internal sealed class ReplayRunner(Database database, WebhookDirectory directory, DeliveryMatcher matcher, LaneBell bell, IJobEngine engine, TimeProvider clock) : ILaneKeeper
{
    private const string Prefix = "replay-";
    private const int Batch = 200;

    // Beyond that the receiver is what takes time, and more rows would only be in the way of what happens now.
    private const int MostWaiting = 5_000;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    public static Lane LaneOf(Id<Replay> replay) => new($"{Prefix}{replay}");

    public bool Keeps(Lane lane) => lane.Name.StartsWith(Prefix, StringComparison.Ordinal);

    public async Task SweepAsync(CancellationToken ct)
    {
        foreach (var id in await database.ReadAsync(db => db.Replays.Where(r => r.Status == ReplayStatus.Running).Select(r => r.Id).ToListAsync(ct), ct)) await engine.RunNowAsync(LaneOf(id), ct);
    }

    public async Task DrainAsync(Lane lane, CancellationToken ct)
    {
        var id = Id<Replay>.Parse(lane.Name[Prefix.Length..], null);
        while (!ct.IsCancellationRequested)
        {
            var step = (await database.WriteAsync<Step>(unit => Next(unit, id), ct)).Value;
            if (step == Step.Finished) return;
            if (step == Step.Rest)
            {
                await engine.RunAtAsync(lane, clock.GetUtcNow() + Rest, ct);
                return;
            }
        }
    }

    private Step Next(WriteUnit unit, Id<Replay> id)
    {
        unit.LeavesContent();
        // Two nodes may come here at once; the unit reads the place anew, so each batch is queued once.
        if (unit.Db.Replays.AsTracking().SingleOrDefault(r => r.Id == id) is not { Status: ReplayStatus.Running } replay) return Step.Finished;
        var webhook = directory.All(unit.Db).Single(w => w.Id == replay.WebhookId);
        // What is still to be written at all comes first, or a later event would overtake it.
        if (FanOut.AnyWaits(unit.Db, replay.Until)) return Step.Rest;
        var now = clock.GetUtcNow();
        var most = Batch;
        if (replay.PerMinute is { } rate) most = (int)Math.Min(most, Math.Max(1, (now - replay.CreatedAt).TotalMinutes * rate) - replay.Queued);
        if (most <= 0 || unit.Db.Deliveries.Count(d => d.WebhookId == webhook.Id && d.Status == DeliveryStatus.Pending) >= MostWaiting) return Step.Rest;

        var events = replay.Range(unit.Db.Events.AsNoTracking()).Take(most).ToList();
        foreach (var recorded in events)
        {
            var had = unit.Db.Deliveries.AsNoTracking().FirstOrDefault(d => d.EventId == recorded.Id && d.WebhookId == webhook.Id);
            if (ReplayService.WhyNot(matcher, webhook, new MatchedEvent(recorded), had, waits: false, replay.Only) is not null)
            {
                replay.Skipped++;
            }
            else
            {
                replay.Queued++;
                if (had is null) DeliveryMatcher.Queue(unit, [webhook.Id], recorded.Id, recorded.Subject, now, isReplay: true);
                else DeliveryStore.Requeue(unit, had.Id, now, isReplay: true, replay.FreshBody);
            }

            replay.Cursor = recorded.Id;
        }

        FailPoint.Reach(FailPoint.ReplayBatch);
        if (events.Count > 0) unit.AfterCommit(() => bell.Ring(webhook.Id));
        if (events.Count == most) return Step.More;
        (replay.Status, replay.FinishedAt) = (ReplayStatus.Done, now);
        return Step.Finished;
    }

    private enum Step
    {
        More,
        Rest,
        Finished,
    }
}
