using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentHub.Access;

/// <summary>Recognises <c>Authorization: Bearer …</c>: an API token, or the session token that <c>POST /admin/api/login</c> gives to scripts.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, TokenService tokens, SessionService sessions, ActorSource actors)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string SchemeName = "Bearer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return Task.FromResult(AuthenticateResult.NoResult());
        var text = header["Bearer ".Length..].Trim();
        var principal = tokens.ActorOf(text) is { } token ? ActorClaims.Principal(token, Scheme.Name)
            : sessions.Find(text) is { } session && actors.OfUser(session.UserId) is { } person ? ActorClaims.Principal(person, Scheme.Name, text)
            : null;
        return Task.FromResult(principal is null
            ? AuthenticateResult.Fail("unknown or expired")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name)));
    }
}
