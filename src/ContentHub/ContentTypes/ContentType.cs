using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentHub.Access;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.ContentTypes;

/// <summary>What entries of one kind are made of.</summary>
public sealed class ContentType
{
    /// <summary>Stable key: renames keep it.</summary>
    public Id<ContentType> Id { get; init; }

    /// <summary>Singular, as in events and relations: <c>address</c>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>As in URLs: <c>addresses</c>.</summary>
    public string Plural { get; private set; } = "";

    /// <summary>As people read it: <c>Address</c>.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>Many entries or just one.</summary>
    public ContentTypeKind Kind { get; private set; }

    /// <summary>Entries have a draft beside what is published.</summary>
    public bool DraftAndPublish { get; private set; }

    /// <summary>The texts of entries are kept in a search index: <c>_q</c> and <c>$containsi</c> stay fast, writes cost more.</summary>
    public bool Searchable { get; private set; }

    /// <summary>In the author's order.</summary>
    public IReadOnlyList<ContentAttribute> Attributes { get; private set; } = [];

    /// <summary>Grows with every change of the type.</summary>
    public int Version { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Which of its rows are seen by whom the type was trimmed for; all, where it was not.</summary>
    internal Sight Sight { get; private init; } = Sight.All;

    /// <summary>The type with some of its attributes.</summary>
    internal ContentType With(IEnumerable<ContentAttribute> attributes, Sight sight)
    {
        var some = attributes.ToArray();
        return new()
        {
            Id = Id,
            Name = Name,
            Plural = Plural,
            DisplayName = DisplayName,
            Kind = Kind,
            DraftAndPublish = DraftAndPublish,
            Searchable = Searchable && some.Length == Attributes.Count,   // the search index tells no attributes apart
            Attributes = some,
            Version = Version,
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
            Sight = sight,
        };
    }

    /// <summary>The attribute of that name, or null.</summary>
    public ContentAttribute? Find(string name) => Attributes.FirstOrDefault(a => a.Name == name);

    /// <summary>As the API shows it, and takes it back.</summary>
    public JsonElement ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, JsonWriting.Compact)) ContentTypeJson.Write(this, json);
        return JsonElement.Parse(bytes.ToArray());
    }

    internal void Change(ContentTypeForm form, IReadOnlyList<ContentAttribute> attributes, DateTimeOffset at)
    {
        Name = form.Name;
        Plural = form.Plural;
        DisplayName = form.DisplayName;
        Kind = form.Kind;
        DraftAndPublish = form.DraftAndPublish;
        Searchable = form.Searchable;
        Attributes = attributes;
        UpdatedAt = at;
        Version++;
    }

    /// <summary>Whether an attribute here names that type or component.</summary>
    internal bool Names(string type) => Attributes.Any(a => a switch
    {
        RelationAttribute relation => relation.Target == type,
        ComponentAttribute component => component.Component == type,
        DynamicZoneAttribute zone => zone.Components.Contains(type),
        _ => false,
    });

    /// <summary>Follows the rename of a type or component that attributes here name.</summary>
    internal void Retarget(string from, string to)
    {
        Attributes = [.. Attributes.Select(a => a switch
        {
            RelationAttribute relation when relation.Target == from => relation with { Target = to },
            ComponentAttribute component when component.Component == from => component with { Component = to },
            DynamicZoneAttribute zone when zone.Components.Contains(from) => zone with { Components = [.. zone.Components.Select(c => c == from ? to : c)] },
            _ => a,
        })];
        Version++;
    }

    /// <summary>Follows renames of attributes that relations here name as their other side.</summary>
    internal void RenameOtherSide(string type, IReadOnlyDictionary<string, string> renamed)
    {
        string? Now(string? name) => name is not null && renamed.TryGetValue(name, out var now) ? now : name;
        Attributes = [.. Attributes.Select(a => a is RelationAttribute r && r.Target == type ? r with { InversedBy = Now(r.InversedBy), MappedBy = Now(r.MappedBy) } : a)];
        Version++;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<ContentType>
    {
        public void Configure(EntityTypeBuilder<ContentType> type)
        {
            type.ToTable("content_types");
            type.Ignore(t => t.Sight);
            type.Property(t => t.Id).ValueGeneratedNever();
            type.Property(t => t.Name).HasMaxLength(64);
            type.Property(t => t.Plural).HasMaxLength(64);
            type.Property(t => t.DisplayName).HasMaxLength(200);
            type.HasIndex(t => t.Name).IsUnique();
            type.HasIndex(t => t.Plural).IsUnique();
            type.Property(t => t.Attributes).IsJson().HasConversion(
                attributes => JsonSerializer.Serialize(attributes, ContentTypeJson.Options),
                json => JsonSerializer.Deserialize<ContentAttribute[]>(json, ContentTypeJson.Options)!,
                new ValueComparer<IReadOnlyList<ContentAttribute>>((a, b) => ReferenceEquals(a, b), a => a.Count, a => a));
        }
    }
}

/// <summary>How many entries a type has.</summary>
[JsonConverter(typeof(ContentTypeKindConverter))]
public enum ContentTypeKind
{
    /// <summary>Any number, under the plural.</summary>
    Collection,

    /// <summary>One, under the singular.</summary>
    Single,

    /// <summary>None of its own: a part of entries of other types.</summary>
    Component,
}

internal sealed class ContentTypeKindConverter() : JsonStringEnumConverter<ContentTypeKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>What an author wants a type to be. Attributes without an id are new, or keep the id of their name.</summary>
/// <param name="RenamedFrom">The singular it had before, for types kept as files, which know no ids; null for the same.</param>
/// <param name="RemoveData">Attributes that are left out go even if entries have values in them; without it such a change is refused.</param>
/// <param name="Seen">The version that the author saw: any other is Stale. Null for whichever there is.</param>
public sealed record ContentTypeForm(
    string Name, string Plural, string DisplayName, ContentTypeKind Kind, IReadOnlyList<AttributeForm> Attributes, string? RenamedFrom = null,
    bool DraftAndPublish = false, bool Searchable = false, bool RemoveData = false, int? Seen = null)
{
    /// <summary>Reads and checks what an author wrote, in the shape of <c>POST /admin/api/content-types</c>. Problems: Invalid, with everything that is wrong.</summary>
    public static Result<ContentTypeForm> Read(JsonElement json) => ContentTypeJson.Read(json);

    /// <summary>The plural of a type that names none: <c>addresses</c> for <c>address</c>.</summary>
    public static string PluralOf(string name) => ContentTypeJson.Pluralise(name);
}

/// <summary>One attribute of a <see cref="ContentTypeForm"/>.</summary>
/// <param name="Wanted">Its id is 0 when the author gave none.</param>
/// <param name="RenamedFrom">The name it had before; null for the same or a new one.</param>
public sealed record AttributeForm(ContentAttribute Wanted, string? RenamedFrom = null);

/// <summary>All types at one moment.</summary>
public sealed class ContentTypeCatalog
{
    private readonly Dictionary<string, ContentType> _byName;
    private readonly Dictionary<string, ContentType> _byPlural;
    private readonly Dictionary<Id<ContentType>, ContentType> _byId;
    private readonly ConditionalWeakTable<Rights, ConcurrentDictionary<string, ContentTypeCatalog>> _seen = [];

    internal ContentTypeCatalog(IReadOnlyList<ContentType> types)
    {
        All = types;
        _byName = types.ToDictionary(t => t.Name);
        _byPlural = types.ToDictionary(t => t.Plural);
        _byId = types.ToDictionary(t => t.Id);
    }

    /// <summary>Ordered by display name.</summary>
    public IReadOnlyList<ContentType> All { get; }

    /// <summary>These types trimmed for somebody; made once, as long as neither they nor the rights change.</summary>
    internal ContentTypeCatalog Seen(Rights rights, string actor, Func<ContentTypeCatalog> trim) => _seen.GetOrCreateValue(rights).GetOrAdd(actor, _ => trim());

    /// <summary>What entries are made of: collections and single types.</summary>
    public IEnumerable<ContentType> Types => All.Where(t => t.Kind != ContentTypeKind.Component);

    /// <summary>Parts of entries.</summary>
    public IEnumerable<ContentType> Components => All.Where(t => t.Kind == ContentTypeKind.Component);

    /// <summary>The attribute on the target's side that owns a relation shown from here; null when it is gone.</summary>
    internal RelationAttribute? OwnerOf(RelationAttribute inverse) =>
        inverse.MappedBy is { } owner ? ByName(inverse.Target)?.Find(owner) as RelationAttribute : null;

    /// <summary>Types whose entries have the type's attributes in them: it alone, or all that a component is part of, however deep.</summary>
    internal IReadOnlyList<ContentType> HoldersOf(ContentType type) => type.Kind != ContentTypeKind.Component ? [type] : [.. Types.Where(t => Holds(t, type, []))];

    private bool Holds(ContentType type, ContentType part, HashSet<string> seen) => seen.Add(type.Name) && type.Attributes
        .SelectMany(PartsIn)
        .Any(name => name == part.Name || (ByName(name) is { } inner && Holds(inner, part, seen)));

    /// <summary>Names of the components that may stand in the attribute.</summary>
    internal static IReadOnlyList<string> PartsIn(ContentAttribute attribute) => attribute switch { ComponentAttribute one => [one.Component], DynamicZoneAttribute zone => zone.Components, _ => [] };

    /// <summary>Attributes by which entries can point at those of the type, with the type or component that has them. What only shows such a relation from the other side is not among them.</summary>
    public IEnumerable<(ContentType Holder, RelationAttribute Attribute)> RelationsTo(ContentType type) =>
        from holder in All
        from attribute in holder.Attributes.OfType<RelationAttribute>()
        where attribute.MappedBy is null && attribute.Target == type.Name
        select (holder, attribute);

    /// <summary>By singular; null when there is none.</summary>
    public ContentType? ByName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>By the last part of <c>/api/{…}</c>: the plural of a collection, the singular of a single type; null when there is none.</summary>
    public ContentType? ByRoute(string route) =>
        _byPlural.TryGetValue(route, out var type) && type.Kind == ContentTypeKind.Collection ? type
        : _byName.TryGetValue(route, out type) && type.Kind == ContentTypeKind.Single ? type : null;

    /// <summary>By stable key; null when there is none.</summary>
    public ContentType? ById(Id<ContentType> id) => _byId.GetValueOrDefault(id);
}
