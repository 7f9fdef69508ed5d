using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Events;

/// <summary><c>/admin/api/events/catalog</c>: what receivers can be told, with schema and example.</summary>
internal static class EventCatalogEndpoints
{
    public static void MapEventCatalog(this IEndpointRouteBuilder routes) => routes.MapGet("/admin/api/events/catalog", List).WithTags("Events").Needs(Permission.TypesRead);

    private static IResult List(HttpContext http, EventCatalog catalog)
    {
        if (ListQuery.Unknown(http.Request, "event", "model") is { } unknown) return unknown.ToResult();
        return catalog.List(http.Actor(), Text(http, "event"), Text(http, "model")).ToResult(kinds => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var kind in kinds)
            {
                json.WriteStartObject();
                json.WriteString("event", kind.Name);
                json.WriteString("model", kind.Model);
                json.WriteString("description", kind.Description);
                json.WritePropertyName("schema");
                kind.Schema.WriteTo(json);
                json.WritePropertyName("example");
                kind.Example.WriteTo(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }

    private static string? Text(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
