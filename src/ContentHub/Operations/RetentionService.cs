using System.Globalization;
using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Hooks;
using ContentHub.Persistence;
using ContentHub.Webhooks;

namespace ContentHub.Operations;

/// <summary>How long something is kept, and what may be said about it.</summary>
/// <param name="Name">In the API: <c>deliveries</c>.</param>
/// <param name="What">In words.</param>
/// <param name="Setting">Its key in the configuration.</param>
/// <param name="Configured">What holds where nothing is stored.</param>
/// <param name="Stored">What somebody set here; null for none.</param>
/// <param name="Oldest">UTC; null when there is nothing.</param>
public sealed record RetentionTime(string Name, string What, string Setting, TimeSpan Configured, TimeSpan? Stored, TimeSpan Least, TimeSpan Most, DateTimeOffset? Oldest)
{
    /// <summary>The time in force.</summary>
    public TimeSpan KeptFor => Stored ?? Configured;
}

/// <summary>How long things are kept: seen, foreseen, changed. A change holds on every node from its next look on, and is written down.</summary>
public sealed class RetentionService
{
    /// <summary>Rows are counted up to this many.</summary>
    public const int MostCounted = 100_000;

    private readonly Database _database;
    private readonly StoredSettings _settings;
    private readonly AuditLog _audit;
    private readonly IReadOnlyList<Kept> _kept;
    private readonly TimeProvider _clock;

    internal RetentionService(Database database, StoredSettings settings, AuditLog audit, WebhookOptions webhooks, EntryOptions entries, AuditOptions audits, HookOptions hooks, TimeProvider clock)
    {
        _database = database;
        _settings = settings;
        _audit = audit;
        _clock = clock;
        var (minute, tenYears) = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        _kept =
        [
            new("deliveries", "Deliveries and their attempts", WebhookOptions.KeepDeliveriesSetting, webhooks.KeepDeliveriesFor, minute, tenYears,
                db => db.Deliveries.OrderBy(d => d.Id).Select(d => (DateTimeOffset?)d.CreatedAt).FirstOrDefault(), (db, before) => DeliveryStore.Old(db, before).Take(MostCounted).Count()),
            new("trash", "Deleted entries", EntryOptions.KeepTrashSetting, entries.KeepTrashFor, minute, tenYears,
                db => db.TrashedEntries.Min(t => (DateTimeOffset?)t.DeletedAt), (db, before) => EntryTrash.Old(db, before).Take(MostCounted).Count()),
            new("audit", "Audit log", AuditOptions.KeepSetting, audits.KeepFor, TimeSpan.FromDays(1), TimeSpan.FromDays(36_500),
                db => db.AuditRecords.OrderBy(r => r.Id).Select(r => (DateTimeOffset?)r.CreatedAt).FirstOrDefault(), (db, before) => AuditLog.Old(db, before).Take(MostCounted).Count()),
            new("hook_messages", "Ids of messages from incoming hooks", HookOptions.KeepIdsSetting, hooks.KeepIdsFor, HookOptions.ShortestKeepIds, tenYears,
                db => db.HookMessages.Min(m => (DateTimeOffset?)m.SeenAt), (db, before) => HookReceiver.Old(db, before).Take(MostCounted).Count()),
        ];
    }

    /// <summary>All there are. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyList<RetentionTime>>> ListAsync(Actor actor, CancellationToken ct) =>
        actor.Lacks(Permission.AccessManage) is { } refusal ? refusal : await _database.ReadAsync(db => Task.FromResult<Result<IReadOnlyList<RetentionTime>>>(Times(db).ToArray()), ct);

    /// <summary>How many rows would go that are kept at present, by name; without those that lose none. Changes nothing. Problems: Unauthorized, Forbidden, Invalid.</summary>
    /// <param name="wanted">By name; null for what is configured.</param>
    /// <returns>At most <see cref="MostCounted"/> each.</returns>
    public async Task<Result<IReadOnlyDictionary<string, int>>> PlanAsync(Actor actor, IReadOnlyDictionary<string, TimeSpan?> wanted, CancellationToken ct)
    {
        if ((actor.Lacks(Permission.AccessManage) ?? Fault(wanted)) is { } refusal) return refusal;
        var now = _clock.GetUtcNow();
        return await _database.ReadAsync(
            db => Task.FromResult<Result<IReadOnlyDictionary<string, int>>>((
                from kept in _kept
                where wanted.ContainsKey(kept.Name)
                let time = wanted[kept.Name] ?? kept.Configured
                let present = _settings.Time(db, kept.Setting) ?? kept.Configured
                where time < present
                let count = kept.CountOld(db, now - time)
                where count > 0
                select (kept.Name, count)).ToDictionary()),
            ct);
    }

    /// <summary>Sets what is named. What is older goes within an hour. Problems: Unauthorized, Forbidden, Invalid.</summary>
    /// <param name="wanted">By name; null to go back to what is configured.</param>
    public async Task<Result<IReadOnlyList<RetentionTime>>> SaveAsync(Actor actor, IReadOnlyDictionary<string, TimeSpan?> wanted, CancellationToken ct)
    {
        if ((actor.Lacks(Permission.AccessManage) ?? Fault(wanted)) is { } refusal) return refusal;
        return await _database.WriteAsync<IReadOnlyList<RetentionTime>>(
            unit =>
            {
                var changes = _kept.Where(kept => wanted.TryGetValue(kept.Name, out var time) && time != _settings.Time(unit.Db, kept.Setting)).ToArray();
                if (changes.Length > 0)
                {
                    var before = Told(unit, changes);
                    foreach (var kept in changes) _settings.Set(unit, kept.Setting, wanted[kept.Name]);
                    _audit.Record(unit, actor, "retention.update", "settings:retention", "Retention", AuditChanges.Between(before, Told(unit, changes)));
                }

                return Times(unit.Db).ToArray();
            },
            ct);
    }

    internal IEnumerable<RetentionTime> Times(ContentHubDbContext db) =>
        _kept.Select(kept => new RetentionTime(kept.Name, kept.What, kept.Setting, kept.Configured, _settings.Time(db, kept.Setting), kept.Least, kept.Most, kept.Oldest(db)));

    private Problem.Invalid? Fault(IReadOnlyDictionary<string, TimeSpan?> wanted)
    {
        var errors = new List<FieldError>();
        foreach (var (name, time) in wanted)
        {
            if (_kept.FirstOrDefault(k => k.Name == name) is not { } kept) errors.Add(new FieldError(name, $"{name} is not known{Nearest.Hint(name, _kept.Select(k => k.Name))}"));
            else if (time < kept.Least || time > kept.Most) errors.Add(new FieldError(name, $"{name} must be {Words(kept.Least)} to {Words(kept.Most)}"));
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : null;
    }

    private Dictionary<string, string> Told(WriteUnit unit, IEnumerable<Kept> changes) =>
        changes.ToDictionary(kept => kept.Name, kept => _settings.Time(unit.Db, kept.Setting) is { } stored ? Words(stored) : $"{Words(kept.Configured)}, as configured");

    /// <summary><c>30 days</c>, <c>36 hours</c>, <c>10 minutes</c>.</summary>
    private static string Words(TimeSpan time)
    {
        var (count, unit) = time.Ticks % TimeSpan.TicksPerDay == 0 ? (time.TotalDays, "day") : time.Ticks % TimeSpan.TicksPerHour == 0 ? (time.TotalHours, "hour") : (time.TotalMinutes, "minute");
        return string.Create(CultureInfo.InvariantCulture, $"{count:#,0.##} {unit}{(count == 1 ? "" : "s")}");
    }

    private sealed record Kept(string Name, string What, string Setting, TimeSpan Configured, TimeSpan Least, TimeSpan Most, Func<ContentHubDbContext, DateTimeOffset?> Oldest, Func<ContentHubDbContext, DateTimeOffset, int> CountOld);
}
