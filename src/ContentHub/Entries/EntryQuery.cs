using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Queries;

namespace ContentHub.Entries;

/// <summary>What a reader asks for: the query string of the content API, or one of the few things that the product's own panel needs.</summary>
public sealed class EntryQuery
{
    private readonly string? _text;
    private readonly bool _everything;

    private EntryQuery(string? text, bool everything = false, bool forPanel = false)
    {
        _text = text;
        _everything = everything;
        IsForPanel = forPanel;
    }

    /// <summary>What the API answers without parameters.</summary>
    public static EntryQuery Plain { get; } = new(null);

    /// <summary>All that an entry points at, as event bodies have it.</summary>
    public static EntryQuery Everything { get; } = new(null, everything: true);

    /// <summary>Plain, and of each entry the draft where the reader sees it, else what is public: for the product's own panel.</summary>
    public static EntryQuery Panel { get; } = new(null, forPanel: true);

    /// <summary>All that an entry points at, with what is private and with drafts where there are some: for the panel's editor.</summary>
    public static EntryQuery PanelEverything { get; } = new(null, everything: true, forPanel: true);

    /// <summary>A query string, with or without the question mark; it is checked when it is used.</summary>
    public static EntryQuery Of(string? queryString) => string.IsNullOrEmpty(queryString) ? Plain : new(queryString);

    /// <summary>The same for the panel: drafts where there are some.</summary>
    public static EntryQuery PanelOf(string? queryString) => new(queryString, forPanel: true);

    /// <summary>Sees drafts where the reader may, and what is private.</summary>
    internal bool IsForPanel { get; }

    /// <summary>Parameters of a list. Problems: Invalid.</summary>
    internal static Result<ContentQuery> Parse(string? queryString, ContentType type, ContentTypeCatalog catalog, ApiOptions options) =>
        ContentQuery.Parse(queryString, new TypeShape(type, catalog), options, ContentQuery.OfLists);

    /// <summary>Parameters of one entry. Problems: Invalid.</summary>
    internal static Result<ContentQuery> ParseOne(string? queryString, ContentType type, ContentTypeCatalog catalog, ApiOptions options) =>
        ContentQuery.Parse(queryString, new TypeShape(type, catalog), options, ContentQuery.OfOne);

    /// <summary>Parameters of writes (<c>fields populate locale status</c>): what the answer shows. Problems: Invalid.</summary>
    internal static Result<ContentQuery> ParseSelection(string? queryString, ContentType type, ContentTypeCatalog catalog, ApiOptions options) =>
        ContentQuery.Parse(queryString, new TypeShape(type, catalog), options, ContentQuery.OfWrites);

    /// <summary>What the answer to a write shows. Problems: Invalid.</summary>
    internal Result<Selection> BindAnswer(ContentType type, ContentTypeCatalog catalog, ApiOptions options)
    {
        if (!ParseSelection(_text, type, catalog, options).Ok(out var query, out var problem)) return problem;
        return _everything ? Selection.Everything(type, catalog, IsForPanel) : query.Selection;
    }

    /// <summary>The query against a type. Problems: Invalid.</summary>
    internal Result<ContentQuery> Bind(ContentType type, ContentTypeCatalog catalog, ApiOptions options, bool list)
    {
        if (!(list ? Parse(_text, type, catalog, options) : ParseOne(_text, type, catalog, options)).Ok(out var query, out var problem)) return problem;
        return _everything ? query with { Selection = Selection.Everything(type, catalog, IsForPanel) } : query;
    }
}
