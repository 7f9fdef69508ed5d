using System.Runtime.CompilerServices;
using ContentHub.Access;
using ContentHub.Persistence;

namespace ContentHub.Audit;

/// <summary>The audit log as it is read: records of management and changes of content, merged by time.</summary>
public sealed class AuditReader
{
    /// <summary>The most entries of a page.</summary>
    public const int MostOnPage = 100;

    private const int ExportedAtOnce = 1000;

    private readonly Database _database;
    private readonly AuditLog _audit;

    internal AuditReader(Database database, AuditLog audit)
    {
        _database = database;
        _audit = audit;
    }

    /// <summary>A page, newest first. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="limit">1 to <see cref="MostOnPage"/>.</param>
    public async Task<Result<AuditList>> ReadAsync(Actor actor, AuditQuery query, AuditCursor before, int limit, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AuditRead) is { } refusal) return refusal;
        return await PageAsync(query, before, limit, ct);
    }

    /// <summary>One entry. Problems: Unauthorized, Forbidden, NotFound.</summary>
    /// <param name="key">See <see cref="AuditEntry.Key"/>.</param>
    public async Task<Result<AuditEntry>> GetAsync(Actor actor, string key, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AuditRead) is { } refusal) return refusal;
        return await _database.ReadAsync(db => AuditSources.FindAsync(db, key, ct), ct) is { } found ? found : new Problem.NotFound("audit entry", key);
    }

    /// <summary>Everything that fits, newest first, read as it is taken; that somebody took it is recorded. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IAsyncEnumerable<AuditEntry>>> ExportAsync(Actor actor, AuditQuery query, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AuditRead) is { } refusal) return refusal;
        return (await _audit.RecordAsync(actor, "audit.export", "audit", "Audit log", ct)).Then(_ => AllAsync(query, ct));
    }

    private async IAsyncEnumerable<AuditEntry> AllAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        for (AuditCursor? next = AuditCursor.Newest; next is { } before;)
        {
            var page = await PageAsync(query, before, ExportedAtOnce, ct);
            foreach (var entry in page.Items) yield return entry;
            next = page.Next;
        }
    }

    private Task<AuditList> PageAsync(AuditQuery query, AuditCursor before, int limit, CancellationToken ct) => _database.ReadAsync(
        async db =>
        {
            var asked = await AuditSources.ActorsAsync(db, query, ct);
            var records = await AuditSources.RecordsAsync(db, query, asked, before.Record.Value, limit, ct);
            var events = await AuditSources.EventsAsync(db, query, asked, before.Event.Value, limit, ct);
            return await AuditSources.NamedAsync(db, Merge(records, events, limit), ct);
        },
        ct);

    /// <summary>The newer of both sides first, as far as both have looked.</summary>
    private static AuditList Merge(Look records, Look events, int limit)
    {
        var (items, r, e) = (new List<AuditEntry>(limit), 0, 0);
        while (items.Count < limit)
        {
            var (record, @event) = (records.TimeOf(r), events.TimeOf(e));
            if (record is null && @event is null) break;
            var takeRecord = @event is null || record >= @event;
            // Beyond the end of a look there may be newer ones than what the other side offers.
            if (takeRecord ? events.HidesAt(e, record!.Value) : records.HidesAt(r, @event!.Value)) break;
            items.Add(takeRecord ? records.Found[r++] : events.Found[e++]);
        }

        var (nextRecord, nextEvent) = (records.After(r), events.After(e));
        return new AuditList(items, nextRecord == 0 && nextEvent == 0 ? null : new AuditCursor(new(nextRecord), new(nextEvent)));
    }
}

/// <summary>What one log has in a stretch of it, newest first.</summary>
/// <param name="Ids">Of what was found.</param>
/// <param name="Begin">The stretch began below this id.</param>
/// <param name="End">The stretch ended above this id; 0 when there is nothing older.</param>
/// <param name="EndsAt">UTC; nothing beyond the end is newer.</param>
internal sealed record Look(IReadOnlyList<AuditEntry> Found, IReadOnlyList<long> Ids, long Begin, long End, DateTimeOffset EndsAt)
{
    /// <summary>Nothing at all, now or beyond.</summary>
    public static Look Nothing { get; } = new([], [], 0, 0, DateTimeOffset.MinValue);

    /// <summary>When what stands at this place happened; null when all were taken.</summary>
    public DateTimeOffset? TimeOf(int at) => at < Found.Count ? Found[at].At : null;

    /// <summary>Whether something newer than that moment may lie beyond what was looked at.</summary>
    public bool HidesAt(int taken, DateTimeOffset moment) => taken >= Found.Count && End > 0 && EndsAt > moment;

    /// <summary>Where the next look begins when so many were taken of this one. What came meanwhile is newer than its beginning.</summary>
    public long After(int taken) => taken >= Found.Count ? End : taken == 0 ? Begin : Ids[taken - 1];
}
