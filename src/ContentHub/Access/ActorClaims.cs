using System.Globalization;
using System.Security.Claims;

namespace ContentHub.Access;

/// <summary>An <see cref="Access.Actor"/> in the principal that ASP.NET Core carries through a request or a circuit. Cookies and session tokens keep who it is; what it may do is looked up anew for each request.</summary>
public static class ActorClaims
{
    private const string Kind = "kind";
    private const string SessionStamp = "stamp";

    /// <param name="scheme">How the caller proved who it is; null for nobody.</param>
    /// <param name="stamp">Of a session; see <see cref="SessionService.Find(ClaimsPrincipal)"/>.</param>
    public static ClaimsPrincipal Principal(Actor actor, string? scheme, string? stamp = null)
    {
        var claims = new List<Claim>
        {
            new(Kind, actor.Kind.ToString()),
            new(ClaimTypes.NameIdentifier, actor.Id.ToString(CultureInfo.InvariantCulture)),
            new(ClaimTypes.Name, actor.Name),
        };
        if (stamp is not null) claims.Add(new Claim(SessionStamp, stamp));
        return new ClaimsPrincipal(new ActorIdentity(actor, claims, scheme));
    }

    /// <summary>Whom the request or circuit acts for; nobody without rights where that was not found out.</summary>
    public static Actor Actor(ClaimsPrincipal principal) => (principal.Identity as ActorIdentity)?.Actor ?? Access.Actor.Anonymous;

    /// <summary>Kind and key as a cookie or session token keeps them; null when nobody proved anything.</summary>
    internal static (ActorKind Kind, long Id)? Who(ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true && Enum.TryParse<ActorKind>(principal.FindFirstValue(Kind), out var kind)
        && long.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? (kind, id) : null;

    internal static string? Stamp(ClaimsPrincipal principal) => principal.FindFirstValue(SessionStamp);

    /// <summary>The same proof with the rights of this moment.</summary>
    internal static ClaimsPrincipal With(ClaimsPrincipal principal, Actor actor) => new(new ActorIdentity(actor, principal.Claims, principal.Identity?.AuthenticationType));

    private sealed class ActorIdentity(Actor actor, IEnumerable<Claim> claims, string? scheme) : ClaimsIdentity(claims, scheme)
    {
        public new Actor Actor => actor;
    }
}
