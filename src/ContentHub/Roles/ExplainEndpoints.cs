using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Roles;

/// <summary><c>GET /admin/api/access/explain?method=&amp;path=&amp;as=</c>: whether a call would be refused, why, and what would allow it.</summary>
internal static class ExplainEndpoints
{
    public static void MapExplain(this IEndpointRouteBuilder routes) => routes.MapGet("/admin/api/access/explain", Explain).WithTags("Access").IsPublic();

    private static async Task<IResult> Explain(HttpContext http, AccessExplainer explainer, ContentTypeService types, CancellationToken ct)
    {
        if (ListQuery.Unknown(http.Request, "method", "path", "as") is { } unknown) return unknown.ToResult();
        return (await explainer.ExplainAsync(http.Actor(), http.Request.Query["method"].ToString(), http.Request.Query["path"].ToString(), http.Request.Query["as"].ToString(), ct)).ToResult(found => JsonResponse.One(json =>
        {
            json.WriteStartObject();
            json.WriteString("method", found.Method);
            json.WriteString("path", found.Path);
            json.WriteString("actor", found.Actor);
            json.WriteBoolean("allowed", found.Allowed);
            json.WriteString("reason", found.Reason);
            json.WriteTexts("permissions", found.Needed.Select(p => p.Name()));
            json.WriteString("model", found.Type?.Name);
            json.WriteStartObject("limits");
            foreach (var (permission, right) in found.Limits) RightsJson.Write(permission, right, found.Type is { } type ? types.All().ById(type.Id) : null, json);
            json.WriteEndObject();
            json.WriteTexts("roles", found.Roles);
            json.WriteEndObject();
        }));
    }
}
