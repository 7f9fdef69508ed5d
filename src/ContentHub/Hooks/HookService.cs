using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Hooks;

/// <summary>A hook as it is shown, with its last call. Its secret is never part of it.</summary>
/// <param name="LastCall">Null before the first.</param>
public sealed record HookView(Hook Hook, HookCall? LastCall);

/// <summary>A hook that was just made or got a new secret: the only moment at which the secret is shown.</summary>
public sealed record HookWithSecret(HookView View, string Secret);

/// <summary>Incoming hooks: made, changed, looked at.</summary>
public sealed class HookService
{
    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly ContentTypeService _types;
    private readonly HookFormValidator _validator;
    private readonly HookSecrets _secrets;
    private readonly TimeProvider _clock;

    internal HookService(Database database, AuditLog audit, ContentTypeService types, HookFormValidator validator, HookSecrets secrets, TimeProvider clock)
    {
        _database = database;
        _audit = audit;
        _types = types;
        _validator = validator;
        _secrets = secrets;
        _clock = clock;
    }

    /// <summary>By name. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<Page<HookView>>> ListAsync(Actor actor, Paging paging, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db =>
            {
                var hooks = await db.Hooks.OrderBy(h => h.Name).ThenBy(h => h.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                return new Page<HookView>([.. hooks.Select(h => View(db, h))], paging.Number, paging.Size, await db.Hooks.LongCountAsync(ct));
            },
            ct);
    }

    /// <summary>One hook. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<HookView>> GetAsync(Actor actor, Id<Hook> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<HookView>>(async db => await db.Hooks.SingleOrDefaultAsync(h => h.Id == id, ct) is { } hook ? View(db, hook) : NotFound(id), ct);
    }

    /// <summary>Makes a hook, with a secret of its own unless the form has one. Problems: Unauthorized, Forbidden (a mapping writes entries), Invalid.</summary>
    public async Task<Result<HookWithSecret>> CreateAsync(Actor actor, HookForm form, CancellationToken ct)
    {
        form = form with { Slug = form.Slug.Length > 0 ? form.Slug : Uid.Random(), Enabled = form.Enabled ?? true };
        if (Refusal(actor, form) is { } refusal) return refusal;
        if (_validator.Check(form) is { } invalid) return invalid;
        var secret = form.Secret ?? HookSecrets.New(form.Scheme);
        var made = await SaveAsync(actor, form, _secrets.Seal(secret), "secret", unit => new Hook { Id = unit.NextId<Hook>(), CreatedAt = _clock.GetUtcNow() }, ct);
        return made.Then(view => new HookWithSecret(view, secret));
    }

    /// <summary>Makes the hook what the form says; without a secret in it the old one stays. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    public async Task<Result<HookView>> UpdateAsync(Actor actor, Id<Hook> id, HookForm form, CancellationToken ct)
    {
        if (Refusal(actor, form) is { } refusal) return refusal;
        if (!(await GetAsync(actor, id, ct)).Ok(out var before, out var problem)) return problem;
        var whole = form with { Slug = form.Slug.Length > 0 ? form.Slug : before.Hook.Slug, Secret = form.Secret ?? _secrets.Open(before.Hook.Sealed) };
        if (_validator.Check(whole) is { } invalid) return invalid;
        return await SaveAsync(actor, whole, _secrets.Seal(whole.Secret), form.Secret is null ? null : "secret", unit => unit.Db.Hooks.AsTracking().SingleOrDefault(h => h.Id == id), ct);
    }

    /// <summary>Replaces the secret at once: what is signed with the old one is refused from now on. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    /// <param name="secret">Of a sender that makes it itself; null for one made here.</param>
    public async Task<Result<HookWithSecret>> RotateSecretAsync(Actor actor, Id<Hook> id, string? secret, CancellationToken ct)
    {
        if (!(await GetAsync(actor, id, ct)).Ok(out var before, out var problem)) return problem;
        if (secret is not null && HookFormValidator.FaultOfSecret(before.Hook.Scheme, secret) is { } fault) return new Problem.Invalid(fault, "secret");
        var fresh = secret ?? HookSecrets.New(before.Hook.Scheme);
        var sealedSecret = _secrets.Seal(fresh);
        return await _database.WriteAsync<HookWithSecret>(
            unit =>
            {
                if (unit.Db.Hooks.AsTracking().SingleOrDefault(h => h.Id == id) is not { } hook) return NotFound(id);
                hook.Reseal(sealedSecret, _clock.GetUtcNow());
                _audit.Record(unit, actor, "hook.rotate_secret", $"hook:{id}", hook.Name, AuditChanges.Of("secret"));
                return new HookWithSecret(View(unit.Db, hook), fresh);
            },
            ct);
    }

    /// <summary>Deletes a hook with its calls; the events it raised and the entries it made stay. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, Id<Hook> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (unit.Db.Hooks.AsTracking().SingleOrDefault(h => h.Id == id) is not { } hook) return NotFound(id);
                unit.Db.Remove(hook);
                _audit.Record(unit, actor, "hook.delete", $"hook:{id}", hook.Name, AuditChanges.Removed(Told(hook)));
                return new Done();
            },
            ct);
    }

    /// <summary>The last calls, newest first. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Page<HookCall>>> CallsAsync(Actor actor, Id<Hook> id, Paging paging, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<Page<HookCall>>>(
            async db =>
            {
                if (!await db.Hooks.AnyAsync(h => h.Id == id, ct)) return NotFound(id);
                var calls = db.HookCalls.Where(c => c.HookId == id);
                return new Page<HookCall>(await calls.OrderByDescending(c => c.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct), paging.Number, paging.Size, await calls.LongCountAsync(ct));
            },
            ct);
    }

    private Task<Result<HookView>> SaveAsync(Actor actor, HookForm form, string sealedSecret, string? changed, Func<WriteUnit, Hook?> find, CancellationToken ct) => _types.WriteAsync<HookView>(
        catalog =>
        {
            if (form.Mapping is { } mapping && (HookFormValidator.Check(mapping, catalog) ?? Refusal(actor, catalog.ByName(mapping.Model)!, mapping)) is { } unfit) return unfit;
            return new Func<WriteUnit, Result<HookView>>(unit =>
            {
                if (find(unit) is not { } hook) return new Problem.NotFound("hook", form.Slug);
                if (unit.Db.Hooks.Any(h => h.Slug == form.Slug && h.Id != hook.Id)) return new Problem.Invalid($"slug '{form.Slug}' is taken by another hook", "slug");
                var (isNew, before) = (unit.Db.Entry(hook).State == EntityState.Detached, Told(hook));
                hook.Change(form, sealedSecret, _clock.GetUtcNow());
                if (isNew) unit.Db.Add(hook);
                var changes = isNew ? AuditChanges.Made(Told(hook)) : AuditChanges.Between(before, Told(hook));
                _audit.Record(unit, actor, isNew ? "hook.create" : "hook.update", $"hook:{hook.Id}", hook.Name, changed is null ? changes : changes.And(changed));
                return View(unit.Db, hook);
            });
        },
        ct);

    // Whoever lets others write entries must be allowed to write them.
    private static Problem? Refusal(Actor actor, HookForm form) => actor.Lacks(Permission.WebhooksManage) ?? (form.Mapping is null ? null : actor.Lacks(Permission.EntriesCreate));

    private static Problem? Refusal(Actor actor, ContentType type, HookMapping mapping) =>
        actor.Lacks(Permission.EntriesCreate, type) ?? actor.LacksFields(Permission.EntriesCreate, type, mapping.Attributes.Select(a => a.Name))
        ?? (type.DraftAndPublish && !mapping.AsDraft ? actor.Lacks(Permission.EntriesPublish, type) : null);

    private static System.Text.Json.JsonElement Told(Hook hook) => AuditChanges.Shown(json => HookJson.Write(new HookView(hook, null), json));

    private static HookView View(ContentHubDbContext db, Hook hook) => new(hook, db.HookCalls.AsNoTracking().Where(c => c.HookId == hook.Id).OrderByDescending(c => c.Id).FirstOrDefault());

    private static Problem.NotFound NotFound(Id<Hook> id) => new("hook", id.ToString());
}
