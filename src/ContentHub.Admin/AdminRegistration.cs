using ContentHub.Admin.Access;
using ContentHub.Admin.Components;
using ContentHub.Admin.Entries;
using ContentHub.Admin.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContentHub.Admin;

/// <summary>Brings the panel into a host. Every page lies under <c>/admin</c>.</summary>
public static class AdminRegistration
{
    /// <summary>The request header with the antiforgery token that scripts of the panel send, for instance with an upload.</summary>
    public const string CsrfHeader = "X-CSRF-TOKEN";

    // A long article in one field: 32 KB, the default, would cut the connection of whoever wrote it.
    private const long LongestMessageBytes = 4 * 1024 * 1024;

    /// <summary>Adds Blazor and what the panel's components ask for. The rooms' services come from <c>AddContentHub</c>.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            // A laptop lid closed over lunch must not cost a half-written entry.
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(30);
            circuits.DisconnectedCircuitMaxRetained = 200;
            // With so many batches unanswered, ten unless told otherwise, Blazor stops rendering, and handlers go on from what was rendered last:
            // of letters that a line held back and brought at once, the later would undo the earlier. A line that hangs is given up long before these.
            circuits.MaxBufferedUnacknowledgedRenderBatches = 500;
        }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = LongestMessageBytes);
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionCheck>();
        services.AddScoped<RightsWatch>();
        services.AddScoped<CircuitHandler>(circuit => circuit.GetRequiredService<RightsWatch>());
        services.AddAuthorization();
        services.AddAntiforgery(options => options.HeaderName = CsrfHeader);
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<Toasts>();
        services.AddScoped<AdminScript>();
        services.AddScoped<FreshSecret>();
        services.AddScoped<DraftStore>();
        return services;
    }

    /// <summary>Maps the panel's pages. The host calls <c>UseAntiforgery()</c> and <c>MapStaticAssets()</c> besides.</summary>
    public static IEndpointConventionBuilder MapAdmin(this IEndpointRouteBuilder routes)
    {
        routes.MapSignOut();
        routes.MapOpenId();
        return routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
    }
}
