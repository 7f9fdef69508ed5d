using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>People: the first owner, those who were invited later, and what becomes of them.</summary>
public sealed class UserService
{
    private readonly Database _database;
    private readonly SessionService _sessions;
    private readonly Passwords _passwords;
    private readonly TimeProvider _clock;

    internal UserService(Database database, SessionService sessions, Passwords passwords, TimeProvider clock)
    {
        _database = database;
        _sessions = sessions;
        _passwords = passwords;
        _clock = clock;
    }

    /// <summary>Whether the first owner has registered; until then <c>/admin</c> offers it.</summary>
    public bool HasOwner() => _database.Read(db => db.Users.Any());

    /// <summary>Registers the first owner. Of two at the same moment one wins. Problems: Invalid, Conflict (there is one).</summary>
    public async Task<Result<User>> RegisterOwnerAsync(string email, string password, CancellationToken ct)
    {
        var address = email.Trim();
        FieldError[] errors = [.. EmailAddress.Fault(address) is { } fault ? [fault] : Array.Empty<FieldError>(), .. PasswordRules.Faults(password, address)];
        if (errors.Length > 0) return new Problem.Invalid(errors);
        var hash = _passwords.Hash(password);
        return await _database.WriteAsync<User>(
            unit => unit.Db.Users.Any() ? new Problem.Conflict("The first owner has registered already.") : Add(unit, address, "", hash), ct);
    }

    /// <summary>Sets a new password and ends all sessions: for the command of the server. Problems: NotFound, Invalid.</summary>
    public async Task<Result<User>> ResetPasswordAsync(string email, string password, CancellationToken ct)
    {
        var errors = PasswordRules.Faults(password, email).ToArray();
        if (errors.Length > 0) return new Problem.Invalid(errors);
        var hash = _passwords.Hash(password);
        return await ChangeByEmailAsync(email, (unit, user) => SetPassword(unit, user, hash), ct);
    }

    /// <summary>Turns the second factor off and ends all sessions: for the command of the server. Problems: NotFound.</summary>
    public Task<Result<User>> ResetSecondFactorAsync(string email, CancellationToken ct) => ChangeByEmailAsync(
        email,
        (unit, user) =>
        {
            SecondFactor.TurnOff(unit, user);
            _sessions.EndAll(unit, user.Id);
        },
        ct);

    /// <summary>A password that was not proved by the old one: whoever knew that is thrown out, and locks and links are gone.</summary>
    internal void SetPassword(WriteUnit unit, User user, string hash)
    {
        user.PasswordHash = hash;
        _sessions.EndAll(unit, user.Id);
        var account = SignInThrottle.Account(user.NormalizedEmail);
        unit.Db.SignInTries.Where(t => t.Key == account).ExecuteDelete();
        unit.Db.PasswordResets.Where(r => r.UserId == user.Id).ExecuteDelete();
    }

    internal static FieldError? NameFault(string name) => name.Trim().Length > User.LongestName ? new FieldError("name", $"name must be at most {User.LongestName} characters") : null;

    internal User Add(WriteUnit unit, string email, string name, string passwordHash) => unit.Db.Add(new User
    {
        Id = unit.NextId<User>(),
        Email = email,
        NormalizedEmail = EmailAddress.Normalize(email),
        Name = name.Trim(),
        PasswordHash = passwordHash,
        CreatedAt = _clock.GetUtcNow(),
    }).Entity;

    private Task<Result<User>> ChangeByEmailAsync(string email, Action<WriteUnit, User> change, CancellationToken ct)
    {
        var normalized = EmailAddress.Normalize(email);
        return _database.WriteAsync<User>(
            unit =>
            {
                if (unit.Db.Users.AsTracking().SingleOrDefault(u => u.NormalizedEmail == normalized) is not { } user) return new Problem.NotFound("user", email);
                change(unit, user);
                return user;
            },
            ct);
    }
}
