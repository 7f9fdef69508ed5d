using System.Runtime.CompilerServices;
using ContentHub.Access;
using ContentHub.ContentTypes;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>The OpenAPI 3.1 document of this project, as far as a caller may use it. Kept until a type changes.</summary>
internal sealed class ApiDescription(ContentTypeService types, EndpointDataSource endpoints, SystemNames names)
{
    private readonly ConditionalWeakTable<Rights, Kept> _kept = [];

    /// <summary>The document as JSON.</summary>
    public async Task<byte[]> ForAsync(Actor actor, CancellationToken ct)
    {
        var catalog = types.All();
        if (_kept.TryGetValue(actor.Rights, out var kept) && ReferenceEquals(kept.Catalog, catalog)) return kept.Json;

        var document = new DocumentBuilder(actor, catalog, names).Build(endpoints.Endpoints.OfType<RouteEndpoint>());
        using var bytes = new MemoryStream();
        await document.SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1, ct);
        var json = bytes.ToArray();
        _kept.AddOrUpdate(actor.Rights, new Kept(catalog, json));
        return json;
    }

    private sealed record Kept(ContentTypeCatalog Catalog, byte[] Json);
}
