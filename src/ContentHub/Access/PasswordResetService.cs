using System.Threading.Channels;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>Forgotten passwords: a link by mail, good for an hour and once. Neither the answer nor its time tells whether there is such an account, because the look happens after it.</summary>
public sealed class PasswordResetService
{
    private const int MostWaiting = 100;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly Database _database;
    private readonly UserService _users;
    private readonly Passwords _passwords;
    private readonly SignInThrottle _throttle;
    private readonly SmtpOptions _smtp;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;

    internal PasswordResetService(Database database, UserService users, Passwords passwords, SignInThrottle throttle, SmtpOptions smtp, AuditLog audit, TimeProvider clock)
    {
        _database = database;
        _users = users;
        _passwords = passwords;
        _throttle = throttle;
        _smtp = smtp;
        _audit = audit;
        _clock = clock;
    }

    /// <summary>Whether this server can send mails.</summary>
    public bool IsOffered => _smtp.IsOn;

    /// <summary>Addresses that asked, known or not; a crash forgets them, and people ask again.</summary>
    internal Channel<string> Asked { get; } = Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for a link. Problems: Conflict (this server sends no mails), RateLimited; never whether there is such an account.</summary>
    public async Task<Result<Done>> AskAsync(string email, Caller from, CancellationToken ct)
    {
        if (!IsOffered) return new Problem.Conflict("This server sends no mails: ask whoever runs it to reset the password.");
        var normalized = EmailAddress.Normalize(email);
        var counted = await _database.WriteAsync<Done>(
            unit =>
            {
                unit.LeavesContent();
                return _throttle.Count(unit, SignInThrottle.Mail(normalized), SignInThrottle.MailsFrom(from)) is { } limited ? limited : new Done();
            },
            ct);
        if (counted.Problem is null) Asked.Writer.TryWrite(normalized);
        return counted;
    }

    /// <summary>Whether a link is good still.</summary>
    public Task<bool> IsGoodAsync(string token, CancellationToken ct)
    {
        var (hash, now) = (ApiToken.Digest(token), _clock.GetUtcNow());
        return _database.ReadAsync(db => db.PasswordResets.AnyAsync(r => r.Hash == hash && r.ExpiresAt > now, ct), ct);
    }

    /// <summary>Sets the password, ends all sessions and takes the link, and all others of that person. The second factor stays. Problems: NotFound (of links that are worth nothing), Invalid.</summary>
    public async Task<Result<Done>> ResetAsync(string token, string password, CancellationToken ct)
    {
        var (hash, now) = (ApiToken.Digest(token), _clock.GetUtcNow());
        var person = await _database.ReadAsync(db => db.Users.SingleOrDefaultAsync(u => u.DisabledAt == null && db.PasswordResets.Any(r => r.UserId == u.Id && r.Hash == hash && r.ExpiresAt > now), ct), ct);
        if (person is null) return Gone();
        if (PasswordRules.Faults(password, person.Email, person.Name).ToArray() is { Length: > 0 } faults) return new Problem.Invalid(faults);
        var passwordHash = _passwords.Hash(password);
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (!unit.Db.PasswordResets.Any(r => r.Hash == hash && r.ExpiresAt > now)) return Gone();
                _users.SetPassword(unit, unit.Db.Users.AsTracking().Single(u => u.Id == person.Id), passwordHash);
                _audit.Record(unit, SignInService.Person(person, Caller.Here), "user.password_reset", $"user:{person.Id}", person.Email);
                return new Done();
            },
            ct);
    }

    /// <summary>Makes a link for who asked, in place of older ones; null when there is no such account.</summary>
    internal async Task<(User User, string Token)?> MakeAsync(string normalizedEmail, CancellationToken ct)
    {
        var token = ApiToken.NewText();
        var made = await _database.WriteAsync<User>(
            unit =>
            {
                var now = _clock.GetUtcNow();
                if (unit.Db.Users.SingleOrDefault(u => u.NormalizedEmail == normalizedEmail && u.DisabledAt == null) is not { } user) return new Problem.NotFound("user", "");
                unit.Db.PasswordResets.Where(r => r.UserId == user.Id || r.ExpiresAt <= now).ExecuteDelete();
                unit.Db.Add(new PasswordReset { Hash = ApiToken.Digest(token), UserId = user.Id, ExpiresAt = now + Life });
                return user;
            },
            ct);
        return made.Ok(out var user, out _) ? (user, token) : null;
    }

    private static Problem.NotFound Gone() => new("password reset", "behind this link: it was used, or is older than an hour");
}
