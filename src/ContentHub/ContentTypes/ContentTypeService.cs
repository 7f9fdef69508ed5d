using System.Text.Json;
using ContentHub.Access;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.ContentTypes;

/// <summary>Hears of changes to types inside the unit of work, so that whoever keeps data by type can follow or refuse.</summary>
internal interface IContentTypeWatcher
{
    /// <param name="before">Null for a new type.</param>
    /// <param name="after">Null for a deleted one.</param>
    /// <returns>Why the change cannot be, or null.</returns>
    Problem? Changing(WriteUnit unit, ContentType? before, ContentType? after);

    /// <summary>Says what a change would mean. Reads only, outside of any unit of work, and looks at so much and no more.</summary>
    void Foresee(TypeForesight change);

    /// <summary>Attributes with values in them that would be gone with the attribute; the change has not begun.</summary>
    IEnumerable<string> Losing(ContentHubDbContext db, ContentType type, IReadOnlyList<ContentAttribute> removed) => [];
}

/// <summary>What an import did.</summary>
/// <param name="Changed">Types and components that were added or changed.</param>
/// <param name="Warnings">What was left out, one sentence each.</param>
public sealed record SchemaImport(int Changed, IReadOnlyList<string> Warnings);

/// <summary>Defines what content there is. Ids of types and attributes are stable: a rename keeps the data.</summary>
public sealed class ContentTypeService
{
    private static readonly SemaphoreSlim Planning = new(2);   // each may look at many entries

    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly IEnumerable<IContentTypeWatcher> _watchers;
    private readonly TimeProvider _clock;
    private readonly VersionedCache<ContentTypeCatalog> _cache = new(
        "content_types", db => new ContentTypeCatalog([.. db.ContentTypes.AsNoTracking().OrderBy(t => t.DisplayName).ThenBy(t => t.Id)]));

    internal ContentTypeService(Database database, AuditLog audit, IEnumerable<IContentTypeWatcher> watchers, TimeProvider clock)
    {
        _database = database;
        _audit = audit;
        _watchers = watchers;
        _clock = clock;
    }

    /// <summary>All types. Problems: Unauthorized, Forbidden.</summary>
    public Result<ContentTypeCatalog> List(Actor actor) =>
        actor.Lacks(Permission.TypesRead) is { } refusal ? refusal : _database.Read(_cache.Get);

    /// <summary>All types, whoever asks.</summary>
    internal ContentTypeCatalog All() => _database.Read(_cache.Get);

    /// <summary>The types with what the actor may read of them: whoever may read entries must know what they are made of.</summary>
    public ContentTypeCatalog SeenBy(Actor actor) => All().SeenBy(actor);

    /// <summary>One type by its key. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Result<ContentType> Get(Actor actor, Id<ContentType> id)
    {
        if (!List(actor).Ok(out var catalog, out var problem)) return problem;
        return catalog.ById(id) is { } type ? type : new Problem.NotFound("content type", id.ToString());
    }

    /// <summary>Adds a type. Problems: Unauthorized, Forbidden, Invalid.</summary>
    public Task<Result<ContentType>> CreateAsync(Actor actor, ContentTypeForm form, CancellationToken ct) =>
        Allowed(actor) is { } refusal
            ? Task.FromResult<Result<ContentType>>(refusal)
            : _database.WriteAsync(unit => Save(unit, actor, null, form, [form]), ct);

    /// <summary>What <see cref="CreateAsync"/>, or <see cref="UpdateAsync"/> with an id, would do with the form. Changes nothing, and no writer waits for it.
    /// Problems: Unauthorized, Forbidden, NotFound, Invalid, Conflict, Stale.</summary>
    /// <param name="id">Null for a new type.</param>
    public async Task<Result<TypePlan>> PlanAsync(Actor actor, Id<ContentType>? id, ContentTypeForm form, CancellationToken ct)
    {
        if (Allowed(actor) is { } refusal) return refusal;
        await Planning.WaitAsync(ct);
        try
        {
            return await Task.Run(() => _database.ReadAsync(db => Task.FromResult(Plan(db, actor, id, form, ct)), ct), ct);   // a page wants to go on meanwhile
        }
        finally
        {
            Planning.Release();
        }
    }

    /// <summary>Makes the type what the form says: attributes left out are removed with their data, which the form must allow. Problems: Unauthorized, Forbidden, NotFound, Invalid, Conflict, Stale.</summary>
    public Task<Result<ContentType>> UpdateAsync(Actor actor, Id<ContentType> id, ContentTypeForm form, CancellationToken ct) =>
        Allowed(actor) is { } refusal
            ? Task.FromResult<Result<ContentType>>(refusal)
            : _database.WriteAsync<ContentType>(
                unit => Catalog(unit.Db).ById(id) is { } before ? Save(unit, actor, before, form, [form]) : new Problem.NotFound("content type", id.ToString()), ct);

    /// <summary>Removes a type that has no entries and that no relation points at. Problems: Unauthorized, Forbidden, NotFound, Conflict.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, Id<ContentType> id, CancellationToken ct) =>
        Allowed(actor) is { } refusal ? refusal : await _database.WriteAsync<Done>(
            unit =>
            {
                var catalog = Catalog(unit.Db);
                if (catalog.ById(id) is not { } type) return new Problem.NotFound("content type", id.ToString());
                var user = catalog.All.FirstOrDefault(t => t.Id != id && t.Names(type.Name));
                if (user is not null) return new Problem.Conflict($"'{user.Name}' has an attribute that names '{type.Name}': remove that first.");
                foreach (var watcher in _watchers)
                    if (watcher.Changing(unit, type, null) is { } problem) return problem;
                unit.Db.Remove(unit.Db.Set<ContentType>().Single(t => t.Id == id));
                _audit.Record(unit, actor, "content_type.delete", $"content_type:{id}", type.DisplayName, AuditChanges.Removed(Told(type)));
                _cache.Touch(unit);
                return new Done();
            },
            ct);

    /// <summary>Adds or changes types and components of a Strapi project, all or none. Problems: Unauthorized, Forbidden, Invalid, Conflict.</summary>
    /// <param name="schemas">By Strapi's uid: <c>api::article.article</c>, <c>shared.seo</c>.</param>
    /// <param name="removeData">As <see cref="ContentTypeForm.RemoveData"/>, for all of them.</param>
    /// <returns>How many changed, and what was left out.</returns>
    public async Task<Result<SchemaImport>> ImportAsync(Actor actor, IReadOnlyDictionary<string, JsonElement> schemas, bool removeData, CancellationToken ct)
    {
        if (Allowed(actor) is { } refusal) return refusal;
        var (forms, warnings, errors) = (new List<ContentTypeForm>(), new List<string>(), new List<FieldError>());
        foreach (var (uid, schema) in schemas)
        {
            if (StrapiSchema.Read(uid, schema, warnings).Ok(out var form, out var problem)) forms.Add(form with { RemoveData = removeData });
            else if (problem is Problem.Invalid invalid) errors.AddRange(invalid.Errors.Select(e => e with { Path = ["schemas", uid, .. e.Path] }));
        }

        if (errors.Count > 0) return new Problem.Invalid(errors);
        return (await ApplyAsync(actor, forms, ct)).Then(changed => new SchemaImport(changed, warnings));
    }

    /// <summary>Adds or changes types, all or none. Types that are not among them stay as they are. Safe to repeat.</summary>
    /// <returns>How many changed.</returns>
    internal Task<Result<int>> ApplyAsync(Actor actor, IReadOnlyList<ContentTypeForm> forms, CancellationToken ct) =>
        Allowed(actor) is { } refusal
            ? Task.FromResult<Result<int>>(refusal)
            : _database.WriteAsync<int>(
                unit =>
                {
                    var changed = 0;
                    foreach (var form in forms)
                    {
                        var before = Catalog(unit.Db).ByName(form.Name) ?? (form.RenamedFrom is { } old ? Catalog(unit.Db).ByName(old) : null);
                        if (before is not null && SameAs(before, form)) continue;
                        if (!Save(unit, actor, before, form, forms).Ok(out _, out var problem))
                            return problem is Problem.Invalid invalid ? new Problem.Invalid([.. invalid.Errors.Select(e => e with { Path = [form.Name, .. e.Path] })]) : problem;
                        changed++;
                    }

                    return changed;
                },
                ct);

    /// <summary>Writes what was checked against the types before it queued: the one writer is not kept waiting by bad input or a slow hash. Checked again when the types changed meanwhile.</summary>
    /// <param name="prepare">Outside of the unit of work: the refusal, or what to do in it.</param>
    internal async Task<Result<T>> WriteAsync<T>(Func<ContentTypeCatalog, Result<Func<WriteUnit, Result<T>>>> prepare, CancellationToken ct)
    {
        while (true)
        {
            var catalog = _database.Read(_cache.Get);
            if (!prepare(catalog).Ok(out var work, out var problem)) return problem;
            var outdated = false;
            var result = await _database.WriteAsync(
                unit =>
                {
                    outdated = !ReferenceEquals(Catalog(unit.Db), catalog);
                    return outdated ? new Problem.Conflict("The types changed meanwhile.") : work(unit);
                },
                ct);
            if (!outdated) return result;
        }
    }

    /// <summary>All types as the given context sees them.</summary>
    internal ContentTypeCatalog Catalog(ContentHubDbContext db) => _cache.Get(db);

    private static Problem? Allowed(Actor actor) => actor.Lacks(Permission.TypesManage);

    private Result<ContentType> Save(WriteUnit unit, Actor actor, ContentType? before, ContentTypeForm form, IReadOnlyList<ContentTypeForm> together)
    {
        if (!Checked(Catalog(unit.Db), before, form, together, unit.NextId<ContentAttribute>).Ok(out var attributes, out var problem)) return problem;
        if (before is not null && !form.RemoveData && Removed(before, attributes) is { Count: > 0 } removed && _watchers.SelectMany(w => w.Losing(unit.Db, before, removed)).ToArray() is { Length: > 0 } losing)
            return new Problem.Conflict($"Entries have values in {string.Join(", ", losing.Select(name => $"'{name}'"))}, which would be gone for good: send \"remove_data\": true if they shall, or \"renamed_from\" for an attribute that has another name now.");

        var now = _clock.GetUtcNow();
        var after = before is null
            ? unit.Db.Add(new ContentType { Id = unit.NextId<ContentType>(), CreatedAt = now }).Entity
            : unit.Db.Set<ContentType>().AsTracking().Single(t => t.Id == before.Id);
        var oldName = after.Name;
        after.Change(form, attributes, now);
        foreach (var watcher in _watchers)
            if (watcher.Changing(unit, before, after) is { } refused) return refused;
        if (before is not null && oldName != after.Name)
            foreach (var other in unit.Db.Set<ContentType>().AsTracking().AsEnumerable().Where(t => t.Names(oldName)))
                other.Retarget(oldName, after.Name);
        if (before is not null) FollowRenames(unit, before, after);
        _audit.Record(
            unit, actor, before is null ? "content_type.create" : "content_type.update", $"content_type:{after.Id}", after.DisplayName,
            before is null ? AuditChanges.Made(Told(after)) : AuditChanges.Between(Told(before), Told(after)));
        _cache.Touch(unit);
        return after;
    }

    /// <summary>Everything that the types alone can say against a change; or the attributes with their keys.</summary>
    private static Result<IReadOnlyList<ContentAttribute>> Checked(
        ContentTypeCatalog catalog, ContentType? before, ContentTypeForm form, IReadOnlyList<ContentTypeForm> together, Func<Id<ContentAttribute>> nextId)
    {
        if (before is not null && form.Seen is { } seen && seen != before.Version) return new Problem.Stale(seen, before.Version);
        if (ClashOfNames(catalog, before, form) is { } clash) return clash;
        if (before is not null && before.Kind != form.Kind) return new Problem.Conflict("What a type is (collection, single or component) cannot change.");
        if (TypeReferences.Check(catalog, before, form, together) is { } unknown) return unknown;
        return WithIds(before, form, SameTarget, nextId);

        // A target under its new name, while the rename is still to come in this very change.
        bool SameTarget(string old, string wanted) => old == wanted
            || (catalog.ByName(wanted) is null && ((old == before?.Name && wanted == form.Name) || together.Any(f => f.Name == wanted && f.RenamedFrom == old)));
    }

    private Result<TypePlan> Plan(ContentHubDbContext db, Actor actor, Id<ContentType>? id, ContentTypeForm form, CancellationToken ct)
    {
        var catalog = Catalog(db);
        var before = id is { } key ? catalog.ById(key) : null;
        if (id is not null && before is null) return new Problem.NotFound("content type", id.Value.ToString());
        var made = 0L;
        if (!Checked(catalog, before, form, [form], () => new Id<ContentAttribute>(--made)).Ok(out var attributes, out var problem)) return problem;

        var after = new ContentType { Id = before?.Id ?? default };
        after.Change(form, attributes, _clock.GetUtcNow());
        var foresight = new TypeForesight(actor, db, catalog, before, after, ct);
        TypeReferences.Foresee(foresight);
        foreach (var watcher in _watchers) watcher.Foresee(foresight);
        // The save looks further than a plan: at all locales, and at every entry until it finds a value.
        if (before is not null && Removed(before, attributes) is { Count: > 0 } removed)
            foreach (var name in _watchers.SelectMany(w => w.Losing(db, before, removed)).Where(name => !foresight.Loses(name)))
                foresight.Find(new PlannedFinding(PlannedEffect.Loses, name, "goes, with its values in some entries", PlannedCount.Untold, []));
        return foresight.ToPlan();
    }

    private static List<ContentAttribute> Removed(ContentType before, IReadOnlyList<ContentAttribute> after) => [.. before.Attributes.Where(old => after.All(a => a.Id != old.Id))];

    private static Problem.Invalid? ClashOfNames(ContentTypeCatalog catalog, ContentType? before, ContentTypeForm form)
    {
        var others = catalog.All.Where(t => t.Id != before?.Id).ToArray();
        string[] wanted = [form.Name, form.Plural];
        var errors = new List<FieldError>();
        if (others.Any(t => t.Name == form.Name || t.Plural == form.Name)) errors.Add(new FieldError("name", $"'{form.Name}' is taken by another content type"));
        if (others.Any(t => t.Name == form.Plural || t.Plural == form.Plural)) errors.Add(new FieldError("plural", $"'{form.Plural}' is taken by another content type"));
        return errors.Count > 0 ? new Problem.Invalid(errors) : null;
    }

    // Relations name their other side.
    private static void FollowRenames(WriteUnit unit, ContentType before, ContentType after)
    {
        var renamed = before.Attributes.OfType<RelationAttribute>()
            .Select(a => (Old: a.Name, New: after.Attributes.FirstOrDefault(b => b.Id == a.Id)?.Name))
            .Where(r => r.New is not null && r.New != r.Old).ToDictionary(r => r.Old, r => r.New!);
        if (renamed.Count == 0) return;
        foreach (var other in unit.Db.Set<ContentType>().AsTracking().AsEnumerable().Where(t => t.Names(after.Name))) other.RenameOtherSide(after.Name, renamed);
    }

    /// <summary>Every attribute under its stable id: by id, by its former name, by its name, or a new one.</summary>
    private static Result<IReadOnlyList<ContentAttribute>> WithIds(ContentType? before, ContentTypeForm form, Func<string, string, bool> sameTarget, Func<Id<ContentAttribute>> nextId)
    {
        var attributes = new List<ContentAttribute>();
        foreach (var (wanted, renamedFrom) in form.Attributes)
        {
            var old = before is null ? null
                : wanted.Id.Value != 0 ? before.Attributes.FirstOrDefault(a => a.Id == wanted.Id)
                : before.Find(wanted.Name) ?? (renamedFrom is null ? null : before.Find(renamedFrom));
            if (wanted.Id.Value != 0 && old is null && before is not null)
                return new Problem.Invalid($"there is no attribute with the id {wanted.Id}", "attributes", wanted.Name, "id");
            if (old is not null && !MayBecome(old, wanted, sameTarget))
                return new Problem.Conflict($"'{wanted.Name}' cannot change its type while it keeps its data: remove it and add it under another name.");
            if (attributes.Any(a => old is not null && a.Id == old.Id))
                return new Problem.Invalid("two attributes cannot share one id", "attributes", wanted.Name, "id");
            attributes.Add(wanted with { Id = old?.Id ?? nextId() });
        }

        return attributes;
    }

    // string and text hold the same values; a relation or media may not turn into the other or change its target; one component is stored otherwise than a list.
    private static bool MayBecome(ContentAttribute old, ContentAttribute wanted, Func<string, string, bool> sameTarget) => (old, wanted) switch
    {
        (RelationAttribute a, RelationAttribute b) => sameTarget(a.Target, b.Target) && a.Relation == b.Relation && a.MappedBy is null == b.MappedBy is null,
        (ComponentAttribute a, ComponentAttribute b) => sameTarget(a.Component, b.Component) && a.Repeatable == b.Repeatable,
        (MediaAttribute a, MediaAttribute b) => b.Multiple || !a.Multiple,
        (StringAttribute or TextAttribute, StringAttribute or TextAttribute) => true,
        _ => old.GetType() == wanted.GetType(),
    };

    private static bool SameAs(ContentType type, ContentTypeForm form) =>
        type.Name == form.Name && type.Plural == form.Plural && type.DisplayName == form.DisplayName && type.Kind == form.Kind
        && type.DraftAndPublish == form.DraftAndPublish && type.Searchable == form.Searchable
        && type.Attributes.Count == form.Attributes.Count
        && type.Attributes.Zip(form.Attributes).All(pair => Text(pair.First) == Text(pair.Second.Wanted with { Id = pair.First.Id }));

    private static JsonElement Told(ContentType type) => AuditChanges.Shown(json => ContentTypeJson.Write(type, json));

    private static string Text(ContentAttribute attribute) => JsonSerializer.Serialize(attribute, ContentTypeJson.Options);
}
