using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace ContentHub.Access;

/// <summary>How the browser gets to the provider and back: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 9700), checked by ASP.NET Core's handler.</summary>
public static class OpenIdScheme
{
    /// <summary>Of the handler; challenge it to send a browser to the provider.</summary>
    public const string Provider = "open-id";

    /// <summary>What the provider said, for the five minutes until the panel has made a session of it.</summary>
    public const string Answer = "open-id-answer";

    internal static AuthenticationBuilder AddOpenId(this AuthenticationBuilder authentication, IConfiguration configuration, ICookieManager cookies)
    {
        if (string.IsNullOrEmpty(configuration["OpenId:Authority"])) return authentication;
        authentication.Services.AddOptions<Microsoft.AspNetCore.Authentication.OpenIdConnect.OpenIdConnectOptions>(Provider).Configure<OpenIdOptions, AccessOptions>(Configure);
        return authentication
            .AddCookie(Answer, cookie =>
            {
                cookie.Cookie.Name = "contenthub-open-id";
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.CookieManager = cookies;
                cookie.ExpireTimeSpan = TimeSpan.FromMinutes(5);
                cookie.SlidingExpiration = false;
            })
            .AddOpenIdConnect(Provider, _ => { });
    }

    private static void Configure(Microsoft.AspNetCore.Authentication.OpenIdConnect.OpenIdConnectOptions handler, OpenIdOptions options, AccessOptions access)
    {
        handler.SignInScheme = Answer;
        handler.Authority = options.Authority;
        handler.RequireHttpsMetadata = !new Uri(options.Authority).IsLoopback;
        handler.ClientId = options.ClientId;
        handler.ClientSecret = options.ClientSecret.Length > 0 ? options.ClientSecret : null;
        handler.CallbackPath = "/admin/open-id/callback";
        handler.ResponseType = OpenIdConnectResponseType.Code;
        // The code comes in the address, good once and only with the verifier; a posted form would need cookies that every site may send.
        handler.ResponseMode = OpenIdConnectResponseMode.Query;
        handler.UsePkce = true;
        handler.GetClaimsFromUserInfoEndpoint = true;   // where many providers keep the e-mail
        handler.MapInboundClaims = false;
        handler.SaveTokens = false;
        handler.Scope.Clear();
        foreach (var scope in options.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend("openid").Distinct()) handler.Scope.Add(scope);
        handler.ClaimActions.Remove("iss");
        handler.ClaimActions.MapJsonKey("email_verified", "email_verified");
        handler.NonceCookie.SameSite = handler.CorrelationCookie.SameSite = SameSiteMode.Lax;
        handler.NonceCookie.SecurePolicy = handler.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        handler.Events.OnRedirectToIdentityProvider = context =>
        {
            // Behind a proxy that is not known the request has another address than people have.
            if (access.PublicUrl.Length > 0) context.ProtocolMessage.RedirectUri = access.Link(handler.CallbackPath);
            return Task.CompletedTask;
        };
        handler.Events.OnRemoteFailure = context =>
        {
            // The handler has logged why. The page that would make a session finds nothing to make it of, and says so.
            context.Response.Redirect(context.Properties?.RedirectUri ?? context.Request.PathBase + OpenIdSignIn.Page);
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }
}
