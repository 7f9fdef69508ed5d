using ContentHub.ContentTypes;

namespace ContentHub.Queries;

/// <summary>A selection while it is read: several parameters may say something about one part.</summary>
/// <param name="path">Names that lead here.</param>
internal sealed class SelectionDraft(Shape shape, IReadOnlyList<string> path, int depth)
{
    private readonly Dictionary<string, PartDraft> _parts = [];

    public Shape Shape => shape;

    public IReadOnlyList<string> Path => path;

    public IReadOnlySet<string>? Fields { get; set; }

    /// <summary>What can be populated here.</summary>
    public IEnumerable<ContentAttribute> Links => shape.Visible.Where(a => a is DynamicZoneAttribute || (a is not ScalarAttribute && shape.Link(a.Name) is not null));

    /// <summary>The part of that name, added or not; null when there is none.</summary>
    public PartDraft? Find(string name)
    {
        if (_parts.TryGetValue(name, out var part)) return part;
        return Links.FirstOrDefault(l => l.Name == name) is { } attribute ? new PartDraft(attribute, shape, [.. path, name], depth + 1) : null;
    }

    /// <returns>False when it was there already.</returns>
    public bool Add(PartDraft part) => _parts.TryAdd(part.Attribute.Name, part);

    public Selection Selection() => new(Fields, [.. shape.Visible.Where(a => _parts.ContainsKey(a.Name)).Select(a => _parts[a.Name].Populated())]);
}

/// <summary>One part of it.</summary>
internal sealed class PartDraft(ContentAttribute attribute, Shape parent, IReadOnlyList<string> path, int depth)
{
    private readonly Dictionary<string, SelectionDraft> _on = [];
    private SelectionDraft? _inner;

    public ContentAttribute Attribute => attribute;

    public IReadOnlyList<string> Path => path;

    public DynamicZoneAttribute? Zone => attribute as DynamicZoneAttribute;

    /// <summary>What is shown of each thing; not for zones.</summary>
    public SelectionDraft Inner => _inner ??= new SelectionDraft(parent.Link(attribute.Name)!.Target, path, depth);

    public Filter? Filter { get; set; }

    public IReadOnlyList<Sort> Sorts { get; set; } = [];

    public bool Count { get; set; }

    /// <summary>What is shown of one of a zone's components; null when there is no such component.</summary>
    public SelectionDraft? On(string component)
    {
        if (_on.TryGetValue(component, out var draft)) return draft;
        if (parent.Component(component) is not { } shape) return null;
        return _on[component] = new SelectionDraft(shape, [.. path, "on", component], depth);
    }

    public Populated Populated() => new(attribute, Zone is null ? Inner.Selection() : Selection.Scalars)
    {
        Filter = Filter,
        Sorts = Sorts,
        Count = Count,
        On = _on.Count == 0 ? null : _on.ToDictionary(o => o.Key, o => o.Value.Selection()),
    };
}
