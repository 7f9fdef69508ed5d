using System.Data.Common;
using ContentHub.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Sqlite;

/// <summary>SQLite in one file: readers beside one writer (WAL), every commit flushed to disk.</summary>
/// <param name="connectionString">As of Microsoft.Data.Sqlite.</param>
public sealed class SqliteDialect(string connectionString) : ISqlDialect
{

    // Held connections are kept by us; the driver's pool would only keep files open after them.
    private readonly string _connectionString = new SqliteConnectionStringBuilder(connectionString) { Pooling = false, ForeignKeys = true }.ToString();

    /// <inheritdoc/>
    public bool IsEmbedded => true;

    /// <inheritdoc/>
    public IQueryDialect Queries { get; } = new SqliteQueries();

    /// <inheritdoc/>
    public DbConnection Open(bool forWriting)
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        connection.CreateFunction(SqliteQueries.FoldFunction, (string? text) => text is null ? null : FoldedText.Of(text), isDeterministic: true);
        using var pragmas = connection.CreateCommand();
        // FULL for the writer: a commit that was acknowledged survives a power cut. Readers write nothing.
        pragmas.CommandText = $"PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous={(forWriting ? "FULL" : "NORMAL")}; PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    /// <inheritdoc/>
    public ContentHubDbContext CreateContext(DbConnection connection) =>
        new SqliteContext(new DbContextOptionsBuilder<SqliteContext>().UseSqlite(connection).Options);

    /// <inheritdoc/>
    public void Migrate(ContentHubDbContext db) => db.Database.Migrate();   // holds a lock table of its own

    /// <inheritdoc/>
    public long NextIds(ContentHubDbContext db, string kind, int count) =>
        (long)db.Scalar("INSERT INTO id_counters (kind, last) VALUES (@kind, @count) ON CONFLICT (kind) DO UPDATE SET last = last + @count RETURNING last - @count + 1", ("@kind", kind), ("@count", count))!;

    /// <inheritdoc/>
    public void BecomeOnlyWriter(ContentHubDbContext db)
    {
        // It is: the transaction began as IMMEDIATE.
    }
}
