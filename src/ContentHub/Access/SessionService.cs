using System.Collections.Frozen;
using System.Security.Claims;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>Who is signed in where: begun, recognised on every request, listed and ended.</summary>
public sealed class SessionService
{
    private static readonly TimeSpan LastSeenResolution = TimeSpan.FromMinutes(1);

    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly VersionedCache<FrozenDictionary<string, Session>> _cache = new("sessions", db => db.Sessions.AsNoTracking().ToFrozenDictionary(s => s.Hash));

    internal SessionService(Database database, AuditLog audit, TimeProvider clock)
    {
        _database = database;
        _audit = audit;
        _clock = clock;
    }

    /// <summary>What a cookie carries: who it is, and the key.</summary>
    public static ClaimsPrincipal Principal(User user, NewSession session, string scheme) => ActorClaims.Principal(new Actor(ActorKind.User, user.Id.Value, user.Email, Rights.None), scheme, session.Key);

    /// <summary>The session behind a cookie or token; null when it was ended or has run out.</summary>
    public Session? Find(ClaimsPrincipal principal) => ActorClaims.Stamp(principal) is { } key ? Find(key) : null;

    /// <summary>One's own, the last used first. Problems: Unauthorized, Forbidden (tokens have no sessions).</summary>
    public async Task<Result<IReadOnlyList<Session>>> ListAsync(Actor actor, CancellationToken ct)
    {
        if (!User.Of(actor).Ok(out var user, out var refusal)) return refusal;
        var now = _clock.GetUtcNow();
        return await _database.ReadAsync(db => db.Sessions.Where(s => s.UserId == user && s.ExpiresAt > now).OrderByDescending(s => s.LastSeenAt).ThenByDescending(s => s.Id).ToListAsync(ct), ct);
    }

    /// <summary>Ends one of one's own at once, wherever it is. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Done>> EndAsync(Actor actor, Id<Session> id, CancellationToken ct)
    {
        if (!User.Of(actor).Ok(out var user, out var refusal)) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (EndWhere(unit, unit.Db.Sessions.Where(s => s.Id == id && s.UserId == user)) == 0) return new Problem.NotFound("session", id.ToString());
                _audit.Record(unit, actor, "user.session_end", $"session:{id}", actor.Name);
                return new Done();
            },
            ct);
    }

    /// <summary>Ends all of one's own but one. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="but">The one that asks; null for none.</param>
    /// <returns>How many there were.</returns>
    public async Task<Result<int>> EndOthersAsync(Actor actor, Id<Session>? but, CancellationToken ct)
    {
        if (!User.Of(actor).Ok(out var user, out var refusal)) return refusal;
        return await _database.WriteAsync<int>(
            unit =>
            {
                var ended = EndAll(unit, user, but);
                if (ended > 0) _audit.Record(unit, actor, "user.session_end", $"user:{user}", actor.Name);
                return ended;
            },
            ct);
    }

    /// <summary>Signs out: ends the session that the cookie or token names, if there is one still.</summary>
    public async Task SignOutAsync(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (Find(principal) is not { } session) return;
        await _database.WriteAsync<int>(
            unit =>
            {
                var ended = EndWhere(unit, unit.Db.Sessions.Where(s => s.Id == session.Id));
                var actor = ActorClaims.Actor(principal);
                if (ended > 0) _audit.Record(unit, actor, "user.sign_out", $"user:{session.UserId}", actor.Name);
                return ended;
            },
            ct);
    }

    /// <summary>Deletes what has run out.</summary>
    internal async Task ExpireAsync(CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        await _database.WriteAsync<int>(unit => EndWhere(unit, unit.Db.Sessions.Where(s => s.ExpiresAt <= now)), ct);
    }

    internal Session? Find(string key)
    {
        if (!_database.Read(_cache.Get).TryGetValue(ApiToken.Digest(key), out var session)) return null;
        var now = _clock.GetUtcNow();
        if (session.ExpiresAt <= now && !GoesOnElsewhere(session, now)) return null;
        NoteUse(session, now);
        return session;
    }

    /// <summary>Always a new key, so that one planted in a browser beforehand is worth nothing.</summary>
    internal NewSession Begin(WriteUnit unit, Id<User> user, SessionKind kind, Caller from)
    {
        var now = _clock.GetUtcNow();
        var key = ApiToken.NewText("chs_");
        var session = unit.Db.Add(new Session
        {
            Id = unit.NextId<Session>(),
            Hash = ApiToken.Digest(key),
            UserId = user,
            Kind = kind,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + Lifetime(kind),
            Address = from.Address,
            Agent = from.Agent,
        }).Entity;
        _cache.Touch(unit);
        return new NewSession(session, key);
    }

    /// <returns>How many there were.</returns>
    internal int EndAll(WriteUnit unit, Id<User> user, Id<Session>? but = null) => EndWhere(unit, unit.Db.Sessions.Where(s => s.UserId == user && s.Id != but));

    private static TimeSpan Lifetime(SessionKind kind) => kind == SessionKind.Remembered ? TimeSpan.FromDays(14) : TimeSpan.FromHours(12);

    private int EndWhere(WriteUnit unit, IQueryable<Session> which)
    {
        var ended = which.ExecuteDelete();
        if (ended > 0) _cache.Touch(unit);
        return ended;
    }

    // Another node may have noted a use that this one's copy does not know of.
    private bool GoesOnElsewhere(Session session, DateTimeOffset now)
    {
        session.ExpiresAt = _database.Read(db => db.Sessions.Where(s => s.Id == session.Id).Select(s => s.ExpiresAt).SingleOrDefault());
        return session.ExpiresAt > now;
    }

    // Not awaited: a lost note of a use costs nothing, a request that waits for it does.
    private void NoteUse(Session session, DateTimeOffset now)
    {
        if (now - session.LastSeenAt < LastSeenResolution) return;
        session.LastSeenAt = now;
        if (session.Kind != SessionKind.Script) session.ExpiresAt = now + Lifetime(session.Kind);
        var (id, ends) = (session.Id, session.ExpiresAt);
        _ = _database.WriteAsync<Done>(
            unit =>
            {
                unit.LeavesContent();
                unit.Db.Sessions.Where(s => s.Id == id).ExecuteUpdate(s => s.SetProperty(x => x.LastSeenAt, now).SetProperty(x => x.ExpiresAt, ends));
                return new Done();
            },
            CancellationToken.None);
    }
}
