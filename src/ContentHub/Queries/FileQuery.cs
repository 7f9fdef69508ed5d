using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Persistence;

namespace ContentHub.Queries;

/// <summary>A list of files by <c>filters</c>, <c>sort</c>, <c>pagination</c> and <c>_q</c> (in names), and what is shown of each by <c>fields</c>: which they are; Media reads them.</summary>
internal sealed class FileQuery
{
    private readonly ContentQuery _query;

    private FileQuery(ContentQuery query)
    {
        _query = query;
    }

    /// <summary>Reads a query string. Problems: Invalid.</summary>
    /// <param name="also">Further parameters that the caller reads itself.</param>
    public static Result<FileQuery> Parse(string? text, ApiOptions options, params string[] also) =>
        ContentQuery.Parse(text, FileShape.Instance, options, [.. ContentQuery.OfFiles, .. also]).Then(query => new FileQuery(query));

    /// <summary>Reads the query string of one file: what is to be shown of it. Problems: Invalid.</summary>
    public static Result<Selection> ParseOne(string? text, ApiOptions options) => ContentQuery.Parse(text, FileShape.Instance, options, ContentQuery.OfFile).Then(query => query.Selection);

    /// <summary>What is shown of each.</summary>
    public Selection Selection => _query.Selection;

    /// <summary>Which piece of the list.</summary>
    public Pagination Pagination => _query.Pagination;

    /// <param name="most">At most so many; null for the page that was asked for.</param>
    public IReadOnlyList<long> Ids(ContentHubDbContext db, ISqlDialect dialect, int? most = null)
    {
        var sql = new SqlText(dialect.Queries, Stage.Published);
        var (where, filters, scope) = Begin(sql);
        var sorts = new SortSql(sql, filters);
        var order = string.Concat(_query.Sorts.Select(s => $"{sorts.Value(s, scope)} {SortSql.Direction(s)}, "));
        var limit = sql.Parameter((long)(most ?? _query.Pagination.Limit));
        var start = sql.Parameter(most is null ? (long)_query.Pagination.Start : 0L);
        return db.Rows($"SELECT m.id FROM media_assets m WHERE {where} ORDER BY {order}m.id LIMIT {limit} OFFSET {start}", sql.Parameters, row => row.GetInt64(0));
    }

    /// <summary>How many there are in all.</summary>
    public long Count(ContentHubDbContext db, ISqlDialect dialect)
    {
        var sql = new SqlText(dialect.Queries, Stage.Published);
        var (where, _, _) = Begin(sql);
        return db.Rows($"SELECT COUNT(*) FROM media_assets m WHERE {where}", sql.Parameters, row => row.GetInt64(0))[0];
    }

    private (string Where, FilterSql Filters, FileScope Scope) Begin(SqlText sql)
    {
        var (scope, filters) = (new FileScope(sql, "m"), new FilterSql(sql, _query.Locale));
        var where = _query.Filter is { } filter ? filters.Of(filter, scope) : "1 = 1";
        if (_query.Search is { } search) where += $" AND {sql.Dialect.Contains(sql.Dialect.Fold("m.name"), sql.Parameter(FoldedText.Of(search)))}";
        return (where, filters, scope);
    }
}
