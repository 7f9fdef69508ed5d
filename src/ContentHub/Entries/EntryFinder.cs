using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Reads content.</summary>
public sealed class EntryFinder
{
    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly EntryReader _reader;

    internal EntryFinder(Database database, ContentTypeService types, EntryReader reader)
    {
        _database = database;
        _types = types;
        _reader = reader;
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
                var all = db.Entries.Where(e => e.TypeId == type.Id && e.Stage == Stage.Published);
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
                var found = string.IsNullOrWhiteSpace(text) ? db.Entries.Where(e => e.TypeId == type.Id && e.Stage == Stage.Published) : EntryReader.Matching(db, type, text.Trim());
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
        ReadOneAsync(actor, route, populate, (db, type) => type.Kind == ContentTypeKind.Single ? db.Entries.FirstOrDefault(e => e.TypeId == type.Id && e.Stage == Stage.Published) : null, route, ct);

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
