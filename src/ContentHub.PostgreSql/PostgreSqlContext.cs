using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ContentHub.PostgreSql;

/// <summary>The product's tables on PostgreSQL; its migrations lie beside it.</summary>
internal sealed class PostgreSqlContext(DbContextOptions<PostgreSqlContext> options) : ContentHubDbContext(options, "jsonb")
{
    /// <summary>The sequence behind the ids of a kind.</summary>
    public static string SequenceOf(string kind) => $"{kind}_ids";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var kind in IdKinds) modelBuilder.HasSequence<long>(SequenceOf(kind));
    }
}

/// <summary>For the tool that writes migrations.</summary>
internal sealed class PostgreSqlContextFactory : IDesignTimeDbContextFactory<PostgreSqlContext>
{
    public PostgreSqlContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgreSqlContext>().UseNpgsql("Host=nowhere").Options);
}
