using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Events;

/// <summary>What a reader of the log wants.</summary>
/// <param name="After">The last event that the reader has; 0 for the beginning.</param>
/// <param name="Model">Singular name of a type; null for all.</param>
/// <param name="Name">Name of an event, also <c>entry.*</c>; null for all.</param>
/// <param name="Entry">Numeric id of an entry; null for all.</param>
public sealed record EventQuery(Id<Event> After, string? Model = null, string? Name = null, long? Entry = null, int Limit = 100);

/// <summary>An event of a list, without its body.</summary>
public sealed record EventHead(Id<Event> Id, string Name, string? Model, string Subject, string Actor, DateTimeOffset CreatedAt)
{
    /// <summary>What the actor is called.</summary>
    public string ActorName { get; init; } = Actor;
}

/// <summary>The log in commit order, for readers at their own pace: what was read never changes, and nothing appears before it later.</summary>
public sealed class EventFeed
{
    private readonly Database _database;
    private readonly EventBell _bell;
    private readonly ContentTypeService _types;

    internal EventFeed(Database database, EventBell bell, ContentTypeService types)
    {
        _database = database;
        _bell = bell;
        _types = types;
    }

    /// <summary>The next events; waits for one if there is none. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="wait">The longest wait; zero to answer at once.</param>
    public async Task<Result<IReadOnlyList<Event>>> ReadAsync(Actor actor, EventQuery query, TimeSpan wait, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EventsRead) is { } refusal) return refusal;
        var until = TimeProvider.System.GetTimestamp() + (long)(wait.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (true)
        {
            var news = _bell.Next;
            var events = await LookAsync(actor, query, ct);
            var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), until);
            if (events.Count > 0 || left <= TimeSpan.Zero) return events.ToArray();
            await Task.WhenAny(news, Task.Delay(left < EventBell.LookEvery ? left : EventBell.LookEvery, ct));
            if (ct.IsCancellationRequested) return events.ToArray();
        }
    }

    /// <summary>The newest events, newest first. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="before">Only what is older than this event; null for the newest of all.</param>
    public async Task<Result<IReadOnlyList<EventHead>>> LatestAsync(Actor actor, EventQuery query, Id<Event>? before, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EventsRead) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db =>
            {
                var events = new EventSight(_types.Catalog(db), actor).Of(Fitting(db, query));
                if (before is { } end) events = events.Where(e => e.Id < end);
                var heads = await events.OrderByDescending(e => e.Id).Take(query.Limit).Select(e => new EventHead(e.Id, e.Name, e.Model, e.Subject, e.Actor, e.CreatedAt)).ToListAsync(ct);
                var names = await ActorNames.OfAsync(db, heads.Select(e => e.Actor), ct);
                return heads.ConvertAll(e => e with { ActorName = names[e.Actor].Spoken });
            },
            ct);
    }

    /// <summary>One event with its body. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Event>> GetAsync(Actor actor, Id<Event> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EventsRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<Event>>(
            async db =>
            {
                var sight = new EventSight(_types.Catalog(db), actor);
                return await WithoutSnapshot(sight.Of(db.Events.Where(e => e.Id == id))).SingleOrDefaultAsync(ct) is { } found ? Seen(found, sight) : new Problem.NotFound("event", id.ToString());
            },
            ct);
    }

    /// <summary>The newest event of all; 0 while there is none.</summary>
    internal Task<Id<Event>> NewestAsync(CancellationToken ct) => _database.ReadAsync(db => db.Events.OrderByDescending(e => e.Id).Select(e => e.Id).FirstOrDefaultAsync(ct), ct);

    private Task<List<Event>> LookAsync(Actor actor, EventQuery query, CancellationToken ct) => _database.ReadAsync(
        async db =>
        {
            var sight = new EventSight(_types.Catalog(db), actor);
            return (await WithoutSnapshot(sight.Of(Fitting(db, query)).OrderBy(e => e.Id).Take(query.Limit)).ToListAsync(ct)).ConvertAll(e => Seen(e, sight));
        },
        ct);

    private static Event Seen(Event recorded, EventSight sight) => sight.Of(recorded) is var body && ReferenceEquals(body, recorded.Body) ? recorded : new Event
    {
        Id = recorded.Id,
        Uid = recorded.Uid,
        Name = recorded.Name,
        Model = recorded.Model,
        Subject = recorded.Subject,
        Actor = recorded.Actor,
        CreatedAt = recorded.CreatedAt,
        Body = body,
    };

    private static IQueryable<Event> Fitting(ContentHubDbContext db, EventQuery query)
    {
        var after = query.After;
        var events = db.Events.Where(e => e.Id > after);
        if (query.Model is { } model) events = events.Where(e => e.Model == model);
        if (query.Name is { } name) events = name.EndsWith(".*", StringComparison.Ordinal) ? events.Where(e => e.Name.StartsWith(name.Substring(0, name.Length - 1))) : events.Where(e => e.Name == name);
        if (query.Entry is { } entry)
        {
            var subject = $"entry:{entry}";
            events = events.Where(e => e.Subject == subject);
        }

        return events;
    }

    private static IQueryable<Event> WithoutSnapshot(IQueryable<Event> events) => events.Select(e => new Event
    {
        Id = e.Id,
        Uid = e.Uid,
        Name = e.Name,
        Model = e.Model,
        Subject = e.Subject,
        Actor = e.Actor,
        CreatedAt = e.CreatedAt,
        Body = e.Body,
    });
}
