using ContentHub.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ContentHub.Http;

/// <summary>Says on an endpoint who may call it. What says nothing is refused (the fallback policy), and a test finds it.</summary>
/// <param name="Permission">Null for everybody.</param>
public sealed record EndpointAccess(Permission? Permission);

/// <summary>How endpoints say it.</summary>
public static class EndpointAccessExtensions
{
    /// <summary>Only callers with this permission.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Permission permission) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new EndpointAccess(permission))
            .RequireAuthorization(policy => policy.RequireAssertion(context => ActorClaims.Actor(context.User).May(permission)));

    /// <summary>Everybody; the endpoint guards itself or shows nothing that needs guarding.</summary>
    public static TBuilder IsPublic<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new EndpointAccess(null)).AllowAnonymous();

    /// <summary>Who asks.</summary>
    public static Actor Actor(this HttpContext http) => ActorClaims.Actor(http.User);
}

/// <summary>Refusals of the API in its envelope, with the permission that is lacking; those of pages as redirects to the sign-in.</summary>
internal sealed class AccessRefusals : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _standard = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || !ApiPaths.IsApi(context.Request.Path)) return _standard.HandleAsync(next, context, policy, authorizeResult);
        var actor = context.Actor();
        var permission = context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>()?.Permission;
        Problem refusal = actor.Kind == ActorKind.Anonymous ? new Problem.Unauthorized() : new Problem.Forbidden(permission?.Name() ?? "none that is granted");
        return refusal.ToResult().ExecuteAsync(context);
    }
}

/// <summary>Which paths answer in JSON.</summary>
internal static class ApiPaths
{
    public static bool IsApi(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/admin/api", StringComparison.OrdinalIgnoreCase) || IsHook(path);

    /// <summary>Incoming hooks check their senders themselves: cookies and keys of ours mean nothing there.</summary>
    public static bool IsHook(PathString path) => path.StartsWithSegments("/hooks", StringComparison.OrdinalIgnoreCase);
}
