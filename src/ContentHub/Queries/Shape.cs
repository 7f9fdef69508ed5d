using ContentHub.ContentTypes;

namespace ContentHub.Queries;

/// <summary>What a query may name in one place. What is hidden is not in it, so that it cannot be told from what does not exist.</summary>
internal abstract class Shape
{
    private static readonly Dictionary<string, string> Spellings = new()
    {
        ["documentId"] = "document_id",
        ["createdAt"] = "created_at",
        ["updatedAt"] = "updated_at",
        ["publishedAt"] = "published_at",
        ["alternativeText"] = "alternative_text",
        ["focalPoint"] = "focal_point",
        ["previewUrl"] = "preview_url",
    };

    /// <summary>A value, by its name in either spelling.</summary>
    public Field? Field(string name) => Attribute(name) is { } attribute ? attribute is ScalarAttribute scalar ? Queries.Field.Of(scalar) : null
        : Columns.GetValueOrDefault(Spellings.GetValueOrDefault(name, name));

    /// <summary>The name under which <c>fields</c> keeps a value, by its name in either spelling; null when nothing is called so.</summary>
    public string? Shown(string name) => Field(name)?.Name ?? OnlyShown.FirstOrDefault(n => n == Spellings.GetValueOrDefault(name, name));

    /// <summary>What answers carry beside fields: <c>fields</c> may name it, filters and sorts may not.</summary>
    public virtual IReadOnlyList<string> OnlyShown => [];

    /// <summary>A way onwards.</summary>
    public Link? Link(string name) => Attribute(name) is { } attribute ? LinkOf(attribute) : null;

    /// <summary>All that can be named, for hints.</summary>
    public IEnumerable<string> Names => Columns.Keys.Concat(Visible.Select(a => a.Name));

    /// <summary>Columns beside the attributes.</summary>
    public abstract IReadOnlyDictionary<string, Field> Columns { get; }

    /// <summary>Attributes that the world may know of.</summary>
    public abstract IEnumerable<ContentAttribute> Visible { get; }

    /// <summary>The parts that a dynamic zone may hold, by name.</summary>
    public abstract Shape? Component(string name);

    public ContentAttribute? Attribute(string name) => Visible.FirstOrDefault(a => a.Name == name);

    /// <summary>The way behind an attribute, hidden or not; null when what it names is gone.</summary>
    public abstract Link? LinkOf(ContentAttribute attribute);

    protected static Dictionary<string, Field> Table(params ReadOnlySpan<(string Name, FieldKind Kind, string Sql)> columns)
    {
        var table = new Dictionary<string, Field>();
        foreach (var (name, kind, sql) in columns) table.Add(name, new Field(name, kind, null, sql));
        return table;
    }
}

/// <summary>Entries of a type, or one component inside them.</summary>
internal sealed class TypeShape(ContentType type, ContentTypeCatalog catalog) : Shape
{
    private static readonly Dictionary<string, Field> OfEntries = Entries("{0}.published_at");

    // What has no drafts was published when it was made.
    private static readonly Dictionary<string, Field> OfPublished = Entries("{0}.created_at");
    private static readonly Dictionary<string, Field> OfComponents = Table(("id", FieldKind.Integer, ""));

    public ContentType Type => type;

    public override IReadOnlyDictionary<string, Field> Columns => type.Kind == ContentTypeKind.Component ? OfComponents : type.DraftAndPublish ? OfEntries : OfPublished;

    public override IEnumerable<ContentAttribute> Visible => type.Attributes.Where(a => !a.IsHidden);

    public override Shape? Component(string name) => catalog.ByName(name) is { Kind: ContentTypeKind.Component } component ? new TypeShape(component, catalog) : null;

    public override Link? LinkOf(ContentAttribute attribute) => attribute switch
    {
        RelationAttribute relation when catalog.ByName(relation.Target) is { } target =>
            new Link(relation, new TypeShape(target, catalog), relation.MappedBy is null ? relation : catalog.OwnerOf(relation)),
        ComponentAttribute part when catalog.ByName(part.Component) is { } component => new Link(part, new TypeShape(component, catalog)),
        MediaAttribute => new Link(attribute, FileShape.Instance),
        _ => null,
    };

    private static Dictionary<string, Field> Entries(string publishedAt) => Table(
        ("id", FieldKind.Integer, "{0}.id"),
        ("document_id", FieldKind.Text, "{0}.document_id"),
        ("created_at", FieldKind.Moment, "{0}.created_at"),
        ("updated_at", FieldKind.Moment, "{0}.updated_at"),
        ("published_at", FieldKind.Moment, publishedAt),
        ("locale", FieldKind.Text, "{0}.locale"));
}

/// <summary>Files of the media library.</summary>
internal sealed class FileShape : Shape
{
    public static FileShape Instance { get; } = new();

    private FileShape() { }

    /// <summary>Columns of <c>media_assets</c> that queries may name. Sizes are in kB of 1000 bytes, as answers show them.</summary>
    public override IReadOnlyDictionary<string, Field> Columns { get; } = Table(
        ("id", FieldKind.Integer, "{0}.id"),
        ("document_id", FieldKind.Text, "{0}.document_id"),
        ("name", FieldKind.Text, "{0}.name"),
        ("alternative_text", FieldKind.Text, "{0}.alternative_text"),
        ("caption", FieldKind.Text, "{0}.caption"),
        ("width", FieldKind.Integer, "{0}.width"),
        ("height", FieldKind.Integer, "{0}.height"),
        ("folder", FieldKind.Integer, "{0}.folder_id"),
        ("hash", FieldKind.Text, "{0}.hash"),
        ("ext", FieldKind.Text, "{0}.ext"),
        ("mime", FieldKind.Text, "{0}.mime"),
        ("size", FieldKind.Number, "ROUND({0}.size / 1000.0, 2)"),
        ("url", FieldKind.Text, "('/uploads/' || {0}.hash || {0}.ext)"),
        ("created_at", FieldKind.Moment, "{0}.created_at"),
        ("updated_at", FieldKind.Moment, "{0}.updated_at"));

    public override IReadOnlyList<string> OnlyShown { get; } = ["focal_point", "formats", "sha256", "preview_url", "provider", "provider_metadata", "related"];

    public override IEnumerable<ContentAttribute> Visible => [];

    public override Shape? Component(string name) => null;

    public override Link? LinkOf(ContentAttribute attribute) => null;
}
