using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>What people do with their own account: name, password, second factor. What would help a thief asks for the password once more.</summary>
public sealed class ProfileService
{
    private readonly Database _database;
    private readonly SignInService _signIn;
    private readonly SessionService _sessions;
    private readonly Passwords _passwords;
    private readonly SecondFactor _secondFactor;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;

    internal ProfileService(Database database, SignInService signIn, SessionService sessions, Passwords passwords, SecondFactor secondFactor, AuditLog audit, TimeProvider clock)
    {
        _database = database;
        _signIn = signIn;
        _sessions = sessions;
        _passwords = passwords;
        _secondFactor = secondFactor;
        _audit = audit;
        _clock = clock;
    }

    /// <summary>One's own account. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<Profile>> GetAsync(Actor actor, CancellationToken ct)
    {
        if (!User.Of(actor).Ok(out var id, out var refusal)) return refusal;
        return await _database.ReadAsync<Result<Profile>>(
            async db => await db.Users.SingleOrDefaultAsync(u => u.Id == id, ct) is { } user
                ? new Profile(user, await db.Roles.Where(r => r.Id == user.RoleId).Select(r => r.Name).SingleAsync(ct), await db.RecoveryCodes.CountAsync(c => c.UserId == id, ct))
                : new Problem.Unauthorized(),
            ct);
    }

    /// <summary>Changes one's name. Problems: Unauthorized, Forbidden, Invalid.</summary>
    /// <param name="name">At most 100 characters; empty for the e-mail.</param>
    public Task<Result<User>> RenameAsync(Actor actor, string name, CancellationToken ct) =>
        UserService.NameFault(name) is { } fault ? Task.FromResult<Result<User>>(new Problem.Invalid([fault])) : ChangeAsync<User>(
            actor,
            (unit, user) =>
            {
                var before = new { user.Name };
                user.Name = name.Trim();
                if (user.Name != before.Name) _audit.Record(unit, actor, "user.update", $"user:{user.Id}", user.Email, AuditChanges.Between(before, new { user.Name }));
                return user;
            },
            ct);

    /// <summary>Changes one's password and ends all other sessions. Problems: Unauthorized, Forbidden, RateLimited, Invalid.</summary>
    /// <param name="keep">The session that asks; null for none.</param>
    public async Task<Result<User>> ChangePasswordAsync(Actor actor, string current, string password, Id<Session>? keep, Caller from, CancellationToken ct)
    {
        if (!(await _signIn.ProveAsync(actor, current, from, ct)).Ok(out var person, out var refusal)) return refusal;
        if (PasswordRules.Faults(password, person.Email, person.Name).ToArray() is { Length: > 0 } faults) return new Problem.Invalid(faults);
        var hash = _passwords.Hash(password);
        return await ChangeAsync<User>(
            actor,
            (unit, user) =>
            {
                if (user.PasswordHash != person.PasswordHash) return new Problem.Conflict("The password was changed meanwhile.");
                user.PasswordHash = hash;
                _audit.Record(unit, actor, "user.password_change", $"user:{user.Id}", user.Email);
                _sessions.EndAll(unit, user.Id, keep);
                unit.Db.PasswordResets.Where(r => r.UserId == user.Id).ExecuteDelete();
                return user;
            },
            ct);
    }

    /// <summary>Makes a key for an authenticator app; nothing asks for it before <see cref="ConfirmSecondFactorAsync"/>. Problems: Unauthorized, Forbidden, RateLimited, Invalid, Conflict (there is one).</summary>
    public async Task<Result<SecondFactorSetup>> PrepareSecondFactorAsync(Actor actor, string current, Caller from, CancellationToken ct)
    {
        if (!(await _signIn.ProveAsync(actor, current, from, ct)).Ok(out var person, out var refusal)) return refusal;
        var (setup, key) = _secondFactor.Make(person.Email);
        return await ChangeAsync<SecondFactorSetup>(
            actor,
            (_, user) =>
            {
                if (user.SecondFactorSince is not null) return new Problem.Conflict("The second factor is on already.");
                user.AuthenticatorKey = key;
                return setup;
            },
            ct);
    }

    /// <summary>Turns the second factor on, once a code shows that the app has the key, and ends all other sessions. Problems: Unauthorized, Forbidden, Invalid, Conflict.</summary>
    public async Task<Result<RecoveryCodes>> ConfirmSecondFactorAsync(Actor actor, string code, Id<Session>? keep, CancellationToken ct)
    {
        if (!(await GetAsync(actor, ct)).Ok(out var profile, out var refusal)) return refusal;
        var typed = _secondFactor.Read(profile.User, code);
        return await ChangeAsync<RecoveryCodes>(
            actor,
            (unit, user) =>
            {
                if (user.SecondFactorSince is not null || user.AuthenticatorKey is null) return new Problem.Conflict("There is no key that waits for its first code.");
                if (!SecondFactor.UseApp(user, typed)) return new Problem.Invalid("code is not the one that the app shows now", "code");
                user.SecondFactorSince = _clock.GetUtcNow();
                _audit.Record(unit, actor, "user.second_factor_on", $"user:{user.Id}", user.Email);
                _sessions.EndAll(unit, user.Id, keep);
                return SecondFactor.Renew(unit, user);
            },
            ct);
    }

    /// <summary>Makes ten new recovery codes; the old ones are worth nothing any more. Problems: Unauthorized, Forbidden, RateLimited, Invalid, Conflict (it is off).</summary>
    public async Task<Result<RecoveryCodes>> RenewRecoveryCodesAsync(Actor actor, string current, Caller from, CancellationToken ct)
    {
        if (!(await _signIn.ProveAsync(actor, current, from, ct)).Ok(out _, out var refusal)) return refusal;
        return await ChangeAsync<RecoveryCodes>(
            actor,
            (unit, user) =>
            {
                if (user.SecondFactorSince is null) return new Problem.Conflict("The second factor is off.");
                _audit.Record(unit, actor, "user.recovery_codes_renew", $"user:{user.Id}", user.Email);
                return SecondFactor.Renew(unit, user);
            },
            ct);
    }

    /// <summary>Turns the second factor off. Problems: Unauthorized, Forbidden, RateLimited, Invalid.</summary>
    public async Task<Result<User>> TurnSecondFactorOffAsync(Actor actor, string current, Caller from, CancellationToken ct)
    {
        if (!(await _signIn.ProveAsync(actor, current, from, ct)).Ok(out _, out var refusal)) return refusal;
        return await ChangeAsync<User>(
            actor,
            (unit, user) =>
            {
                SecondFactor.TurnOff(unit, user);
                _audit.Record(unit, actor, "user.second_factor_off", $"user:{user.Id}", user.Email);
                return user;
            },
            ct);
    }

    private async Task<Result<T>> ChangeAsync<T>(Actor actor, Func<WriteUnit, User, Result<T>> change, CancellationToken ct)
    {
        if (!User.Of(actor).Ok(out var id, out var refusal)) return refusal;
        return await _database.WriteAsync(unit => unit.Db.Users.AsTracking().SingleOrDefault(u => u.Id == id) is { } user ? change(unit, user) : new Problem.Unauthorized(), ct);
    }
}

/// <summary>One's own account.</summary>
/// <param name="Role">Name of the role.</param>
/// <param name="RecoveryCodesLeft">Recovery codes that were not used yet.</param>
public sealed record Profile(User User, string Role, int RecoveryCodesLeft);
