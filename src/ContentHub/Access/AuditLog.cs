using System.ComponentModel.DataAnnotations;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>Writes down who managed what, in the transaction of the deed itself: neither is ever without the other.</summary>
public sealed class AuditLog
{
    /// <summary>Within this time the same failure from the same address is counted, not written again.</summary>
    internal static readonly TimeSpan CountedWithin = TimeSpan.FromMinutes(5);

    /// <summary>Failures of one kind that are written in that time; more are counted in one record for all.</summary>
    internal const int MostFailures = 100;

    private const int MostExpiredAtOnce = 10_000;

    private readonly Database _database;
    private readonly AuditOptions _options;
    private readonly StoredSettings _settings;
    private readonly TimeProvider _clock;

    internal AuditLog(Database database, AuditOptions options, StoredSettings settings, TimeProvider clock)
    {
        _database = database;
        _options = options;
        _settings = settings;
        _clock = clock;
    }

    /// <summary>Records a deed. Rolled back with its unit.</summary>
    /// <param name="action">Room and deed in snake_case: <c>webhook.update</c>.</param>
    /// <param name="subject">What it was done to: <c>webhook:3</c>.</param>
    /// <param name="name">What people call that.</param>
    /// <param name="changes">Null where the action says everything.</param>
    public void Record(WriteUnit unit, Actor actor, string action, string subject, string name, AuditChanges? changes = null) =>
        unit.Db.Add(New(unit, actor, action, subject, name, changes?.Text(), actor.Origin?.Address));

    /// <summary>Records a deed that changes nothing in the database, or one that was refused and left nothing to be recorded with.</summary>
    public Task<Result<Done>> RecordAsync(Actor actor, string action, string subject, string name, CancellationToken ct) => _database.WriteAsync<Done>(
        unit =>
        {
            Record(unit, actor, action, subject, name);
            return new Done();
        },
        ct);

    /// <summary>Records a failure that somebody may repeat at will, such as a wrong password: what comes again within five minutes is counted, and whatever comes, the log grows only so fast.</summary>
    public Task CountAsync(Actor actor, string action, string subject, string name, CancellationToken ct) => _database.WriteAsync<Done>(
        unit =>
        {
            unit.LeavesContent();
            Count(unit, actor, action, subject, name);
            return new Done();
        },
        ct);

    private void Count(WriteUnit unit, Actor actor, string action, string subject, string name)
    {
        var since = _clock.GetUtcNow() - CountedWithin;
        var recent = unit.Db.AuditRecords.AsNoTracking().Where(r => r.Action == action).OrderByDescending(r => r.Id).Take(MostFailures + 1)
            .Select(r => new { r.Id, r.CreatedAt, r.Subject, r.Address }).AsEnumerable().Where(r => r.CreatedAt > since).ToArray();
        var address = actor.Origin?.Address;
        if (recent.Length >= MostFailures && !recent.Any(r => r.Subject == subject && r.Address == address)) (subject, name, address) = ("several", "several", null);
        if (recent.FirstOrDefault(r => r.Subject == subject && r.Address == address) is not { } same) unit.Db.Add(New(unit, actor, action, subject, name, null, address));
        else unit.Db.AuditRecords.Where(r => r.Id == same.Id).ExecuteUpdate(r => r.SetProperty(x => x.Count, x => x.Count + 1));
    }

    /// <summary>Forgets what is older than the setting says, a part at a time.</summary>
    internal async Task ExpireAsync(CancellationToken ct)
    {
        var end = _clock.GetUtcNow() - _settings.Time(AuditOptions.KeepSetting, _options.KeepFor);
        while ((await _database.WriteAsync<int>(unit => Expire(unit, end), ct)).Value == MostExpiredAtOnce)
        {
        }
    }

    /// <summary>What is older.</summary>
    internal static IQueryable<AuditRecord> Old(ContentHubDbContext db, DateTimeOffset end) => db.AuditRecords.Where(r => r.CreatedAt < end);

    private static int Expire(WriteUnit unit, DateTimeOffset end)
    {
        var old = Old(unit.Db, end).OrderBy(r => r.CreatedAt).Select(r => r.Id).Take(MostExpiredAtOnce);
        return unit.Db.AuditRecords.Where(r => old.Contains(r.Id)).ExecuteDelete();
    }

    private AuditRecord New(WriteUnit unit, Actor actor, string action, string subject, string name, string? changes, string? address) => new()
    {
        Id = unit.NextId<AuditRecord>(),
        CreatedAt = _clock.GetUtcNow(),
        Action = action,
        Actor = actor.ToString(),
        ActorName = Short(actor.Name),
        Subject = subject,
        SubjectName = Short(name),
        Changes = changes,
        Address = address,
        RequestId = actor.Origin?.RequestId,
    };

    // Half a character could not be stored.
    private static string Short(string name) =>
        name.Length <= AuditRecord.LongestName ? name : name[..(char.IsHighSurrogate(name[AuditRecord.LongestName - 1]) ? AuditRecord.LongestName - 1 : AuditRecord.LongestName)];
}

/// <summary>Settings of the section <c>Audit</c>.</summary>
public sealed record AuditOptions
{
    internal const string KeepSetting = "Audit:KeepFor";

    /// <summary>Records older than this are forgotten. Default a year; changes of content stay as long as their events.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(365);
}
