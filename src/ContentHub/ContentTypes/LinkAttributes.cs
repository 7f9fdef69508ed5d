using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentHub.ContentTypes;

/// <summary>Files from the media library.</summary>
public sealed record MediaAttribute : ContentAttribute
{
    /// <summary>An ordered list instead of one.</summary>
    public bool Multiple { get; init; }

    /// <summary>Some of <c>images videos audios files</c>; empty for all.</summary>
    public IReadOnlyList<string> AllowedTypes { get; init; } = [];
}

/// <summary>Entries of a type (the same or another).</summary>
/// <remarks>A relation is stored once, under the attribute that owns it. The other side, if it has an attribute at all, names the owner in <see cref="MappedBy"/>.</remarks>
public sealed record RelationAttribute : ContentAttribute
{
    /// <summary>How many on each side.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public RelationKind Relation { get; init; }

    /// <summary>Singular name of the type pointed at.</summary>
    public string Target { get; init; } = "";

    /// <summary>Name of the attribute of the target that shows the relation from there; null for none.</summary>
    public string? InversedBy { get; init; }

    /// <summary>Name of the attribute of the target that owns the relation: this one shows it from the other side. Null for an owner.</summary>
    public string? MappedBy { get; init; }

    /// <summary>This side holds an ordered list instead of one.</summary>
    [JsonIgnore]
    public bool IsMany => Relation is RelationKind.OneToMany or RelationKind.ManyToMany;

    /// <summary>An entry pointed at belongs to one entry only.</summary>
    [JsonIgnore]
    public bool IsExclusive => Relation is RelationKind.OneToOne or RelationKind.OneToMany;
}

/// <summary>How many on this side → how many on the other.</summary>
[JsonConverter(typeof(RelationKindConverter))]
public enum RelationKind
{
    /// <summary><c>oneToOne</c></summary>
    OneToOne,

    /// <summary><c>oneToMany</c></summary>
    OneToMany,

    /// <summary><c>manyToOne</c></summary>
    ManyToOne,

    /// <summary><c>manyToMany</c></summary>
    ManyToMany,
}

internal sealed class RelationKindConverter() : JsonStringEnumConverter<RelationKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
