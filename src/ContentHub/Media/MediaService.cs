using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Media;

/// <summary>The media library: bytes go to the store first, then a row and an event in one transaction. A crash in between leaves bytes that no row names: space, not data.</summary>
public sealed partial class MediaService
{
    private readonly Database _database;
    private readonly IMediaStore _store;
    private readonly MediaStaging _staging;
    private readonly EventLog _events;
    private readonly ContentTypeService _types;
    private readonly ISqlDialect _dialect;
    private readonly TimeProvider _clock;

    internal MediaService(Database database, IMediaStore store, MediaStaging staging, EventLog events, ContentTypeService types, ISqlDialect dialect, TimeProvider clock)
    {
        _dialect = dialect;
        _database = database;
        _store = store;
        _staging = staging;
        _events = events;
        _types = types;
        _clock = clock;
    }

    /// <summary>Receives a file: streamed to the store and hashed on the way, never held in memory whole.</summary>
    /// <param name="name">As the client calls it; cleaned, never used as a path.</param>
    /// <returns>The file, to be added or discarded. Problems: Unauthorized, Forbidden, TooLarge, Invalid (empty, not allowed, no valid image).</returns>
    public async Task<Result<StagedFile>> StageAsync(Actor actor, Stream content, string name, CancellationToken ct) =>
        actor.Lacks(Permission.MediaWrite) is { } refusal ? refusal : await _staging.StageAsync(content, name, replaces: null, ct);

    /// <summary>The same for bytes that are to replace a file's. Problems: also NotFound, and Invalid for another kind of file.</summary>
    public async Task<Result<StagedFile>> StageReplacementAsync(Actor actor, Id<MediaAsset> id, Stream content, string name, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;
        var asset = await _database.ReadAsync(db => db.MediaAssets.SingleOrDefaultAsync(a => a.Id == id, ct), ct);
        return asset is null ? NoFile(id) : await _staging.StageAsync(content, name, asset, ct);
    }

    /// <summary>Takes back files that were staged for something that then failed.</summary>
    public void Discard(IEnumerable<StagedFile> files)
    {
        foreach (var name in files.SelectMany(f => f.StoreNames)) _store.Remove(name);
    }

    /// <summary>Adds staged files to the library, all or none; each raises <c>media.create</c>. A refusal discards them. Problems: Unauthorized, Forbidden, Invalid.</summary>
    public Task<Result<IReadOnlyList<MediaView>>> AddAsync(Actor actor, IReadOnlyList<StagedFile> files, CancellationToken ct) => AddAsync(actor, files, null, ct);

    /// <summary>Changes what is said of a file; raises <c>media.update</c>. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    public async Task<Result<MediaView>> DescribeAsync(Actor actor, Id<MediaAsset> id, FileDetails details, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;
        if (details.Fault() is { } fault) return fault;
        return await _database.WriteAsync<MediaView>(
            unit => unit.Db.MediaAssets.AsTracking().SingleOrDefault(a => a.Id == id) is not { } asset ? NoFile(id)
                : Describe(unit, asset, details) is { } problem ? problem
                : Updated(unit, actor, asset),
            ct);
    }

    /// <summary>Gives a file the staged bytes; address, kind and uses stay. Raises <c>media.update</c>. The old bytes stay until the commit. A refusal discards the new ones. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    /// <param name="file">Of <see cref="StageReplacementAsync"/>.</param>
    public async Task<Result<MediaView>> ReplaceAsync(Actor actor, Id<MediaAsset> id, StagedFile file, CancellationToken ct)
    {
        IReadOnlyList<string> replaced = [];
        var result = actor.Lacks(Permission.MediaWrite) is { } refusal ? refusal : await OrDiscardAsync([file], () => _database.WriteAsync<MediaView>(
            unit =>
            {
                if (unit.Db.MediaAssets.AsTracking().SingleOrDefault(a => a.Id == id) is not { } asset) return NoFile(id);
                replaced = asset.StoreNames;
                (asset.Revision, asset.Sha256, asset.Size) = (file.Revision, file.Sha256, file.Size);
                (asset.Width, asset.Height, asset.Formats) = (file.Pixels?.Width, file.Pixels?.Height, MediaFormat.Write(file.Formats));
                return Describe(unit, asset, file.Details) is { } problem ? problem : Updated(unit, actor, asset) with { DuplicateOf = FirstOf(unit, actor, asset) };
            },
            ct));
        if (result.Problem is not null) Discard([file]);
        else foreach (var name in replaced) _store.Remove(name);
        return result;
    }

    /// <summary>Removes the file from the library and from all entries that use it; raises <c>media.delete</c> with its last state. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<MediaView>> DeleteAsync(Actor actor, Id<MediaAsset> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;
        return await _database.WriteAsync<MediaView>(unit => Delete(unit, actor, id) is { } view ? view : NoFile(id), ct);
    }

    /// <summary>The same for many at once; those that are gone already are passed over. Problems: Unauthorized, Forbidden.</summary>
    /// <returns>What was deleted.</returns>
    public async Task<Result<IReadOnlyList<Id<MediaAsset>>>> DeleteAsync(Actor actor, IReadOnlyList<Id<MediaAsset>> ids, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;
        return await _database.WriteAsync<IReadOnlyList<Id<MediaAsset>>>(unit => ids.Distinct().Where(id => Delete(unit, actor, id) is not null).ToArray(), ct);
    }

    /// <summary>Puts files into a folder; raises nothing, since no event tells of folders. Those that are gone are passed over. Problems: Unauthorized, Forbidden, Invalid.</summary>
    /// <param name="folder">Null for the top.</param>
    /// <returns>How many there were.</returns>
    public async Task<Result<int>> MoveAsync(Actor actor, IReadOnlyList<Id<MediaAsset>> ids, Id<MediaFolder>? folder, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;
        return await _database.WriteAsync<int>(
            unit => MediaFolder.Missing(unit, folder) is { } problem ? problem : unit.Db.MediaAssets.Where(a => ids.Contains(a.Id)).ExecuteUpdate(set => set.SetProperty(a => a.FolderId, folder)), ct);
    }

    /// <param name="attach">Runs in the same transaction once the files are there; its refusal takes them back.</param>
    internal async Task<Result<IReadOnlyList<MediaView>>> AddAsync(Actor actor, IReadOnlyList<StagedFile> files, Func<WriteUnit, IReadOnlyList<Id<MediaAsset>>, Result<Done>>? attach, CancellationToken ct)
    {
        var fault = files.Select(f => f.Details.Fault()).FirstOrDefault(f => f is not null);
        var result = actor.Lacks(Permission.MediaWrite) is { } refusal ? refusal : fault is not null ? fault : await OrDiscardAsync(files, () => _database.WriteAsync<IReadOnlyList<MediaView>>(
            unit =>
            {
                if (files.Select(f => f.Details.Folder is { Value: var folder } ? MediaFolder.Missing(unit, folder) : null).FirstOrDefault(p => p is not null) is { } missing) return missing;
                var added = new List<MediaView>();
                foreach (var file in files)
                {
                    var asset = Add(unit, actor, file);
                    added.Add(new MediaView(asset, []) { DuplicateOf = FirstOf(unit, actor, asset) });   // those that come after it in the list are not there yet
                }

                if (attach is null) return added;
                if (attach(unit, [.. added.Select(view => view.Asset.Id)]).Problem is { } problem) return problem;
                unit.Db.SaveChanges();
                return Views(unit.Db, actor, [.. added.Select(view => view.Asset)]).Zip(added, (view, before) => view with { DuplicateOf = before.DuplicateOf }).ToArray();
            },
            ct));
        if (result.Problem is not null) Discard(files);
        return result;
    }

    /// <summary>Adds one staged file within somebody's unit of work.</summary>
    internal MediaAsset Add(WriteUnit unit, Actor actor, StagedFile file)
    {
        var now = _clock.GetUtcNow();
        var asset = new MediaAsset
        {
            Id = unit.NextId<MediaAsset>(),
            DocumentId = Uid.Random(),
            Name = file.Details.Name is { } name && !string.IsNullOrWhiteSpace(name) ? MediaName.Clean(name) : file.Name,
            AlternativeText = file.Details.AlternativeText?.Value,
            Caption = file.Details.Caption?.Value,
            FocalPoint = file.Details.FocalPoint?.Value,
            Hash = file.Hash,
            Revision = file.Revision,
            Sha256 = file.Sha256,
            Ext = file.Ext,
            Mime = file.Mime,
            Size = file.Size,
            Width = file.Pixels?.Width,
            Height = file.Pixels?.Height,
            Formats = MediaFormat.Write(file.Formats),
            FolderId = file.Details.Folder?.Value,
            CreatedAt = now,
            UpdatedAt = now,
        };
        unit.Db.Add(asset);
        Record(unit, "media.create", actor, new MediaView(asset, []));
        return asset;
    }

    /// <summary>Files with their uses, in the order given.</summary>
    /// <param name="withPrivate">Uses in private attributes and inside components, too: only for the product's own panel.</param>
    /// <param name="actor">Who shall see them: of the uses, those that it may see. Null for all.</param>
    internal IReadOnlyList<MediaView> Views(ContentHubDbContext db, Actor? actor, IReadOnlyList<MediaAsset> assets, bool withPrivate = false) =>
        MediaUses.Of(db, actor is null ? _types.Catalog(db) : _types.Catalog(db).SeenBy(actor), assets, withPrivate);

    private static Problem.NotFound NoFile(Id<MediaAsset> id) => new("file", id.ToString());

    /// <summary>The oldest other file with these bytes. There is one writer at a time: of two uploads that run at once, the one that is stored second finds the first, and never the other way round.</summary>
    private static Id<MediaAsset>? FirstOf(WriteUnit unit, Actor actor, MediaAsset asset) => actor.Lacks(Permission.MediaRead) is not null ? null
        : unit.Db.MediaAssets.Where(a => a.Sha256 == asset.Sha256 && a.Id != asset.Id).OrderBy(a => a.Id).Select(a => (Id<MediaAsset>?)a.Id).FirstOrDefault();

    private static Problem? Describe(WriteUnit unit, MediaAsset asset, FileDetails details)
    {
        if (details.Folder is { Value: var folder } && MediaFolder.Missing(unit, folder) is { } missing) return missing;
        if (!string.IsNullOrWhiteSpace(details.Name)) asset.Name = MediaName.Clean(details.Name);
        if (details.AlternativeText is { Value: var text }) asset.AlternativeText = text;
        if (details.Caption is { Value: var caption }) asset.Caption = caption;
        if (details.FocalPoint is { Value: var point }) asset.FocalPoint = point;
        if (details.Folder is { Value: var wanted }) asset.FolderId = wanted;
        return null;
    }

    private MediaView Updated(WriteUnit unit, Actor actor, MediaAsset asset)
    {
        asset.UpdatedAt = _clock.GetUtcNow();
        unit.Db.SaveChanges();
        var view = Views(unit.Db, null, [asset])[0];
        Record(unit, "media.update", actor, view);
        return view;
    }

    private MediaView? Delete(WriteUnit unit, Actor actor, Id<MediaAsset> id)
    {
        if (unit.Db.MediaAssets.SingleOrDefault(a => a.Id == id) is not { } asset) return null;
        var view = Views(unit.Db, null, [asset])[0];
        unit.Db.MediaLinks.Where(l => l.AssetId == id).ExecuteDelete();
        unit.Db.Remove(asset);
        Record(unit, "media.delete", actor, view);
        unit.AfterCommit(() =>
        {
            foreach (var name in asset.StoreNames) _store.Remove(name);
        });
        return view;
    }

    /// <summary>A write that breaks or is given up leaves no bytes either, unless it may have been committed.</summary>
    private async Task<Result<T>> OrDiscardAsync<T>(IReadOnlyList<StagedFile> files, Func<Task<Result<T>>> write)
    {
        try
        {
            return await write();
        }
        catch (OperationCanceledException)   // it never began
        {
            Discard(files);
            throw;
        }
    }

    private void Record(WriteUnit unit, string name, Actor actor, MediaView view) =>
        _events.Record(
            unit, name, null, $"media:{view.Asset.Id}", actor, _clock.GetUtcNow(),
            json =>
            {
                json.WritePropertyName("media");
                view.Write(json);
            },
            json =>
            {
                json.WriteStartObject("media");
                json.WriteNumber("id", view.Asset.Id.Value);
                json.WriteEndObject();
                return $"/api/upload/files/{view.Asset.Id}";
            });
}
