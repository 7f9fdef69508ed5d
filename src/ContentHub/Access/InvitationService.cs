using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>Invitations: how people join. Nobody invites to a role that may do more than himself.</summary>
public sealed class InvitationService
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private readonly Database _database;
    private readonly UserService _users;
    private readonly Passwords _passwords;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;

    internal InvitationService(Database database, UserService users, Passwords passwords, AuditLog audit, TimeProvider clock)
    {
        _database = database;
        _users = users;
        _passwords = passwords;
        _audit = audit;
        _clock = clock;
    }

    /// <summary>Newest first, those that have run out included: they can be renewed. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyList<InvitationView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.ReadAsync(
            db => db.Invitations.Join(db.Roles, i => i.RoleId, r => r.Id, (i, r) => new InvitationView(i, r.Name)).AsAsyncEnumerable().OrderByDescending(v => v.Invitation.Id.Value).ToListAsync(ct).AsTask(), ct);
    }

    /// <summary>Invites somebody. Problems: Unauthorized, Forbidden (also for a role above one's own rights), Invalid (also who is here or invited already).</summary>
    public async Task<Result<NewInvitation>> InviteAsync(Actor actor, string email, Id<Role> role, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        var address = email.Trim();
        if (EmailAddress.Fault(address) is { } fault) return new Problem.Invalid([fault]);
        var normalized = EmailAddress.Normalize(address);
        var (token, now) = (ApiToken.NewText(), _clock.GetUtcNow());
        return await _database.WriteAsync<NewInvitation>(
            unit =>
            {
                if (UserService.Gives(unit, actor, role).Problem is { } no) return no;
                if (unit.Db.Users.Any(u => u.NormalizedEmail == normalized)) return new Problem.Invalid("there is a user with this e-mail already", "email");
                if (unit.Db.Invitations.Any(i => i.NormalizedEmail == normalized)) return new Problem.Invalid("this e-mail is invited already: renew the invitation, or withdraw it", "email");
                var invitation = unit.Db.Add(new Invitation
                {
                    Id = unit.NextId<Invitation>(),
                    Email = address,
                    NormalizedEmail = normalized,
                    RoleId = role,
                    Hash = ApiToken.Digest(token),
                    InvitedBy = actor.Name,
                    CreatedAt = now,
                    ExpiresAt = now + Life,
                }).Entity;
                var made = Made(unit, invitation, token);
                _audit.Record(unit, actor, "user.invite", $"invitation:{invitation.Id}", address, AuditChanges.Made(new { Email = address, made.View.Role }));
                return made;
            },
            ct);
    }

    /// <summary>Makes another link for seven days; the old one is worth nothing any more. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Task<Result<NewInvitation>> RenewAsync(Actor actor, Id<Invitation> id, CancellationToken ct)
    {
        var token = ApiToken.NewText();
        return ChangeAsync(
            actor, id,
            (unit, invitation) =>
            {
                invitation.Hash = ApiToken.Digest(token);
                invitation.ExpiresAt = _clock.GetUtcNow() + Life;
                _audit.Record(unit, actor, "user.invitation_renew", $"invitation:{id}", invitation.Email);
                return Made(unit, invitation, token);
            },
            ct);
    }

    /// <summary>Takes an invitation back. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Task<Result<Done>> WithdrawAsync(Actor actor, Id<Invitation> id, CancellationToken ct) => ChangeAsync(
        actor, id,
        (unit, invitation) =>
        {
            unit.Db.Remove(invitation);
            _audit.Record(unit, actor, "user.invitation_withdraw", $"invitation:{id}", invitation.Email);
            return new Done();
        },
        ct);

    /// <summary>What a link leads to; null for one that was used, renewed, withdrawn or has run out.</summary>
    public Task<InvitationView?> FindAsync(string token, CancellationToken ct)
    {
        var (hash, now) = (ApiToken.Digest(token), _clock.GetUtcNow());
        return _database.ReadAsync(
            db => db.Invitations.Where(i => i.Hash == hash && i.ExpiresAt > now).Join(db.Roles, i => i.RoleId, r => r.Id, (i, r) => new InvitationView(i, r.Name)).SingleOrDefaultAsync(ct), ct);
    }

    /// <summary>Joins. Of two at the same moment one does. Problems: NotFound (of links that are worth nothing), Invalid.</summary>
    /// <param name="name">At most 100 characters; may be empty.</param>
    public async Task<Result<User>> AcceptAsync(string token, string name, string password, CancellationToken ct)
    {
        if (await FindAsync(token, ct) is not { } view) return Gone();
        FieldError[] errors = [.. UserService.NameFault(name) is { } fault ? [fault] : Array.Empty<FieldError>(), .. PasswordRules.Faults(password, view.Invitation.Email, name)];
        if (errors.Length > 0) return new Problem.Invalid(errors);
        var passwordHash = _passwords.Hash(password);
        var (hash, now) = (ApiToken.Digest(token), _clock.GetUtcNow());
        return await _database.WriteAsync<User>(
            unit =>
            {
                if (unit.Db.Invitations.SingleOrDefault(i => i.Hash == hash && i.ExpiresAt > now) is not { } invitation) return Gone();
                unit.Db.Remove(invitation);
                var user = _users.Add(unit, invitation.Email, name, invitation.RoleId, passwordHash);
                _audit.Record(unit, SignInService.Person(user, Caller.Here), "user.join", $"user:{user.Id}", user.Email);
                return user;
            },
            ct);
    }

    private Task<Result<T>> ChangeAsync<T>(Actor actor, Id<Invitation> id, Func<WriteUnit, Invitation, T> change, CancellationToken ct) =>
        actor.Lacks(Permission.AccessManage) is { } refusal ? Task.FromResult<Result<T>>(refusal) : _database.WriteAsync<T>(
            unit =>
            {
                if (unit.Db.Invitations.AsTracking().SingleOrDefault(i => i.Id == id) is not { } invitation) return new Problem.NotFound("invitation", id.ToString());
                return UserService.Gives(unit, actor, invitation.RoleId).Problem is { } no ? no : change(unit, invitation);
            },
            ct);

    private static NewInvitation Made(WriteUnit unit, Invitation invitation, string token) =>
        new(new InvitationView(invitation, unit.Db.Roles.Where(r => r.Id == invitation.RoleId).Select(r => r.Name).Single()), "/admin/invitation?token=" + token);

    // Who guesses learns no difference between what never was and what was used.
    private static Problem.NotFound Gone() => new("invitation", "behind this link: it was used or withdrawn, or is older than seven days");
}
