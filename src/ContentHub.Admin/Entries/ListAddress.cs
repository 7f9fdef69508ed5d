using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentHub.Admin.Entries;

/// <summary>One condition of a list, as the address holds it: <c>filters[$and][0][title][$containsi]=x</c>, in the language of the content API.</summary>
/// <param name="Field">Null where the condition is nested deeper than the panel writes them.</param>
public sealed record ListFilter(string Key, string Value, string? Field, string? Operator);

/// <summary>What a list shows, read from its address.</summary>
public sealed partial record ListAddress(string? Search, string? Sort, int Page, int Size, IReadOnlyList<ListFilter> Filters)
{
    /// <summary>Sizes of pages that are offered.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [10, 25, 50, 100];

    /// <summary>Names of columns with commas between them; null for those that the browser keeps.</summary>
    public string? Columns { get; init; }

    /// <summary>Key of the saved view that it began with; null for none.</summary>
    public long? View { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="uri">Absolute.</param>
    public static ListAddress Of(string uri) => OfQuery(new Uri(uri).Query);

    /// <summary>Reads the query of one.</summary>
    /// <param name="text">With or without the question mark.</param>
    public static ListAddress OfQuery(string text)
    {
        var query = QueryHelpers.ParseQuery(text);
        string? One(string name) => query.TryGetValue(name, out var values) && values[0] is { Length: > 0 } text ? text : null;
        int Number(string name, int usual) => int.TryParse(One(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
        return new ListAddress(
            One("search"), One("sort"), Math.Clamp(Number("page", 1), 1, 1_000_000), Sizes.Contains(Number("size", 0)) ? Number("size", 0) : Paging.DefaultSize,
            [.. from pair in query where pair.Key.StartsWith("filters", StringComparison.Ordinal) from value in pair.Value let parts = Simple().Match(pair.Key)
                select new ListFilter(pair.Key, value ?? "", parts.Success ? parts.Groups["field"].Value : null, parts.Success ? parts.Groups["op"].Value : null)])
        {
            Columns = query.TryGetValue("columns", out var columns) ? columns[0] : null,
            View = long.TryParse(One("view"), NumberStyles.None, CultureInfo.InvariantCulture, out var view) ? view : null,
        };
    }

    /// <summary>What the content API would be asked.</summary>
    public string Query => "?" + string.Join('&', Parts(withPlace: false));

    /// <summary>What a saved view keeps of it: not the number of the page.</summary>
    public string Kept => (this with { Page = 1, View = null }).Text.TrimStart('?');

    /// <summary>The query of the address, with the question mark; empty when everything is as usual.</summary>
    public string Text => string.Join('&', Parts(withPlace: true)) is { Length: > 0 } text ? "?" + text : "";

    /// <summary>With one more condition, from the first page.</summary>
    public ListAddress With(string field, string op, string value)
    {
        var next = Filters.Select(f => Index().Match(f.Key)).Where(m => m.Success).Select(m => int.Parse(m.Groups["index"].Value, CultureInfo.InvariantCulture) + 1).Append(0).Max();
        return this with { Page = 1, Filters = [.. Filters, new ListFilter(string.Create(CultureInfo.InvariantCulture, $"filters[$and][{next}][{field}][{op}]"), value, field, op)] };
    }

    private IEnumerable<string> Parts(bool withPlace)
    {
        if (Search is not null) yield return $"{(withPlace ? "search" : "_q")}={Uri.EscapeDataString(Search)}";
        foreach (var filter in Filters) yield return $"{Uri.EscapeDataString(filter.Key)}={Uri.EscapeDataString(filter.Value)}";
        if (Sort is not null) yield return $"sort={Uri.EscapeDataString(Sort)}";
        if (!withPlace) yield break;
        if (Size != Paging.DefaultSize) yield return string.Create(CultureInfo.InvariantCulture, $"size={Size}");
        if (Columns is not null) yield return $"columns={Uri.EscapeDataString(Columns)}";
        if (View is { } view) yield return string.Create(CultureInfo.InvariantCulture, $"view={view}");
        if (Page > 1) yield return string.Create(CultureInfo.InvariantCulture, $"page={Page}");
    }

    [GeneratedRegex(@"^filters(\[\$and\]\[\d{1,2}\])?\[(?<field>[A-Za-z][A-Za-z0-9_]*)\]\[(?<op>\$[A-Za-z]+)\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Simple();

    [GeneratedRegex(@"^filters\[\$and\]\[(?<index>\d{1,2})\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Index();
}
