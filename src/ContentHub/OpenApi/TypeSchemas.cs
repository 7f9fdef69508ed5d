using ContentHub.Access;
using ContentHub.ContentTypes;
using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>A type as a caller knows it.</summary>
/// <param name="Shown">With what answers show of it.</param>
/// <param name="Whole">With what the caller may give of a new entry; null where it may make none.</param>
/// <param name="Change">With what it may change; null where it may not.</param>
internal sealed record DescribedType(ContentType Shown, ContentType? Whole, ContentType? Change)
{
    /// <summary>Null for a type that the caller has nothing to do with.</summary>
    public static DescribedType? Of(ContentTypeCatalog catalog, Actor actor, ContentType type)
    {
        if (!Permissions.OfEntries.Any(actor.May)) return null;
        var seen = catalog.SeenBy(actor);
        if (type.Kind == ContentTypeKind.Component) return new(seen.ShownTo(type), actor.May(Permission.EntriesCreate) || actor.May(Permission.EntriesUpdate) ? seen.ShownTo(type) : null, null);
        if (Permissions.OfEntries.All(p => actor.On(type, p) is null)) return null;
        return new(seen.ShownTo(type), Writable(Permission.EntriesCreate), Writable(Permission.EntriesUpdate));

        ContentType? Writable(Permission permission) => actor.On(type, permission) is { } right ? type.With(catalog.WritableBy(actor, type, permission).Attributes.Where(a => right.Reaches(a.Id.Value)), Sight.All) : null;
    }
}

/// <summary>The schemas of this project's own types: <c>Article</c>, <c>ArticleInput</c> (whole), <c>ArticleChange</c> (what is given), and the envelopes <c>ArticleAnswer</c> and <c>ArticleList</c>.</summary>
internal sealed class TypeSchemas
{
    private static readonly string[] Endings = ["", "Input", "Change", "Answer", "List"];

    private readonly OpenApiDocument _document;
    private readonly SharedSchemas _shared;
    private readonly SystemNames _names;
    private readonly AttributeSchemas _attributes;
    private readonly Dictionary<string, string> _nameOf = [];

    public TypeSchemas(OpenApiDocument document, SharedSchemas shared, SystemNames names, IReadOnlyList<DescribedType> types)
    {
        All = types;
        _document = document;
        _shared = shared;
        _names = names;
        _attributes = new AttributeSchemas(shared, name => Reference(name, ""), name => Reference(name, "Input"));
        var taken = SharedSchemas.Names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var type in types.Select(t => t.Shown).OrderBy(t => t.Id.Value)) _nameOf[type.Name] = Free(Pascal(type.Name), taken);
        foreach (var type in types.OrderBy(t => t.Shown.Name, StringComparer.Ordinal)) Add(type);
    }

    /// <summary>The types that the caller has to do with.</summary>
    public IReadOnlyList<DescribedType> All { get; }

    /// <summary>The name of the schema of its entries.</summary>
    public string NameOf(ContentType type) => _nameOf[type.Name];

    /// <summary>One of the schemas of a type.</summary>
    /// <param name="ending">Empty, <c>Input</c>, <c>Change</c>, <c>Answer</c> or <c>List</c>.</param>
    public OpenApiSchemaReference Of(ContentType type, string ending) => Reference(type.Name, ending)!;

    /// <summary><c>blog-post</c> → <c>BlogPost</c>; <c>shared.seo</c> → <c>SharedSeo</c>.</summary>
    public static string Pascal(string name) => string.Concat(name.Split('-', '.', '_').Where(p => p.Length > 0).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));

    private OpenApiSchemaReference? Reference(string type, string ending) => _nameOf.TryGetValue(type, out var name) ? new OpenApiSchemaReference(name + ending, _document) : null;

    private static string Free(string wanted, HashSet<string> taken)
    {
        var name = wanted;
        for (var i = 2; Endings.Any(e => taken.Contains(name + e)); i++) name = $"{wanted}{i}";
        foreach (var ending in Endings) taken.Add(name + ending);
        return name;
    }

    private void Add(DescribedType described)
    {
        var type = described.Shown;
        var schemas = _document.Components!.Schemas!;
        var name = NameOf(type);
        schemas[name] = Answer(type);
        if (described.Whole is { } given) schemas[name + "Input"] = Input(given, whole: true);
        if (type.Kind == ContentTypeKind.Component) return;
        if (described.Change is { } changed) schemas[name + "Change"] = Input(changed, whole: false);
        schemas[name + "Answer"] = Schema.Object(("data", Of(type, "")), ("meta", _shared.Of("Meta"))).Needs("data", "meta");
        if (type.Kind == ContentTypeKind.Collection)
            schemas[name + "List"] = Schema.Object(("data", Schema.List(Of(type, ""))), ("meta", Schema.Object(("pagination", _shared.Of("Pagination"))).Needs("pagination"))).Needs("data", "meta");
    }

    private OpenApiSchema Answer(ContentType type)
    {
        var own = type.Attributes.Where(a => !a.IsHidden).Select(a => (a.Name, _attributes.Answer(a)));
        if (type.Kind == ContentTypeKind.Component) return Schema.Object([("id", Schema.Whole()), .. own]).Needs("id");
        return Schema.Object(
        [
            ("id", Schema.Whole()), (_names.DocumentId.Value, Schema.Text()), .. own,
            (_names.CreatedAt.Value, Schema.Moment()), (_names.UpdatedAt.Value, Schema.Moment()), (_names.PublishedAt.Value, Schema.Moment().OrNull()),
        ]).Needs("id", _names.DocumentId.Value);
    }

    /// <param name="whole">For a new entry that goes out at once; otherwise nothing has to be given.</param>
    private OpenApiSchema Input(ContentType type, bool whole)
    {
        var writable = type.Attributes.Where(a => !a.Private).ToArray();
        var schema = Schema.Object(writable.Select(a => (a.Name, _attributes.Input(a))));
        if (type.Kind == ContentTypeKind.Component) schema.Properties!["id"] = Schema.Whole("Of the one that is changed in place.");
        return whole ? schema.Needs(writable.Where(a => a.Required && a is not ScalarAttribute { Default: not null }).Select(a => a.Name)) : schema;
    }
}
