using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

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
        modelBuilder.HasPostgresExtension("pg_trgm");
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            // What SQLite does by itself.
            foreach (var property in entity.GetProperties().Where(p => p.FindAnnotation(CodePointOrder) is not null)) property.SetCollation("C");
            foreach (var index in entity.GetIndexes().Where(i => i.FindAnnotation(NullsFirst) is not null)) index.SetNullSortOrder(Enumerable.Repeat(NullSortOrder.NullsFirst, index.Properties.Count).ToArray());
        }
    }
}

/// <summary>For the tool that writes migrations.</summary>
internal sealed class PostgreSqlContextFactory : IDesignTimeDbContextFactory<PostgreSqlContext>
{
    public PostgreSqlContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgreSqlContext>().UseNpgsql("Host=nowhere").Options);
}
