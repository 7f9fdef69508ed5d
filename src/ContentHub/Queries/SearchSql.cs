using System.Globalization;
using ContentHub.ContentTypes;
using ContentHub.Persistence;

namespace ContentHub.Queries;

/// <summary><c>_q</c>: entries with a text in one of their visible values, whatever its case, or with it as their key.</summary>
internal static class SearchSql
{
    // An index of three letters knows nothing of shorter texts.
    private const int Shortest = 3;

    // Enough to guess by; to count is dear, as each hit is put together from all of its trigrams.
    private const int Sample = 300;

    public static string Of(SqlText sql, ContentType type, string locale, string search, EntryScope scope)
    {
        var found = new List<string> { type.Searchable ? InIndex(sql, type, locale, search, scope) : InTexts(sql, type, search, scope) };
        if (long.TryParse(search, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) found.Add($"{scope.Id} = {sql.Parameter(id)}");
        if (search.Length == 24) found.Add($"{scope.Row()}.document_id = {sql.Parameter(search)}");
        found.RemoveAll(f => f.Length == 0);
        return found.Count == 0 ? "1 = 0" : $"({string.Join(" OR ", found)})";
    }

    /// <summary>Which entries a test on part of a text can find at all, by the trigram index: whoever has the part in an attribute has it in the search text. Null where the index does not help.</summary>
    public static string? Candidates(SqlText sql, ContentType type, string locale, Filter.Test test, EntryScope scope) =>
        PartOf(type, test) is { } part ? InIndex(sql, type, locale, part, scope) : null;

    /// <summary>The text that whoever passes the test has among its texts; null where the index does not help.</summary>
    public static string? PartOf(ContentType type, Filter.Test test) =>
        type.Searchable && test is { Field: { Kind: FieldKind.Text, Attribute: not null }, Operator: Operator.Containsi or Operator.StartsWithi or Operator.EndsWithi or Operator.Eqi, Values: [string part] } && IsInIndex(part)
            ? part : null;

    /// <summary>Whether the index of trigrams can find the text.</summary>
    public static bool IsInIndex(string text) => FoldedText.Of(text).EnumerateRunes().Count() >= Shortest;

    /// <summary>How many of about <paramref name="all"/> entries have a text; of many, guessed from how close to each other the first of them lie.</summary>
    public static string Hits(SqlText sql, ContentType type, string locale, string text, long all)
    {
        var rows = Rows(sql, type, locale, FoldedText.Of(text), "s");
        return string.Create(CultureInfo.InvariantCulture, $"SELECT CASE WHEN COUNT(*) < {Sample} THEN COUNT(*) ELSE COUNT(*) * {all} / (MAX(id) - MIN(id) + 1) END FROM (SELECT s.entry_id AS id FROM {rows} LIMIT {Sample}) h");
    }

    private static string InIndex(SqlText sql, ContentType type, string locale, string search, EntryScope scope)
    {
        var folded = FoldedText.Of(search);   // as the writer folds what it puts there
        if (scope.IsWalk) return sql.Dialect.Contains(scope.SearchText(), sql.Parameter(folded));
        var row = sql.Alias('s');
        return $"{scope.Id} IN (SELECT {row}.entry_id FROM {Rows(sql, type, locale, folded, row)})";
    }

    private static string Rows(SqlText sql, ContentType type, string locale, string folded, string row)
    {
        var seen = string.Create(CultureInfo.InvariantCulture, $"{row}.type_id = {type.Id} AND {row}.locale = {sql.Locale(locale)} AND {row}.stage = {sql.StageOf(type)}");
        return IsInIndex(folded)
            ? $"{sql.Dialect.Found(row, sql.Parameter(sql.Dialect.SearchTerm(folded)))} WHERE {seen}"
            : $"search_texts {row} WHERE {seen} AND {sql.Dialect.Contains($"{row}.text", sql.Parameter(folded))}";
    }

    private static string InTexts(SqlText sql, ContentType type, string search, EntryScope scope)
    {
        var fields = type.Attributes.OfType<ScalarAttribute>().Where(a => !a.IsHidden).Select(Field.Of).ToArray();
        var part = sql.Parameter(FoldedText.Of(search));
        var texts = fields.Where(f => f.Kind == FieldKind.Text).Select(f => sql.Dialect.Contains(sql.Dialect.Fold(scope.Value(f)), part));
        var numbers = fields.Where(f => f.Kind is FieldKind.Number or FieldKind.BigInteger).Select(f => sql.Dialect.Contains(sql.Dialect.JsonText(scope.Json, f.Attribute!.Id.ToString()), part));
        return string.Join(" OR ", search.Any(char.IsAsciiDigit) ? texts.Concat(numbers) : texts);
    }
}
