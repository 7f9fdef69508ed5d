using ContentHub.Http;
using ContentHub.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Server.Tests.Access;

/// <summary>Deny by default: who may call it stands on every route.</summary>
public sealed class EndpointsTests
{
    private static readonly string[] Doorstep = ["/admin/sign-in", "/admin/sign-in/open-id", "/admin/register", "/admin/invitation", "/admin/forgot-password", "/admin/reset-password", "/admin/error"];

    [Fact]
    public async Task Every_route_names_its_permission_or_says_that_it_is_for_everybody()
    {
        using var data = new TempFolder();
        await using var app = ServerHost.Build([$"--Storage:DataDirectory={data.Path}"], builder => builder.Environment.ApplicationName = "ContentHub.Server");
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().ToArray();
        Assert.True(endpoints.Length > 150, $"{endpoints.Length} routes");

        var silent = endpoints.Where(e => e.Metadata.GetMetadata<EndpointAccess>() is null && !IsPageThatSaysIt(e) && !IsGuardedOtherwise(e)).Select(e => $"{e.DisplayName} {e.RoutePattern.RawText}");

        Assert.Empty(silent);
    }

    // Pages of the panel: the services that they ask refuse whoever may not; signed in must be everybody but on the doorstep.
    private static bool IsPageThatSaysIt(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null || Doorstep.Contains(endpoint.RoutePattern.RawText));

    // The framework's own: its scripts, what finds them while developing, the circuit (whose pages are authorized), and what a policy guards.
    private static bool IsGuardedOtherwise(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText is { } path && (path.StartsWith("/_blazor", StringComparison.Ordinal) || path.StartsWith("_framework/", StringComparison.Ordinal) || path == "{**path:file}" || path.StartsWith("/_framework/", StringComparison.Ordinal) || endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Count > 0 || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null);
}
