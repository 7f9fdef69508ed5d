using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace ContentHub.Benchmarks;

/// <summary>What the platform does when nothing of ours is in the way.</summary>
internal static class Ceilings
{
    /// <summary>A row of about the size of an entry with its event.</summary>
    private static readonly string Row = new('x', 600);

    /// <summary>Two rows a unit (as an entry and its event), <paramref name="group"/> units a transaction, flushed to disk.</summary>
    /// <returns>Units per second.</returns>
    public static double Sqlite(string file, int group, TimeSpan atLeast)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var set = connection.CreateCommand();
        set.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS a(id INTEGER PRIMARY KEY, body TEXT NOT NULL); CREATE TABLE IF NOT EXISTS b(id INTEGER PRIMARY KEY, body TEXT NOT NULL);";
        set.ExecuteNonQuery();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO a(body) VALUES ($row); INSERT INTO b(body) VALUES ($row);";
        insert.Parameters.AddWithValue("$row", Row);
        var units = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < atLeast)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < group; i++, units++) insert.ExecuteNonQuery();
            transaction.Commit();
        }

        return units / watch.Elapsed.TotalSeconds;
    }
}
