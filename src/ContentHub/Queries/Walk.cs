using ContentHub.ContentTypes;
using ContentHub.Persistence;

namespace ContentHub.Queries;

/// <summary>A list read in the order of an index, entry by entry, until the page is full: the shorter way where conditions fit so many entries that reading and sorting all of them takes longer.</summary>
/// <param name="Field">What the list is ordered by.</param>
internal sealed record Walk(Field Field, bool Descending)
{
    private const string Id = "{0}.id";

    // As the table of entries has indexes for them.
    private static readonly string[] Columns = [Id, "{0}.created_at", "{0}.updated_at"];
    private static readonly Field ById = new("id", FieldKind.Integer, null, Id);

    /// <summary>The walk through a list; null where no index has the order, or where something must be asked of each entry that is dear.</summary>
    /// <param name="newestFirst">As of <see cref="ListSql.Page"/>.</param>
    public static Walk? Of(ContentQuery query, bool newestFirst)
    {
        if (query.Filter is { } filter && LooksElsewhere(filter)) return null;
        var walk = query.Sorts switch
        {
            [] => new Walk(ById, newestFirst),
            [{ Path.Count: 0 } sort] when SortSql.MayUseIndex(sort) || (sort.Field.Column is { } column && Columns.Contains(column)) => new Walk(sort.Field, sort.Descending),
            _ => null,
        };
        // The index that a filter goes by may have the order already: that of its values, or, among entries with one value, that of their ids.
        return walk is not null && ListSql.First(query, forCount: true) is { } first && (first == walk.Field.Attribute || (walk.Field.IsId && ListSql.Demanded(query).OfType<Filter.Test>().Any(t => t.Operator == Operator.Eq && t.Field.Attribute == first)))
            ? null : walk;
    }

    /// <summary>Entries have an order of their own among those with the same value: by rising id. An index read backwards has it the other way round.</summary>
    public bool BreaksTies => Descending && !Field.IsId;

    /// <summary>Id and value of the entries, in order; what is asked of the value itself limits where the walk goes.</summary>
    /// <param name="most">A parameter: so many and no more.</param>
    public string Rows(SqlText sql, ContentType type, ContentQuery query, string most)
    {
        var (scope, value, where) = Index(sql, type, query);
        var (rank, nulls) = Descending ? ("DESC", "NULLS LAST") : ("ASC", "NULLS FIRST");
        var (shown, order) = Field.IsId ? ("", "") : ($", {value} AS value", $"{value} {rank} {nulls}, ");
        return $"SELECT {scope.Id} AS id{shown} FROM {scope.From} WHERE {where} ORDER BY {order}{scope.Id} {rank} LIMIT {most}";
    }

    /// <summary>How many entries a falling walk met up to the last one with a value, counted no further than <paramref name="most"/>.</summary>
    public SqlStatement Met(IQueryDialect dialect, ContentType type, ContentQuery query, object last, long most)
    {
        var sql = new SqlText(dialect, query.Stage);
        var (scope, value, where) = Index(sql, type, query);
        return new SqlStatement($"SELECT COUNT(*) FROM (SELECT 1 FROM {scope.From} WHERE {where} AND {value} >= {sql.Parameter(last)} LIMIT {sql.Parameter(most)}) h", sql.Parameters);
    }

    private (EntryScope Scope, string Value, string Where) Index(SqlText sql, ContentType type, ContentQuery query)
    {
        var scope = new EntryScope(sql, type, query.Locale, null, mustExist: false, Field.Attribute);
        var tests = ListSql.Demanded(query).OfType<Filter.Test>().Where(t => t.Field == Field && (Field.Attribute is null || TestSql.MayUseIndex(t))).Select(t => $" AND {TestSql.Of(sql, scope, t)}");
        return (scope, scope.Indexed(Field) ?? scope.Value(Field), scope.Where + string.Concat(tests));
    }

    private static bool LooksElsewhere(Filter filter) => filter switch
    {
        Filter.And and => and.Parts.Any(LooksElsewhere),
        Filter.Or or => or.Parts.Any(LooksElsewhere),
        Filter.Not not => LooksElsewhere(not.Part),
        Filter.Through => true,
        _ => false,
    };
}
