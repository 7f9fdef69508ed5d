using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Persistence;
using ContentHub.Queries;

namespace ContentHub.Entries;

/// <summary>Reads content.</summary>
/// <remarks><c>route</c> is the last part of <c>/api/{…}</c>: the plural of a collection or the singular of a single type. <c>key</c> is a document id or a numeric id.</remarks>
public sealed class EntryFinder
{
    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly EntryReader _reader;
    private readonly ApiOptions _options;

    internal EntryFinder(Database database, ContentTypeService types, EntryReader reader, ApiOptions options)
    {
        _database = database;
        _types = types;
        _reader = reader;
        _options = options;
    }

    /// <summary>The type behind a route, as the actor sees it. Problems: Unauthorized, Forbidden, NotFound.</summary>
    /// <param name="permission">What it is wanted for.</param>
    public Result<ContentType> TypeOf(Actor actor, string route, Permission permission = Permission.EntriesRead) => _database.Read(db => TypeOf(_types.Catalog(db), actor, route, permission));

    private static Result<ContentType> TypeOf(ContentTypeCatalog catalog, Actor actor, string route, Permission permission) =>
        catalog.Find(actor, route, permission).Then(type => catalog.SeenBy(actor).ShownTo(type));

    /// <summary>How many entries each type has, drafts among them; types without entries, and those of which the actor does not see every entry, are not in it. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyDictionary<Id<ContentType>, int>>> CountAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.ReadAsync(
            db =>
            {
                var seen = _types.Catalog(db).SeenBy(actor);
                return Task.FromResult<Result<IReadOnlyDictionary<Id<ContentType>, int>>>(
                    db.Rows("SELECT type_id, COUNT(DISTINCT id) FROM entries GROUP BY type_id", [], static row => (Type: new Id<ContentType>(row.GetInt64(0)), Count: (int)row.GetInt64(1)))
                        .Where(r => seen.ById(r.Type)?.Sight == Sight.All).ToDictionary(r => r.Type, r => r.Count));
            },
            ct);
    }

    /// <summary>A piece of a collection, oldest first unless asked otherwise. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    public Task<Result<EntryList>> ListAsync(Actor actor, string route, EntryQuery query, CancellationToken ct) => ReadAsync<EntryList>(
        actor, route, query, list: true,
        (db, seen, type, asked) =>
        {
            var total = asked.Pagination.WithCount ? _reader.Count(db, type, asked) : (long?)null;
            var rows = total == 0 ? [] : _reader.List(db, type, asked, total: total);
            return new EntryList(_reader.Views(db, seen, type, rows, asked.Selection, asked.Stage), asked.Pagination, total);
        },
        ct);

    /// <summary>A page of a collection for people, newest first, drafts where the reader may see them. Problems: Unauthorized, Forbidden, NotFound.</summary>
    /// <param name="text">Entries with it in one of their visible values, whatever its case, or with it as their key; null or blank for all.</param>
    public Task<Result<Page<EntryView>>> FindAsync(Actor actor, string route, string? text, Paging paging, CancellationToken ct) =>
        PageAsync(actor, route, EntryQuery.Panel, asked => asked with { Search = string.IsNullOrWhiteSpace(text) ? null : text.Trim() }, paging, ct);

    /// <summary>The same, as the filters and the order of a query say. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    /// <param name="query">Its pagination has no meaning here.</param>
    public Task<Result<Page<EntryView>>> PageAsync(Actor actor, string route, EntryQuery query, Paging paging, CancellationToken ct) => PageAsync(actor, route, query, asked => asked, paging, ct);

    private Task<Result<Page<EntryView>>> PageAsync(Actor actor, string route, EntryQuery query, Func<ContentQuery, ContentQuery> ask, Paging paging, CancellationToken ct) => ReadAsync<Page<EntryView>>(
        actor, route, query, list: true,
        (db, seen, type, asked) =>
        {
            asked = ask(asked) with { Pagination = new Pagination(true, paging.Skip, paging.Size, true) };
            var total = _reader.Count(db, type, asked);
            return new Page<EntryView>(_reader.Views(db, seen, type, _reader.List(db, type, asked, newestFirst: asked.Sorts.Count == 0, total), asked.Selection, asked.Stage), paging.Number, paging.Size, total);
        },
        ct);

    /// <summary>One entry of a collection. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    public Task<Result<EntryView>> GetAsync(Actor actor, string route, string key, EntryQuery query, CancellationToken ct) => ReadAsync(
        actor, route, query, list: false,
        (db, seen, type, asked) => One(db, seen, type, asked, key, type.Kind == ContentTypeKind.Collection ? Seen(asked, stage => EntryReader.Find(db, type, key, asked.Locale, stage)) : null),
        ct);

    /// <summary>The entry of a single type. Problems: Unauthorized, Forbidden, NotFound (also while it was never saved), Invalid.</summary>
    public Task<Result<EntryView>> GetSingleAsync(Actor actor, string route, EntryQuery query, CancellationToken ct) => ReadAsync(
        actor, route, query, list: false,
        (db, seen, type, asked) => One(db, seen, type, asked, route, type.Kind == ContentTypeKind.Single ? Seen(asked, stage => EntryReader.FindSingle(db, type, asked.Locale, stage)) : null),
        ct);

    // A draft that is not seen does not hide what is public.
    private static Entry? Seen(ContentQuery asked, Func<Stage, Entry?> find) => find(asked.Stage) ?? (asked.WithPublic ? find(Stage.Published) : null);

    private Result<EntryView> One(ContentHubDbContext db, ContentTypeCatalog seen, ContentType type, ContentQuery asked, string key, Entry? entry)
    {
        if (entry is not null && asked.Filter is { } filter)
        {
            var itself = new Filter.Test(new TypeShape(type, seen).Field("id")!, Operator.Eq, [entry.Id.Value]);
            if (_reader.Count(db, type, asked with { Filter = new Filter.And([itself, filter]) }) == 0) entry = null;
        }

        return entry is null ? new Problem.NotFound(type.Name, key) : _reader.Views(db, seen, type, [entry], asked.Selection, asked.WithPublic && type.DraftAndPublish ? entry.Stage : asked.Stage)[0];
    }

    private async Task<Result<T>> ReadAsync<T>(Actor actor, string route, EntryQuery query, bool list, Func<ContentHubDbContext, ContentTypeCatalog, ContentType, ContentQuery, Result<T>> read, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EntriesRead) is { } refusal) return refusal;
        return await _database.ReadAsync(
            db =>
            {
                var catalog = _types.Catalog(db);
                if (!TypeOf(catalog, actor, route, Permission.EntriesRead).Ok(out var type, out var problem)) return Task.FromResult<Result<T>>(problem);
                var seen = catalog.SeenBy(actor);
                if (!query.Bind(type, seen, _options, list).Ok(out var asked, out problem)) return Task.FromResult<Result<T>>(problem);
                if (query.IsForPanel && type.Sight.Drafts) asked = asked with { Stage = Stage.Draft, WithPublic = true };
                // Whoever may write drafts may see them.
                if (asked.Stage == Stage.Draft && !type.Sight.Drafts) return Task.FromResult<Result<T>>(actor.Refusal($"{Permission.EntriesUpdate.Name()} on {type.Name}"));
                return Task.FromResult(read(db, seen, type, asked));
            },
            ct);
    }
}

/// <summary>A piece of a list.</summary>
public sealed class EntryList
{
    internal EntryList(IReadOnlyList<EntryView> items, Pagination pagination, long? total)
    {
        Items = items;
        Pagination = pagination;
        Total = total;
    }

    /// <summary>In the order asked for.</summary>
    public IReadOnlyList<EntryView> Items { get; }

    /// <summary>How many there are in all; null when nobody wanted to know.</summary>
    public long? Total { get; }

    /// <summary>Number of pages; null when nobody wanted to know.</summary>
    public long? Pages => (Total + Pagination.Limit - 1) / Pagination.Limit;

    internal Pagination Pagination { get; }
}
