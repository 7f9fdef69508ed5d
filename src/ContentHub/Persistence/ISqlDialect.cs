using System.Data.Common;

namespace ContentHub.Persistence;

/// <summary>What differs between the databases; one implementation per provider project.</summary>
public interface ISqlDialect
{
    /// <summary>True where the database takes one writer at a time, so that units of work queue and commit in groups.</summary>
    bool SingleWriter { get; }

    /// <summary>How queries over content are written.</summary>
    IQueryDialect Queries { get; }

    /// <summary>Opens a connection for long use, with everything set that is set once per connection.</summary>
    /// <param name="forWriting">Writers flush every commit to disk; readers need not.</param>
    DbConnection Open(bool forWriting);

    /// <summary>A context on that connection, without a hold on its life.</summary>
    ContentHubDbContext CreateContext(DbConnection connection);

    /// <summary>Brings the tables to this version's shape, while no other node does.</summary>
    void Migrate(ContentHubDbContext db);

    /// <summary>The next id of a kind (<c>entry</c>, <c>event</c>, …); never given twice, gaps allowed.</summary>
    long NextId(ContentHubDbContext db, string kind);

    /// <summary>Called before an event takes its id: from here to the end of the transaction no other transaction may take one, so that ids grow in commit order for every reader.</summary>
    void HoldEventOrder(ContentHubDbContext db);

    /// <summary>The exception says that a unique index refused a row.</summary>
    bool IsUniqueViolation(Exception exception);

    /// <summary>The exception says that the same transaction may succeed when it is run again.</summary>
    bool IsTransient(Exception exception);
}
