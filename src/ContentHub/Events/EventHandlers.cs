using System.Text.Json;
using ContentHub.Jobs;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentHub.Events;

/// <summary>Code of the host that reacts to events after their commit. Register it as a singleton of this interface.</summary>
/// <remarks>At least once and in order: the place in the log is kept in the database, also over a crash. An exception is logged, and the same event comes again after a pause.</remarks>
public interface IEventHandler
{
    /// <summary>Key of the place in the log, at most 64 letters, digits and dashes. A new name begins with the events after its first start.</summary>
    string Name { get; }

    /// <summary>Called for every event, one after the other.</summary>
    Task HandleAsync(EventNotice notice, CancellationToken ct);
}

/// <summary>An event as a handler sees it.</summary>
/// <param name="Body">The body as webhooks get it.</param>
/// <param name="FirstPublish">An <c>entry.publish</c> of an entry that never was published before.</param>
public sealed record EventNotice(Event Event, JsonElement Body, bool FirstPublish);

/// <summary>How far a handler has come.</summary>
internal sealed class HandlerCursor
{
    public required string Handler { get; init; }

    public Id<Event> After { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<HandlerCursor>
    {
        public void Configure(EntityTypeBuilder<HandlerCursor> cursor)
        {
            cursor.ToTable("handler_cursors");
            cursor.HasKey(c => c.Handler);
            cursor.Property(c => c.Handler).HasMaxLength(64);
        }
    }
}

/// <summary>Runs the host's handlers, a lane for each.</summary>
internal sealed partial class HandlerLanes(IEnumerable<IEventHandler> handlers, Database database, EventBell bell, IJobEngine engine, TimeProvider clock, ILogger<HandlerLanes> log) : BackgroundService, ILaneKeeper
{
    private const string Prefix = "handler-";
    private const int AtOnce = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, IEventHandler> _handlers = handlers.ToDictionary(h => Prefix + h.Name);

    public bool Keeps(Lane lane) => lane.Name.StartsWith(Prefix, StringComparison.Ordinal);

    public async Task SweepAsync(CancellationToken ct)
    {
        foreach (var lane in _handlers.Keys) await engine.RunNowAsync(new Lane(lane), ct);
    }

    public async Task DrainAsync(Lane lane, CancellationToken ct)
    {
        if (!_handlers.TryGetValue(lane.Name, out var handler)) return;   // of a handler that this host has no more
        var after = await CursorAsync(handler, ct);
        while (!ct.IsCancellationRequested)
        {
            var events = await database.ReadAsync(db => db.Events.Where(e => e.Id > after).OrderBy(e => e.Id).Take(AtOnce).ToListAsync(ct), ct);
            if (events.Count == 0) return;
            foreach (var recorded in events)
            {
                try
                {
                    await handler.HandleAsync(new EventNotice(recorded, JsonText.Parse(recorded.Body), await IsFirstPublishAsync(recorded, ct)), ct);
                }
                catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
                {
                    LogFailed(log, fault, handler.Name, recorded.Id.Value, Pause);
                    await engine.RunAtAsync(lane, clock.GetUtcNow() + Pause, ct);
                    return;
                }

                after = recorded.Id;
                await KeepAsync(handler, after, CancellationToken.None);
            }
        }
    }

    /// <summary>Wakes the lanes when something happened, off the path of the request.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_handlers.Count == 0) return;
        foreach (var handler in _handlers.Values) await CursorAsync(handler, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var news = bell.Next;
            await SweepAsync(stoppingToken);
            await news.WaitAsync(stoppingToken);
        }
    }

    private async Task<Id<Event>> CursorAsync(IEventHandler handler, CancellationToken ct) => (await database.WriteAsync<Id<Event>>(
        unit =>
        {
            if (unit.Db.Set<HandlerCursor>().AsNoTracking().SingleOrDefault(c => c.Handler == handler.Name) is { } cursor) return cursor.After;
            var newest = unit.Db.Events.OrderByDescending(e => e.Id).Select(e => e.Id).FirstOrDefault();
            unit.Db.Add(new HandlerCursor { Handler = handler.Name, After = newest });
            return newest;
        },
        ct)).Value;

    private Task KeepAsync(IEventHandler handler, Id<Event> after, CancellationToken ct) => database.WriteAsync<Done>(
        unit =>
        {
            unit.LeavesContent();
            unit.Db.Set<HandlerCursor>().AsTracking().Single(c => c.Handler == handler.Name).After = after;
            return new Done();
        },
        ct);

    private Task<bool> IsFirstPublishAsync(Event recorded, CancellationToken ct) => recorded.Name != "entry.publish"
        ? Task.FromResult(false)
        : database.ReadAsync(async db => !await db.Events.AnyAsync(e => e.Subject == recorded.Subject && e.Name == "entry.publish" && e.Id < recorded.Id, ct), ct);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler {Handler} failed at event {Event}; again in {Pause}")]
    private static partial void LogFailed(ILogger log, Exception exception, string handler, long @event, TimeSpan pause);
}
