using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Entries;

/// <summary>Tells a method that a content route does not have from a thing that is not there. Only who may do that very deed to the type learns of it; all others are refused as if nothing were there.</summary>
internal static class EntryRoutes
{
    /// <summary>A filter of endpoints that need one permission: nothing is read of a request for a type that the caller may not do this to, or that has no such route.</summary>
    public static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        var permission = http.GetEndpoint()!.Metadata.GetRequiredMetadata<EndpointAccess>().AnyOf.Single();
        return TypeOf(http, permission).Ok(out var type, out var problem) ? WrongMethod(http, type) ?? await next(call) : problem.ToResult();
    }

    /// <summary>405, where the type behind the route has other methods at this path; null where it has this one, or none, or is not for the caller to know.</summary>
    public static IResult? WrongMethod(HttpContext http, Permission permission) => TypeOf(http, permission).Ok(out var type, out _) ? WrongMethod(http, type) : null;

    private static IResult? WrongMethod(HttpContext http, ContentType type)
    {
        if (Methods((RouteEndpoint)http.GetEndpoint()!, type.Kind).Contains(http.Request.Method)) return null;
        var allowed = http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => IsContent(e) && new TemplateMatcher(TemplateParser.Parse(e.RoutePattern.RawText!), []).TryMatch(http.Request.Path, []))
            .SelectMany(e => Methods(e, type.Kind)).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (allowed.Length == 0) return null;
        http.Response.Headers.Allow = string.Join(", ", allowed);
        return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
    }

    private static Result<ContentType> TypeOf(HttpContext http, Permission permission) =>
        http.RequestServices.GetRequiredService<EntryFinder>().TypeOf(http.Actor(), (string)http.GetRouteValue("route")!, permission);

    private static bool IsContent(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText?.StartsWith(ContentRoutes.Root, StringComparison.Ordinal) == true;

    private static IEnumerable<string> Methods(RouteEndpoint endpoint, ContentTypeKind kind) =>
        endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Where(m => kind.Has(m, endpoint.RoutePattern.RawText![ContentRoutes.Root.Length..].TrimEnd('/')));
}
