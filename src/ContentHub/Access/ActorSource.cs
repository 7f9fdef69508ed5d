using System.Security.Claims;
using ContentHub.Persistence;

namespace ContentHub.Access;

/// <summary>Who stands behind credentials.</summary>
public sealed class ActorSource
{
    private readonly Database _database;

    internal ActorSource(Database database) => _database = database;

    /// <summary>The principal with the rights of this moment.</summary>
    public ClaimsPrincipal Refresh(ClaimsPrincipal principal) => OfUser(new Id<User>(ActorClaims.Actor(principal).Id)) is null ? new ClaimsPrincipal() : principal;

    /// <summary>A person; null when there is none of that key.</summary>
    internal Actor? OfUser(Id<User> id) => _database.Read(db => db.Users.Where(u => u.Id == id).Select(u => u.Email).SingleOrDefault()) is { } email ? new Actor(ActorKind.User, id.Value, email, Permissions.All) : null;
}
