using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ContentHub.Persistence;

/// <summary>A transaction per unit, run again when the database says that it lost a race.</summary>
internal sealed class TransactionWriter(ISqlDialect dialect, ILogger log) : IWriter
{
    private const int MostTries = 8;
    private const int MostAtOnce = 16;

    private readonly HeldContexts _contexts = new(dialect, forWriting: true);
    private readonly SemaphoreSlim _slots = new(MostAtOnce);
    private readonly ReaderWriterLockSlim _turns = new();   // shared by first tries; a unit that lost runs again with the writer to itself
    private volatile bool _closed;

    public void Queue(WriteWork work)
    {
        if (_closed) work.Fail(new ObjectDisposedException(nameof(Database)));
        else _ = Task.Run(() => CarryAsync(work));
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        for (var i = 0; i < MostAtOnce; i++) await _slots.WaitAsync();
        _contexts.Dispose();
        _slots.Release(MostAtOnce);   // a unit that slipped in meets closed contexts and fails, instead of waiting for ever
    }

    private async Task CarryAsync(WriteWork work)
    {
        await _slots.WaitAsync();
        try
        {
            if (work.IsGivenUp) return;
            work.Complete(RunWithRetries(work), log);
        }
        catch (Exception exception)
        {
            work.Fail(exception);
        }
        finally
        {
            _slots.Release();
        }
    }

    private bool RunWithRetries(WriteWork work)
    {
        bool saved;
        _turns.EnterReadLock();
        try
        {
            if (TryRun(work, last: false, out saved)) return saved;
        }
        finally
        {
            _turns.ExitReadLock();
        }

        // Beside others that want the same row it would lose again and again; alone it can lose to other nodes only.
        _turns.EnterWriteLock();
        try
        {
            for (var tries = 2; ; tries++)
                if (TryRun(work, last: tries == MostTries, out saved)) return saved;
        }
        finally
        {
            _turns.ExitWriteLock();
        }
    }

    /// <returns>False when the unit lost a race and should run again; what it reads then is the winner's, so that its own check answers in words.</returns>
    private bool TryRun(WriteWork work, bool last, out bool saved)
    {
        var db = _contexts.Rent();
        try
        {
            using var transaction = db.Database.BeginTransaction();
            saved = work.Run(db, dialect);
            if (saved) transaction.Commit();
            return true;
        }
        catch (Exception exception) when (!last && (exception is DbUpdateConcurrencyException || dialect.IsTransient(exception) || dialect.IsUniqueViolation(exception)))
        {
            saved = false;
            return false;
        }
        finally
        {
            _contexts.Return(db);
        }
    }
}
