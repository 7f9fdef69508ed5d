using System.Data.Common;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentHub.PostgreSql;

/// <summary>PostgreSQL, shared by any number of nodes.</summary>
public sealed class PostgreSqlDialect : ISqlDialect, IDisposable
{
    // Any number that no other user of the database takes for an advisory lock.
    private const long EventOrderLock = 0x436F6E7448756201;

    private const long MigrationLock = EventOrderLock + 1;

    private readonly NpgsqlDataSource _source;

    /// <param name="connectionString">As of Npgsql.</param>
    public PostgreSqlDialect(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "ContentHub" };
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <inheritdoc/>
    public bool SingleWriter => false;

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
    public long NextId(ContentHubDbContext db, string kind) => (long)db.Scalar("SELECT nextval(@sequence::regclass)", ("@sequence", PostgreSqlContext.SequenceOf(kind)))!;

    /// <inheritdoc/>
    public void HoldEventOrder(ContentHubDbContext db) => db.Execute("SELECT pg_advisory_xact_lock(@lock)", ("@lock", EventOrderLock));

    /// <inheritdoc/>
    public bool IsUniqueViolation(Exception exception) => Find(exception)?.SqlState == PostgresErrorCodes.UniqueViolation;

    /// <inheritdoc/>
    /// <remarks>A foreign key that refuses is a lost race too: what the row points at was deleted by another transaction in between.</remarks>
    public bool IsTransient(Exception exception) =>
        Find(exception)?.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ForeignKeyViolation;

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static PostgresException? Find(Exception exception) => exception as PostgresException ?? exception.InnerException as PostgresException;
}
