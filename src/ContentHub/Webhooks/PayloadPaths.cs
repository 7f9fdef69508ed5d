using ContentHub.ContentTypes;
using ContentHub.Persistence;

namespace ContentHub.Webhooks;

/// <summary>Whether what a filter asks about can ever stand in a body, and whether what is chosen is there: a slip of the pen would keep every event away without a word.</summary>
internal sealed class PayloadPaths(ContentTypeService types)
{
    private static readonly string[] System = ["id", "document_id", "locale", "created_at", "updated_at", "published_at", "version"];

    /// <summary>Names of content types that are not there: a slip of the pen, or one that went, or one that is to come, so saving them is no fault.</summary>
    public IEnumerable<FieldError> Hints(ContentHubDbContext db, IReadOnlyList<string> models)
    {
        var known = types.Catalog(db).Types.Where(t => t.Kind != ContentTypeKind.Component).Select(t => t.Name);
        return models.Except(known).Select(name => new FieldError("models", $"There is no content type '{name}', so nothing of it is sent{Nearest.Hint(name, known)}"));
    }

    /// <param name="models">Singular names of the types that the webhook is told of; empty for all.</param>
    public IEnumerable<FieldError> Faults(ContentHubDbContext db, PayloadFilter filter, IReadOnlyList<string> models)
    {
        var wanted = types.Catalog(db).Types.Where(t => t.Kind != ContentTypeKind.Component && (models.Count == 0 || models.Contains(t.Name))).ToArray();
        foreach (var path in filter.Paths)
            if (path is ["entry", var first, ..] && wanted.Length > 0 && !System.Contains(first) && !wanted.Any(t => t.Find(first) is { IsHidden: false }))
                yield return new FieldError("filter", $"No type that this webhook is told of sends '{first}'{Nearest.Hint(first, wanted.SelectMany(t => t.Attributes).Where(a => !a.IsHidden).Select(a => a.Name).Concat(System))}");
    }
}
