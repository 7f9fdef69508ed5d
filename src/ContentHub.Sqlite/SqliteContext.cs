using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ContentHub.Sqlite;

/// <summary>The product's tables on SQLite; its migrations lie beside it.</summary>
internal sealed class SqliteContext(DbContextOptions<SqliteContext> options) : ContentHubDbContext(options, "TEXT");

/// <summary>For the tool that writes migrations.</summary>
internal sealed class SqliteContextFactory : IDesignTimeDbContextFactory<SqliteContext>
{
    public SqliteContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteContext>().UseSqlite("Data Source=:memory:").Options);
}
