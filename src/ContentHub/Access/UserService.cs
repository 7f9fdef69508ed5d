using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>People: the first owner, those who were invited later, and what becomes of them.</summary>
public sealed class UserService
{
    private readonly Database _database;
    private readonly ActorSource _actors;
    private readonly SessionService _sessions;
    private readonly Passwords _passwords;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;

    internal UserService(Database database, ActorSource actors, SessionService sessions, Passwords passwords, AuditLog audit, TimeProvider clock)
    {
        _database = database;
        _actors = actors;
        _sessions = sessions;
        _passwords = passwords;
        _audit = audit;
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
            unit =>
            {
                if (unit.Db.Users.Any()) return new Problem.Conflict("The first owner has registered already.");
                var owner = Add(unit, address, "", Role.Owner, hash);
                _audit.Record(unit, SignInService.Person(owner, Caller.Here), "user.register", $"user:{owner.Id}", owner.Email);
                return owner;
            },
            ct);
    }

    /// <summary>By e-mail. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="search">Part of name or e-mail; null for all.</param>
    public async Task<Result<Page<UserView>>> ListAsync(Actor actor, string? search, Paging paging, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db =>
            {
                var users = db.Users.AsQueryable();
                if (!string.IsNullOrWhiteSpace(search))
                {
                    var text = EmailAddress.Normalize(search);
#pragma warning disable CA1862   // becomes SQL, which knows no comparisons of .NET
                    users = users.Where(u => u.NormalizedEmail.Contains(text) || u.Name.ToUpper().Contains(text));
#pragma warning restore CA1862
                }

                var page = await users.OrderBy(u => u.NormalizedEmail).Skip(paging.Skip).Take(paging.Size).Join(db.Roles, u => u.RoleId, r => r.Id, (u, r) => new UserView(u, r.Name)).ToListAsync(ct);
                return new Page<UserView>([.. page.OrderBy(v => v.User.NormalizedEmail, StringComparer.Ordinal)], paging.Number, paging.Size, await users.LongCountAsync(ct));
            },
            ct);
    }

    /// <summary>One person. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<UserView>> GetAsync(Actor actor, Id<User> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<UserView>>(
            async db => await db.Users.Where(u => u.Id == id).Join(db.Roles, u => u.RoleId, r => r.Id, (u, r) => new UserView(u, r.Name)).SingleOrDefaultAsync(ct) is { } view ? view : NotFound(id), ct);
    }

    /// <summary>Changes a person's name and role; the role counts from the next request on. Problems: Unauthorized, Forbidden (also for more rights than one's own), NotFound, Invalid, Conflict (the last owner stays one).</summary>
    /// <param name="name">At most 100 characters; null leaves it.</param>
    /// <param name="role">Null leaves it.</param>
    public Task<Result<UserView>> ChangeAsync(Actor actor, Id<User> id, string? name, Id<Role>? role, CancellationToken ct) => name is not null && NameFault(name) is { } fault
        ? Task.FromResult<Result<UserView>>(new Problem.Invalid([fault]))
        : ChangeAsync(
            actor, id, "user.update",
            (unit, user) =>
            {
                if (name is not null) user.Name = name.Trim();
                if (role is not { } wanted || wanted == user.RoleId) return new Done();
                if (Gives(unit, actor, wanted).Problem is { } no) return no;
                if (IsLastOwner(unit, user)) return LastOwner();
                user.RoleId = wanted;
                return new Done();
            },
            ct);

    /// <summary>Keeps a person out: all sessions end, and tokens that the person made are worth nothing meanwhile. Problems: Unauthorized, Forbidden, NotFound, Conflict (the last owner).</summary>
    public Task<Result<UserView>> DisableAsync(Actor actor, Id<User> id, CancellationToken ct) => ChangeAsync(
        actor, id, "user.disable",
        (unit, user) =>
        {
            if (IsLastOwner(unit, user)) return LastOwner();
            user.DisabledAt ??= _clock.GetUtcNow();
            _sessions.EndAll(unit, id);
            return new Done();
        },
        ct);

    /// <summary>Lets a person in again. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Task<Result<UserView>> EnableAsync(Actor actor, Id<User> id, CancellationToken ct) => ChangeAsync(
        actor, id, "user.enable",
        (_, user) =>
        {
            user.DisabledAt = null;
            return new Done();
        },
        ct);

    /// <summary>Removes a person for good, with the API tokens that the person made; what the person wrote stays. Problems: Unauthorized, Forbidden, NotFound, Conflict (the last owner).</summary>
    public async Task<Result<Done>> RemoveAsync(Actor actor, Id<User> id, CancellationToken ct) => (await ChangeAsync(
        actor, id, "user.remove",
        (unit, user) =>
        {
            if (IsLastOwner(unit, user)) return LastOwner();
            _sessions.EndAll(unit, id);
            unit.Db.ApiTokens.Where(t => t.MadeBy == id).ExecuteDelete();   // worth nothing without whom they act for
            unit.Db.Remove(user);
            return new Done();
        },
        ct)).Then(_ => new Done());

    /// <summary>Sets a new password and ends all sessions: for the command of the server. Problems: NotFound, Invalid.</summary>
    public async Task<Result<User>> ResetPasswordAsync(string email, string password, CancellationToken ct)
    {
        var errors = PasswordRules.Faults(password, email).ToArray();
        if (errors.Length > 0) return new Problem.Invalid(errors);
        var hash = _passwords.Hash(password);
        return await ChangeByEmailAsync(
            email,
            (unit, user) =>
            {
                SetPassword(unit, user, hash);
                _audit.Record(unit, Actor.System, "user.password_reset", $"user:{user.Id}", user.Email);
            },
            ct);
    }

    /// <summary>Turns the second factor off and ends all sessions: for the command of the server. Problems: NotFound.</summary>
    public Task<Result<User>> ResetSecondFactorAsync(string email, CancellationToken ct) => ChangeByEmailAsync(
        email,
        (unit, user) =>
        {
            SecondFactor.TurnOff(unit, user);
            _sessions.EndAll(unit, user.Id);
            _audit.Record(unit, Actor.System, "user.second_factor_off", $"user:{user.Id}", user.Email);
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

    /// <summary>Whether the actor may give the role to somebody, or take it. Problems: Invalid (no role for people), Forbidden.</summary>
    internal static Result<Done> Gives(WriteUnit unit, Actor actor, Id<Role> id)
    {
        if (id == Role.Public || unit.Db.Roles.SingleOrDefault(r => r.Id == id) is not { } role) return new Problem.Invalid("role_id must be a role for people", "role_id");
        return actor.Rights.Covers(role.Rights) ? new Done() : new Problem.Forbidden(Permission.AccessManage.Name(), "A role that may do more than you is not yours to give or take.");
    }

    internal User Add(WriteUnit unit, string email, string name, Id<Role> role, string passwordHash)
    {
        var user = unit.Db.Add(new User
        {
            Id = unit.NextId<User>(),
            Email = email,
            NormalizedEmail = EmailAddress.Normalize(email),
            Name = name.Trim(),
            RoleId = role,
            PasswordHash = passwordHash,
            CreatedAt = _clock.GetUtcNow(),
        }).Entity;
        _actors.Touch(unit);
        return user;
    }

    // Inside the unit of work: of two owners who remove each other at the same moment one stays.
    private static bool IsLastOwner(WriteUnit unit, User user) =>
        user.RoleId == Role.Owner && user.DisabledAt is null && !unit.Db.Users.Any(u => u.RoleId == Role.Owner && u.DisabledAt == null && u.Id != user.Id);

    private static Problem.Conflict LastOwner() => new("Somebody must stay owner: make somebody else one first.");

    private static Problem.NotFound NotFound(Id<User> id) => new("user", id.ToString());

    private async Task<Result<UserView>> ChangeAsync(Actor actor, Id<User> id, string action, Func<WriteUnit, User, Result<Done>> change, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.WriteAsync<UserView>(
            unit =>
            {
                if (unit.Db.Users.AsTracking().SingleOrDefault(u => u.Id == id) is not { } user) return NotFound(id);
                if (Gives(unit, actor, user.RoleId).Problem is { } no) return no;
                var before = Told(user);
                if (change(unit, user).Problem is { } problem) return problem;
                _audit.Record(unit, actor, action, $"user:{id}", user.Email, action == "user.update" ? AuditChanges.Between(before, Told(user)) : null);
                _actors.Touch(unit);
                return new UserView(user, unit.Db.Roles.Where(r => r.Id == user.RoleId).Select(r => r.Name).Single());

                object Told(User person) => new { person.Name, Role = unit.Db.Roles.Where(r => r.Id == person.RoleId).Select(r => r.Name).Single() };
            },
            ct);
    }

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

/// <summary>A person and the name of the person's role.</summary>
public sealed record UserView(User User, string Role);
