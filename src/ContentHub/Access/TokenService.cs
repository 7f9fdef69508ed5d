using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>A token that was just made: the only moment at which its text is known.</summary>
public sealed record NewToken(ApiToken Token, string Text);

/// <summary>What somebody wants a token to be.</summary>
/// <param name="Rights">Of custom ones; null otherwise.</param>
/// <param name="ExpiresAt">Must lie ahead; null for never.</param>
public sealed record TokenForm(string Name, ApiTokenType Type, Rights? Rights = null, DateTimeOffset? ExpiresAt = null);

/// <summary>API tokens: made, changed, listed, revoked, and recognised on every request.</summary>
public sealed class TokenService
{
    private static readonly TimeSpan LastUseResolution = TimeSpan.FromMinutes(1);

    private readonly Database _database;
    private readonly ActorSource _actors;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;

    internal TokenService(Database database, ActorSource actors, AuditLog audit, TimeProvider clock)
    {
        _database = database;
        _actors = actors;
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

    /// <summary>One token. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<ApiToken>> GetAsync(Actor actor, Id<ApiToken> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<ApiToken>>(async db => await db.ApiTokens.SingleOrDefaultAsync(t => t.Id == id, ct) is { } token ? token : new Problem.NotFound("token", id.ToString()), ct);
    }

    /// <summary>Makes a token. Problems: Unauthorized, Forbidden (also for more than the actor may do), Invalid.</summary>
    public Task<Result<NewToken>> CreateAsync(Actor actor, TokenForm form, CancellationToken ct) => CreateAsync(actor, form, RandomText(), ct);

    /// <summary>Changes what a token is called and may do; its text stays. Problems: Unauthorized, Forbidden (also for more than the actor may do), NotFound, Invalid.</summary>
    public Task<Result<ApiToken>> UpdateAsync(Actor actor, Id<ApiToken> id, TokenForm form, CancellationToken ct) => ChangeAsync(
        actor, id, form,
        (unit, token) =>
        {
            var before = Told(token);
            // Whoever widens a token answers for it from then on.
            token.MadeBy = MakerOf(unit, actor);
            token.Name = form.Name;
            token.Type = form.Type;
            token.Rights = form.Rights;
            token.ExpiresAt = form.ExpiresAt;
            _audit.Record(unit, actor, "token.update", $"token:{id}", token.Name, AuditChanges.Between(before, Told(token)));
            return token;
        },
        ct);

    /// <summary>Gives a token another text; the old one is worth nothing at once. Problems: Unauthorized, Forbidden (also for a token that may do more than the actor), NotFound.</summary>
    public Task<Result<NewToken>> RegenerateAsync(Actor actor, Id<ApiToken> id, CancellationToken ct) => ChangeAsync(
        actor, id, null,
        (unit, token) =>
        {
            var text = RandomText();
            token.Hash = ApiToken.Digest(text);
            token.Prefix = PrefixOf(text);
            _audit.Record(unit, actor, "token.regenerate", $"token:{id}", token.Name);
            return new NewToken(token, text);
        },
        ct);

    /// <summary>Revokes a token at once. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, Id<ApiToken> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (unit.Db.ApiTokens.SingleOrDefault(t => t.Id == id) is not { } token) return new Problem.NotFound("token", id.ToString());
                unit.Db.Remove(token);
                _audit.Record(unit, actor, "token.delete", $"token:{token.Id}", token.Name, AuditChanges.Removed(Told(token)));
                _actors.Touch(unit);
                return new Done();
            },
            ct);
    }

    /// <summary>Makes a token with a text of the caller's choice: for unattended start.</summary>
    internal async Task<Result<NewToken>> CreateAsync(Actor actor, TokenForm form, string text, CancellationToken ct)
    {
        if (Refusal(actor, form) is { } refusal) return refusal;
        return await _database.WriteAsync<NewToken>(
            unit =>
            {
                if (unit.Db.ApiTokens.Any(t => t.Name == form.Name)) return Taken();
                var token = unit.Db.Add(new ApiToken
                {
                    Id = unit.NextId<ApiToken>(),
                    Name = form.Name,
                    Type = form.Type,
                    Rights = form.Rights,
                    MadeBy = MakerOf(unit, actor),
                    Hash = ApiToken.Digest(text),
                    Prefix = PrefixOf(text),
                    ExpiresAt = form.ExpiresAt,
                    CreatedAt = _clock.GetUtcNow(),
                }).Entity;
                _audit.Record(unit, actor, "token.create", $"token:{token.Id}", token.Name, AuditChanges.Made(Told(token)));
                _actors.Touch(unit);
                return new NewToken(token, text);
            },
            ct);
    }

    /// <summary>Who presents this token, or null when it is unknown or has expired.</summary>
    internal Actor? ActorOf(string text)
    {
        if (_actors.OfToken(ApiToken.Digest(text)) is not { } known) return null;
        var now = _clock.GetUtcNow();
        if (known.Token.ExpiresAt <= now) return null;
        NoteUse(known.Token, now);
        return known.Actor;
    }

    private async Task<Result<T>> ChangeAsync<T>(Actor actor, Id<ApiToken> id, TokenForm? form, Func<WriteUnit, ApiToken, T> change, CancellationToken ct)
    {
        if ((form is null ? actor.Lacks(Permission.AccessManage) : Refusal(actor, form)) is { } refusal) return refusal;
        return await _database.WriteAsync<T>(
            unit =>
            {
                if (unit.Db.ApiTokens.AsTracking().SingleOrDefault(t => t.Id == id) is not { } token) return new Problem.NotFound("token", id.ToString());
                if (!actor.Rights.Covers(token.Granted)) return TooMuch();
                if (form is not null && unit.Db.ApiTokens.Any(t => t.Name == form.Name && t.Id != id)) return Taken();
                var changed = change(unit, token);
                _actors.Touch(unit);
                return changed;
            },
            ct);
    }

    private Problem? Refusal(Actor actor, TokenForm form)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        var errors = new List<FieldError>();
        if (string.IsNullOrWhiteSpace(form.Name) || form.Name.Length > 200) errors.Add(new FieldError("name", "name must be 1 to 200 characters"));
        if (form.ExpiresAt <= _clock.GetUtcNow()) errors.Add(new FieldError("expires_at", "expires_at must lie in the future"));
        if (form.Type == ApiTokenType.Custom != form.Rights is not null) errors.Add(new FieldError("type", "custom tokens, and no others, have permissions"));
        if (errors.Count > 0) return new Problem.Invalid(errors);
        return actor.Rights.Covers(ApiToken.RightsOf(form.Type, form.Rights)) ? null : TooMuch();
    }

    // A token that makes tokens is as good as whoever made it.
    private static Id<User>? MakerOf(WriteUnit unit, Actor actor) => actor.Kind switch
    {
        ActorKind.User => new Id<User>(actor.Id),
        ActorKind.Token => unit.Db.ApiTokens.Where(t => t.Id == new Id<ApiToken>(actor.Id)).Select(t => t.MadeBy).SingleOrDefault(),
        _ => null,
    };

    private static object Told(ApiToken token) => new { token.Name, token.Type, token.ExpiresAt, Rights = token.Rights?.Told() };

    private static Problem.Forbidden TooMuch() => new(Permission.AccessManage.Name(), "A token may not do more than you.");

    private static Problem.Invalid Taken() => new("there is a token with this name already", "name");

    private static string RandomText() => ApiToken.NewText("ch_");

    private static string PrefixOf(string text) => text[..Math.Min(8, text.Length / 2)];

    // Not awaited: a lost note of a use costs nothing, a request that waits for it does.
    private void NoteUse(ApiToken token, DateTimeOffset now)
    {
        if (now - token.LastUsedAt < LastUseResolution) return;
        token.LastUsedAt = now;
        _ = _database.WriteAsync<Done>(
            unit =>
            {
                unit.LeavesContent();
                unit.Db.ApiTokens.Where(t => t.Id == token.Id).ExecuteUpdate(t => t.SetProperty(x => x.LastUsedAt, now));
                return new Done();
            },
            CancellationToken.None);
    }
}
