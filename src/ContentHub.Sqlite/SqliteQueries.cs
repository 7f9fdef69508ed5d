using System.Globalization;
using ContentHub.Persistence;

namespace ContentHub.Sqlite;

/// <summary>Queries over content in SQLite's words.</summary>
internal sealed class SqliteQueries : IQueryDialect
{
    /// <summary>Registered on every connection: SQLite itself folds ASCII only.</summary>
    public const string FoldFunction = "contenthub_fold";

    // SQLite uses no index over such an expression but for the very same text.
    public string JsonText(string json, string key) => $"({json} ->> '{Path(key)}')";

    public string JsonNumber(string json, string key) => JsonText(json, key);

    public string JsonInteger(string json, string key) => $"CAST({json} ->> '{Path(key)}' AS INTEGER)";

    public string JsonBoolean(string json, string key) => JsonText(json, key);

    public string JsonObjects(string json, string key, string alias) =>
        $"json_each(CASE json_type({json}, '{Path(key)}') WHEN 'array' THEN {json} -> '{Path(key)}' WHEN 'object' THEN json_array(json({json} -> '{Path(key)}')) ELSE '[]' END) {alias}";

    public string AsText(string value) => $"CAST({value} AS TEXT)";

    public string Fold(string text) => $"{FoldFunction}({text})";

    public string ByCodePoints(string text) => text;

    public string Contains(string text, string part) => $"(instr({text}, {part}) > 0)";

    public string StartsWith(string text, string part) => $"(substr({text}, 1, length({part})) = {part})";

    // The end of length 0 is the whole text.
    public string EndsWith(string text, string part) => $"(substr({text}, length({text}) - length({part}) + 1) = {part} AND length({text}) >= length({part}))";

    public string IsAmong(string value, string ids) => $"{value} IN (SELECT value FROM json_each({ids}))";

    public object Ids(IReadOnlyCollection<long> ids) => $"[{string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)))}]";

    public string Found(string row, string term) => $"search_index({term}) CROSS JOIN search_texts {row} ON {row}.id = search_index.rowid";

    public string SearchTerm(string folded) => $"\"{folded.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // SQLite takes the tables of such joins as they stand. By itself it counts on the average value, whatever value is asked for.
    public string JoinInOrder => "CROSS JOIN";

    private static string Path(string key) => $"$.\"{key}\"";
}
