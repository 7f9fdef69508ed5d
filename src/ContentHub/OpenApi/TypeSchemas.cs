using ContentHub.ContentTypes;
using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>The schemas of this project's own types: <c>Article</c>, <c>ArticleInput</c> (whole), <c>ArticleChange</c> (what is given), and the envelopes <c>ArticleAnswer</c> and <c>ArticleList</c>.</summary>
internal sealed class TypeSchemas
{
    private static readonly string[] Endings = ["", "Input", "Change", "Answer", "List"];

    private readonly OpenApiDocument _document;
    private readonly SharedSchemas _shared;
    private readonly SystemNames _names;
    private readonly AttributeSchemas _attributes;
    private readonly Dictionary<string, string> _nameOf = [];

    public TypeSchemas(OpenApiDocument document, SharedSchemas shared, SystemNames names, IReadOnlyList<ContentType> types, bool withInputs)
    {
        _document = document;
        _shared = shared;
        _names = names;
        _attributes = new AttributeSchemas(shared, name => Reference(name, ""), name => Reference(name, "Input"));
        var taken = SharedSchemas.Names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var type in types.OrderBy(t => t.Id.Value)) _nameOf[type.Name] = Free(Pascal(type.Name), taken);
        foreach (var type in types.OrderBy(t => t.Name, StringComparer.Ordinal)) Add(type, withInputs);
    }

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

    private void Add(ContentType type, bool withInputs)
    {
        var schemas = _document.Components!.Schemas!;
        var name = NameOf(type);
        schemas[name] = Answer(type);
        if (withInputs) schemas[name + "Input"] = Input(type, whole: true);
        if (type.Kind == ContentTypeKind.Component) return;
        if (withInputs) schemas[name + "Change"] = Input(type, whole: false);
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
