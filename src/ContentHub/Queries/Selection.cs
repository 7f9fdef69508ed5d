using ContentHub.ContentTypes;

namespace ContentHub.Queries;

/// <summary>What an answer shows of an entry, a component or a file.</summary>
/// <param name="Fields">Names of the scalars and columns to show; null for all. The ids are always shown.</param>
/// <param name="Parts">Relations, files, components and zones to show; others are absent.</param>
/// <param name="WithPrivate">Shows what is private, too: only for the product's own panel.</param>
internal sealed record Selection(IReadOnlySet<string>? Fields, IReadOnlyList<Populated> Parts, bool WithPrivate = false)
{
    // Components cannot contain themselves; this is only a guard.
    private const int Deepest = 16;

    /// <summary>All scalars and nothing else.</summary>
    public static Selection Scalars { get; } = new(null, []);

    /// <summary>Whether a scalar or a column is shown.</summary>
    public bool Shows(string name) => Fields is null || Fields.Contains(name);

    /// <summary>What is to be shown of an attribute; null when it is not.</summary>
    public Populated? Find(Id<ContentAttribute> attribute)
    {
        foreach (var part in Parts)
            if (part.Attribute.Id == attribute) return part;
        return null;
    }

    /// <summary>All there is to an entry: components and zones in full depth, relations with the scalars of their targets, files. Events and the panel show this.</summary>
    public static Selection Everything(ContentType type, ContentTypeCatalog catalog, bool withPrivate = false) => Everything(type, catalog, withPrivate, 0);

    private static Selection Everything(ContentType type, ContentTypeCatalog catalog, bool withPrivate, int depth)
    {
        var parts = new List<Populated>();
        foreach (var attribute in type.Attributes)
        {
            if (attribute is ScalarAttribute || (attribute.IsHidden && !withPrivate)) continue;
            Selection Of(string component) => depth < Deepest && catalog.ByName(component) is { } found ? Everything(found, catalog, withPrivate, depth + 1) : Scalars;
            parts.Add(attribute switch
            {
                ComponentAttribute part => new Populated(part, Of(part.Component)),
                DynamicZoneAttribute zone => new Populated(zone, Scalars) { On = zone.Components.ToDictionary(c => c, Of) },
                _ => new Populated(attribute, withPrivate ? Scalars with { WithPrivate = true } : Scalars),
            });
        }

        return new Selection(null, parts, withPrivate);
    }
}

/// <summary>A relation, media, component or zone that is shown.</summary>
/// <param name="Selection">What is shown of each thing in it; of a zone's components see <see cref="On"/>.</param>
internal sealed record Populated(ContentAttribute Attribute, Selection Selection)
{
    /// <summary>Which entries, files or components; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Their order; empty for the order in which they were put.</summary>
    public IReadOnlyList<Sort> Sorts { get; init; } = [];

    /// <summary>Not all, or not in the order in which they were put.</summary>
    public bool Chooses => Filter is not null || Sorts.Count > 0;

    /// <summary>Shows only how many there are.</summary>
    public bool Count { get; init; }

    /// <summary>Components of a zone that are shown, by name; null for all, each with its scalars.</summary>
    public IReadOnlyDictionary<string, Selection>? On { get; init; }
}
