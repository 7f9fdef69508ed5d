using System.Security.Cryptography;
using System.Text.Json;
using ContentHub.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>What a right password leads to.</summary>
public abstract record SignInStep
{
    private SignInStep() { }

    /// <summary>The person is signed in.</summary>
    public sealed record SignedIn(User User, NewSession Session) : SignInStep;

    /// <summary>A code is asked for still.</summary>
    /// <param name="Ticket">Proof of the right password, for five minutes; goes back with the code.</param>
    public sealed record CodeNeeded(string Ticket) : SignInStep;
}

/// <summary>Signing in: password, then the second factor of those who have one.</summary>
public sealed class SignInService
{
    private static readonly Problem.Unauthorized Wrong = new("Invalid credentials.");
    private static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(5);

    private readonly Database _database;
    private readonly SessionService _sessions;
    private readonly Passwords _passwords;
    private readonly SignInThrottle _throttle;
    private readonly SecondFactor _secondFactor;
    private readonly IDataProtector _tickets;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;

    internal SignInService(Database database, SessionService sessions, Passwords passwords, SignInThrottle throttle, SecondFactor secondFactor, IDataProtectionProvider protection, AuditLog audit, TimeProvider clock)
    {
        _database = database;
        _sessions = sessions;
        _passwords = passwords;
        _throttle = throttle;
        _secondFactor = secondFactor;
        _tickets = protection.CreateProtector("ContentHub.SignIn");
        _audit = audit;
        _clock = clock;
    }

    /// <summary>Checks e-mail and password. The answer tells neither which of the two was wrong nor whether there is such an account. Problems: Unauthorized, RateLimited.</summary>
    public async Task<Result<SignInStep>> SignInAsync(string email, string password, SessionKind kind, Caller from, CancellationToken ct)
    {
        var normalized = EmailAddress.Normalize(email);
        var account = SignInThrottle.Account(normalized);
        if (!(await CountAsync(account, from, db => db.Users.SingleOrDefault(u => u.NormalizedEmail == normalized && u.DisabledAt == null), ct)).Ok(out var found, out var limited)) return limited;
        if (!_passwords.Fits(found.User, password)) return await FailedAsync(found.User, "user.sign_in_failed", from, Wrong, ct);
        return await FinishAsync(new Proof(found.User!.Id.Value, ApiToken.Digest(found.User.PasswordHash), kind, default), codeIsKnown: false, from, (unit, _) => Forget(unit, account, from), ct);
    }

    /// <summary>Signs in somebody whom a provider has vouched for; the second factor of those who have one here is asked for all the same. Problems: Unauthorized.</summary>
    internal Task<Result<SignInStep>> SignInKnownAsync(User user, Caller from, CancellationToken ct) =>
        FinishAsync(new Proof(user.Id.Value, ApiToken.Digest(user.PasswordHash), SessionKind.Browser, default), codeIsKnown: false, from, (_, _) => new Done(), ct);

    /// <summary>Checks the code of the authenticator app, or a recovery code, of somebody who gave the right password. A code works once. Problems: Unauthorized, RateLimited.</summary>
    public async Task<Result<SignInStep>> ConfirmAsync(string ticket, string code, Caller from, CancellationToken ct)
    {
        if (Open(ticket) is not { } proof) return new Problem.Unauthorized("Signing in took too long: begin again.");
        var key = SignInThrottle.Code(new Id<User>(proof.User));
        var id = new Id<User>(proof.User);
        if (!(await CountAsync(key, from, db => db.Users.SingleOrDefault(u => u.Id == id && u.DisabledAt == null), ct)).Ok(out var found, out var limited)) return limited;
        if (found.User is null) return Wrong;
        var typed = _secondFactor.Read(found.User, code);
        var result = await FinishAsync(
            proof, codeIsKnown: true, from, (unit, user) => SecondFactor.Use(unit, user, typed) ? Forget(unit, key, from) : new Problem.Unauthorized("Invalid code."), ct);
        return result.Problem is Problem.Unauthorized wrong ? await FailedAsync(found.User, "user.second_factor_failed", from, wrong, ct) : result;
    }

    /// <summary>Lets somebody who is signed in prove it with the password once more, before what would help a thief. Problems: Unauthorized, Forbidden, RateLimited, Invalid.</summary>
    internal async Task<Result<User>> ProveAsync(Actor actor, string password, Caller from, CancellationToken ct)
    {
        if (!User.Of(actor).Ok(out var id, out var refusal)) return refusal;
        var account = SignInThrottle.Account(EmailAddress.Normalize(actor.Name));
        if (!(await CountAsync(account, from, db => db.Users.SingleOrDefault(u => u.Id == id && u.DisabledAt == null), ct)).Ok(out var found, out var limited)) return limited;
        if (!_passwords.Fits(found.User, password)) return new Problem.Invalid("this is not your password", "current_password");
        await _database.WriteAsync(
            unit =>
            {
                unit.LeavesContent();
                return Forget(unit, account, from);
            },
            ct);
        return found.User!;
    }

    /// <summary>Somebody as the audit log names them, before any rights are known.</summary>
    internal static Actor Person(User user, Caller from) => new(ActorKind.User, user.Id.Value, user.Email, Rights.None) { Origin = from.Address.Length > 0 ? new Origin(from.Address, null) : null };

    // What was typed for an account that does not exist is not written down: it may be a password.
    private async Task<Result<SignInStep>> FailedAsync(User? user, string action, Caller from, Problem why, CancellationToken ct)
    {
        var nobody = Actor.Anonymous with { Origin = new Origin(from.Address.Length > 0 ? from.Address : null, null) };
        await _audit.CountAsync(nobody, action, user is null ? "user" : $"user:{user.Id}", user?.Email ?? "unknown account", ct);
        return why;
    }

    // In a unit of its own, because a refusal afterwards must not take the count back.
    private Task<Result<Found>> CountAsync(string account, Caller from, Func<ContentHubDbContext, User?> find, CancellationToken ct) =>
        _database.WriteAsync<Found>(
            unit =>
            {
                unit.LeavesContent();
                return _throttle.Count(unit, account, SignInThrottle.Address(from)) is { } limited ? limited : new Found(find(unit.Db));
            },
            ct);

    private static Result<Done> Forget(WriteUnit unit, string account, Caller from)
    {
        SignInThrottle.Forget(unit, account, from);
        return new Done();
    }

    private async Task<Result<SignInStep>> FinishAsync(Proof proof, bool codeIsKnown, Caller from, Func<WriteUnit, User, Result<Done>> check, CancellationToken ct)
    {
        var finished = await _database.WriteAsync<Finished>(
            unit =>
            {
                // Between the look at the password and now it may have been changed, or the person disabled.
                var id = new Id<User>(proof.User);
                if (unit.Db.Users.AsTracking().SingleOrDefault(u => u.Id == id && u.DisabledAt == null) is not { } user || ApiToken.Digest(user.PasswordHash) != proof.Password) return Wrong;
                if (check(unit, user).Problem is { } problem) return problem;
                if (user.SecondFactorSince is not null && !codeIsKnown) return new Finished(null);
                user.LastSignInAt = _clock.GetUtcNow();
                _audit.Record(unit, Person(user, from), "user.sign_in", $"user:{id}", user.Email);
                return new Finished(new SignInStep.SignedIn(user, _sessions.Begin(unit, id, proof.Kind, from)));
            },
            ct);
        return finished.Then<SignInStep>(f => f.SignedIn is { } signedIn ? signedIn : new SignInStep.CodeNeeded(Seal(proof with { Ends = _clock.GetUtcNow() + TicketLife })));
    }

    private string Seal(Proof proof) => _tickets.Protect(JsonSerializer.Serialize(proof));

    private Proof? Open(string ticket)
    {
        try
        {
            return JsonSerializer.Deserialize<Proof>(_tickets.Unprotect(ticket)) is { } proof && proof.Ends > _clock.GetUtcNow() ? proof : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Found(User? User);

    /// <param name="SignedIn">Null when a code is asked for still.</param>
    private sealed record Finished(SignInStep.SignedIn? SignedIn);

    /// <param name="Password">Digest of the hash that the password fitted.</param>
    private sealed record Proof(long User, string Password, SessionKind Kind, DateTimeOffset Ends);
}
