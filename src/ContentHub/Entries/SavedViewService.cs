using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Views of lists: kept, shared, changed. Whoever sees a list has views of it; only people make them.</summary>
public sealed class SavedViewService
{
    /// <summary>Views of one person for one type.</summary>
    public const int MostOfOne = 50;

    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly AuditLog _audit;
    private readonly ApiOptions _options;
    private readonly TimeProvider _clock;

    internal SavedViewService(Database database, ContentTypeService types, AuditLog audit, ApiOptions options, TimeProvider clock)
    {
        _database = database;
        _types = types;
        _audit = audit;
        _options = options;
        _clock = clock;
    }

    /// <summary>Whether this one may show views to others and change those that others share: who shapes a type for everybody shapes its lists too.</summary>
    public static bool MayShare(Actor actor) => actor.May(Permission.TypesManage);

    /// <summary>One's own and those that are shared, by name. One that names what the actor may not see is not among them, unless it is the actor's own. Problems: Unauthorized, Forbidden, NotFound (also a type that the actor does not see).</summary>
    public async Task<Result<IReadOnlyList<SeenView>>> ListAsync(Actor actor, Id<ContentType> type, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<IReadOnlyList<SeenView>>>(
            async db =>
            {
                if (!LookAt(db, actor, type).Ok(out var look, out var problem)) return problem;
                var owner = look.Owner;
                var views = await db.SavedViews.Where(v => v.TypeId == type && (v.OwnerId == owner || v.IsShared)).ToListAsync(ct);
                return views.Where(v => IsSeen(v, look)).Select(v => Show(v, look)).OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).ThenBy(v => v.Id.Value).ToArray();
            },
            ct);
    }

    /// <summary>Keeps a view. Problems: Unauthorized, Forbidden (also sharing without the right to), NotFound, Invalid, Conflict (the name is taken, or there are too many).</summary>
    public async Task<Result<SeenView>> CreateAsync(Actor actor, Id<ContentType> type, SavedViewForm form, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.WriteAsync<SeenView>(
            unit =>
            {
                if (!LookAt(unit.Db, actor, type).Ok(out var look, out var problem)) return problem;
                if (actor.Kind != ActorKind.User) return new Problem.Forbidden("views", "Views belong to people: sign in, for instance with POST /admin/api/login.");
                var now = _clock.GetUtcNow();
                var view = new SavedView { Id = unit.NextId<SavedView>(), TypeId = type, OwnerId = look.Owner, Name = "", Query = "", CreatedAt = now };
                if (unit.Db.SavedViews.Count(v => v.TypeId == type && v.OwnerId == view.OwnerId) >= MostOfOne) return new Problem.Conflict($"You have {MostOfOne} views of this list: delete one first.");
                if (Apply(unit.Db, form with { Name = form.Name ?? "", Query = form.Query ?? "" }, view, look, now) is { } fault) return fault;
                unit.Db.Add(view);
                if (view.IsShared) Record(unit, actor, "view.create", view, AuditChanges.Made(Told(view)));
                return Show(view, look);
            },
            ct);
    }

    /// <summary>Changes what the form names. Problems: Unauthorized, Forbidden (somebody else's; shared without the right to), NotFound (also one that the actor does not see), Invalid, Conflict.</summary>
    public Task<Result<SeenView>> UpdateAsync(Actor actor, Id<ContentType> type, Id<SavedView> id, SavedViewForm form, CancellationToken ct) => ChangeAsync<SeenView>(
        actor, type, id,
        (unit, view, look) =>
        {
            var (before, wasShared) = (Told(view), view.IsShared);
            if (Apply(unit.Db, form, view, look, _clock.GetUtcNow()) is { } fault) return fault;
            if (wasShared || view.IsShared) Record(unit, actor, "view.update", view, AuditChanges.Between(before, Told(view)));
            return Show(view, look);
        },
        ct);

    /// <summary>Deletes a view. Problems: Unauthorized, Forbidden (somebody else's), NotFound (also one that the actor does not see).</summary>
    public Task<Result<Done>> DeleteAsync(Actor actor, Id<ContentType> type, Id<SavedView> id, CancellationToken ct) => ChangeAsync<Done>(
        actor, type, id,
        (unit, view, _) =>
        {
            unit.Db.Remove(view);
            if (view.IsShared) Record(unit, actor, "view.delete", view, AuditChanges.Removed(Told(view)));
            return new Done();
        },
        ct);

    private async Task<Result<T>> ChangeAsync<T>(Actor actor, Id<ContentType> type, Id<SavedView> id, Func<WriteUnit, SavedView, Look, Result<T>> change, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.WriteAsync<T>(
            unit =>
            {
                if (!LookAt(unit.Db, actor, type).Ok(out var look, out var problem)) return problem;
                if (unit.Db.SavedViews.AsTracking().SingleOrDefault(v => v.Id == id && v.TypeId == type) is not { } view || !IsSeen(view, look)) return new Problem.NotFound("view", id.ToString());
                return MayChange(view, look) ? change(unit, view, look) : actor.Refusal(Permission.TypesManage.Name());
            },
            ct);
    }

    private Problem? Apply(ContentHubDbContext db, SavedViewForm form, SavedView view, Look look, DateTimeOffset now)
    {
        view.IsShared = form.IsShared ?? view.IsShared;
        if (view.IsShared && !MayShare(look.Actor)) return new Problem.Forbidden(Permission.TypesManage.Name(), $"To share a view needs the permission '{Permission.TypesManage.Name()}'.");
        if (form.Name?.Trim() is { } name)
        {
            if (name.Length is 0 or > SavedView.LongestName || name.Any(char.IsControl)) return new Problem.Invalid($"name must be 1 to {SavedView.LongestName} characters in one line", "name");
            var others = db.SavedViews.Where(v => v.TypeId == view.TypeId && v.OwnerId == view.OwnerId && v.Id != view.Id).Select(v => v.Name).ToArray();
            if (others.Contains(name, StringComparer.OrdinalIgnoreCase)) return new Problem.Conflict($"There is a view '{name}' already.");
            view.Name = name;
        }

        if (form.Query?.TrimStart('?') is { } query)
        {
            if (SavedQuery.Fault(query, look.Type, look.Seen, _options) is { } fault) return fault;
            view.Query = query;
        }

        view.UpdatedAt = now;
        return null;
    }

    // Components have no lists, single types one entry.
    private Result<Look> LookAt(ContentHubDbContext db, Actor actor, Id<ContentType> id)
    {
        var seen = _types.Catalog(db).SeenBy(actor);
        return seen.ById(id) is { Kind: ContentTypeKind.Collection } type
            ? new Look(actor, actor.Kind == ActorKind.User ? new Id<User>(actor.Id) : default, type, seen)
            : new Problem.NotFound("content type", id.ToString());
    }

    // A filter tells what it asks for: of others' views only those are seen whose every question one may ask oneself. Who may define types knows all their attributes.
    private bool IsSeen(SavedView view, Look look) =>
        view.OwnerId == look.Owner || (view.IsShared && (MayShare(look.Actor) || SavedQuery.Fault(SavedQuery.Trim(view.Query, look.Type), look.Type, look.Seen, _options) is null));

    private static bool MayChange(SavedView view, Look look) => view.OwnerId == look.Owner || (view.IsShared && MayShare(look.Actor));

    private static SeenView Show(SavedView view, Look look) =>
        new(view.Id, view.Name, SavedQuery.Trim(view.Query, look.Type), view.IsShared, view.OwnerId == look.Owner, MayChange(view, look), view.CreatedAt, view.UpdatedAt);

    private static object Told(SavedView view) => new { view.Name, view.Query, Shared = view.IsShared };

    private void Record(WriteUnit unit, Actor actor, string action, SavedView view, AuditChanges changes) => _audit.Record(unit, actor, action, $"view:{view.Id}", view.Name, changes);

    private sealed record Look(Actor Actor, Id<User> Owner, ContentType Type, ContentTypeCatalog Seen);
}
