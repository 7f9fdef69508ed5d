using System.Globalization;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Queries;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>One operation of the document: parameters, body, answers.</summary>
internal sealed class OperationBuilder(OpenApiDocument document, SharedSchemas shared, TypeSchemas types, QueryParameters query)
{
    private const string Json = "application/json";

    /// <summary>Of a route that is the same in every project.</summary>
    public OpenApiOperation Of(RouteEndpoint endpoint, HttpMethod method, string path, string tag)
    {
        var deed = Deed.Of(method, path);
        var operation = Begin(endpoint, method, path, tag, deed.Words, method.Method.ToLowerInvariant() + TypeSchemas.Pascal(path.Replace('/', '-').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)));
        foreach (var name in deed.Asks) operation.Parameters!.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Schema = Schema.Text() });
        foreach (var parameter in query.Of(deed.Query, null)) operation.Parameters!.Add(parameter);
        operation.RequestBody = deed.Takes switch
        {
            null => null,
            "multipart" => Body("multipart/form-data", Schema.Object(
                ("files", Schema.List(new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" })), ("fileInfo", Schema.Text("JSON: {name, alternativeText, caption, focalPoint: {x, y} in percent or null, folder}")),
                ("ref", Schema.Text("Singular of a content type, to attach the files to an entry.")), ("refId", Schema.Text()), ("field", Schema.Text()))),
            var takes => Body(Json, deed.BareBody ? shared.Of(takes) : Schema.Data(takes == "*" ? Schema.Map(Schema.Any()) : shared.Of(takes))),
        };
        operation.Responses![deed.Status.ToString(CultureInfo.InvariantCulture)] = Answer(deed.Status, deed.Envelope, deed.Gives);
        return operation;
    }

    /// <summary>Of a route of a content type.</summary>
    public OpenApiOperation OfEntries(RouteEndpoint endpoint, HttpMethod method, string path, ContentType type, EntryDeed deed)
    {
        var name = types.NameOf(type);
        var operation = Begin(endpoint, method, path, type.DisplayName, $"{deed.Words} {type.DisplayName}", deed.Verb + name);
        var known = deed.Parameters switch { "list" => ContentQuery.OfLists, "one" => ContentQuery.OfOne, "write" => ContentQuery.OfWrites, _ => [] };
        foreach (var parameter in query.Of(known, type)) operation.Parameters!.Add(parameter);
        if (deed.Envelope == Envelope.Page) foreach (var key in new[] { "pagination[page]", "pagination[pageSize]" }) operation.Parameters!.Add(new OpenApiParameter { Name = key, In = ParameterLocation.Query, Schema = Schema.Whole() });
        if (deed.TakesIfMatch)
        {
            operation.Parameters!.Add(Header("If-Match", "The ETag of the entry as it was read; another version gives 412."));
            operation.Responses!["412"] = Refusal("PreconditionFailed", "The entry has another version; details say which.");
        }

        if (method == HttpMethod.Get && deed.Gives is "Answer" or "List")
        {
            operation.Parameters!.Add(Header("If-None-Match", "The ETag of the answer that the caller has."));
            operation.Responses!["304"] = new OpenApiResponse { Description = "The caller has it already." };
        }

        if (deed.Takes is "Input" or "Change") operation.RequestBody = EntryBody(type, deed.Takes);
        else if (deed.Takes is { } other) operation.RequestBody = Body(Json, Schema.Data(other == "*" ? Schema.Map(Schema.Any()) : shared.Of(other)));

        var answer = Answer(deed.Status, deed.Envelope, deed.Gives is "Answer" or "List" ? null : deed.Gives);
        if (deed.Gives is "Answer" or "List")
        {
            answer.Content = Content(Json, types.Of(type, deed.Gives));
            answer.Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = new OpenApiHeader { Description = "Changes with the answer.", Schema = Schema.Text() } };
            if (deed.Status == 201) answer.Headers["Location"] = new OpenApiHeader { Description = "Address of the entry.", Schema = Schema.Text() };
        }

        operation.Responses![deed.Status.ToString(CultureInfo.InvariantCulture)] = answer;
        return operation;
    }

    private OpenApiOperation Begin(RouteEndpoint endpoint, HttpMethod method, string path, string tag, string words, string id)
    {
        var access = endpoint.Metadata.GetMetadata<EndpointAccess>()!;
        var operation = new OpenApiOperation { OperationId = id, Summary = words, Tags = new HashSet<OpenApiTagReference> { new(tag, document) }, Parameters = [], Responses = [] };
        foreach (var parameter in endpoint.RoutePattern.Parameters.Where(p => path.Contains($"{{{p.Name}}}", StringComparison.Ordinal)))
        {
            var whole = parameter.ParameterPolicies.Any(p => p.Content is "long" or "int");
            operation.Parameters.Add(new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Path, Required = true, Description = parameter.Name == "key" ? "The document id, or the numeric id." : null, Schema = whole ? Schema.Whole() : Schema.Text() });
        }

        operation.Responses["default"] = Refusal("Refused", "What went wrong.");
        if (access.AnyOf.Count == 0) return operation;
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
        operation.Responses["401"] = Refusal("Unauthorized", "Without valid credentials.");
        operation.Responses["403"] = Refusal("Forbidden", "The credentials lack a permission.");
        operation.Responses["400"] = Refusal("Invalid", "Parameters or body are wrong; every fault is listed.");
        if (path.Contains('{', StringComparison.Ordinal)) operation.Responses["404"] = Refusal("NotFound", "There is none.");
        if (method == HttpMethod.Post || method == HttpMethod.Put || method == HttpMethod.Delete)
        {
            operation.Parameters.Add(Header("Idempotency-Key", "Up to 255 characters: the first answer is kept for a day and repeated.", 255));
            operation.Responses["409"] = Refusal("Conflict", "It contradicts what is there, or the key was used for another request.");
        }

        return operation;
    }

    private OpenApiRequestBody EntryBody(ContentType type, string ending)
    {
        // A draft may lack what is required.
        IOpenApiSchema data = ending == "Input" && type.DraftAndPublish ? new OpenApiSchema { AnyOf = [types.Of(type, "Input"), types.Of(type, "Change")], Description = "With status=draft required values may be missing." } : types.Of(type, ending);
        var body = Body(Json, Schema.Data(data));
        body.Content!["multipart/form-data"] = new OpenApiMediaType { Schema = Schema.Object(("data", Schema.Text("The same as JSON text."))) };
        body.Description = "As multipart, parts called files.<attribute> are stored and attached.";
        return body;
    }

    private OpenApiResponse Answer(int status, Envelope envelope, string? gives)
    {
        IOpenApiSchema One() => gives is null ? Schema.Any() : shared.Of(gives);
        var answer = new OpenApiResponse { Description = status switch { 201 => "Made.", 202 => "Accepted.", 204 => "Done; nothing to say.", _ => "As asked." } };
        if (status != 204)
        {
            answer.Content = envelope switch
            {
                Envelope.One => Content(Json, Schema.Object(("data", One()), ("meta", shared.Of("Meta"))).Needs("data")),
                Envelope.List => Content(Json, Schema.Object(("data", Schema.List(One())), ("meta", shared.Of("Meta"))).Needs("data")),
                Envelope.Page => Content(Json, Schema.Object(("data", Schema.List(One())), ("meta", Schema.Object(("pagination", shared.Of("Pagination"))))).Needs("data", "meta")),
                Envelope.Feed => Content(Json, Schema.Object(("data", Schema.List(One())), ("meta", Schema.Object(("cursor", Schema.Text("Ask with it for the next: after=cursor where a list goes forward, before=cursor where it goes back."))))).Needs("data", "meta")),
                Envelope.Bare => Content(Json, One()),
                Envelope.BareList => Content(Json, Schema.List(One())),
                Envelope.Stream => Content("text/event-stream", Schema.Text()),
                Envelope.Bytes => Content("*/*", new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" }),
                _ => Content("text/plain", Schema.Text()),
            };
        }

        return answer;
    }

    private OpenApiResponseReference Refusal(string name, string words)
    {
        document.Components!.Responses!.TryAdd(name, new OpenApiResponse { Description = words, Content = Content(Json, shared.Of("Error")) });
        return new OpenApiResponseReference(name, document);
    }

    private OpenApiParameterReference Header(string name, string words, int? longest = null)
    {
        var schema = Schema.Text();
        schema.MaxLength = longest;
        document.Components!.Parameters!.TryAdd(name, new OpenApiParameter { Name = name, In = ParameterLocation.Header, Description = words, Schema = schema });
        return new OpenApiParameterReference(name, document);
    }

    private static OpenApiRequestBody Body(string kind, IOpenApiSchema schema) => new() { Required = true, Content = Content(kind, schema) };

    private static Dictionary<string, OpenApiMediaType> Content(string kind, IOpenApiSchema schema) => new() { [kind] = new OpenApiMediaType { Schema = schema } };
}
