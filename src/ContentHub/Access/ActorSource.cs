using System.Collections.Frozen;
using System.Security.Claims;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>Who stands behind credentials, with the rights of this moment: a role that is changed counts from the next request on, on every node.</summary>
public sealed class ActorSource
{
    private readonly Database _database;
    private readonly VersionedCache<Known> _cache = new("access", Known.Load);

    internal ActorSource(Database database) => _database = database;

    /// <summary>Nobody in particular, with what the public may do.</summary>
    public Actor Anonymous => _database.Read(_cache.Get).Public;

    /// <summary>The actor of a session; the public's where the session names nobody that is known.</summary>
    public Actor Of(ClaimsPrincipal session) => ActorClaims.Who(session) switch
    {
        (ActorKind.User, var id) => OfUser(new Id<User>(id)),
        (ActorKind.Token, var id) => _database.Read(_cache.Get).Tokens.Values.FirstOrDefault(t => t.Token.Id.Value == id)?.Actor,
        _ => null,
    } is { } actor ? actor with { Origin = ActorClaims.Actor(session).Origin } : Anonymous;

    /// <summary>Everybody who can sign in, by e-mail. Problems: Unauthorized, Forbidden.</summary>
    public Result<IReadOnlyList<Actor>> People(Actor actor) =>
        actor.Lacks(Permission.AccessManage) is { } refusal ? refusal : _database.Read(_cache.Get).Users.Values.OrderBy(u => u.Name, StringComparer.OrdinalIgnoreCase).ToArray();

    /// <summary>A person; null when there is none of that key, or who may not sign in any more.</summary>
    internal Actor? OfUser(Id<User> id) => _database.Read(_cache.Get).Users.GetValueOrDefault(id);

    /// <summary>The token with that digest; null when it is unknown.</summary>
    internal KnownToken? OfToken(string hash) => _database.Read(_cache.Get).Tokens.GetValueOrDefault(hash);

    /// <summary>Says in the running transaction that users, roles or tokens changed. Call after changing them.</summary>
    internal void Touch(WriteUnit unit) => _cache.Touch(unit);

    /// <summary>All of them, not from memory.</summary>
    internal static Known Load(ContentHubDbContext db) => Known.Load(db);

    /// <summary>A token and whom it acts as.</summary>
    internal sealed record KnownToken(ApiToken Token, Actor Actor);

    /// <summary>Everybody that a request can come from.</summary>
    internal sealed record Known(Actor Public, FrozenDictionary<Id<User>, Actor> Users, FrozenDictionary<string, KnownToken> Tokens)
    {
        public static Known Load(ContentHubDbContext db)
        {
            var roles = db.Roles.AsNoTracking().ToDictionary(r => r.Id, r => r.Rights);
            var users = db.Users.AsNoTracking().Where(u => u.DisabledAt == null).Select(u => new { u.Id, u.Email, u.RoleId }).AsEnumerable()
                .ToFrozenDictionary(u => u.Id, u => new Actor(ActorKind.User, u.Id.Value, u.Email, roles[u.RoleId]));
            return new Known(
                Actor.Anonymous with { Rights = roles[Role.Public] },
                users,
                db.ApiTokens.AsNoTracking().AsEnumerable().ToFrozenDictionary(t => t.Hash, t => new KnownToken(t, new Actor(ActorKind.Token, t.Id.Value, t.Name, Limited(t)))));

            // Never above whoever made it, whatever became of that person.
            Rights Limited(ApiToken token) => token.MadeBy is not { } maker ? token.Granted : users.TryGetValue(maker, out var person) ? token.Granted.Within(person.Rights) : Rights.None;
        }
    }
}
