using System.Security.Claims;
using ContentHub.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Access;

/// <summary>People: the first owner, and who is signed in. Passwords are ASP.NET Core Identity's business.</summary>
public sealed class UserService
{
    private const int MostFailures = 5;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);
    private static readonly string[] TooCommon = ["password", "contenthub", "qwerty", "123456", "letmein", "welcome"];

    private readonly Database _database;
    private readonly IServiceScopeFactory _scopes;
    private readonly ActorSource _actors;
    private readonly TimeProvider _clock;

    internal UserService(Database database, IServiceScopeFactory scopes, ActorSource actors, TimeProvider clock)
    {
        _actors = actors;
        _database = database;
        _scopes = scopes;
        _clock = clock;
    }

    /// <summary>Whether the first owner has registered; until then <c>/admin</c> offers it.</summary>
    public bool HasOwner() => _database.Read(db => db.Users.Any());

    /// <summary>Registers the first owner. Of two at the same moment one wins. Problems: Invalid, Conflict (there is one).</summary>
    public async Task<Result<User>> RegisterOwnerAsync(string email, string password, CancellationToken ct)
    {
        var errors = Faults(email, password);
        if (errors.Count > 0) return new Problem.Invalid(errors);

        await using var scope = _scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = new User { Email = email.Trim(), RoleId = Role.Owner, CreatedAt = _clock.GetUtcNow() };
        user.NormalizedEmail = users.NormalizeEmail(user.Email)!;
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        user.SecurityStamp = Uid.Random();
        return await _database.WriteAsync<User>(
            unit =>
            {
                if (unit.Db.Users.Any()) return new Problem.Conflict("The first owner has registered already.");
                user.Id = unit.NextId<User>();
                unit.Db.Add(user);
                _actors.Touch(unit);
                return user;
            },
            ct);
    }

    /// <summary>Checks e-mail and password; five failures in a row lock the account for five minutes. The answer never tells which of the two was wrong.</summary>
    /// <returns>The signed-in identity; or Unauthorized, RateLimited.</returns>
    public async Task<Result<ClaimsPrincipal>> SignInAsync(string email, string password, string scheme, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await using var scope = _scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = IsNormalizable(email) ? await users.FindByEmailAsync(email) : null;
        if (user is null)
        {
            // The same work as for a known address, so that time does not tell them apart.
            users.PasswordHasher.HashPassword(new User(), password);
            return new Problem.Unauthorized("Invalid credentials.");
        }

        if ((await CountTryAsync(user.Id, ct)).Problem is { } locked) return locked;
        if (users.PasswordHasher.VerifyHashedPassword(user, user.PasswordHash ?? "", password) == PasswordVerificationResult.Failed) return new Problem.Unauthorized("Invalid credentials.");
        await ForgetTriesAsync(user.Id, ct);
        return Identify(user, scheme);
    }

    /// <summary>Counts a try before its password is looked at, so that guesses side by side count like guesses in a row.</summary>
    private Task<Result<Done>> CountTryAsync(Id<User> id, CancellationToken ct) => _database.WriteAsync<Done>(
        unit =>
        {
            var now = _clock.GetUtcNow();
            if (unit.Db.Users.AsTracking().SingleOrDefault(u => u.Id == id) is not { } user) return new Problem.Unauthorized("Invalid credentials.");
            if (user.LockoutEnd > now) return new Problem.RateLimited(user.LockoutEnd.Value - now);
            user.AccessFailedCount++;
            if (user.AccessFailedCount < MostFailures) return new Done();
            user.AccessFailedCount = 0;
            user.LockoutEnd = now + LockedFor;
            return new Done();
        },
        ct);

    private Task<Result<Done>> ForgetTriesAsync(Id<User> id, CancellationToken ct) => _database.WriteAsync<Done>(
        unit =>
        {
            unit.Db.Users.Where(u => u.Id == id).ExecuteUpdate(u => u.SetProperty(x => x.AccessFailedCount, 0).SetProperty(x => x.LockoutEnd, (DateTimeOffset?)null));
            return new Done();
        },
        ct);

    /// <summary>The claims of a session: who it is. What the person may do is looked up for each request.</summary>
    public static ClaimsPrincipal Identify(User user, string scheme) => ActorClaims.Principal(new Actor(ActorKind.User, user.Id.Value, user.Email, Rights.None), scheme, user.SecurityStamp);

    /// <summary>Whether a session still stands: its user exists and has not changed the password since.</summary>
    public bool StillHolds(ClaimsPrincipal session)
    {
        if (ActorClaims.Who(session) is not (ActorKind.User, var key)) return false;
        var id = new Id<User>(key);
        var stamp = _database.Read(db => db.Users.Where(u => u.Id == id).Select(u => u.SecurityStamp).SingleOrDefault());
        return stamp is not null && stamp == ActorClaims.Stamp(session);
    }

    /// <summary>Sets a new password and ends all sessions. Problems: NotFound, Invalid.</summary>
    public async Task<Result<User>> ResetPasswordAsync(string email, string password, CancellationToken ct)
    {
        var errors = Faults(email, password);
        if (errors.Count > 0) return new Problem.Invalid(errors);
        await using var scope = _scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var normalized = users.NormalizeEmail(email.Trim());
        return await _database.WriteAsync<User>(
            unit =>
            {
                if (unit.Db.Users.AsTracking().SingleOrDefault(u => u.NormalizedEmail == normalized) is not { } user) return new Problem.NotFound("user", email);
                user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
                user.SecurityStamp = Uid.Random();
                user.AccessFailedCount = 0;
                user.LockoutEnd = null;
                return user;
            },
            ct);
    }


    // Normalisation throws at this noncharacter; of half surrogate pairs, at which it throws too, input is free.
    private static bool IsNormalizable(string text) => !text.Contains('\uFFFE', StringComparison.Ordinal);

    private static List<FieldError> Faults(string email, string password)
    {
        var errors = new List<FieldError>();
        var address = email.Trim();
        if (address.Length > 254 || !IsNormalizable(address) || !System.Net.Mail.MailAddress.TryCreate(address, out var parsed) || parsed.Address != address) errors.Add(new FieldError("email", "email must be a valid address"));
        if (password.Length is < 12 or > 256) errors.Add(new FieldError("password", "password must be 12 to 256 characters"));
        else if (password.Distinct().Count() < 5 || TooCommon.Any(w => password.Contains(w, StringComparison.OrdinalIgnoreCase) && password.Length - w.Length < 8))
            errors.Add(new FieldError("password", "password is too easy to guess"));
        else if (address.Split('@')[0] is { Length: > 3 } name && password.Contains(name, StringComparison.OrdinalIgnoreCase)) errors.Add(new FieldError("password", "password must not contain the e-mail's name"));
        return errors;
    }
}
