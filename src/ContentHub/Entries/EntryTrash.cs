using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>A deleted entry that can still come back.</summary>
/// <param name="Entry">Its last state, as <c>entry.delete</c> told it.</param>
/// <param name="GoesAt">When it goes for good.</param>
public sealed record TrashedView(Id<Entry> Id, string DocumentId, string Model, string Actor, DateTimeOffset DeletedAt, DateTimeOffset GoesAt, JsonElement Entry)
{
    /// <summary>What the actor is called.</summary>
    public string ActorName { get; init; } = Actor;
}

/// <summary>Deleted entries: they come back with everything they had, or go for good.</summary>
public sealed class EntryTrash
{
    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly EntryChanges _changes;
    private readonly EntryEvents _events;
    private readonly AuditLog _audit;
    private readonly EntryOptions _options;
    private readonly StoredSettings _settings;
    private readonly TimeProvider _clock;

    internal EntryTrash(Database database, ContentTypeService types, EntryChanges changes, EntryEvents events, AuditLog audit, EntryOptions options, StoredSettings settings, TimeProvider clock)
    {
        _database = database;
        _types = types;
        _changes = changes;
        _events = events;
        _audit = audit;
        _options = options;
        _settings = settings;
        _clock = clock;
    }

    /// <summary>Newest first. Problems: Unauthorized, Forbidden, NotFound (no such type).</summary>
    /// <param name="model">Singular name of a type; null for all.</param>
    public async Task<Result<Page<TrashedView>>> ListAsync(Actor actor, string? model, Paging paging, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesDelete) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<Page<TrashedView>>>(
            async db =>
            {
                var catalog = _types.Catalog(db);
                var all = Seen(db, catalog, actor);
                if (model is not null)
                {
                    if (!catalog.Allowed(actor, catalog.ByName(model), model, Permission.EntriesDelete).Ok(out var type, out var problem)) return problem;
                    all = all.Where(t => t.TypeId == type.Id);
                }

                var sight = new EventSight(catalog, actor);
                var keep = _settings.Time(db, EntryOptions.KeepTrashSetting) ?? _options.KeepTrashFor;

                var total = await all.LongCountAsync(ct);
                var rows = await all.OrderByDescending(t => t.DeletedAt).ThenByDescending(t => t.EntryId).Skip(paging.Skip).Take(paging.Size)
                    .Join(db.Events, t => t.EventId, e => e.Id, (t, e) => new { Trashed = t, Event = new Event { Id = e.Id, Uid = e.Uid, Name = e.Name, Model = e.Model, Subject = e.Subject, Actor = e.Actor, Body = e.Body } }).ToListAsync(ct);
                var names = await ActorNames.OfAsync(db, rows.Select(r => r.Trashed.Actor), ct);
                return new Page<TrashedView>(
                    [.. rows.Select(r => new TrashedView(
                        r.Trashed.EntryId, r.Trashed.DocumentId, catalog.ById(r.Trashed.TypeId)?.Name ?? "", r.Trashed.Actor, r.Trashed.DeletedAt, r.Trashed.DeletedAt + keep,
                        JsonText.Parse(sight.Of(r.Event)).GetProperty("entry")) { ActorName = names[r.Trashed.Actor].Spoken })],
                    paging.Number, paging.Size, total);
            },
            ct);
    }

    /// <summary>Brings an entry back under its own ids, published again where it was; raises <c>entry.create</c>. Problems: Unauthorized, Forbidden, NotFound, Invalid (a unique value is taken by now, or something required is lacking).</summary>
    public async Task<Result<EntryView>> RestoreAsync(Actor actor, Id<Entry> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesDelete) is { } refusal) return refusal;
        return await _database.WriteAsync<EntryView>(
            unit =>
            {
                if (Seen(unit.Db, _types.Catalog(unit.Db), actor).AsTracking().SingleOrDefault(t => t.EntryId == id && t.Locale == Locales.Default) is not { } trashed) return new Problem.NotFound("deleted entry", id.ToString());
                if (_types.Catalog(unit.Db).ById(trashed.TypeId) is not { } type) return new Problem.Conflict("Its content type is gone.");
                if (type.Kind == ContentTypeKind.Single && unit.Db.Entries.Any(e => e.TypeId == type.Id)) return new Problem.Conflict($"'{type.Name}' was filled again meanwhile: delete that first.");
                var snapshot = unit.Db.Events.AsNoTracking().Where(e => e.Id == trashed.EventId).Select(e => e.Snapshot).Single()!;
                return _changes.Undelete(unit, actor, type, trashed, EntrySnapshot.Parse(snapshot)).Then(entry =>
                {
                    // The events are those of any new entry: only this says that it was there before.
                    _audit.Record(unit, actor, "entry.restore", $"entry:{id}", $"{type.Name} {id}");
                    return _events.Shown(unit, actor, type, entry);
                });
            },
            ct);
    }

    /// <summary>Lets an entry go for good. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, Id<Entry> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesDelete) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit => Seen(unit.Db, _types.Catalog(unit.Db), actor).Where(t => t.EntryId == id).ExecuteDelete() > 0 ? new Done() : new Problem.NotFound("deleted entry", id.ToString()), ct);
    }

    /// <summary>What the actor could have deleted.</summary>
    private static IQueryable<TrashedEntry> Seen(ContentHubDbContext db, ContentTypeCatalog catalog, Actor actor)
    {
        if (actor.Rights.IsEverything) return db.TrashedEntries;
        var me = actor.ToString();
        var all = catalog.Types.Where(t => actor.On(t, Permission.EntriesDelete) is { Own: false }).Select(t => t.Id).ToArray();
        var own = catalog.Types.Where(t => actor.On(t, Permission.EntriesDelete) is { Own: true }).Select(t => t.Id).ToArray();
        return db.TrashedEntries.Where(t => all.Contains(t.TypeId) || (own.Contains(t.TypeId) && t.CreatedBy == me));
    }

    /// <summary>Lets go what is old enough.</summary>
    internal Task ExpireAsync(CancellationToken ct)
    {
        var before = _clock.GetUtcNow() - _settings.Time(EntryOptions.KeepTrashSetting, _options.KeepTrashFor);
        return _database.WriteAsync<int>(unit => Old(unit.Db, before).ExecuteDelete(), ct);
    }

    /// <summary>What was deleted earlier.</summary>
    internal static IQueryable<TrashedEntry> Old(ContentHubDbContext db, DateTimeOffset before) => db.TrashedEntries.Where(t => t.DeletedAt < before);
}

/// <summary>Settings of the section <c>Entries</c>.</summary>
public sealed record EntryOptions
{
    internal const string KeepTrashSetting = "Entries:KeepTrashFor";

    /// <summary>How long a deleted entry can come back. Default 30 days.</summary>
    [System.ComponentModel.DataAnnotations.Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeepTrashFor { get; init; } = TimeSpan.FromDays(30);
}
