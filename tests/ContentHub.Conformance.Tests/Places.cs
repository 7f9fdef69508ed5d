using System.Reflection;
using ContentHub.Testing;
using Xunit.Sdk;

namespace ContentHub.Conformance.Tests;

/// <summary>Which server a test asks.</summary>
public enum Place
{
    /// <summary>Our own, on SQLite.</summary>
    Sqlite,

    /// <summary>Our own, on PostgreSQL.</summary>
    PostgreSql,

    /// <summary>The one that <c>CONTENTHUB_CONFORMANCE_URL</c> names.</summary>
    Given,

    /// <summary>Our own on SQLite, which answers in the camelCase spelling.</summary>
    CamelCase,
}

/// <summary>The environment's wishes.</summary>
public static class Wishes
{
    /// <summary><c>CONTENTHUB_CONFORMANCE_URL</c>: address of a running server, without <c>/api</c>; null to start our own.</summary>
    public static string? Url { get; } = Environment.GetEnvironmentVariable("CONTENTHUB_CONFORMANCE_URL") is { Length: > 0 } url ? url : null;

    /// <summary><c>CONTENTHUB_CONFORMANCE_TOKEN</c>: a full-access token of that server.</summary>
    public static string? Token { get; } = Environment.GetEnvironmentVariable("CONTENTHUB_CONFORMANCE_TOKEN");
}

/// <summary>Runs a theory on our server with SQLite, or on the server that the environment names.</summary>
/// <param name="member">A static property of the test's class with more arguments, one array for each run; null for a single run.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute(string? member = null) : DataAttribute
{
    /// <inheritdoc/>
    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) => Rows.Of(Wishes.Url is null ? Place.Sqlite : Place.Given, testMethod, member);
}

/// <summary>Runs a theory on our server with PostgreSQL; skipped where none is configured, and where the environment names a server.</summary>
/// <inheritdoc cref="OnSqliteAttribute(string?)"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgreSqlAttribute : DataAttribute
{
    private readonly string? _member;

    /// <inheritdoc cref="OnSqliteAttribute(string?)"/>
    public OnPostgreSqlAttribute(string? member = null)
    {
        _member = member;
        if (Wishes.Url is not null) Skip = "The environment names the server.";
        else if (PostgresDatabase.Server is null && Environment.GetEnvironmentVariable("CI") != "true") Skip = "No PostgreSQL: set CONTENTHUB_TEST_POSTGRES, or run tests/run.sh, which starts one.";
    }

    /// <inheritdoc/>
    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) => Rows.Of(Place.PostgreSql, testMethod, _member);
}

internal static class Rows
{
    public static IEnumerable<object?[]> Of(Place place, MethodInfo test, string? member)
    {
        if (member is null) return [[place]];
        var rows = (IEnumerable<object?[]>)test.DeclaringType!.GetProperty(member, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        return rows.Select(row => (object?[])[place, .. row]);
    }
}
