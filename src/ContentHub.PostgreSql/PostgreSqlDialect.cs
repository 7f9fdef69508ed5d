using System.Data.Common;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentHub.PostgreSql;

/// <summary>PostgreSQL, shared by any number of nodes.</summary>
public sealed class PostgreSqlDialect : ISqlDialect, IDisposable
{
    // Any number that no other user of the database takes for an advisory lock.
    private const long WriterLock = 0x436F6E7448756201;

    private const long MigrationLock = WriterLock + 1;

    private readonly NpgsqlDataSource _source;

    /// <param name="connectionString">As of Npgsql.</param>
    public PostgreSqlDialect(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "ContentHub" };
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <inheritdoc/>
    public bool IsEmbedded => false;

    /// <inheritdoc/>
    public IQueryDialect Queries { get; } = new PostgreSqlQueries();

    /// <inheritdoc/>
    public DbConnection Open(bool forWriting) => _source.OpenConnection();

    /// <inheritdoc/>
    public ContentHubDbContext CreateContext(DbConnection connection) =>
        new PostgreSqlContext(new DbContextOptionsBuilder<PostgreSqlContext>().UseNpgsql(connection).Options);

    /// <inheritdoc/>
    /// <remarks>EF's own lock ends with each migration's transaction: between two of them another node would begin the second as well.</remarks>
    public void Migrate(ContentHubDbContext db)
    {
        db.Execute("SELECT pg_advisory_lock(@lock)", ("@lock", MigrationLock));
        try
        {
            db.Database.Migrate();
        }
        finally
        {
            db.Execute("SELECT pg_advisory_unlock(@lock)", ("@lock", MigrationLock));
        }
    }

    /// <inheritdoc/>
    public long NextIds(ContentHubDbContext db, string kind, int count) => count == 1
        ? (long)db.Scalar("SELECT nextval(@sequence::regclass)", ("@sequence", PostgreSqlContext.SequenceOf(kind)))!
        // Nobody else takes any in between: there is one writer at a time.
        : (long)db.Scalar("SELECT setval(@sequence::regclass, nextval(@sequence::regclass) + @more) - @more", ("@sequence", PostgreSqlContext.SequenceOf(kind)), ("@more", (long)count - 1))!;

    /// <inheritdoc/>
    public void BecomeOnlyWriter(ContentHubDbContext db) => db.Execute("SELECT pg_advisory_xact_lock(@lock)", ("@lock", WriterLock));

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
