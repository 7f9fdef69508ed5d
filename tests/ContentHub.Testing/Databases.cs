using System.Reflection;
using Npgsql;
using Xunit.Sdk;

namespace ContentHub.Testing;

/// <summary>The databases the product runs on.</summary>
public enum DatabaseKind
{
    /// <summary>A file in a temporary folder.</summary>
    Sqlite,

    /// <summary>A database on the server that <c>CONTENTHUB_TEST_POSTGRES</c> names.</summary>
    PostgreSql,
}

/// <summary>Runs a theory on SQLite: <c>[Theory, OnSqlite, OnPostgreSql] public async Task …(DatabaseKind database)</c>.</summary>
/// <param name="more">Further arguments of the test, after the database.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnSqliteAttribute(params object?[] more) : DataAttribute
{
    /// <inheritdoc/>
    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) => [[DatabaseKind.Sqlite, .. more]];
}

/// <summary>Runs a theory on PostgreSQL; where none is configured the test shows as skipped, in CI as failed.</summary>
/// <inheritdoc cref="OnSqliteAttribute(object?[])"/>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnPostgreSqlAttribute : DataAttribute
{
    private readonly object?[] _more;

    /// <inheritdoc cref="OnSqliteAttribute(object?[])"/>
    public OnPostgreSqlAttribute(params object?[] more)
    {
        _more = more;
        if (PostgresDatabase.Server is null && !PostgresDatabase.Required) Skip = PostgresDatabase.Missing;
    }

    /// <inheritdoc/>
    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) => [[DatabaseKind.PostgreSql, .. _more]];
}

/// <summary>An empty database for one test, gone afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresDatabase? _postgres;
    private readonly TempFolder? _folder;

    private TestDatabase(PostgresDatabase postgres)
    {
        Kind = DatabaseKind.PostgreSql;
        ConnectionString = postgres.ConnectionString;
        _postgres = postgres;
    }

    private TestDatabase(TempFolder folder)
    {
        Kind = DatabaseKind.Sqlite;
        ConnectionString = $"Data Source={folder["contenthub.db"]}";
        _folder = folder;
    }

    /// <summary>Which database it is; its name is what <c>Database__Provider</c> takes.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>For <c>Database__ConnectionString</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>Makes one.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind) =>
        kind == DatabaseKind.Sqlite ? new(new TempFolder()) : new(await PostgresDatabase.CreateAsync());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
        _folder?.Dispose();
    }
}

/// <summary>A fresh PostgreSQL database with a name of its own, dropped afterwards.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    internal const string Missing = "No PostgreSQL: set CONTENTHUB_TEST_POSTGRES to a connection string that may create databases, or run tests/run.sh, which starts one.";

    private readonly string _name;

    private PostgresDatabase(string name)
    {
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(Server) { Database = name }.ConnectionString;
    }

    /// <summary>The server for tests; null when none is configured.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("CONTENTHUB_TEST_POSTGRES") is { Length: > 0 } text ? text : null;

    /// <summary>In CI a test that cannot run is a failure, not a skip.</summary>
    internal static bool Required => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>With the name of the database.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates it, empty.</summary>
    /// <exception cref="InvalidOperationException">No server is configured.</exception>
    public static async Task<PostgresDatabase> CreateAsync()
    {
        if (Server is null) throw new InvalidOperationException(Missing);
        var name = $"test_{Guid.NewGuid():N}";
        await OnServerAsync($"""CREATE DATABASE "{name}" """);
        return new PostgresDatabase(name);
    }

    /// <summary>Drops it, and cuts connections that are still open.</summary>
    public async ValueTask DisposeAsync() => await OnServerAsync($"""DROP DATABASE IF EXISTS "{_name}" WITH (FORCE)""");

    private static async Task OnServerAsync(string sql)
    {
        await using var server = NpgsqlDataSource.Create(Server!);
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
