using System.Text.Json;

namespace ContentHub.ContentTypes;

/// <summary>Any JSON.</summary>
public sealed record JsonAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.None;

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => JsonText.IsClean(value) ? null : "must not contain the NUL character, half a surrogate pair or a number beyond a double's range";
}

/// <summary>Rich text as a tree of blocks, in the shape of Strapi's editor.</summary>
public sealed record BlocksAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.None;

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => Blocks.Fault(value);
}

/// <summary>A value made of a component's attributes, or an ordered list of them.</summary>
public sealed record ComponentAttribute : ContentAttribute
{
    /// <summary>Name of the component: <c>shared.seo</c>.</summary>
    public string Component { get; init; } = "";

    /// <summary>An ordered list instead of one.</summary>
    public bool Repeatable { get; init; }

    /// <summary>The fewest items of a list; null for no limit.</summary>
    public int? Min { get; init; }

    /// <summary>The most items of a list; null for no limit.</summary>
    public int? Max { get; init; }
}

/// <summary>An ordered list of components of several kinds; every item says which in <c>__component</c>.</summary>
public sealed record DynamicZoneAttribute : ContentAttribute
{
    /// <summary>Names of the components that may stand in it, at least one.</summary>
    public IReadOnlyList<string> Components { get; init; } = [];

    /// <summary>The fewest items; null for no limit.</summary>
    public int? Min { get; init; }

    /// <summary>The most items; null for no limit.</summary>
    public int? Max { get; init; }
}
