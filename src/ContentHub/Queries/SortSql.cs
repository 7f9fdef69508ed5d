namespace ContentHub.Queries;

/// <summary>Orders as SQL.</summary>
internal sealed class SortSql(SqlText sql, FilterSql filters)
{
    /// <summary>The value to sort by: the field itself, or over links the least of what stands behind them, the greatest where the order descends. One value an entry, so no entry comes twice.</summary>
    public string Value(Sort sort, SqlScope scope) => Value(sort, 0, scope);

    /// <summary>Missing values come first, and last where the order descends, on every database.</summary>
    public static string Direction(Sort sort) => sort.Descending ? "DESC NULLS LAST" : "ASC NULLS FIRST";

    /// <summary>The side table has the whole value: texts of any length may be cut there.</summary>
    public static bool MayUseIndex(Sort sort) =>
        sort.Path.Count == 0 && sort.Field.Attribute is { IsIndexed: true } attribute && (attribute is not ContentTypes.TextualAttribute text || text.MaxLength <= Field.LongestIndexed || text is ContentTypes.StringAttribute or ContentTypes.UidAttribute);

    private string Value(Sort sort, int at, SqlScope scope)
    {
        if (at == sort.Path.Count)
        {
            var value = MayUseIndex(sort with { Path = [] }) && scope.Indexed(sort.Field) is { } indexed ? indexed : scope.Value(sort.Field);
            return sort.Field.IsTextual ? sql.Dialect.ByCodePoints(value) : value;
        }

        return filters.Behind(sort.Path[at], scope, (inner, _) => Value(sort, at + 1, inner)) is var (from, where, nested)
            ? $"(SELECT {(sort.Descending ? "MAX" : "MIN")}({nested}) FROM {from} WHERE {where})" : "NULL";
    }
}
