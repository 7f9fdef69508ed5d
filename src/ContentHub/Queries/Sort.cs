using ContentHub.ContentTypes;

namespace ContentHub.Queries;

/// <summary>One key of an order.</summary>
/// <param name="Path">Links from the entry to what holds the field; over a link to many the least value counts, or the greatest where it descends.</param>
internal sealed record Sort(IReadOnlyList<Link> Path, Field Field, bool Descending);

/// <summary>Reads <c>sort</c> in all its spellings: <c>a:desc,b</c>, lists, objects, <c>relation.name</c>.</summary>
internal sealed class SortReader(string parameter, IReadOnlyList<string> at)
{
    private const int Most = 10;
    private const string NoLink = "there is nothing behind it to sort by";

    private readonly QueryFaults _faults = new(parameter);
    private readonly List<Sort> _sorts = [];

    /// <returns>The keys, most important first. Problems: Invalid.</returns>
    /// <param name="at">Where the node stands.</param>
    public static Result<IReadOnlyList<Sort>> Read(string parameter, QueryNode node, Shape shape, IReadOnlyList<string> at)
    {
        var reader = new SortReader(parameter, at);
        if ((reader.Any(node, shape, [], []) ?? (reader._sorts.Count > Most ? new Problem.Invalid($"{parameter} has more than {Most} keys", parameter) : null)) is { } problem) return problem;
        return reader._sorts;
    }

    private Problem? Any(QueryNode node, Shape shape, Link[] links, string[] path)
    {
        switch (node)
        {
            case QueryNode.Text { Value: { } text }:
                foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    var colon = part.IndexOf(':', StringComparison.Ordinal);
                    if (Key((colon < 0 ? part : part[..colon]).Trim(), colon < 0 ? "asc" : part[(colon + 1)..].Trim(), shape, links, path) is { } wrong) return wrong;
                }

                return null;
            case QueryNode.Parts { IsList: true } list:
                return list.InOrder.Select(item => Any(item, shape, links, path)).FirstOrDefault(problem => problem is not null);
            case QueryNode.Parts parts:
                return parts.Items.Select(item => Named(item.Key, item.Value, shape, links, path)).FirstOrDefault(problem => problem is not null);
            default:
                return new Problem.Invalid("Invalid sort parameter. Expected a string, an array of strings, a sort object or an array of sort objects", parameter);
        }
    }

    private Problem? Named(string name, QueryNode value, Shape shape, Link[] links, string[] path) => value is QueryNode.Text text
        ? Key(name, text.Value ?? "", shape, links, path)
        : shape.Link(name) is { } link ? Any(value, link.Target, [.. links, link], [.. path, name]) : Unknown(name, shape, [.. path, name], NoLink);

    private Problem? Key(string name, string order, Shape shape, Link[] links, string[] path)
    {
        var names = name.Split('.');
        for (var i = 0; i < names.Length - 1; i++)
        {
            path = [.. path, names[i]];
            if (shape.Link(names[i]) is not { } link) return Unknown(names[i], shape, path, NoLink);
            (links, shape) = ([.. links, link], link.Target);
        }

        if (shape.Field(names[^1]) is not { Kind: not FieldKind.Structure } field) return Unknown(names[^1], shape, [.. path, names[^1]], "what it holds has no order");
        if (order is not ("asc" or "desc" or "ASC" or "DESC")) return new Problem.Invalid("Invalid order. order can only be one of asc|desc|ASC|DESC", [parameter, .. at, .. path, names[^1]]);
        _sorts.Add(new Sort(links, field, order is "desc" or "DESC"));
        return null;
    }

    /// <param name="reason">Why it does not fit here, of an attribute that is there.</param>
    private Problem.Invalid Unknown(string name, Shape shape, string[] path, string reason) =>
        shape.Link(name) is { } link ? _faults.Key(name, [.. at, .. path], $"it is sorted by something in it, such as {name}.{FirstOf(link.Target)}")
        : shape.Attribute(name) is not null ? _faults.Key(name, [.. at, .. path], reason)
        : _faults.Key(name, [.. at, .. path], shape.Names);

    private static string FirstOf(Shape shape) => shape is FileShape ? "name" : shape.Visible.OfType<ScalarAttribute>().FirstOrDefault(a => a.Comparison != Comparison.None)?.Name ?? "id";
}
