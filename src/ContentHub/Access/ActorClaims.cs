using System.Globalization;
using System.Security.Claims;

namespace ContentHub.Access;

/// <summary>An <see cref="Access.Actor"/> as claims, which is how ASP.NET Core carries it through a request or a circuit.</summary>
public static class ActorClaims
{
    private const string Kind = "kind";
    private const string Permission = "permission";
    private const string SessionStamp = "stamp";

    /// <param name="scheme">How the caller proved who it is.</param>
    /// <param name="stamp">Of a session; see <see cref="SessionService.Find(ClaimsPrincipal)"/>.</param>
    public static ClaimsPrincipal Principal(Actor actor, string scheme, string? stamp = null)
    {
        var claims = new List<Claim>
        {
            new(Kind, actor.Kind.ToString()),
            new(ClaimTypes.NameIdentifier, actor.Id.ToString(CultureInfo.InvariantCulture)),
            new(ClaimTypes.Name, actor.Name),
        };
        claims.AddRange(actor.Granted.Select(p => new Claim(Permission, p.ToString())));
        if (stamp is not null) claims.Add(new Claim(SessionStamp, stamp));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    /// <summary>Who the claims speak of; <see cref="Access.Actor.Anonymous"/> when nobody proved anything.</summary>
    public static Actor Actor(ClaimsPrincipal principal)
    {
        if (principal.Identity?.IsAuthenticated != true || !Enum.TryParse<ActorKind>(principal.FindFirstValue(Kind), out var kind)) return Access.Actor.Anonymous;
        var granted = principal.FindAll(Permission).Select(c => Enum.Parse<Permission>(c.Value)).ToHashSet();
        return new Actor(kind, long.Parse(principal.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture), principal.FindFirstValue(ClaimTypes.Name)!, granted);
    }

    internal static string? Stamp(ClaimsPrincipal principal) => principal.FindFirstValue(SessionStamp);
}
