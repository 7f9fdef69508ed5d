using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>What is the same in every project. A schema stands in the document once something refers to it.</summary>
internal sealed class SharedSchemas(OpenApiDocument document, SystemNames names)
{
    /// <summary>A reference to a shared schema, which is added when it is the first.</summary>
    public OpenApiSchemaReference Of(string name)
    {
        var schemas = document.Components!.Schemas!;
        if (!schemas.ContainsKey(name))
        {
            schemas[name] = new OpenApiSchema();   // its own place, for those that lead back to it
            schemas[name] = Make(name);
        }

        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>The names that no content type's schema may take.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "Error", "Pagination", "Meta", "Conditions", "LinkTarget", "LinkInput", "File", "Folder", "Credentials", "Session", "Token", "TokenInput", "Role", "RoleInput", "Explanation", "ContentType", "ContentTypeInput", "SchemaImport",
        "Webhook", "WebhookInput", "WebhookTest", "AllowedTarget", "AllowedTargetInput", "Delivery", "Event", "EventKind", "Snippet", "RaisedEvent", "Revision", "Triggered", "EntryUse", "Schedule", "ScheduleInput", "Trashed", "Changeset", "ChangesetResult", "Ids",
        "Hook", "HookInput", "HookCall", "HookBody", "HookOutcome", "Inbox", "InboxInput", "InboxChange", "InboxRequest",
    ];

    private OpenApiSchema Make(string name) => name switch
    {
        "Error" => Schema.Object(
            ("data", new OpenApiSchema { Type = JsonSchemaType.Null }),
            ("error", Schema.Object(("status", Schema.Whole()), ("name", Schema.Text("ValidationError, NotFoundError, …")), ("message", Schema.Text()), ("details", Schema.Any("errors: a list of {path, message, name}; else what helps"))).Needs("status", "name", "message"))).Needs("data", "error"),
        "Meta" => Schema.Object(),
        "Pagination" => Schema.Object(
            ("page", Schema.Whole()), ("pageSize", Schema.Whole()), ("pageCount", Schema.Whole("Absent with withCount=false.")), ("total", Schema.Whole("Absent with withCount=false.")),
            ("start", Schema.Whole("Instead of page.")), ("limit", Schema.Whole("Instead of pageSize."))),
        "Conditions" => QueryParameters.Conditions(),
        "LinkTarget" => new OpenApiSchema
        {
            Description = "One entry or file: its numeric id, its document id, or an object with one of them.",
            AnyOf = [Schema.Whole(), Schema.Text(), Schema.Object(("id", Schema.Whole())).Needs("id"), Schema.Object((names.DocumentId.Value, Schema.Text())).Needs(names.DocumentId.Value)],
        },
        "LinkInput" => LinkInput(),
        "File" => File(),
        "Folder" => Schema.Object(("id", Schema.Whole()), ("name", Schema.Text()), ("parent_id", Schema.Whole().OrNull()), ("path", Schema.Text()), ("files", Schema.Whole()), ("folders", Schema.Whole())).Needs("id", "name"),
        "Ids" => Schema.Object(("ids", Schema.List(Schema.Whole()))).Needs("ids"),
        _ => ManagementSchemas.Make(name, names, Of),
    };

    private OpenApiSchema LinkInput()
    {
        var links = Schema.List(Of("LinkTarget"));
        var form = Schema.Object(
            ("set", Schema.List(Of("LinkTarget"), "These and no others.")),
            ("connect", Schema.List(Of("LinkTarget"), "These as well; each may have a position: {\"before\": …}, {\"after\": …}, {\"start\": true} or {\"end\": true}.")),
            ("disconnect", Schema.List(Of("LinkTarget"), "Not these any more.")));
        return new OpenApiSchema { Description = "What is linked: null for nothing, one target, a list, or a change of the list.", AnyOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, Of("LinkTarget"), links, form] };
    }

    private OpenApiSchema File()
    {
        var format = Schema.Object(("name", Schema.Text()), ("hash", Schema.Text()), ("ext", Schema.Text()), ("mime", Schema.Text()), ("width", Schema.Whole()), ("height", Schema.Whole()), ("size", Schema.Number()), ("url", Schema.Text()));
        return Schema.Object(
            ("id", Schema.Whole()), (names.DocumentId.Value, Schema.Text()), ("name", Schema.Text()), (names.AlternativeText.Value, Schema.Text().OrNull()), ("caption", Schema.Text().OrNull()),
            (names.FocalPoint.Value, Schema.Object(("x", Schema.Number("Percent of the width.")), ("y", Schema.Number("Percent of the height."))).Needs("x", "y").OrNull()),
            ("width", Schema.Whole().OrNull()), ("height", Schema.Whole().OrNull()), ("formats", Schema.Map(format, "Smaller pictures by name.").OrNull()), ("hash", Schema.Text()), ("sha256", Schema.Text()),
            ("ext", Schema.Text()), ("mime", Schema.Text()), ("size", Schema.Number("kB of 1000 bytes.")), ("url", Schema.Text()), (names.PreviewUrl.Value, Schema.Text().OrNull()), ("provider", Schema.Text()),
            ("provider_metadata", Schema.Any()), ("folder", Schema.Whole().OrNull()), (names.DuplicateOf.Value, Schema.Whole("In the answer to an upload: the oldest file that had the same bytes before.")), (names.CreatedAt.Value, Schema.Moment()), (names.UpdatedAt.Value, Schema.Moment()),
            ("related", Schema.List(Schema.Object(("model", Schema.Text()), ("id", Schema.Whole()), ("field", Schema.Text()))))).Needs("id", "name", "url");
    }
}
