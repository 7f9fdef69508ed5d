using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ContentHub.Admin.Access;

/// <summary>Sends the browser to the provider of OpenID Connect. A link, because the content security policy lets no form lead to another server.</summary>
internal static partial class OpenIdEndpoint
{
    public static void MapOpenId(this IEndpointRouteBuilder routes) => routes.MapGet("/admin/open-id", GoAsync).IsPublic().ExcludeFromDescription();

    private static async Task<IResult> GoAsync(HttpContext http, OpenIdSignIn openId, ILogger<OpenIdSignIn> log, string? returnUrl)
    {
        if (openId.Provider is null) return Results.NotFound();
        var back = SignInLink.Of(http.Request.PathBase + OpenIdSignIn.Page, returnUrl);
        try
        {
            await http.ChallengeAsync(OpenIdScheme.Provider, new AuthenticationProperties { RedirectUri = back });
            return Results.Empty;
        }
        catch (InvalidOperationException fault) when (!http.Response.HasStarted)   // how the handler says that the provider's description cannot be read
        {
            ProviderUnreadable(log, fault);
            return Results.LocalRedirect(back);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The provider of OpenID Connect does not answer, or not as one")]
    private static partial void ProviderUnreadable(ILogger log, Exception fault);
}
