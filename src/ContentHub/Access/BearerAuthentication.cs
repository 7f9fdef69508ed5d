using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentHub.Access;

/// <summary>Recognises <c>Authorization: Bearer …</c>: an API token, or the session token that <c>POST /admin/api/login</c> gives to scripts.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, TokenService tokens, SessionTokens sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string SchemeName = "Bearer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return Task.FromResult(AuthenticateResult.NoResult());
        var text = header["Bearer ".Length..].Trim();
        var principal = tokens.ActorOf(text) is { } actor ? ActorClaims.Principal(actor, Scheme.Name) : sessions.Open(text);
        return Task.FromResult(principal is null
            ? AuthenticateResult.Fail("unknown or expired")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name)));
    }
}

/// <summary>Sessions for scripts: the same claims as the cookie's, encrypted, for twelve hours, ended by a change of the password.</summary>
public sealed class SessionTokens
{
    private readonly UserService _users;
    private readonly TicketDataFormat _format;
    private readonly TimeProvider _clock;

    internal SessionTokens(UserService users, IDataProtectionProvider protection, TimeProvider clock)
    {
        _users = users;
        _clock = clock;
        _format = new TicketDataFormat(protection.CreateProtector("ContentHub.Session"));
    }

    /// <summary>A token for this session, and when it ends (UTC).</summary>
    public (string Text, DateTimeOffset ExpiresAt) Issue(System.Security.Claims.ClaimsPrincipal session)
    {
        var ends = _clock.GetUtcNow().AddHours(12);
        return (_format.Protect(new AuthenticationTicket(session, new AuthenticationProperties { ExpiresUtc = ends }, BearerAuthentication.SchemeName)), ends);
    }

    internal System.Security.Claims.ClaimsPrincipal? Open(string text) =>
        _format.Unprotect(text) is { } ticket && ticket.Properties.ExpiresUtc > _clock.GetUtcNow() && _users.StillHolds(ticket.Principal) ? ticket.Principal : null;
}
