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
    public static string Columns(string row) => string.Join(", ", ((string[])["id", "locale", "stage", "document_id", "type_id", "data", "version", "created_at", "updated_at", "published_at", "created_by"]).Select(c => $"{row}.{c}"));

    /// <summary>The entries of a page, in order, each in the stage in which it is seen.</summary>
    /// <param name="newestFirst">Without sorts: by falling id.</param>
    /// <param name="walk">Goes this way, and looks at <paramref name="most"/> entries at the most; the key of the order comes as a last column. Null for the way that the database finds.</param>
    public static SqlStatement Page(IQueryDialect dialect, ContentType type, ContentQuery query, bool newestFirst = false, Walk? walk = null, long most = 0)
    {
        if (IsMixed(type, query)) return MixedPage(dialect, type, query, newestFirst);
        var sql = new SqlText(dialect, query.Stage);
        var (scope, filters, where) = walk is null ? Begin(sql, type, query, First(query, forCount: false)) : Begin(sql, type, query, walk, most);
        var sorts = new SortSql(sql, filters);
        var keys = query.Sorts.Select((sort, i) => (Value: sorts.Value(sort, scope), Name: string.Create(CultureInfo.InvariantCulture, $"k{i}"), Direction: SortSql.Direction(sort))).ToList();

        var text = new StringBuilder($"SELECT {Columns("d")}{(walk is null || keys.Count == 0 ? "" : $", q.{keys[0].Name}")} FROM (SELECT {scope.Id} AS id");
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
        if (IsMixed(type, query)) return MixedCount(dialect, type, query);
        var sql = new SqlText(dialect, query.Stage);
        var (scope, _, where) = Begin(sql, type, query, First(query, forCount: true));
        return new SqlStatement($"SELECT COUNT(*) FROM {scope.From}{scope.Joins()} WHERE {where}", sql.Parameters);
    }

    private static bool IsMixed(ContentType type, ContentQuery query) => query.WithPublic && SqlText.IsMixed(type, query.Stage);

    private static SqlStatement MixedPage(IQueryDialect dialect, ContentType type, ContentQuery query, bool newestFirst)
    {
        var sql = new SqlText(dialect, query.Stage);
        var parts = Mixed(sql, type, query, forCount: false);
        var order = string.Concat(query.Sorts.Select((sort, i) => string.Create(CultureInfo.InvariantCulture, $"q.k{i} {SortSql.Direction(sort)}, "))) + $"q.id {(newestFirst ? "DESC" : "ASC")}";
        return new SqlStatement(
            $"SELECT {Columns("d")} FROM (SELECT * FROM ({parts}) q ORDER BY {order} LIMIT {sql.Parameter((long)query.Pagination.Limit)} OFFSET {sql.Parameter((long)query.Pagination.Start)}) q "
            + $"JOIN entries d ON d.id = q.id AND d.locale = {sql.Locale(query.Locale)} AND d.stage = q.stage ORDER BY {order}",
            sql.Parameters);
    }

    private static SqlStatement MixedCount(IQueryDialect dialect, ContentType type, ContentQuery query)
    {
        var sql = new SqlText(dialect, query.Stage);
        return new SqlStatement($"SELECT COUNT(*) FROM ({Mixed(sql, type, query, forCount: true)}) q", sql.Parameters);
    }

    /// <summary>The drafts that the reader made, and what is public of everybody else: no entry is in both.</summary>
    private static string Mixed(SqlText sql, ContentType type, ContentQuery query, bool forCount)
    {
        var parts = new List<string>();
        foreach (var stage in (Stage[])[Stage.Draft, Stage.Published])
        {
            sql.Reader = stage;
            var (scope, filters, where) = Begin(sql, type, query, First(query, forCount));
            var sorts = new SortSql(sql, filters);
            var keys = forCount ? "" : string.Concat(query.Sorts.Select((sort, i) => string.Create(CultureInfo.InvariantCulture, $", {sorts.Value(sort, scope)} AS k{i}")));
            if (stage == Stage.Published) where += $" AND {scope.Row()}.created_by <> {sql.Parameter(type.Sight.DraftOwner!)}";
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"SELECT {scope.Id} AS id, {(int)stage} AS stage{keys} FROM {scope.From}{scope.Joins()} WHERE {where}"));
        }

        return string.Join(" UNION ALL ", parts);
    }

    /// <summary>How many steps of a walk an entry is worth that <see cref="Hits"/> counts: found in an index of values or, dearer, of trigrams, then looked up to be sorted. Null where there is nothing to count.</summary>
    public static int? PriceOfHit(ContentType type, ContentQuery query) => First(query, forCount: true) is not null ? 2 : Part(type, query) is not null ? 6 : null;

    /// <summary>How many entries fit the condition that an index knows: counted no further than <paramref name="most"/>, or guessed.</summary>
    /// <param name="all">How many there are.</param>
    public static SqlStatement Hits(IQueryDialect dialect, ContentType type, ContentQuery query, long most, long all)
    {
        var sql = new SqlText(dialect, query.Stage);
        if (First(query, forCount: true) is { } first)
        {
            var scope = new EntryScope(sql, type, query.Locale, null, mustExist: false, first);
            var tests = Demanded(query).OfType<Filter.Test>().Where(t => t.Field.Attribute == first && TestSql.MayUseIndex(t)).Select(t => TestSql.Of(sql, scope, t));
            return new SqlStatement($"SELECT COUNT(*) FROM (SELECT 1 FROM {scope.From} WHERE {scope.Where} AND {string.Join(" AND ", tests)} LIMIT {sql.Parameter(most)}) h", sql.Parameters);
        }

        return new SqlStatement(SearchSql.Hits(sql, type, query.Locale, Part(type, query)!, all), sql.Parameters);
    }

    /// <summary>What the index of trigrams is asked for; null where it is not asked.</summary>
    private static string? Part(ContentType type, ContentQuery query) =>
        Demanded(query).OfType<Filter.Test>().Select(t => SearchSql.PartOf(type, t)).Prepend(type.Searchable && query.Search is { } search && SearchSql.IsInIndex(search) ? search : null).FirstOrDefault(p => p is not null);

    private static (EntryScope Scope, FilterSql Filters, string Where) Begin(SqlText sql, ContentType type, ContentQuery query, Walk walk, long most)
    {
        var scope = new EntryScope(sql, type, query, walk, sql.Parameter(most));
        // What most entries fail at comes first, before anything that has to look into their data.
        if (First(query, forCount: true) is { } first) scope.Indexed(Field.Of(first));
        else if (Part(type, query) is not null) scope.SearchText();
        return Begin(sql, type, query, scope);
    }

    private static (EntryScope Scope, FilterSql Filters, string Where) Begin(SqlText sql, ContentType type, ContentQuery query, ScalarAttribute? first) =>
        Begin(sql, type, query, new EntryScope(sql, type, query.Locale, null, mustExist: false, first));

    private static (EntryScope Scope, FilterSql Filters, string Where) Begin(SqlText sql, ContentType type, ContentQuery query, EntryScope scope)
    {
        var filters = new FilterSql(sql, query.Locale);
        var where = scope.Where;
        if (query.Filter is { } filter) where += $" AND {filters.Of(filter, scope)}";
        foreach (var test in Demanded(query).OfType<Filter.Test>())
            if (SearchSql.Candidates(sql, type, query.Locale, test, scope) is { } candidates) where += $" AND {candidates}";
        if (query.Search is { } search) where += $" AND {SearchSql.Of(sql, type, query.Locale, search, scope)}";
        return (scope, filters, where);
    }

    /// <summary>What every entry of the list must fit.</summary>
    public static IEnumerable<Filter> Demanded(ContentQuery query) => query.Filter switch { null => [], Filter.And and => and.Parts, var one => [one] };

    /// <summary>The side table to begin with: what every entry must fit says more than an order does.</summary>
    public static ScalarAttribute? First(ContentQuery query, bool forCount)
    {
        var tested = Demanded(query).OfType<Filter.Test>().Where(TestSql.MayUseIndex).OrderBy(t => t.Operator is Operator.Eq or Operator.In ? 0 : 1).FirstOrDefault()?.Field.Attribute;
        return tested ?? (forCount || query.Sorts is not [var sort, ..] || !SortSql.MayUseIndex(sort) ? null : sort.Field.Attribute);
    }
}
