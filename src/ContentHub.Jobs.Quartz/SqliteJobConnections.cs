using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ContentHub.Jobs;

/// <summary>Connections to <c>jobs.db</c> as we want them; Quartz sets no pragma of its own.</summary>
internal sealed class SqliteJobConnections : DbProviderFactory
{
    public static SqliteJobConnections Instance { get; } = new();

    public override DbConnection CreateConnection() => new Connection();

    public override DbCommand CreateCommand() => new SqliteCommand();

    public override DbParameter CreateParameter() => new SqliteParameter();

    private sealed class Connection : SqliteConnection
    {
        public override void Open()
        {
            base.Open();
            using var command = CreateCommand();

            // WAL: ten times the jobs per second. NORMAL: a power cut may lose the last wake-ups, and a lost wake-up costs one sweep.
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;";
            command.ExecuteNonQuery();
        }
    }
}
