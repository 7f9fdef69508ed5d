using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>Walks over the routes of the running server, so that none is forgotten, and writes down those that the caller may use. The routes of content are written once for each type.</summary>
internal sealed class DocumentBuilder
{
    private const string Content = ContentRoutes.Root;
    private static readonly string[] Described = ["/api/", "/admin/api/", "/hooks/", "/uploads/", "/health/", "/metrics", "/openapi.json"];

    private readonly Actor _actor;
    private readonly OpenApiDocument _document;
    private readonly TypeSchemas _types;
    private readonly OperationBuilder _operations;

    public DocumentBuilder(Actor actor, ContentTypeCatalog catalog, SystemNames names)
    {
        _actor = actor;
        _document = new OpenApiDocument
        {
            Info = new OpenApiInfo { Title = "ContentHub", Version = typeof(DocumentBuilder).Assembly.GetName().Version!.ToString(3), Description = "Content in the Strapi 5 dialect, and what manages it. It shows what the caller may use." },
            Servers = [new OpenApiServer { Url = "/" }],
            Paths = [],
            Tags = new HashSet<OpenApiTag>(),
            Components = new OpenApiComponents
            {
                Schemas = new Dictionary<string, IOpenApiSchema>(),
                Responses = new Dictionary<string, IOpenApiResponse>(),
                Parameters = new Dictionary<string, IOpenApiParameter>(),
                Headers = new Dictionary<string, IOpenApiHeader>(),
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token, or a session token of POST /admin/api/login." },
                },
            },
        };
        var shared = new SharedSchemas(_document, names);
        _types = new TypeSchemas(_document, shared, names, [.. catalog.All.Select(t => DescribedType.Of(catalog, actor, t)).OfType<DescribedType>()]);
        _operations = new OperationBuilder(_document, shared, _types, new QueryParameters(shared, names));
    }

    public OpenApiDocument Build(IEnumerable<RouteEndpoint> endpoints)
    {
        foreach (var endpoint in endpoints.OrderBy(e => e.RoutePattern.RawText, StringComparer.Ordinal))
        {
            if (endpoint.Metadata.GetMetadata<EndpointAccess>() is not { } access || !access.Admits(_actor)) continue;
            var path = PathOf(endpoint);
            if (!Described.Any(d => path.StartsWith(d, StringComparison.Ordinal))) continue;
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            {
                if (path.StartsWith(Content, StringComparison.Ordinal)) AddContent(endpoint, access, HttpMethod.Parse(method), path[Content.Length..]);
                else Add(path, HttpMethod.Parse(method), _operations.Of(endpoint, HttpMethod.Parse(method), path, endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags is [var tag, ..] ? tag : "Health"));
            }
        }

        foreach (var tag in _document.Paths.SelectMany(p => p.Value.Operations!.Values).SelectMany(o => o.Tags!).Select(t => t.Reference.Id!).Distinct().Order(StringComparer.Ordinal).ToArray())
            _document.Tags!.Add(new OpenApiTag { Name = tag });
        return _document;
    }

    private void AddContent(RouteEndpoint endpoint, EndpointAccess access, HttpMethod method, string rest)
    {
        foreach (var type in _types.All.Select(t => t.Shown).Where(t => t.Kind != ContentTypeKind.Component))
        {
            if (access.AnyOf.Count > 0 && access.AnyOf.All(p => _actor.Lacks(p, type) is not null)) continue;
            if (EntryDeed.Of(method.Method, rest, type) is not { } deed) continue;
            var path = $"/api/{(type.Kind == ContentTypeKind.Single ? type.Name : type.Plural)}{rest}";
            Add(path, method, _operations.OfEntries(endpoint, method, path, type, deed));
        }
    }

    private void Add(string path, HttpMethod method, OpenApiOperation operation)
    {
        if (!_document.Paths.TryGetValue(path, out var item)) _document.Paths[path] = item = new OpenApiPathItem { Operations = [] };
        item.Operations![method] = operation;
    }

    /// <summary><c>/admin/api/tokens/{id:long}</c> → <c>/admin/api/tokens/{id}</c>.</summary>
    private static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            _ => "",
        }))));
}
