using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>A token that was just made: the only moment at which its text is known.</summary>
public sealed record NewToken(ApiToken Token, string Text);

/// <summary>API tokens: made, listed, revoked, and recognised on every request.</summary>
public sealed class TokenService
{
    private static readonly TimeSpan LastUseResolution = TimeSpan.FromMinutes(1);

    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly VersionedCache<FrozenDictionary<string, ApiToken>> _cache = new("api_tokens", db => db.ApiTokens.AsNoTracking().ToFrozenDictionary(t => t.Hash));

    internal TokenService(Database database, AuditLog audit, TimeProvider clock)
    {
        _database = database;
        _audit = audit;
        _clock = clock;
    }

    /// <summary>Newest first. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<Page<ApiToken>>> ListAsync(Actor actor, Paging paging, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db => new Page<ApiToken>(
                await db.ApiTokens.OrderByDescending(t => t.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct), paging.Number, paging.Size, await db.ApiTokens.LongCountAsync(ct)),
            ct);
    }

    /// <summary>Makes a token. Problems: Unauthorized, Forbidden, Invalid.</summary>
    /// <param name="expiresAt">Must lie ahead; null for never.</param>
    public Task<Result<NewToken>> CreateAsync(Actor actor, string name, ApiTokenType type, DateTimeOffset? expiresAt, CancellationToken ct) =>
        CreateAsync(actor, name, type, expiresAt, "ch_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), ct);

    /// <summary>Revokes a token at once. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, Id<ApiToken> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (unit.Db.ApiTokens.SingleOrDefault(t => t.Id == id) is not { } token) return new Problem.NotFound("token", id.ToString());
                unit.Db.Remove(token);
                _audit.Record(unit, actor, "token.delete", $"token:{token.Id}", token.Name, AuditChanges.Removed(new { token.Type, token.ExpiresAt }));
                _cache.Touch(unit);
                return new Done();
            },
            ct);
    }

    /// <summary>Makes a token with a text of the caller's choice: for unattended start.</summary>
    internal async Task<Result<NewToken>> CreateAsync(Actor actor, string name, ApiTokenType type, DateTimeOffset? expiresAt, string text, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        var now = _clock.GetUtcNow();
        var errors = new List<FieldError>();
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200) errors.Add(new FieldError("name", "name must be 1 to 200 characters"));
        if (expiresAt <= now) errors.Add(new FieldError("expires_at", "expires_at must lie in the future"));
        if (errors.Count > 0) return new Problem.Invalid(errors);
        return await _database.WriteAsync<NewToken>(
            unit =>
            {
                if (unit.Db.ApiTokens.Any(t => t.Name == name)) return new Problem.Invalid("there is a token with this name already", "name");
                var token = unit.Db.Add(new ApiToken
                {
                    Id = unit.NextId<ApiToken>(),
                    Name = name,
                    Type = type,
                    Hash = ApiToken.Digest(text),
                    Prefix = text[..Math.Min(8, text.Length / 2)],
                    ExpiresAt = expiresAt,
                    CreatedAt = now,
                }).Entity;
                _audit.Record(unit, actor, "token.create", $"token:{token.Id}", token.Name, AuditChanges.Made(new { token.Type, token.ExpiresAt }));
                _cache.Touch(unit);
                return new NewToken(token, text);
            },
            ct);
    }

    /// <summary>Who presents this token, or null when it is unknown or has expired.</summary>
    internal Actor? ActorOf(string text)
    {
        var hash = ApiToken.Digest(text);
        if (!_database.Read(_cache.Get).TryGetValue(hash, out var token)) return null;
        var now = _clock.GetUtcNow();
        if (token.ExpiresAt <= now) return null;
        NoteUse(token, now);
        return new Actor(ActorKind.Token, token.Id.Value, token.Name, token.Type == ApiTokenType.FullAccess ? Permissions.All : Permissions.ReadOnly);
    }

    // Not awaited: a lost note of a use costs nothing, a request that waits for it does.
    private void NoteUse(ApiToken token, DateTimeOffset now)
    {
        if (now - token.LastUsedAt < LastUseResolution) return;
        token.LastUsedAt = now;
        _ = _database.WriteAsync<Done>(
            unit =>
            {
                unit.Db.ApiTokens.Where(t => t.Id == token.Id).ExecuteUpdate(t => t.SetProperty(x => x.LastUsedAt, now));
                return new Done();
            },
            CancellationToken.None);
    }
}
