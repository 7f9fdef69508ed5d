using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ContentHub.Persistence;

/// <summary>Prepared statements on a context's held connection, for the few where EF costs more than the statement: ids, stamps, events, deliveries and their marks.</summary>
/// <remarks>Each text is prepared once per connection and kept, so it must be one and the same for a database but in <see cref="Rows"/>. Values go in as parameters only.</remarks>
internal static class RawCommands
{
    private const int MostKept = 300;

    /// <summary>First column of the first row; null when there is no row.</summary>
    public static object? Scalar(this ContentHubDbContext db, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Command(db, sql, parameters).ExecuteScalar();

    /// <returns>Rows changed.</returns>
    public static int Execute(this ContentHubDbContext db, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Command(db, sql, parameters).ExecuteNonQuery();

    /// <summary>All rows of a statement. Statements of many shapes may come here: so many are kept and no more.</summary>
    /// <param name="prepare">Let the server plan it once. Never for filters: a plan that fits all values of an indexed attribute fits none.</param>
    public static List<T> Rows<T>(this ContentHubDbContext db, string sql, IReadOnlyList<(string Name, object? Value)> parameters, Func<DbDataReader, T> read, bool prepare = false)
    {
        var keep = db.Statements.Count < MostKept || db.Statements.ContainsKey(sql);
        var command = Command(db, sql, parameters is (string, object?)[] array ? array : [.. parameters], keep);
        try
        {
            if (prepare) command.Prepare();
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(read(reader));
            return rows;
        }
        finally
        {
            if (!keep) command.Dispose();
        }
    }

    private static DbCommand Command(ContentHubDbContext db, string sql, ReadOnlySpan<(string Name, object? Value)> parameters, bool keep = true)
    {
        if (!db.Statements.TryGetValue(sql, out var command))
        {
            command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            if (keep) db.Statements.Add(sql, command);
        }

        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command;
    }
}
