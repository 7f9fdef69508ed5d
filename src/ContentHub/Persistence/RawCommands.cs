using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ContentHub.Persistence;

/// <summary>Prepared statements on a context's held connection, for the few where EF costs more than the statement: ids, stamps, events, deliveries and their marks.</summary>
/// <remarks>The text must be a constant: each is prepared once per connection and kept. Values go in as parameters only.</remarks>
internal static class RawCommands
{
    /// <summary>First column of the first row; null when there is no row.</summary>
    public static object? Scalar(this ContentHubDbContext db, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Command(db, sql, parameters).ExecuteScalar();

    /// <returns>Rows changed.</returns>
    public static int Execute(this ContentHubDbContext db, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Command(db, sql, parameters).ExecuteNonQuery();

    private static DbCommand Command(ContentHubDbContext db, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
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

            db.Statements.Add(sql, command);
        }

        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command;
    }
}
