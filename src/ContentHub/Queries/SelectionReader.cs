using ContentHub.ContentTypes;

namespace ContentHub.Queries;

/// <summary>Reads <c>fields</c> and <c>populate</c> in all their forms.</summary>
internal sealed class SelectionReader
{
    private const int Deepest = 5;
    private const int MostParts = 100;
    private const string OnlyInZones = "in a dynamic zone only populate=*, on[component] and count can be asked for";

    private readonly QueryFaults _faults = new("populate");
    private int _parts;

    /// <param name="fields">Null for all.</param>
    /// <param name="populate">Null for none.</param>
    /// <returns>What to show. Problems: Invalid.</returns>
    public static Result<Selection> Read(QueryNode? fields, QueryNode? populate, Shape shape)
    {
        var draft = new SelectionDraft(shape, [], 0);
        var reader = new SelectionReader();
        var problem = (fields is null ? null : Fields("fields", fields, draft, [])) ?? (populate is null ? null : reader.Populate(populate, draft));
        return problem is null ? draft.Selection() : problem;
    }

    private static Problem? Fields(string parameter, QueryNode node, SelectionDraft draft, IReadOnlyList<string> path)
    {
        if (node is QueryNode.Parts { IsList: false }) return new Problem.Invalid($"{string.Join('.', path.Append("fields"))} must be a list of names", [parameter, .. path]);
        var names = new HashSet<string>();
        foreach (var item in node.Each)
        {
            if (item is not QueryNode.Text text) return new Problem.Invalid($"{string.Join('.', path.Append("fields"))} must be a list of names", [parameter, .. path]);
            foreach (var name in (text.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (name == "*") return null;
                if (draft.Shape.Shown(name) is { } shown) names.Add(shown);
                else if (draft.Shape.Attribute(name) is not null) return new QueryFaults(parameter).Key(name, [.. path, name], "it is no value; populate shows it");
                else return new QueryFaults(parameter).Key(name, [.. path, name], draft.Shape.Columns.Keys.Concat(draft.Shape.OnlyShown).Concat(draft.Shape.Visible.OfType<ScalarAttribute>().Select(a => a.Name)));
            }
        }

        draft.Fields = names;
        return null;
    }

    private Problem? Populate(QueryNode node, SelectionDraft draft)
    {
        switch (node)
        {
            case QueryNode.Text text:
                foreach (var name in (text.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    if (Named(name, draft) is { } problem) return problem;
                return null;
            case QueryNode.Parts { IsList: true } list:
                return list.InOrder.Select(item => Populate(item, draft)).FirstOrDefault(problem => problem is not null);
            default:
                return ((QueryNode.Parts)node).Items.Select(item => Part(item.Key, item.Value, draft)).FirstOrDefault(problem => problem is not null);
        }
    }

    private Problem? Named(string name, SelectionDraft draft)
    {
        switch (name)
        {
            case "*" or "true":
                return draft.Links.Select(l => Add(l.Name, draft, out _)).FirstOrDefault(problem => problem is not null);
            case "false":
                return null;
            default:
                var dot = name.IndexOf('.', StringComparison.Ordinal);
                if (Add(dot < 0 ? name : name[..dot], draft, out var part) is { } problem) return problem;
                if (dot < 0) return null;
                return part.Zone is null ? Named(name[(dot + 1)..], part.Inner) : NoZone(part, name[(dot + 1)..]);
        }
    }

    private Problem? Part(string name, QueryNode value, SelectionDraft draft)
    {
        if (name == "*") return Named(name, draft);
        if (value is QueryNode.Text { Value: "false" or "0" or "f" }) return draft.Find(name) is null ? Unknown(name, draft) : null;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (Add(dot < 0 ? name : name[..dot], draft, out var part) is { } problem) return problem;
        if (dot >= 0) return part.Zone is null ? Part(name[(dot + 1)..], value, part.Inner) : NoZone(part, name[(dot + 1)..]);
        return value switch
        {
            QueryNode.Text { Value: null or "" or "true" or "1" or "t" } => null,
            QueryNode.Text { Value: "*" } => part.Zone is null ? Named("*", part.Inner) : Zone(part, "populate", value),
            QueryNode.Text text => _faults.At(text.Value!, [.. part.Path], $"Invalid value at {string.Join('.', part.Path)}: expected true, false, * or an object"),
            QueryNode.Parts options => options.Items.Select(o => part.Zone is null ? Option(part, o.Key, o.Value) : Zone(part, o.Key, o.Value)).FirstOrDefault(p => p is not null),
            _ => null,
        };
    }

    private Problem? Option(PartDraft part, string key, QueryNode value)
    {
        var isList = part.Attribute is RelationAttribute or MediaAttribute;
        switch (key)
        {
            case "populate":
                return Populate(value, part.Inner);
            case "fields":
                return Fields("populate", value, part.Inner, part.Path);
            case "filters":
                if (!FilterReader.Read("populate", value, part.Inner.Shape, part.Path).Ok(out var filter, out var problem) && problem is not null) return problem;
                part.Filter = filter;
                return null;
            case "sort":
                if (!SortReader.Read("populate", value, part.Inner.Shape, part.Path).Ok(out var sorts, out problem)) return problem;
                part.Sorts = sorts;
                return null;
            case "count" when isList:
                part.Count = Literal.IsTrue(value);
                return null;
            default:
                string[] known = ["populate", "fields", "filters", "sort", .. isList ? new[] { "count" } : []];
                return _faults.Key(key, part.Path, known);
        }
    }

    private Problem? Zone(PartDraft part, string key, QueryNode value)
    {
        switch (key)
        {
            case "count":
                part.Count = Literal.IsTrue(value);
                return null;
            case "populate" when value is QueryNode.Text { Value: "*" or "true" }:
                foreach (var component in part.Zone!.Components)
                    if (part.On(component) is { } each && Named("*", each) is { } problem) return problem;
                return null;
            case "on" when value is QueryNode.Parts components:
                foreach (var (name, options) in components.Items)
                {
                    if (!part.Zone!.Components.Contains(name) || part.On(name) is not { } on) return _faults.Key(name, [.. part.Path, "on", name], part.Zone.Components);
                    if (Fragment(on, options, [.. part.Path, "on", name]) is { } problem) return problem;
                }

                return null;
            default:
                return NoZone(part, key);
        }
    }

    private Problem? Fragment(SelectionDraft on, QueryNode options, IReadOnlyList<string> path)
    {
        if (options is QueryNode.Text { Value: "*" }) return Named("*", on);
        if (options is not QueryNode.Parts parts) return null;
        foreach (var (key, value) in parts.Items)
        {
            var problem = key switch
            {
                "populate" => Populate(value, on),
                "fields" => Fields("populate", value, on, path),
                _ => _faults.Key(key, path, ["populate", "fields"]),
            };
            if (problem is not null) return problem;
        }

        return null;
    }

    private Problem? Add(string name, SelectionDraft draft, out PartDraft part)
    {
        part = null!;
        if (draft.Find(name) is not { } found) return Unknown(name, draft);
        part = found;
        if (part.Path.Count > Deepest) return new Problem.Invalid($"populate is nested more than {Deepest} deep", ["populate", .. part.Path]);
        if (draft.Add(part) && ++_parts > MostParts) return new Problem.Invalid($"populate names more than {MostParts} things", "populate");
        return null;
    }

    private Problem.Invalid Unknown(string name, SelectionDraft draft) => draft.Shape.Shown(name) is not null
        ? _faults.Key(name, [.. draft.Path, name], "it is a value, which fields shows; populate takes relations, media and components")
        : _faults.Key(name, [.. draft.Path, name], draft.Links.Select(l => l.Name));

    private Problem.Invalid NoZone(PartDraft part, string key) => _faults.At(key, part.Path, $"Invalid key {key} at {string.Join('.', part.Path)}: {OnlyInZones}");
}
