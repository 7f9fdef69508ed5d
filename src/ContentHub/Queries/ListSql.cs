using System.Globalization;
using System.Text;
using ContentHub.ContentTypes;
using ContentHub.Persistence;

namespace ContentHub.Queries;

/// <summary>A statement with its parameters.</summary>
internal sealed record SqlStatement(string Text, IReadOnlyList<(string Name, object? Value)> Parameters);

/// <summary>Statements for lists of entries: ids first, from the side tables where they are enough, then the rows of one page.</summary>
internal static class ListSql
{
    /// <summary>Columns of a row of entries, as <see cref="Page"/> and others select them.</summary>
    /// <param name="row">Alias of the table.</param>
    public static string Columns(string row) => string.Join(", ", ((string[])["id", "locale", "stage", "document_id", "type_id", "data", "version", "created_at", "updated_at", "published_at"]).Select(c => $"{row}.{c}"));

    /// <summary>The entries of a page, in order.</summary>
    /// <param name="newestFirst">Without sorts: by falling id.</param>
    public static SqlStatement Page(IQueryDialect dialect, ContentType type, ContentQuery query, bool newestFirst = false)
    {
        var sql = new SqlText(dialect, query.Stage);
        var (scope, filters, where) = Begin(sql, type, query, First(query, forCount: false));
        var sorts = new SortSql(sql, filters);
        var keys = query.Sorts.Select((sort, i) => (Value: sorts.Value(sort, scope), Name: string.Create(CultureInfo.InvariantCulture, $"k{i}"), Direction: SortSql.Direction(sort))).ToList();

        var text = new StringBuilder($"SELECT {Columns("d")} FROM (SELECT {scope.Id} AS id");
        foreach (var (value, name, _) in keys) text.Append(CultureInfo.InvariantCulture, $", {value} AS {name}");
        text.Append(CultureInfo.InvariantCulture, $" FROM {scope.From}{scope.Joins()} WHERE {where} ORDER BY ");
        foreach (var (value, _, direction) in keys) text.Append(CultureInfo.InvariantCulture, $"{value} {direction}, ");
        var byId = newestFirst ? "DESC" : "ASC";
        text.Append(CultureInfo.InvariantCulture, $"{scope.Id} {byId} LIMIT {sql.Parameter((long)query.Pagination.Limit)} OFFSET {sql.Parameter((long)query.Pagination.Start)}) q ");
        text.Append(CultureInfo.InvariantCulture, $"JOIN entries d ON d.id = q.id AND d.locale = {sql.Locale(query.Locale)} AND d.stage = {sql.StageOf(type)} ORDER BY ");
        foreach (var (_, name, direction) in keys) text.Append(CultureInfo.InvariantCulture, $"q.{name} {direction}, ");
        text.Append(CultureInfo.InvariantCulture, $"q.id {byId}");
        return new SqlStatement(text.ToString(), sql.Parameters);
    }

    /// <summary>How many there are in all.</summary>
    public static SqlStatement Count(IQueryDialect dialect, ContentType type, ContentQuery query)
    {
        var sql = new SqlText(dialect, query.Stage);
        var (scope, _, where) = Begin(sql, type, query, First(query, forCount: true));
        return new SqlStatement($"SELECT COUNT(*) FROM {scope.From}{scope.Joins()} WHERE {where}", sql.Parameters);
    }

    private static (EntryScope Scope, FilterSql Filters, string Where) Begin(SqlText sql, ContentType type, ContentQuery query, ScalarAttribute? first)
    {
        var scope = new EntryScope(sql, type, query.Locale, null, mustExist: false, first);
        var filters = new FilterSql(sql, query.Locale);
        var where = scope.Where;
        if (query.Filter is { } filter) where += $" AND {filters.Of(filter, scope)}";
        foreach (var test in Demanded(query).OfType<Filter.Test>())
            if (SearchSql.Candidates(sql, type, query.Locale, test, scope) is { } candidates) where += $" AND {candidates}";
        if (query.Search is { } search) where += $" AND {SearchSql.Of(sql, type, query.Locale, search, scope)}";
        return (scope, filters, where);
    }

    /// <summary>What every entry of the list must fit.</summary>
    private static IEnumerable<Filter> Demanded(ContentQuery query) => query.Filter switch { null => [], Filter.And and => and.Parts, var one => [one] };

    /// <summary>The side table to begin with: what every entry must fit says more than an order does.</summary>
    private static ScalarAttribute? First(ContentQuery query, bool forCount)
    {
        var tested = Demanded(query).OfType<Filter.Test>().Where(TestSql.MayUseIndex).OrderBy(t => t.Operator is Operator.Eq or Operator.In ? 0 : 1).FirstOrDefault()?.Field.Attribute;
        return tested ?? (forCount || query.Sorts is not [var sort, ..] || !SortSql.MayUseIndex(sort) ? null : sort.Field.Attribute);
    }
}
