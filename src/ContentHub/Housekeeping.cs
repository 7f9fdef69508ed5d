using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Hooks;
using ContentHub.Http;
using ContentHub.Jobs;
using ContentHub.Persistence;

namespace ContentHub;

/// <summary>What nobody asks for: old things go, and the database's statistics follow its growth.</summary>
<<<<<<< HEAD
internal sealed class Housekeeping(Database database, EntryTrash trash, IdempotencyKeys keys, HookReceiver hooks, SessionService sessions, TimeProvider clock) : ILaneKeeper
=======
internal sealed class Housekeeping(Database database, EntryTrash trash, IdempotencyKeys keys, HookReceiver hooks, AuditLog audit, TimeProvider clock) : ILaneKeeper
>>>>>>> bf0253519932d142d0b1c9538cc640e766920c7d
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private DateTimeOffset _done;

    public bool Keeps(Lane lane) => false;

    public Task DrainAsync(Lane lane, CancellationToken ct) => Task.CompletedTask;

    public async Task SweepAsync(CancellationToken ct)
    {
        await database.AnalyzeWhenGrownAsync(ct);
        var now = clock.GetUtcNow();
        if (now - _done < Every) return;
        _done = now;
        await trash.ExpireAsync(ct);
        await keys.ExpireAsync(ct);
        await hooks.ExpireAsync(ct);
<<<<<<< HEAD
        await sessions.ExpireAsync(ct);
=======
        await audit.ExpireAsync(ct);
>>>>>>> bf0253519932d142d0b1c9538cc640e766920c7d
    }
}
