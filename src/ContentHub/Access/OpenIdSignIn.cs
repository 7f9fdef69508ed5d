using System.Security.Claims;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ContentHub.Access;

/// <summary>Makes somebody of this server of whom the provider says has signed in there.</summary>
/// <remarks>
/// A person is known by the provider's issuer and subject (OpenID Connect Core 1.0 §5.7: nothing else is stable). The first time by a
/// verified e-mail: of an account, of an invitation, or of anybody when <see cref="OpenIdOptions.NewUsersRole"/> is set.
/// </remarks>
public sealed partial class OpenIdSignIn
{
    /// <summary>The page that ends the way back from the provider.</summary>
    public const string Page = "/admin/sign-in/open-id";

    private const int LongestSubject = 255;   // OpenID Connect Core 1.0 §2

    private readonly Database _database;
    private readonly UserService _users;
    private readonly SignInService _signIn;
    private readonly OpenIdOptions _options;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly ILogger<OpenIdSignIn> _log;

    internal OpenIdSignIn(Database database, UserService users, SignInService signIn, OpenIdOptions options, AuditLog audit, TimeProvider clock, ILogger<OpenIdSignIn> log)
    {
        _database = database;
        _users = users;
        _signIn = signIn;
        _options = options;
        _audit = audit;
        _clock = clock;
        _log = log;
    }

    /// <summary>What people call the provider; null when there is none.</summary>
    public string? Provider => _options.IsOn ? _options.Name : null;

    /// <summary>Signs in whom the provider has named. Problems: Unauthorized (nobody here is that; the message says what to do).</summary>
    /// <param name="said">The provider's claims, checked by the handler; null when it brought none.</param>
    public async Task<Result<SignInStep>> SignInAsync(ClaimsPrincipal? said, Caller from, CancellationToken ct)
    {
        if (said?.FindFirst("iss")?.Value is not { Length: > 0 } issuer || said.FindFirst("sub")?.Value is not { Length: > 0 and <= LongestSubject } subject)
            return new Problem.Unauthorized($"Signing in with {_options.Name} did not work. Try again.");
        var who = new Somebody(issuer, subject, VerifiedEmail(said), said.FindFirst("name")?.Value ?? "");
        if ((await _database.WriteAsync(unit => Find(unit, who, from), ct)).Ok(out var user, out var problem)) return await _signIn.SignInKnownAsync(user, from, ct);
        await _audit.CountAsync(Actor.Anonymous with { Origin = new Origin(from.Address.Length > 0 ? from.Address : null, null) }, "user.sign_in_failed", "user", who.Email ?? "unknown account", ct);
        return problem;
    }

    private Result<User> Find(WriteUnit unit, Somebody who, Caller from)
    {
        if (unit.Db.Users.SingleOrDefault(u => u.OpenIdIssuer == who.Issuer && u.OpenIdSubject == who.Subject) is { } known)
            return known.DisabledAt is null ? known : new Problem.Unauthorized("Your account is disabled.");
        if (who.Email is not { } email) return new Problem.Unauthorized($"{_options.Name} names no verified e-mail of yours, so nobody here can be found by it.");
        var normalized = EmailAddress.Normalize(email);
        if (unit.Db.Users.AsTracking().SingleOrDefault(u => u.NormalizedEmail == normalized) is { } user)
        {
            if (user.DisabledAt is not null) return new Problem.Unauthorized("Your account is disabled.");
            // Another person at the same provider has this e-mail now.
            if (user.OpenIdIssuer == who.Issuer) return new Problem.Unauthorized($"The account here with the e-mail {email} belongs to somebody else at {_options.Name}.");
        }
        else if (Join(unit, who, email, normalized, from).Ok(out var joined, out var problem))
        {
            user = joined;
        }
        else
        {
            return problem;
        }

        (user.OpenIdIssuer, user.OpenIdSubject) = (who.Issuer, who.Subject);
        _audit.Record(unit, SignInService.Person(user, from), "user.open_id_link", $"user:{user.Id}", user.Email, AuditChanges.Made(new { who.Issuer }));
        return user;
    }

    private Result<User> Join(WriteUnit unit, Somebody who, string email, string normalized, Caller from)
    {
        if (!unit.Db.Users.Any()) return new Problem.Unauthorized("The owner registers first.");
        var now = _clock.GetUtcNow();
        var invitation = unit.Db.Invitations.SingleOrDefault(i => i.NormalizedEmail == normalized && i.ExpiresAt > now);
        if (EmailAddress.Fault(email) is not null || (invitation?.RoleId ?? NewUsersRole(unit)) is not { } role)
            return new Problem.Unauthorized($"Nobody here has the e-mail {email}. Ask an owner of this server to invite you.");
        if (invitation is not null) unit.Db.Remove(invitation);
        var user = _users.Add(unit, email, who.Name.Length <= User.LongestName ? who.Name : "", role, User.NoPassword);
        _audit.Record(unit, SignInService.Person(user, from), "user.join", $"user:{user.Id}", user.Email);
        return user;
    }

    private Id<Role>? NewUsersRole(WriteUnit unit)
    {
        if (_options.NewUsersRole.Length == 0) return null;
        var role = unit.Db.Roles.Where(r => r.Id != Role.Public && r.Id != Role.Owner).SingleOrDefault(r => r.Name == _options.NewUsersRole);
        if (role is null) LogNoRole(_log, _options.NewUsersRole);
        return role?.Id;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "OpenId:NewUsersRole is '{Role}', and no role that newcomers may have is called so: nobody joins by it")]
    private static partial void LogNoRole(ILogger log, string role);

    private string? VerifiedEmail(ClaimsPrincipal said) =>
        _options.TrustUnverifiedEmail || string.Equals(said.FindFirst("email_verified")?.Value, "true", StringComparison.OrdinalIgnoreCase) ? said.FindFirst("email")?.Value.Trim() : null;

    private sealed record Somebody(string Issuer, string Subject, string? Email, string Name);
}
