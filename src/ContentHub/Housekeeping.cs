using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Hooks;
using ContentHub.Http;
using ContentHub.Jobs;
using ContentHub.Persistence;

namespace ContentHub;

/// <summary>What nobody asks for: old things go, and the database's statistics follow its growth.</summary>
internal sealed class Housekeeping(Database database, EntryTrash trash, IdempotencyKeys keys, HookReceiver hooks, SessionService sessions, AuditLog audit, TimeProvider clock) : ILaneKeeper
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
        await sessions.ExpireAsync(ct);
        await audit.ExpireAsync(ct);
    }
}
