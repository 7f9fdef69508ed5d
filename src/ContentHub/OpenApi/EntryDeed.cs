using ContentHub.ContentTypes;

namespace ContentHub.OpenApi;

/// <summary>What a route of a content type does.</summary>
/// <param name="Verb">Begins the name of the operation: <c>list</c>, <c>publish</c>.</param>
/// <param name="Takes">Ending of the body's schema among those of the type, or a shared schema; null for none.</param>
/// <param name="Gives">Ending of the answer's schema among those of the type (<c>Answer</c>, <c>List</c>), or a shared schema.</param>
/// <param name="Parameters">Names of the query language's parameters that it takes: <c>list</c>, <c>one</c>, <c>write</c> or <c>page</c>; null for none.</param>
internal sealed record EntryDeed(string Verb, string Words, string? Takes, string? Gives, string? Parameters, int Status = 200)
{
    /// <summary>The entry's version may be demanded.</summary>
    public bool TakesIfMatch { get; init; }

    /// <summary>Of answers that are no entries.</summary>
    public Envelope Envelope { get; init; }

    private static readonly Dictionary<string, EntryDeed> Known = new()
    {
        ["GET"] = new("list", "List", null, "List", "list"),
        ["POST"] = new("create", "Create", "Input", "Answer", "write", 201),
        ["GET /{key}"] = new("get", "Read", null, "Answer", "one"),
        ["PUT /{key}"] = new("update", "Change the given attributes of", "Change", "Answer", "write") { TakesIfMatch = true },
        ["DELETE /{key}"] = new("delete", "Move to the trash:", null, null, null, 204) { TakesIfMatch = true },
        ["POST /{key}/publish"] = new("publish", "Publish", null, "Answer", "write") { TakesIfMatch = true },
        ["POST /{key}/unpublish"] = new("unpublish", "Take back from the public:", null, "Answer", "write") { TakesIfMatch = true },
        ["POST /{key}/discard-draft"] = new("discardDraftOf", "Make the draft what is public of", null, "Answer", "write") { TakesIfMatch = true },
        ["POST /{key}/duplicate"] = new("duplicate", "Duplicate", null, "Answer", "write", 201),
        ["GET /{key}/versions"] = new("listVersionsOf", "List earlier states of", null, "Revision", "page") { Envelope = Envelope.Page },
        ["GET /{key}/versions/{version}"] = new("getVersionOf", "Read an earlier state of", null, "Revision", null),
        ["GET /{key}/versions/{earlier}/compare/{later}"] = new("compareVersionsOf", "Compare two states of", null, null, null),
        ["POST /{key}/versions/{version}/restore"] = new("restoreVersionOf", "Bring back an earlier state of", null, "Answer", null) { TakesIfMatch = true },
        ["GET /{key}/triggered"] = new("listTriggeredBy", "List what changes set off, of", null, "Triggered", "page") { Envelope = Envelope.Page },
        ["GET /{key}/related"] = new("listUsesOf", "List what points at", null, "EntryUse", "page") { Envelope = Envelope.Page },
        ["GET /{key}/schedule"] = new("listScheduleOf", "List what is planned for", null, "Schedule", null) { Envelope = Envelope.List },
        ["POST /{key}/schedule"] = new("schedule", "Plan to publish or unpublish", "ScheduleInput", "Schedule", null, 201),
        ["DELETE /{key}/schedule/{id}"] = new("cancelScheduleOf", "Cancel a plan for", null, null, null, 204),
    };

    /// <summary>What the product does there for that type; null when nothing.</summary>
    /// <param name="rest">The path after <c>/api/{route}</c>: <c>/{key}/publish</c>.</param>
    public static EntryDeed? Of(string method, string rest, ContentType type)
    {
        if (!type.Kind.Has(method, rest)) return null;
        var keyed = rest.StartsWith("/{key}", StringComparison.Ordinal);
        var after = keyed ? rest["/{key}".Length..] : rest;
        if (!type.DraftAndPublish && after.Split('/') is [_, "publish" or "unpublish" or "discard-draft" or "schedule", ..]) return null;
        var known = rest.Length == 0 && type.Kind == ContentTypeKind.Collection ? method : $"{method} /{{key}}{after}";
        return Known.GetValueOrDefault(known) ?? new(method.ToLowerInvariant() + TypeSchemas.Pascal(after.Replace('/', '-').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)), $"{method} {after} of", method is "POST" or "PUT" ? "*" : null, null, null);
    }
}
