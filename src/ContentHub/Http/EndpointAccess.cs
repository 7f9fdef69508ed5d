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
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, params Permission[] anyOf) where TBuilder : IEndpointConventionBuilder => endpoint.Says(new EndpointAccess(anyOf));

    /// <summary>Everybody; the endpoint guards itself or shows nothing that needs guarding.</summary>
    public static TBuilder IsPublic<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.Says(new EndpointAccess());

    // The guard has looked before the framework's authorization comes, which is for what says nothing.
    private static TBuilder Says<TBuilder>(this TBuilder endpoint, EndpointAccess access) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(access).AllowAnonymous();

    /// <summary>Who asks.</summary>
    public static Actor Actor(this HttpContext http) => ActorClaims.Actor(http.User);
}

/// <summary>Finds out who asks and what that one may do at this moment, and lets nobody through to an endpoint that is not for him.</summary>
public static class AccessMiddleware
{
    // Set by UseAuthentication; without it WebApplication would put that at the head of the pipeline, for every request.
    private const string AuthenticationIsPlaced = "__AuthenticationMiddlewareSet";

    /// <summary>Who shows no credentials has the rights of the public; who shows wrong ones has none. After routing.</summary>
    public static IApplicationBuilder UseActors(this IApplicationBuilder app)
    {
        var (bearer, actors) = (app.ApplicationServices.GetRequiredService<BearerCredentials>(), app.ApplicationServices.GetRequiredService<ActorSource>());
        app.Properties[AuthenticationIsPlaced] = true;
        return app
            .UseWhen(http => !ShowsHeader(http), browser => browser.UseAuthentication())
            .Use((http, next) =>
            {
                if (ShowsHeader(http)) http.User = bearer.Find(http.Request.Headers.Authorization.ToString()) ?? ActorClaims.Principal(Access.Actor.Anonymous, scheme: null);
                else http.User = ActorClaims.With(http.User, actors.Of(http.User));
                // Only what is managed is written down with its origin: content has its own log.
                if (!http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
                    http.User = ActorClaims.With(http.User, http.Actor() with { Origin = Origin.Of(http.Connection.RemoteIpAddress, http.TraceIdentifier) });
                return next(http);
            });
    }

    /// <summary>Refuses whom an endpoint does not admit; what says nothing of access asks for somebody who is signed in. After <see cref="UseActors"/>.</summary>
    public static IApplicationBuilder UseEndpointAccess(this IApplicationBuilder app) => app
        .Use((http, next) => http.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>() is { } access && !access.Admits(http.Actor())
            ? http.Actor().Refusal(string.Join(" or ", access.AnyOf.Select(p => p.Name()))).ToResult().ExecuteAsync(http)
            : next(http))
        .UseAuthorization();

    private static bool ShowsHeader(HttpContext http) => http.Request.Headers.Authorization.Count > 0;
}

/// <summary>Refusals of API paths that say nothing of access, in the envelope; those of pages as redirects to the sign-in.</summary>
internal sealed class AccessRefusals : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _standard = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded || !ApiPaths.IsApi(context.Request.Path)
            ? _standard.HandleAsync(next, context, policy, authorizeResult)
            : context.Actor().Refusal("none that is granted").ToResult().ExecuteAsync(context);
}

/// <summary>Which paths answer in JSON.</summary>
internal static class ApiPaths
{
    public static bool IsApi(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/admin/api", StringComparison.OrdinalIgnoreCase) || IsHook(path);

    /// <summary>Incoming hooks check their senders themselves: cookies and keys of ours mean nothing there.</summary>
    public static bool IsHook(PathString path) => path.StartsWithSegments("/hooks", StringComparison.OrdinalIgnoreCase);
}
