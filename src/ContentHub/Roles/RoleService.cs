using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Roles;

/// <summary>What somebody wants a role to be.</summary>
public sealed record RoleForm(string Name, string Description, Rights Rights);

/// <summary>A role and how many people have it.</summary>
public sealed record RoleView(Role Role, int Users);

/// <summary>Roles: what people, and the public, may do. Nobody gives or takes more than he may do himself.</summary>
public sealed class RoleService
{
    private readonly Database _database;
    private readonly ActorSource _actors;
    private readonly AuditLog _audit;
    private readonly ContentTypeService _types;
    private readonly TimeProvider _clock;

    internal RoleService(Database database, ActorSource actors, AuditLog audit, ContentTypeService types, TimeProvider clock)
    {
        _database = database;
        _actors = actors;
        _audit = audit;
        _types = types;
        _clock = clock;
    }

    /// <summary>The built-in ones first, then by name. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyList<RoleView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db =>
            {
                var users = await db.Users.GroupBy(u => u.RoleId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
                var roles = await db.Roles.ToListAsync(ct);
                return (Result<IReadOnlyList<RoleView>>)roles.OrderBy(r => r.IsBuiltIn ? r.Id.Value : long.MaxValue).ThenBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Select(r => new RoleView(r, users.GetValueOrDefault(r.Id))).ToArray();
            },
            ct);
    }

    /// <summary>One role. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<RoleView>> GetAsync(Actor actor, Id<Role> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<RoleView>>(
            async db => await db.Roles.SingleOrDefaultAsync(r => r.Id == id, ct) is { } role ? new RoleView(role, await db.Users.CountAsync(u => u.RoleId == id, ct)) : NotFound(id), ct);
    }

    /// <summary>Adds a role. Problems: Unauthorized, Forbidden (also for more than the actor may do), Invalid.</summary>
    public async Task<Result<Role>> CreateAsync(Actor actor, RoleForm form, CancellationToken ct)
    {
        if (Refusal(actor, form) is { } refusal) return refusal;
        return await _database.WriteAsync<Role>(
            unit =>
            {
                if (unit.Db.Roles.Any(r => r.Name == form.Name)) return Taken();
                var role = new Role
                {
                    Id = new Id<Role>(Role.Public.Value + unit.NextId<Role>().Value),   // after the built-in ones
                    Name = form.Name,
                    Description = form.Description,
                    Rights = form.Rights,
                    CreatedAt = _clock.GetUtcNow(),
                };
                unit.Db.Add(role);
                _audit.Record(unit, actor, "role.create", $"role:{role.Id}", role.Name, AuditChanges.Made(Told(role)));
                _actors.Touch(unit);
                return role;
            },
            ct);
    }

    /// <summary>Changes a role for everybody who has it, from their next request on. Problems: Unauthorized, Forbidden (also for more than the actor may do), NotFound, Invalid, Conflict (the owner's).</summary>
    public async Task<Result<Role>> UpdateAsync(Actor actor, Id<Role> id, RoleForm form, CancellationToken ct)
    {
        if (Refusal(actor, form) is { } refusal) return refusal;
        return await _database.WriteAsync<Role>(
            unit =>
            {
                if (unit.Db.Roles.AsTracking().SingleOrDefault(r => r.Id == id) is not { } role) return NotFound(id);
                if (id == Role.Owner) return new Problem.Conflict("The owner may do everything, and that does not change.");
                if (!actor.Rights.Covers(role.Rights)) return TooMuch();
                if (id == Role.Public && FaultOfPublic(form.Rights) is { } fault) return fault;
                if (role.IsBuiltIn && form.Name != role.Name) return new Problem.Invalid("a built-in role keeps its name", "name");
                if (unit.Db.Roles.Any(r => r.Name == form.Name && r.Id != id)) return Taken();
                var before = Told(role);
                role.Name = form.Name;
                role.Description = form.Description;
                role.Rights = form.Rights;
                _audit.Record(unit, actor, "role.update", $"role:{id}", role.Name, AuditChanges.Between(before, Told(role)));
                _actors.Touch(unit);
                return role;
            },
            ct);
    }

    /// <summary>Removes a role that nobody has. Problems: Unauthorized, Forbidden, NotFound, Conflict (built in, or in use).</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, Id<Role> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (unit.Db.Roles.SingleOrDefault(r => r.Id == id) is not { } role) return NotFound(id);
                if (role.IsBuiltIn) return new Problem.Conflict("A built-in role stays.");
                if (!actor.Rights.Covers(role.Rights)) return TooMuch();
                if (unit.Db.Users.Count(u => u.RoleId == id) is > 0 and var users) return new Problem.Conflict(users == 1 ? "One person has this role: give that person another first." : $"{users} people have this role: give them another first.");
                unit.Db.Remove(role);
                _audit.Record(unit, actor, "role.delete", $"role:{id}", role.Name, AuditChanges.Removed(Told(role)));
                _actors.Touch(unit);
                return new Done();
            },
            ct);
    }

    private JsonElement Told(Role role) => AuditChanges.Shown(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", role.Name);
        json.WriteString("description", role.Description);
        RightsJson.Write(role.Rights, _types.All(), json);
        json.WriteEndObject();
    });

    private static Problem? Refusal(Actor actor, RoleForm form)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        var errors = new List<FieldError>();
        if (string.IsNullOrWhiteSpace(form.Name) || form.Name.Length > 100) errors.Add(new FieldError("name", "name must be 1 to 100 characters"));
        if (form.Description.Length > 1000) errors.Add(new FieldError("description", "description must be at most 1000 characters"));
        if (errors.Count > 0) return new Problem.Invalid(errors);
        return actor.Rights.Covers(form.Rights) ? null : TooMuch();
    }

    // Nobody knows whose an anonymous change is, nor can it be taken back from anybody.
    private static Problem.Invalid? FaultOfPublic(Rights rights)
    {
        if (rights.General.FirstOrDefault(p => p != Permission.MediaRead) is var other && other != default) return new Problem.Invalid($"the public cannot have '{other.Name()}'", "permissions");
        return rights.Types.Values.SelectMany(t => t).Any(r => r.Key != Permission.EntriesRead || r.Value.Own) ? new Problem.Invalid("the public can read entries and nothing else", "entries") : null;
    }

    private static Problem.Forbidden TooMuch() => new(Permission.AccessManage.Name(), "A role that may do more than you is not yours to give or take.");

    private static Problem.Invalid Taken() => new("there is a role with this name already", "name");

    private static Problem.NotFound NotFound(Id<Role> id) => new("role", id.ToString());
}
