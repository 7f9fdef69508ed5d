using ContentHub.Persistence;

namespace ContentHub.PostgreSql;

/// <summary>Queries over content in PostgreSQL's words.</summary>
/// <remarks>Casts cannot fail on rows of other types: a key is the id of one attribute, and an attribute never changes what it holds.</remarks>
internal sealed class PostgreSqlQueries : IQueryDialect
{
    public string JsonText(string json, string key) => $"({json} ->> '{key}')";

    public string JsonNumber(string json, string key) => $"({json} ->> '{key}')::float8";

    public string JsonInteger(string json, string key) => $"({json} ->> '{key}')::bigint";

    public string JsonBoolean(string json, string key) => $"(CASE {json} ->> '{key}' WHEN 'true' THEN 1::float8 WHEN 'false' THEN 0::float8 END)";

    public string JsonObjects(string json, string key, string alias) =>
        $"jsonb_array_elements(CASE jsonb_typeof({json} -> '{key}') WHEN 'array' THEN {json} -> '{key}' WHEN 'object' THEN jsonb_build_array({json} -> '{key}') ELSE '[]'::jsonb END) {alias}(value)";

    public string AsText(string value) => $"({value})::text";

    // The two letters whose small form depends on their surroundings or takes two characters: see FoldedText.
    public string Fold(string text) => $"replace(lower(replace({text}, 'İ', 'i') COLLATE \"und-x-icu\"), 'ς', 'σ')";

    public string ByCodePoints(string text) => $"{text} COLLATE \"C\"";

    public string Contains(string text, string part) => $"(strpos({text}, {part}) > 0)";

    public string StartsWith(string text, string part) => $"starts_with({text}, {part})";

    public string EndsWith(string text, string part) => $"(right({text}, length({part})) = {part})";

    public string IsAmong(string value, string ids) => $"{value} = ANY({ids})";

    public object Ids(IReadOnlyCollection<long> ids) => ids.ToArray();

    public string Found(string row, string term) => $@"(SELECT * FROM search_texts WHERE text LIKE {term} ESCAPE '\') {row}";

    public string SearchTerm(string folded) =>
        $"%{folded.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    // It knows how often frequent values occur.
    public string? JoinInOrder => null;
}
