using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ContentHub.Benchmarks;

/// <summary>What the platform does when nothing of ours is in the way.</summary>
internal static class Ceilings
{
    /// <summary>What a create without webhooks writes.</summary>
    public static string[] Create { get; } = ["entries", "events"];

    /// <summary>What a delivery leaves behind.</summary>
    public static string[] Delivery { get; } = ["deliveries", "attempts"];

    /// <summary>A row each, into tables with the same columns and indexes, by prepared statements; <paramref name="group"/> units a transaction, flushed to disk.</summary>
    /// <param name="file">Made when it is not there.</param>
    /// <param name="server">The database of a server that wrote such rows; its newest are written.</param>
    /// <returns>Units per second.</returns>
    public static double Sqlite(string file, string server, string[] tables, int group, TimeSpan atLeast)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Foreign Keys=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456;");
        Execute(connection, $"ATTACH '{server}' AS server");
        List<SqliteCommand> inserts = [.. tables.Select(table => Insert(connection, table))];
        Execute(connection, "DETACH server");
        var units = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < atLeast)
        {
            using var transaction = connection.BeginTransaction();
            for (var i = 0; i < group; i++, units++)
            {
                foreach (var insert in inserts)
                {
                    insert.Transaction = transaction;
                    insert.Parameters["@id"].Value = (long)insert.Parameters["@id"].Value! + 1;
                    foreach (SqliteParameter unique in insert.Parameters)
                        if (unique.ParameterName is "@document_id" or "@uid") unique.Value = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..24];
                    insert.ExecuteNonQuery();
                }
            }

            transaction.Commit();
        }

        inserts.ForEach(i => i.Dispose());
        return units / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Makes the table as the server has it, and a statement with the server's newest row.</summary>
    private static SqliteCommand Insert(SqliteConnection connection, string table)
    {
        foreach (var sql in Read(connection, $"SELECT sql FROM server.sqlite_master WHERE tbl_name = '{table}' AND sql IS NOT NULL ORDER BY type DESC").Select(row => (string)row["sql"]!))
            Execute(connection, sql.Replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", StringComparison.Ordinal).Replace("INDEX ", "INDEX IF NOT EXISTS ", StringComparison.Ordinal));
        var newest = Read(connection, $"SELECT * FROM server.{table} ORDER BY id DESC LIMIT 1").Single();
        newest["id"] = Read(connection, $"SELECT COALESCE(MAX(id), 0) AS id FROM main.{table}").Single()["id"];
        var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO main.{table} ({string.Join(", ", newest.Keys)}) VALUES ({string.Join(", ", newest.Keys.Select(name => "@" + name))})";
        foreach (var (name, value) in newest) insert.Parameters.AddWithValue("@" + name, value ?? DBNull.Value);
        return insert;
    }

    private static List<Dictionary<string, object?>> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var all = new List<Dictionary<string, object?>>();
        while (rows.Read()) all.Add(Enumerable.Range(0, rows.FieldCount).ToDictionary(rows.GetName, i => rows.IsDBNull(i) ? null : rows.GetValue(i)));
        return all;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
