namespace ContentHub.Queries;

/// <summary>A rough price of a query, so that one caller cannot ask for the work of many.</summary>
internal static class QueryCost
{
    private const int Most = 300;
    private const int OfHop = 15, OfComponent = 4, OfScan = 2, OfSearch = 10;

    /// <summary>The refusal of what is too dear, or null.</summary>
    public static Problem? Refusal(ContentQuery query)
    {
        var cost = (query.Filter is null ? 0 : Of(query.Filter, 1)) + query.Sorts.Sum(s => s.Path.Count * OfHop) + (query.Search is null ? 0 : OfSearch) + Of(query.Selection);
        return cost <= Most ? null : new Problem.Invalid($"This query asks for too much at once (its cost is {cost}, at most {Most} is allowed): use fewer conditions on relations and on attributes that are not indexed");
    }

    private static int Of(Selection selection) =>
        selection.Parts.Sum(p => 1 + (p.Filter is null ? 0 : Of(p.Filter, 1)) + p.Sorts.Sum(s => s.Path.Count * OfHop) + Of(p.Selection) + (p.On?.Values.Sum(Of) ?? 0));

    // What stands behind a link is asked once for every entry before it.
    private static int Of(Filter filter, int depth) => filter switch
    {
        Filter.And and => and.Parts.Sum(p => Of(p, depth)),
        Filter.Or or => or.Parts.Sum(p => Of(p, depth)),
        Filter.Not not => Of(not.Part, depth),
        Filter.Through through => ((through.Link.Attribute is ContentTypes.ComponentAttribute ? OfComponent : OfHop) * depth) + Of(through.Part, depth + 1),
        Filter.Test test => test.Field.Attribute is { IsIndexed: false } ? OfScan : 1,
        _ => 0,
    };
}
