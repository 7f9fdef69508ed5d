using ContentHub.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Http;

/// <summary>Says on an endpoint who may call it. What says nothing is refused (the fallback policy), and a test finds it.</summary>
/// <param name="AnyOf">One of these is enough; empty for everybody.</param>
public sealed record EndpointAccess(params IReadOnlyList<Permission> AnyOf)
{
    /// <summary>Whether the actor may call it, maybe not for every content type.</summary>
    public bool Admits(Actor actor) => AnyOf.Count == 0 || AnyOf.Any(actor.May);
}

/// <summary>How endpoints say it.</summary>
public static class EndpointAccessExtensions
{
    /// <summary>Only callers with one of these permissions.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, params Permission[] anyOf) where TBuilder : IEndpointConventionBuilder
    {
        var access = new EndpointAccess(anyOf);
        return endpoint.WithMetadata(access).RequireAuthorization(policy => policy.RequireAssertion(context => access.Admits(ActorClaims.Actor(context.User))));
    }

    /// <summary>Everybody; the endpoint guards itself or shows nothing that needs guarding.</summary>
    public static TBuilder IsPublic<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new EndpointAccess()).AllowAnonymous();

    /// <summary>Who asks.</summary>
    public static Actor Actor(this HttpContext http) => ActorClaims.Actor(http.User);
}

/// <summary>Finds out, after authentication, who asks and what that one may do at this moment.</summary>
public static class ActorMiddleware
{
    /// <summary>Who shows no credentials has the rights of the public; who shows wrong ones has none.</summary>
    public static IApplicationBuilder UseActors(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var isWrong = http.User.Identity?.IsAuthenticated != true && http.Request.Headers.Authorization.Count > 0;
        var actor = isWrong ? Access.Actor.Anonymous : http.RequestServices.GetRequiredService<ActorSource>().Of(http.User);
        // Only what is managed is written down with its origin: content has its own log.
        if (!http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)) actor = actor with { Origin = Origin.Of(http.Connection.RemoteIpAddress, http.TraceIdentifier) };
        http.User = ActorClaims.With(http.User, actor);
        return next(http);
    });
}

/// <summary>Refusals of the API in its envelope, with the permission that is lacking; those of pages as redirects to the sign-in.</summary>
internal sealed class AccessRefusals : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _standard = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || !ApiPaths.IsApi(context.Request.Path)) return _standard.HandleAsync(next, context, policy, authorizeResult);
        var actor = context.Actor();
        var needed = context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>()?.AnyOf ?? [];
        return actor.Refusal(needed.Count > 0 ? string.Join(" or ", needed.Select(p => p.Name())) : "none that is granted").ToResult().ExecuteAsync(context);
    }
}

/// <summary>Which paths answer in JSON.</summary>
internal static class ApiPaths
{
    public static bool IsApi(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/admin/api", StringComparison.OrdinalIgnoreCase) || IsHook(path);

    /// <summary>Incoming hooks check their senders themselves: cookies and keys of ours mean nothing there.</summary>
    public static bool IsHook(PathString path) => path.StartsWithSegments("/hooks", StringComparison.OrdinalIgnoreCase);
}
