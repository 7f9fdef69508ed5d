using Microsoft.Extensions.Logging;

namespace ContentHub.Persistence;

/// <summary>A transaction per unit, run again when the database says that it lost a race.</summary>
internal sealed class TransactionWriter(ISqlDialect dialect, ILogger log) : IWriter
{
    private const int MostTries = 8;
    private const int MostAtOnce = 16;

    private readonly HeldContexts _contexts = new(dialect, forWriting: true);
    private readonly SemaphoreSlim _slots = new(MostAtOnce);
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
        for (var tries = 1; ; tries++)
        {
            var db = _contexts.Rent();
            try
            {
                using var transaction = db.Database.BeginTransaction();
                var saved = work.Run(db, dialect);
                if (saved) transaction.Commit();
                return saved;
            }
            // A unique index that refuses may mean a lost race: run again, the unit's own check then answers in words.
            catch (Exception exception) when (tries < MostTries && (dialect.IsTransient(exception) || (tries < 3 && dialect.IsUniqueViolation(exception))))
            {
            }
            finally
            {
                _contexts.Return(db);
            }
        }
    }
}
