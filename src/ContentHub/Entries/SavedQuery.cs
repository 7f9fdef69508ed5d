using System.Globalization;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Queries;

namespace ContentHub.Entries;

/// <summary>The query of a saved view, as the address of the panel's list has it: <c>search</c>, <c>filters</c> and <c>sort</c> in the language of the content API, <c>size</c> of the page, <c>columns</c> as names with commas.</summary>
internal static class SavedQuery
{
    private const string Columns = "columns=";
    private static readonly string[] Known = ["search", "filters", "sort", "size", "columns"];
    private static readonly string[] ColumnsOfAll = ["status", "id", "created_at", "updated_at"];

    /// <summary>The refusal of a query that the list would refuse, with the same words: what the actor may not see cannot be asked for. Null when it is in order.</summary>
    /// <param name="type">As the actor sees it, as the catalog.</param>
    public static Problem? Fault(string query, ContentType type, ContentTypeCatalog seen, ApiOptions options)
    {
        if (query.Length > SavedView.LongestQuery) return new Problem.Invalid($"query must be at most {SavedView.LongestQuery} characters", "query");
        if (!QueryString.Parse(query).Ok(out var root, out var problem)) return Below(problem);
        foreach (var (key, value) in root.Items)
        {
            if (!Known.Contains(key)) return new Problem.Invalid($"query must not have {key}{Nearest.Hint(key, Known)}", "query");
            var text = (value as QueryNode.Text)?.Value;
            if (key == "size" && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= Paging.MaxSize)) return new Problem.Invalid($"size must be 1 to {Paging.MaxSize}", "query");
            if (key == "columns" && (text is null || text.Split(',', StringSplitOptions.RemoveEmptyEntries).Any(name => !IsColumn(name, type)))) return new Problem.Invalid("columns must be names of attributes, or status, id, created_at, updated_at, with commas between them", "query");
        }

        return EntryQuery.Parse(string.Join('&', Parts(query).Select(Asked).OfType<string>()), type, seen, options).Problem is { } fault ? Below(fault) : null;
    }

    /// <summary>The query without the columns that the type, as somebody sees it, does not have.</summary>
    public static string Trim(string query, ContentType type) => string.Join('&', Parts(query).Select(part =>
        !part.StartsWith(Columns, StringComparison.Ordinal) ? part
        : Columns + Uri.EscapeDataString(string.Join(',', Uri.UnescapeDataString(part[Columns.Length..]).Split(',').Where(name => IsColumn(name, type))))));

    private static string[] Parts(string query) => query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);

    // What the content API would be asked; null for what only the panel knows.
    private static string? Asked(string part) => part.Split('=', '[', '%')[0] switch
    {
        "size" or "columns" => null,
        "search" => "_q" + part["search".Length..],
        _ => part,
    };

    private static bool IsColumn(string name, ContentType type) => ColumnsOfAll.Contains(name) || type.Find(name) is not null;

    private static Problem Below(Problem problem) =>
        problem is Problem.Invalid invalid ? new Problem.Invalid([.. invalid.Errors.Select(e => new FieldError(["query", .. e.Path], e.Message))]) : problem;
}
