using ContentHub.Testing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ContentHub.Tests.Tools;

public sealed class TestDatabaseTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Each_test_has_an_empty_database_of_its_own(DatabaseKind kind)
    {
        await using var one = await TestDatabase.CreateAsync(kind);
        await using var other = await TestDatabase.CreateAsync(kind);

        await RunAsync(one, "CREATE TABLE t (x int)");

        await RunAsync(other, "CREATE TABLE t (x int)");
    }

    [Theory, OnPostgreSql]
    public async Task A_database_is_gone_after_its_test_even_with_connections_open(DatabaseKind kind)
    {
        var database = await TestDatabase.CreateAsync(kind);
        await using var open = new NpgsqlConnection(database.ConnectionString);
        await open.OpenAsync();

        await database.DisposeAsync();

        var error = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(database, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, error.SqlState);
    }

    private static async Task RunAsync(TestDatabase database, string sql)
    {
        var pooling = ";Pooling=false";
        await using System.Data.Common.DbConnection connection = database.Kind == DatabaseKind.Sqlite
            ? new SqliteConnection(database.ConnectionString + pooling) : new NpgsqlConnection(database.ConnectionString + pooling);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
