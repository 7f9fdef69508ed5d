using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Media;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Content: every change is validated, saved and recorded as an event in one transaction.</summary>
/// <remarks><c>route</c> is the last part of <c>/api/{…}</c>: the plural of a collection or the singular of a single type. <c>key</c> is a document id or a numeric id.</remarks>
public sealed class EntryService
{
    private static readonly Dictionary<string, IReadOnlyList<StagedFile>> NoFiles = [];

    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly MediaService _media;
    private readonly EventLog _events;
    private readonly EntryReader _reader;
    private readonly TimeProvider _clock;

    internal EntryService(Database database, ContentTypeService types, MediaService media, EventLog events, EntryReader reader, TimeProvider clock)
    {
        _database = database;
        _types = types;
        _media = media;
        _events = events;
        _reader = reader;
        _clock = clock;
    }

    /// <summary>The type behind a route. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Result<ContentType> TypeOf(Actor actor, string route)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return _database.Read<Result<ContentType>>(db => _types.Catalog(db).ByRoute(route) is { } type ? type : new Problem.NotFound("content type", route));
    }

    /// <summary>How many entries each type has; types without entries are not in it. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyDictionary<Id<ContentType>, int>>> CountAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<IReadOnlyDictionary<Id<ContentType>, int>>>(
            async db => await db.Entries.GroupBy(e => e.TypeId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct), ct);
    }

    /// <summary>A page of a collection, oldest first. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Page<EntryView>>> ListAsync(Actor actor, string route, Paging paging, Populate populate, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<Page<EntryView>>>(
            async db =>
            {
                if (_types.Catalog(db).ByRoute(route) is not { } type) return new Problem.NotFound("content type", route);
                if (!populate.Of(type).Ok(out var attributes, out var problem)) return problem;
                var all = db.Entries.Where(e => e.TypeId == type.Id);
                var total = await all.LongCountAsync(ct);
                var rows = await all.OrderBy(e => e.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                return new Page<EntryView>(_reader.Views(db, type, rows, attributes), paging.Number, paging.Size, total);
            },
            ct);
    }

    /// <summary>A page of a collection for people, newest first. Problems: Unauthorized, Forbidden, NotFound.</summary>
    /// <param name="text">Entries with it in one of their texts, whatever the case of Latin letters, or with this id; null or blank for all.</param>
    public async Task<Result<Page<EntryView>>> FindAsync(Actor actor, string route, string? text, Paging paging, Populate populate, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<Page<EntryView>>>(
            async db =>
            {
                if (_types.Catalog(db).ByRoute(route) is not { } type) return new Problem.NotFound("content type", route);
                if (!populate.Of(type).Ok(out var attributes, out var problem)) return problem;
                var found = string.IsNullOrWhiteSpace(text) ? db.Entries.Where(e => e.TypeId == type.Id) : EntryReader.Matching(db, type, text.Trim());
                var total = await found.LongCountAsync(ct);
                var rows = await found.OrderByDescending(e => e.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                return new Page<EntryView>(_reader.Views(db, type, rows, attributes), paging.Number, paging.Size, total);
            },
            ct);
    }

    /// <summary>One entry of a collection. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Task<Result<EntryView>> GetAsync(Actor actor, string route, string key, Populate populate, CancellationToken ct) =>
        ReadOneAsync(actor, route, populate, (db, type) => type.Kind == ContentTypeKind.Collection ? EntryReader.Find(db, type, key) : null, key, ct);

    /// <summary>The entry of a single type. Problems: Unauthorized, Forbidden, NotFound (also while it was never saved).</summary>
    public Task<Result<EntryView>> GetSingleAsync(Actor actor, string route, Populate populate, CancellationToken ct) =>
        ReadOneAsync(actor, route, populate, (db, type) => type.Kind == ContentTypeKind.Single ? db.Entries.FirstOrDefault(e => e.TypeId == type.Id) : null, route, ct);

    /// <summary>Adds an entry to a collection; raises <c>entry.create</c>, and <c>media.create</c> for each file. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    /// <param name="data">Values by attribute name.</param>
    /// <param name="files">Staged files by media attribute, or null; a refusal discards them.</param>
    public Task<Result<EntryView>> CreateAsync(
        Actor actor, string route, JsonElement data, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>>? files, CancellationToken ct) =>
        SaveAsync(actor, route, data, files, ContentTypeKind.Collection, (_, _) => null, null, ct);

    /// <summary>Changes the given attributes of an entry; raises <c>entry.update</c>. Problems: Unauthorized, Forbidden, NotFound, Invalid, Stale.</summary>
    /// <param name="expectedVersion">The version the caller saw, or null to overwrite whatever is there.</param>
    public Task<Result<EntryView>> UpdateAsync(
        Actor actor, string route, string key, JsonElement data, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>>? files, int? expectedVersion, CancellationToken ct) =>
        SaveAsync(
            actor, route, data, files, ContentTypeKind.Collection,
            (db, type) => EntryReader.Find(db, type, key) is { } entry ? entry : new Problem.NotFound(type.Name, key), expectedVersion, ct);

    /// <summary>Creates or changes the entry of a single type. Problems as of create and update.</summary>
    public Task<Result<EntryView>> PutSingleAsync(
        Actor actor, string route, JsonElement data, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>>? files, int? expectedVersion, CancellationToken ct) =>
        SaveAsync(
            actor, route, data, files, ContentTypeKind.Single,
            (db, type) => db.Entries.FirstOrDefault(e => e.TypeId == type.Id) is { } entry ? entry : (Result<Entry>?)null, expectedVersion, ct);

    /// <summary>Removes an entry and all links to it; raises <c>entry.delete</c> with its last state. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Task<Result<EntryView>> DeleteAsync(Actor actor, string route, string key, CancellationToken ct) =>
        RemoveAsync(actor, route, ContentTypeKind.Collection, (db, type) => EntryReader.Find(db, type, key), key, ct);

    /// <summary>Removes the entry of a single type. Problems as of <see cref="DeleteAsync"/>.</summary>
    public Task<Result<EntryView>> DeleteSingleAsync(Actor actor, string route, CancellationToken ct) =>
        RemoveAsync(actor, route, ContentTypeKind.Single, (db, type) => db.Entries.FirstOrDefault(e => e.TypeId == type.Id), route, ct);

    private async Task<Result<EntryView>> ReadOneAsync(
        Actor actor, string route, Populate populate, Func<ContentHubDbContext, ContentType, Entry?> find, string key, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.ReadAsync(
            db => Task.FromResult<Result<EntryView>>(
                _types.Catalog(db).ByRoute(route) is not { } type ? new Problem.NotFound("content type", route)
                : !populate.Of(type).Ok(out var attributes, out var problem) ? problem
                : find(db, type) is { } entry ? _reader.Views(db, type, [entry], attributes)[0]
                : new Problem.NotFound(type.Name, key)),
            ct);
    }

    private async Task<Result<EntryView>> SaveAsync(
        Actor actor, string route, JsonElement data, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>>? files, ContentTypeKind kind,
        Func<ContentHubDbContext, ContentType, Result<Entry>?> find, int? expectedVersion, CancellationToken ct)
    {
        var result = actor.Lacks(Permission.EntriesWrite) is { } refusal
            ? refusal
            : await _database.WriteAsync(unit => Save(unit, actor, route, data, files ?? NoFiles, kind, find, expectedVersion), ct);
        if (result.Problem is not null && files is not null) _media.Discard(files.Values.SelectMany(f => f));
        return result;
    }

    /// <summary>One change of one entry within somebody's unit of work, with its event.</summary>
    internal Result<EntryView> Save(
        WriteUnit unit, Actor actor, string route, JsonElement data, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>> files, ContentTypeKind kind,
        Func<ContentHubDbContext, ContentType, Result<Entry>?> find, int? expectedVersion)
    {
        if (_types.Catalog(unit.Db).ByRoute(route) is not { } type || type.Kind != kind) return new Problem.NotFound("content type", route);
        // Of two that put it first at the same moment the second finds what the first made.
        if (kind == ContentTypeKind.Single) unit.HoldEventOrder();
        var found = find(unit.Db, type);
        if (found?.Problem is { } missing) return missing;
        var existing = found?.Value;
        if (existing is not null && expectedVersion is { } seen && existing.Version != seen) return new Problem.Stale(seen, existing.Version);
        if (FaultOfFiles(type, files) is { } fault) return fault;
        if (!EntryInput.Read(type, data, creating: existing is null, [.. files.Keys]).Ok(out var input, out var problem)) return problem;

        var now = _clock.GetUtcNow();
        var entry = existing ?? unit.Db.Add(new Entry
        {
            Id = unit.NextId<Entry>(),
            DocumentId = Uid.Random(),
            TypeId = type.Id,
            Data = "{}",
            CreatedAt = now,
        }).Entity;
        entry.UpdatedAt = now;
        entry.Version++;
        var writer = new EntryWriter(unit, actor, type, entry, _media);
        if (writer.Write(input, files, creating: existing is null) is { } refused) return refused;

        // A new entry without links is known whole; reading it back would cost as much as writing it.
        var view = existing is null && input.Links.Count + files.Count == 0 ? EntryReader.Unlinked(type, entry) : ViewOfAll(unit, type, entry);
        Record(unit, existing is null ? "entry.create" : "entry.update", actor, view, now, existing is null ? null : writer.Changed);
        return view;
    }

    private async Task<Result<EntryView>> RemoveAsync(
        Actor actor, string route, ContentTypeKind kind, Func<ContentHubDbContext, ContentType, Entry?> find, string key, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesWrite) is { } refusal) return refusal;
        return await _database.WriteAsync<EntryView>(
            unit =>
            {
                if (_types.Catalog(unit.Db).ByRoute(route) is not { } type || type.Kind != kind) return new Problem.NotFound("content type", route);
                if (find(unit.Db, type) is not { } entry) return new Problem.NotFound(type.Name, key);
                var view = ViewOfAll(unit, type, entry);
                unit.Db.EntryUniques.Where(u => u.EntryId == entry.Id).ExecuteDelete();
                unit.Db.EntryRelations.Where(r => r.SourceId == entry.Id || r.TargetId == entry.Id).ExecuteDelete();
                unit.Db.MediaLinks.Where(l => l.EntryId == entry.Id.Value).ExecuteDelete();
                unit.Db.Remove(entry);
                Record(unit, "entry.delete", actor, view, _clock.GetUtcNow(), null);
                return view;
            },
            ct);
    }

    private static Problem.Invalid? FaultOfFiles(ContentType type, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>> files)
    {
        var errors = new List<FieldError>();
        foreach (var (name, staged) in files)
        {
            if (type.Find(name) is not MediaAttribute attribute) errors.Add(new FieldError(name, $"files.{name}: '{type.Name}' has no media attribute '{name}'"));
            else if (!attribute.Multiple && staged.Count > 1) errors.Add(new FieldError(name, $"{name} takes one only"));
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : null;
    }

    private EntryView ViewOfAll(WriteUnit unit, ContentType type, Entry entry)
    {
        unit.Db.SaveChanges();
        return _reader.Views(unit.Db, type, [entry], [.. type.Attributes.Where(a => a is not ScalarAttribute)])[0];
    }

    private void Record(WriteUnit unit, string name, Actor actor, EntryView view, DateTimeOffset at, IReadOnlyList<string>? changed) =>
        _events.Record(
            unit, name, view.Type.Name, $"entry:{view.Entry.Id}", actor, at,
            json =>
            {
                json.WritePropertyName("entry");
                view.Write(json);
                if (changed is null) return;
                json.WriteStartArray("changed");
                foreach (var attribute in changed)
                    if (view.Type.Find(attribute) is { Private: false }) json.WriteStringValue(attribute);
                json.WriteEndArray();
            },
            json =>
            {
                json.WriteStartObject("entry");
                json.WriteNumber("id", view.Entry.Id.Value);
                json.WriteString("document_id", view.Entry.DocumentId);
                json.WriteEndObject();
                json.WriteBoolean("truncated", true);
                json.WriteString("href", view.Type.Kind == ContentTypeKind.Single ? $"/api/{view.Type.Name}" : $"/api/{view.Type.Plural}/{view.Entry.DocumentId}");
            });
}

/// <summary>Which relations and files an answer carries.</summary>
/// <param name="Names">Attribute names, or null for all.</param>
/// <param name="WithPrivate">Private ones, too: only for the product's own panel.</param>
public sealed record Populate(IReadOnlyList<string>? Names, bool WithPrivate = false)
{
    /// <summary>None.</summary>
    public static Populate Nothing { get; } = new([]);

    /// <summary>All, one level deep.</summary>
    public static Populate Everything { get; } = new((IReadOnlyList<string>?)null);

    /// <summary>All, one level deep, as the panel's editor needs it.</summary>
    public static Populate EverythingWithPrivate { get; } = new(null, WithPrivate: true);

    internal Result<IReadOnlyList<ContentAttribute>> Of(ContentType type)
    {
        var possible = type.Attributes.Where(a => a is not ScalarAttribute && (WithPrivate || !a.Private)).ToArray();
        if (Names is null) return possible;
        var unknown = Names.FirstOrDefault(n => possible.All(a => a.Name != n));
        if (unknown is not null)
            return new Problem.Invalid($"Invalid key {unknown} at populate{Nearest.Hint(unknown, possible.Select(a => a.Name))}", "populate", unknown);
        return possible.Where(a => Names.Contains(a.Name)).ToArray();
    }
}
