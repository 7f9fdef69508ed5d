using System.Globalization;

namespace ContentHub.Queries;

/// <summary>A checked query as a query string again: what is read from it is the same query.</summary>
internal static class QueryText
{
    /// <summary>Without the question mark; names and values in percent codes.</summary>
    public static string Of(ContentQuery query)
    {
        var pairs = new List<(string Key, string Value)>();
        if (query.Filter is { } filter) Add(pairs, "filters", filter);
        Add(pairs, "sort", query.Sorts);
        Add(pairs, "fields", "populate", query.Selection);
        var pagination = query.Pagination;
        pairs.Add((pagination.ByPage ? "pagination[page]" : "pagination[start]", Text(pagination.ByPage ? pagination.Page : pagination.Start)));
        pairs.Add((pagination.ByPage ? "pagination[pageSize]" : "pagination[limit]", Text(pagination.Limit)));
        if (!pagination.WithCount) pairs.Add(("pagination[withCount]", "false"));
        if (query.Search is { } search) pairs.Add(("_q", search));
        if (query.StageGiven) pairs.Add(("status", query.Stage.ToString().ToLowerInvariant()));
        if (query.Locale != ContentTypes.Locales.Default) pairs.Add(("locale", query.Locale));
        return string.Join('&', pairs.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
    }

    private static void Add(List<(string, string)> pairs, string at, Filter filter)
    {
        switch (filter)
        {
            case Filter.And and:
                for (var i = 0; i < and.Parts.Count; i++) Add(pairs, $"{at}[$and][{Text(i)}]", and.Parts[i]);
                break;
            case Filter.Or or:
                for (var i = 0; i < or.Parts.Count; i++) Add(pairs, $"{at}[$or][{Text(i)}]", or.Parts[i]);
                break;
            case Filter.Not { Part: Filter.Through { Part: Filter.And { Parts.Count: 0 } } none }:
                pairs.Add(($"{at}[{none.Link.Name}][$null]", "true"));
                break;
            case Filter.Not not:
                Add(pairs, $"{at}[$not]", not.Part);
                break;
            case Filter.Through { Part: Filter.And { Parts.Count: 0 } } through:
                pairs.Add(($"{at}[{through.Link.Name}][$notNull]", "true"));
                break;
            case Filter.Through through:
                Add(pairs, $"{at}[{through.Link.Name}]", through.Part);
                break;
            case Filter.Test test:
                Add(pairs, $"{at}[{test.Field.Name}][{test.Operator.Text()}]", test);
                break;
        }
    }

    private static void Add(List<(string, string)> pairs, string at, Filter.Test test)
    {
        if (test.Operator is Operator.Null or Operator.NotNull) pairs.Add((at, "true"));
        else if (!test.Operator.TakesList()) pairs.Add((at, Literal.Text(test.Field.Kind, test.Values[0])));
        else
            for (var i = 0; i < test.Values.Count; i++) pairs.Add(($"{at}[{Text(i)}]", Literal.Text(test.Field.Kind, test.Values[i])));
    }

    private static void Add(List<(string, string)> pairs, string at, IReadOnlyList<Sort> sorts)
    {
        for (var i = 0; i < sorts.Count; i++)
            pairs.Add(($"{at}[{Text(i)}]", $"{string.Concat(sorts[i].Path.Select(l => l.Name + "."))}{sorts[i].Field.Name}:{(sorts[i].Descending ? "desc" : "asc")}"));
    }

    private static void Add(List<(string, string)> pairs, string fields, string populate, Selection selection)
    {
        var i = 0;
        foreach (var name in (selection.Fields ?? new HashSet<string>()).Order(StringComparer.Ordinal)) pairs.Add(($"{fields}[{Text(i++)}]", name));
        foreach (var part in selection.Parts)
        {
            var at = $"{populate}[{part.Attribute.Name}]";
            var before = pairs.Count;
            if (part.Filter is { } filter) Add(pairs, $"{at}[filters]", filter);
            Add(pairs, $"{at}[sort]", part.Sorts);
            if (part.Count) pairs.Add(($"{at}[count]", "true"));
            Add(pairs, $"{at}[fields]", $"{at}[populate]", part.Selection);
            foreach (var (name, on) in part.On ?? new Dictionary<string, Selection>())
            {
                var onName = $"{at}[on][{name}]";
                var had = pairs.Count;
                Add(pairs, $"{onName}[fields]", $"{onName}[populate]", on);
                if (pairs.Count == had) pairs.Add((onName, "true"));
            }

            if (pairs.Count == before) pairs.Add((at, "true"));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
