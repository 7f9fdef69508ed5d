using System.Data.Common;

namespace ContentHub.Persistence;

/// <summary>What differs between the databases; one implementation per provider project.</summary>
public interface ISqlDialect
{
    /// <summary>The database is a file that this process has to itself.</summary>
    bool IsEmbedded { get; }

    /// <summary>How queries over content are written.</summary>
    IQueryDialect Queries { get; }

    /// <summary>Opens a connection for long use, with everything set that is set once per connection.</summary>
    /// <param name="forWriting">Writers flush every commit to disk; readers need not.</param>
    DbConnection Open(bool forWriting);

    /// <summary>A context on that connection, without a hold on its life.</summary>
    ContentHubDbContext CreateContext(DbConnection connection);

    /// <summary>Brings the tables to this version's shape, while no other node does.</summary>
    void Migrate(ContentHubDbContext db);

    /// <summary>The next ids of a kind (<c>entry</c>, <c>event</c>, …), the only writer's; never given twice, gaps allowed.</summary>
    /// <returns>The first of <paramref name="count"/> that follow each other.</returns>
    long NextIds(ContentHubDbContext db, string kind, int count);

    /// <summary>Makes the transaction that has just begun the only one that writes, on every node, until it ends: ids of events grow in commit order for every reader, and what a unit of work looked at stays as it saw it.</summary>
    void BecomeOnlyWriter(ContentHubDbContext db);
}
