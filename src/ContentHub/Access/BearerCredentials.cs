using System.Security.Claims;

namespace ContentHub.Access;

/// <summary>Recognises <c>Authorization: Bearer …</c>: an API token, or the session token that <c>POST /admin/api/login</c> gives to scripts.</summary>
/// <remarks>No authentication scheme of ASP.NET Core: with its handlers, made anew for each request, finding out who asks cost more than the answer.</remarks>
internal sealed class BearerCredentials(TokenService tokens, SessionService sessions, ActorSource actors)
{
    private const string Scheme = "Bearer";

    /// <returns>Who shows the header; null when it is of another kind, unknown or expired.</returns>
    public ClaimsPrincipal? Find(string header)
    {
        if (!header.StartsWith(Scheme + " ", StringComparison.OrdinalIgnoreCase)) return null;
        var text = header[(Scheme.Length + 1)..].Trim();
        return tokens.ActorOf(text) is { } token ? ActorClaims.Principal(token, Scheme)
            : sessions.Find(text) is { } session && actors.OfUser(session.UserId) is { } person ? ActorClaims.Principal(person, Scheme, text)
            : null;
    }
}
