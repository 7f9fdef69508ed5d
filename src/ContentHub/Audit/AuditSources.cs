using System.Globalization;
using ContentHub.Access;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Audit;

/// <summary>The two logs behind the audit log: its own records, and the events of content. Each look is bounded: what no index serves is sought in one stretch of the log at a time.</summary>
internal static class AuditSources
{
    private const string OfRecords = "entry.restore";   // the one deed to content that is recorded: it has no event of its own
    private const long RecordsInStretch = 200_000;
    private const long EventsInStretch = 20_000;   // their rows are a hundred times as large

    // Ids follow the order of commits, times are a little older, and clocks of nodes differ.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    /// <summary>Whom the query means, as keys.</summary>
    /// <param name="Asked">Null for everybody.</param>
    /// <param name="Named">Whose names hold the text that is sought.</param>
    public sealed record Actors(IReadOnlyList<string>? Asked, IReadOnlyList<string> Named);

    public static async Task<Actors> ActorsAsync(ContentHubDbContext db, AuditQuery query, CancellationToken ct)
    {
        IReadOnlyList<string>? asked = query.Actor is null ? null : [query.Actor, .. await KeysAsync(db, name => name == query.Actor, ct)];
        var named = query.Text is { } text ? await KeysAsync(db, name => name.Contains(text, StringComparison.OrdinalIgnoreCase), ct) : [];
        return new Actors(asked, named);
    }

    public static async Task<Look> RecordsAsync(ContentHubDbContext db, AuditQuery query, Actors actors, long before, int limit, CancellationToken ct)
    {
        if (query.Action is { } content && IsOfContent(content) && content is not (OfRecords or "entry.*")) return Look.Nothing;
        async Task<(long Id, DateTimeOffset At)?> NextAsync(long id)
        {
            var from = new Id<AuditRecord>(id);
            return await db.AuditRecords.Where(r => r.Id >= from).OrderBy(r => r.Id).Select(r => new { r.Id, r.CreatedAt }).FirstOrDefaultAsync(ct) is { } row ? (row.Id.Value, row.CreatedAt) : null;
        }

        var newest = await db.AuditRecords.OrderByDescending(r => r.Id).Select(r => r.Id).FirstOrDefaultAsync(ct);
        var isIndexed = actors.Asked is not null || Exact(query.Action, '.') || Exact(query.Subject, ':');
        var (low, high, floor) = await StretchAsync(query, NextAsync, before, newest.Value, isIndexed ? long.MaxValue : RecordsInStretch);
        var (first, end) = (new Id<AuditRecord>(low), new Id<AuditRecord>(high));
        var records = db.AuditRecords.Where(r => r.Id >= first && r.Id < end);
        if (query.From is { } since) records = records.Where(r => r.CreatedAt >= since);
        if (query.To is { } until) records = records.Where(r => r.CreatedAt < until);
        if (actors.Asked is { } asked) records = records.Where(r => asked.Contains(r.Actor) || r.ActorName == query.Actor);
        if (Begin(query.Action) is { } kind) records = records.Where(r => r.Action.StartsWith(kind));
        else if (query.Action is { } action) records = records.Where(r => r.Action == action);
        if (Begin(query.Subject) is { } sort) records = records.Where(r => r.Subject.StartsWith(sort));
        else if (query.Subject is { } subject) records = records.Where(r => r.Subject == subject);
        if (query.Text is { } text)
        {
            var pattern = LikePattern.Containing(text.ToLowerInvariant());
            records = records.Where(r => EF.Functions.Like(r.SubjectName.ToLower(), pattern, LikePattern.Escape) || EF.Functions.Like(r.ActorName.ToLower(), pattern, LikePattern.Escape)
                || EF.Functions.Like(r.Action, pattern, LikePattern.Escape) || EF.Functions.Like(r.Subject, pattern, LikePattern.Escape)
                || EF.Functions.Like(r.Address!, pattern, LikePattern.Escape) || EF.Functions.Like(r.Changes!.ToLower(), pattern, LikePattern.Escape));
        }

        var found = await records.OrderByDescending(r => r.Id).Take(limit).ToListAsync(ct);
        return await LookAsync(found.ConvertAll(EntryOf), found.ConvertAll(r => r.Id.Value), limit, high, low, floor, async id =>
        {
            var below = new Id<AuditRecord>(id);
            return await db.AuditRecords.Where(r => r.Id < below).OrderByDescending(r => r.Id).Select(r => (DateTimeOffset?)r.CreatedAt).FirstOrDefaultAsync(ct);
        });
    }

    public static async Task<Look> EventsAsync(ContentHubDbContext db, AuditQuery query, Actors actors, long before, int limit, CancellationToken ct)
    {
        if (query.Action is { } action && ((!IsOfContent(action) && action != "*") || action == OfRecords)) return Look.Nothing;
        async Task<(long Id, DateTimeOffset At)?> NextAsync(long id)
        {
            var from = new Id<Event>(id);
            return await db.Events.Where(e => e.Id >= from).OrderBy(e => e.Id).Select(e => new { e.Id, e.CreatedAt }).FirstOrDefaultAsync(ct) is { } row ? (row.Id.Value, row.CreatedAt) : null;
        }

        var newest = await db.Events.OrderByDescending(e => e.Id).Select(e => e.Id).FirstOrDefaultAsync(ct);
        var (low, high, floor) = await StretchAsync(query, NextAsync, before, newest.Value, Exact(query.Subject, ':') ? long.MaxValue : EventsInStretch);
        var (first, end) = (new Id<Event>(low), new Id<Event>(high));
        var events = db.Events.Where(e => e.Id >= first && e.Id < end && (e.Name.StartsWith("entry.") || e.Name.StartsWith("media.")));
        if (query.From is { } since) events = events.Where(e => e.CreatedAt >= since);
        if (query.To is { } until) events = events.Where(e => e.CreatedAt < until);
        if (actors.Asked is { } asked) events = events.Where(e => asked.Contains(e.Actor));
        if (Begin(query.Action) is { } kind) events = events.Where(e => e.Name.StartsWith(kind));
        else if (query.Action is { } name) events = events.Where(e => e.Name == name);
        if (Begin(query.Subject) is { } sort) events = events.Where(e => e.Subject.StartsWith(sort));
        else if (query.Subject is { } subject) events = events.Where(e => e.Subject == subject);
        if (query.Text is { } text)
        {
            var pattern = LikePattern.Containing(text.ToLowerInvariant());
            var named = actors.Named;
            events = events.Where(e => EF.Functions.Like(e.Name, pattern, LikePattern.Escape) || EF.Functions.Like(e.Model!, pattern, LikePattern.Escape)
                || EF.Functions.Like(e.Subject, pattern, LikePattern.Escape) || named.Contains(e.Actor));
        }

        var found = await Heads(events.OrderByDescending(e => e.Id).Take(limit)).ToListAsync(ct);
        return await LookAsync(found.ConvertAll(EntryOf), found.ConvertAll(e => e.Id.Value), limit, high, low, floor, async id =>
        {
            var below = new Id<Event>(id);
            return await db.Events.Where(e => e.Id < below).OrderByDescending(e => e.Id).Select(e => (DateTimeOffset?)e.CreatedAt).FirstOrDefaultAsync(ct);
        });
    }

    public static async Task<AuditEntry?> FindAsync(ContentHubDbContext db, string key, CancellationToken ct)
    {
        var entry = key.Split(':') switch
        {
            ["record", var number] when Id<AuditRecord>.TryParse(number, CultureInfo.InvariantCulture, out var id) => await db.AuditRecords.SingleOrDefaultAsync(r => r.Id == id, ct) is { } record ? EntryOf(record) : null,
            ["event", var number] when Id<Event>.TryParse(number, CultureInfo.InvariantCulture, out var id) =>
                await Heads(db.Events.Where(e => e.Id == id && (e.Name.StartsWith("entry.") || e.Name.StartsWith("media.")))).SingleOrDefaultAsync(ct) is { } head ? EntryOf(head) : null,
            _ => null,
        };
        return entry is null ? null : (await NamedAsync(db, new AuditList([entry], null), ct)).Items[0];
    }

    /// <summary>With the names of those who changed content: of who is there still, else as the audit log last called them.</summary>
    public static async Task<AuditList> NamedAsync(ContentHubDbContext db, AuditList page, CancellationToken ct)
    {
        var names = await ActorNames.OfAsync(db, page.Items.Where(i => i.Event is not null).Select(i => i.Actor), ct);
        return page with { Items = [.. page.Items.Select(i => names.TryGetValue(i.Actor, out var name) && i.Event is not null ? i with { ActorName = name.Login } : i)] };
    }

    private static async Task<Look> LookAsync(IReadOnlyList<AuditEntry> found, IReadOnlyList<long> ids, int limit, long high, long low, long floor, Func<long, Task<DateTimeOffset?>> below)
    {
        if (found.Count == limit) return new Look(found, ids, high, ids[^1], found[^1].At);
        // The floor is where the asked time begins: beyond it nothing fits.
        return low > floor && await below(low) is { } at ? new Look(found, ids, high, low, at) : new Look(found, ids, high, 0, DateTimeOffset.MinValue);
    }

    /// <summary>Ids to look at, from <c>Low</c> up to before <c>High</c>; nothing fits below <c>Floor</c>.</summary>
    private static async Task<(long Low, long High, long Floor)> StretchAsync(AuditQuery query, Func<long, Task<(long Id, DateTimeOffset At)?>> next, long before, long newest, long most)
    {
        var high = Math.Min(before, newest + 1);
        if (query.To is { } to && to < DateTimeOffset.MaxValue - Slack) high = Math.Min(high, await FirstAtAsync(next, newest, to + Slack));
        var floor = query.From is { } from && from > DateTimeOffset.MinValue + Slack ? await FirstAtAsync(next, newest, from - Slack) : 0;
        return (Math.Max(floor, high > most ? high - most : 0), high, floor);
    }

    /// <summary>The first id from that moment on, found by halving: times grow with ids.</summary>
    private static async Task<long> FirstAtAsync(Func<long, Task<(long Id, DateTimeOffset At)?>> next, long newest, DateTimeOffset moment)
    {
        var (low, high) = (0L, newest + 1);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (await next(middle) is { } row && row.At < moment) low = row.Id;
            else high = middle;
        }

        return high;
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(ContentHubDbContext db, Func<string, bool> isMeant, CancellationToken ct)
    {
        // Few: people and tokens are made by hand.
        var users = await db.Users.Select(u => new { u.Id, u.Email }).ToListAsync(ct);
        var tokens = await db.ApiTokens.Select(t => new { t.Id, t.Name }).ToListAsync(ct);
        return [.. users.Where(u => isMeant(u.Email)).Select(u => $"user:{u.Id}"), .. tokens.Where(t => isMeant(t.Name)).Select(t => $"token:{t.Id}")];
    }

    private static AuditEntry EntryOf(AuditRecord r) =>
        new($"record:{r.Id}", r.CreatedAt, r.Action, r.Actor, r.ActorName, r.Subject, r.SubjectName, r.Changes, r.Address, r.RequestId, r.Count, null);

    private static AuditEntry EntryOf(EventHead e) =>
        new($"event:{e.Id}", e.CreatedAt, e.Name, e.Actor, e.Actor, e.Subject, $"{e.Model ?? "file"} {e.Subject[(e.Subject.IndexOf(':', StringComparison.Ordinal) + 1)..]}", null, null, null, 1, e.Id);

    private static IQueryable<EventHead> Heads(IQueryable<Event> events) => events.Select(e => new EventHead(e.Id, e.Name, e.Model, e.Subject, e.Actor, e.CreatedAt));

    private static bool IsOfContent(string action) => action.StartsWith("entry.", StringComparison.Ordinal) || action.StartsWith("media.", StringComparison.Ordinal);

    /// <summary>What comes before the star; null without one.</summary>
    private static string? Begin(string? asked) => asked?.EndsWith('*') == true ? asked[..^1] : null;

    private static bool Exact(string? asked, char separator) => asked is not null && Begin(asked) is null && asked.Contains(separator, StringComparison.Ordinal);
}
