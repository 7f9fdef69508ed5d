using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ContentHub.Persistence;

/// <summary>The one way to the tables: <see cref="WriteAsync{T}"/> for units of work, <see cref="ReadAsync{T}"/> for everything else.</summary>
public sealed class Database : IAsyncDisposable
{
    // More would only queue in the database, and a server with a limit on connections would refuse them.
    private const int MostReadsAtOnce = 64;

    private readonly SemaphoreSlim _reads = new(MostReadsAtOnce);
    private readonly ISqlDialect _dialect;
    private readonly IWriter _writer;
    private readonly HeldContexts _readers;
    private long _analyzed;

    /// <summary>Opens nothing yet: the first read or write does.</summary>
    public Database(ISqlDialect dialect, ILogger<Database> log)
    {
        _dialect = dialect;
        _readers = new HeldContexts(dialect, forWriting: false);
        _writer = dialect.SingleWriter ? new GroupCommitWriter(dialect, log) : new TransactionWriter(dialect, log);
    }

    /// <summary>Runs one unit of work in a transaction of its own. The answer comes after the commit: an acknowledged write survives a crash.</summary>
    /// <param name="unit">Rows added or changed in <see cref="WriteUnit"/> are saved when it returns a value; a <see cref="Problem"/> or an exception rolls this unit back, and this unit alone.</param>
    /// <param name="ct">Takes the unit back while it waits; once it runs it is carried through.</param>
    /// <returns>What the unit returned.</returns>
    public Task<Result<T>> WriteAsync<T>(Func<WriteUnit, Result<T>> unit, CancellationToken ct)
    {
        var work = new WriteWork<T>(unit, ct);
        _writer.Queue(work);
        return work.Done;
    }

    /// <summary>Reads on a held connection that never waits for writers. Nothing is tracked; what is returned must not depend on the context.</summary>
    public async Task<T> ReadAsync<T>(Func<ContentHubDbContext, Task<T>> read, CancellationToken ct)
    {
        await _reads.WaitAsync(ct);
        var db = _readers.Rent();
        try
        {
            return await read(db);
        }
        finally
        {
            _readers.Return(db);
            _reads.Release();
        }
    }

    /// <summary>The same for code that has nothing to await.</summary>
    public T Read<T>(Func<ContentHubDbContext, T> read)
    {
        var db = _readers.Rent();
        try
        {
            return read(db);
        }
        finally
        {
            _readers.Return(db);
        }
    }

    /// <summary>Brings the tables to this version's shape; creates them in an empty database. Safe to repeat.</summary>
    public void Migrate()
    {
        using var connection = _dialect.Open(forWriting: true);
        using var db = _dialect.CreateContext(connection);
        _dialect.Migrate(db);
    }

    /// <summary>Lets the database count its rows anew when entries have doubled since it last did: with old counts it picks plans that are a hundred times slower.</summary>
    internal async Task AnalyzeWhenGrownAsync(CancellationToken ct)
    {
        var newest = Convert.ToInt64(Read(db => db.Scalar("SELECT COALESCE(MAX(id), 0) FROM entries")), CultureInfo.InvariantCulture);
        if (newest < (2 * Interlocked.Read(ref _analyzed)) + 500) return;
        await WriteAsync<int>(unit => unit.Db.Execute("ANALYZE"), ct);
        Interlocked.Exchange(ref _analyzed, newest);
        _readers.Renew();
    }

    /// <summary>Whether the database answers.</summary>
    public bool IsReachable()
    {
        try
        {
            return Read(db => db.Scalar("SELECT 1") is not null);
        }
        catch (DbException)
        {
            return false;
        }
    }

    /// <summary>Waits for queued units, then closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _readers.Dispose();
        _reads.Dispose();
    }
}
