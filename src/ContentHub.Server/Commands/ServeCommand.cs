using ContentHub.Persistence;
using Microsoft.Extensions.Options;

namespace ContentHub.Server.Commands;

/// <summary>Serves until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task RunAsync(IEnumerable<string> args, CancellationToken ct)
    {
        await using var app = ServerHost.Build(args);
        using var hold = await StartAsync(app, ct);
        await app.WaitForShutdownAsync(ct);
    }

    /// <summary>Prepares the database, then opens the port.</summary>
    /// <returns>Holds the data directory.</returns>
    public static async Task<IDisposable?> StartAsync(WebApplication app, CancellationToken ct)
    {
        // Before anything is written, and in one plain line: the host would check only when it starts, and print a stack trace.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        var options = app.Services.GetRequiredService<ContentHubOptions>();
        // Nodes that share a PostgreSQL may share a folder too; with SQLite one server owns it.
        var hold = app.Services.GetRequiredService<ISqlDialect>().IsEmbedded ? DataDirectory.Hold(options.DataDirectory) : null;
        try
        {
            await app.Services.GetRequiredService<FirstSteps>().TakeAsync(ct);
            await app.StartAsync(ct);
            return hold;
        }
        catch
        {
            hold?.Dispose();
            throw;
        }
    }
}

/// <summary>Brings the database to this version and ends.</summary>
internal static class MigrateCommand
{
    public static async Task RunAsync(IEnumerable<string> args, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await using var app = ServerHost.Build(args);
        app.Services.GetRequiredService<FirstSteps>().Migrate();
        await Console.Out.WriteLineAsync("The database is at this version.");
    }
}
