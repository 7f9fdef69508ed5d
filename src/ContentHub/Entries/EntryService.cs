using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Media;
using ContentHub.Persistence;

namespace ContentHub.Entries;

/// <summary>Changes content: every change is validated, saved and recorded as an event in one transaction.</summary>
/// <remarks><c>route</c> is the last part of <c>/api/{…}</c>: the plural of a collection or the singular of a single type. <c>key</c> is a document id or a numeric id; null for the entry of a single type.</remarks>
public sealed class EntryService
{
    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly MediaService _media;
    private readonly EntryChanges _changes;
    private readonly EntryEvents _events;
    private readonly ApiOptions _options;

    internal EntryService(Database database, ContentTypeService types, MediaService media, EntryChanges changes, EntryEvents events, ApiOptions options)
    {
        _options = options;
        _database = database;
        _types = types;
        _media = media;
        _changes = changes;
        _events = events;
    }

    /// <summary>Adds an entry to a collection; raises <c>entry.create</c>, <c>entry.publish</c> where it is published at once, and <c>media.create</c> for each file. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    public Task<Result<EntryView>> CreateAsync(Actor actor, string route, EntrySave save, CancellationToken ct) =>
        SaveAsync(actor, Permission.EntriesCreate, route, save, (_, type) => type.Kind == ContentTypeKind.Collection ? (Result<Entry>?)null : new Problem.NotFound("content type", route), ct);

    /// <summary>Changes the given attributes of an entry; raises <c>entry.update</c>, and <c>entry.publish</c> where it is published at once. Problems: Unauthorized, Forbidden, NotFound, Invalid, Stale.</summary>
    public Task<Result<EntryView>> UpdateAsync(Actor actor, string route, string key, EntrySave save, CancellationToken ct) =>
        SaveAsync(actor, Permission.EntriesUpdate, route, save, (unit, type) => Find(unit, actor, Permission.EntriesUpdate, type, key, save.Locale), ct);

    /// <summary>Creates or changes the entry of a single type. Problems as of create and update.</summary>
    public Task<Result<EntryView>> PutSingleAsync(Actor actor, string route, EntrySave save, CancellationToken ct) =>
        SaveAsync(
            actor, Permission.EntriesUpdate, route, save,
            (unit, type) =>
            {
                if (type.Kind != ContentTypeKind.Single) return new Problem.NotFound("content type", route);
                return WorkingRows.FindSingle(unit, type, save.Locale, WorkingRows.WorkingStage(type)) is null ? (Result<Entry>?)null : Find(unit, actor, Permission.EntriesUpdate, type, null, save.Locale);
            },
            ct);

    /// <summary>Publishes the draft; raises <c>entry.publish</c>. Problems: Unauthorized, Forbidden, NotFound, Invalid (it lacks something), Stale, Conflict (the type has no drafts).</summary>
    public Task<Result<EntryView>> PublishAsync(Actor actor, string route, string? key, IReadOnlyList<EntryVersion>? expected, EntryQuery answer, CancellationToken ct) =>
        ChangeAsync(actor, Permission.EntriesPublish, route, key, expected, draftsOnly: true, _changes.Publish, answer, ct);

    /// <summary>Takes back what is published; the draft stays. Raises <c>entry.unpublish</c>. Problems: Unauthorized, Forbidden, NotFound, Stale, Conflict.</summary>
    public Task<Result<EntryView>> UnpublishAsync(Actor actor, string route, string? key, IReadOnlyList<EntryVersion>? expected, EntryQuery answer, CancellationToken ct) =>
        ChangeAsync(actor, Permission.EntriesPublish, route, key, expected, draftsOnly: true, _changes.Unpublish, answer, ct);

    /// <summary>Makes the draft what is published; raises <c>entry.update</c>. Problems: Unauthorized, Forbidden, NotFound, Stale, Conflict.</summary>
    public Task<Result<EntryView>> DiscardDraftAsync(Actor actor, string route, string? key, IReadOnlyList<EntryVersion>? expected, EntryQuery answer, CancellationToken ct) =>
        ChangeAsync(actor, Permission.EntriesUpdate, route, key, expected, draftsOnly: true, _changes.DiscardDraft, answer, ct);

    /// <summary>Adds an entry like this one, without its unique values; raises <c>entry.create</c>. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    public Task<Result<EntryView>> DuplicateAsync(Actor actor, string route, string key, EntryQuery answer, CancellationToken ct) =>
        ChangeAsync(actor, Permission.EntriesRead, route, key, null, draftsOnly: false, _changes.Duplicate, answer, ct);

    /// <summary>Moves an entry to the trash, in all its stages; raises one <c>entry.delete</c> with its last state. Problems: Unauthorized, Forbidden, NotFound, Stale.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, string route, string? key, IReadOnlyList<EntryVersion>? expected, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesDelete) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (!_types.Catalog(unit.Db).Find(actor, route, Permission.EntriesDelete).Ok(out var type, out var problem)) return problem;
                if (!Find(unit, actor, Permission.EntriesDelete, type, key, Locales.Default).Ok(out var entry, out problem)) return problem;
                if (StaleOf(entry, expected) is { } stale) return stale;
                _changes.Delete(unit, actor, type, RowsOf(unit, entry));
                return new Done();
            },
            ct);
    }

    /// <summary>All rows of an entry, the given one first.</summary>
    internal static IReadOnlyList<Entry> RowsOf(WriteUnit unit, Entry working) =>
        working.Stage == Stage.Draft && WorkingRows.In(unit, working, Stage.Published) is { } published ? [working, published] : [working];

    /// <summary>Why the caller is too late; null when the entry is as he saw it.</summary>
    internal static Problem.Stale? StaleOf(Entry entry, IReadOnlyList<EntryVersion>? expected) =>
        expected is null || expected.Contains(new EntryVersion(entry.Id, entry.Version)) ? null : new Problem.Stale(expected is [var seen, ..] ? seen.Number : 0, entry.Version);

    /// <summary>The working row of an entry, if the actor may do that to it. Problems: Unauthorized, Forbidden, NotFound.</summary>
    internal static Result<Entry> Find(WriteUnit unit, Actor actor, Permission permission, ContentType type, string? key, string locale)
    {
        var stage = WorkingRows.WorkingStage(type);
        var entry = (type.Kind, key) switch
        {
            (ContentTypeKind.Collection, { } given) => WorkingRows.Find(unit, type, given, locale, stage),
            (ContentTypeKind.Single, null) => WorkingRows.FindSingle(unit, type, locale, stage),
            _ => null,
        };
        if (entry is null) return new Problem.NotFound(type.Name, key ?? type.Name);
        return actor.Lacks(permission, type, entry.CreatedBy, key ?? type.Name) is { } refusal ? refusal : entry;
    }

    private async Task<Result<EntryView>> ChangeAsync(
        Actor actor, Permission permission, string route, string? key, IReadOnlyList<EntryVersion>? expected, bool draftsOnly, Func<WriteUnit, Actor, ContentType, Entry, Result<Entry>> change, EntryQuery answer, CancellationToken ct)
    {
        if (actor.Lacks(permission) is { } refusal) return refusal;
        return await _database.WriteAsync<EntryView>(
            unit =>
            {
                var catalog = _types.Catalog(unit.Db);
                if (!catalog.Find(actor, route, permission).Ok(out var type, out var problem)) return problem;
                var seen = catalog.SeenBy(actor);
                var shown = seen.ShownTo(type);
                if (!answer.BindAnswer(shown, seen, _options).Ok(out var selection, out problem)) return problem;
                if (draftsOnly && !type.DraftAndPublish) return new Problem.Conflict($"'{type.Name}' has no drafts: what is saved is public.");
                if (!Find(unit, actor, permission, type, key, Locales.Default).Ok(out var entry, out problem)) return problem;
                if (StaleOf(entry, expected) is { } stale) return stale;
                return change(unit, actor, type, entry).Then(changed => _events.Shown(unit, seen, shown, changed, selection));
            },
            ct);
    }

    /// <param name="permission">To create where that is certain.</param>
    /// <param name="find">The working row; null where a new entry is wanted.</param>
    private async Task<Result<EntryView>> SaveAsync(Actor actor, Permission permission, string route, EntrySave save, Func<WriteUnit, ContentType, Result<Entry>?> find, CancellationToken ct)
    {
        var creates = permission == Permission.EntriesCreate;
        var result = actor.Lacks(permission) is { } refusal ? refusal : await TrySaveAsync();
        if (result.Problem is not null && save.Files is { } files) _media.Discard(files.Values.SelectMany(f => f));
        return result;

        Task<Result<EntryView>> TrySaveAsync() => _types.WriteAsync<EntryView>(
            catalog =>
            {
                if (!catalog.Find(actor, route, permission).Ok(out var type, out var unclear)) return unclear;
                var seen = catalog.SeenBy(actor);
                var shown = seen.ShownTo(type);
                if (!save.Answer.BindAnswer(shown, seen, _options).Ok(out var selection, out unclear)) return unclear;
                if (!EntryInput.Read(catalog, catalog.WritableBy(actor, type, permission), save.Data, whole: creates && !(save.AsDraft && type.DraftAndPublish), save.Files?.Keys ?? []).Ok(out var read, out var invalid)) return invalid;
                var input = read.WithHashedPasswords();
                return new Func<WriteUnit, Result<EntryView>>(unit =>
                {
                    var found = find(unit, type);
                    if (found?.Problem is { } missing) return missing;
                    if (found?.Value is { } existing && StaleOf(existing, save.Expected) is { } stale) return stale;
                    return _changes.Save(unit, actor, type, found?.Value, input, save).Then(entry => _events.Shown(unit, seen, shown, entry, selection));
                });
            },
            ct);
    }
}
