using ContentHub.Access;
using ContentHub.Persistence;
using ContentHub.Queries;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Media;

public sealed partial class MediaService
{
    /// <summary>All files, newest first unless wished otherwise; as the next two for the product's own panel: with their uses in private attributes too. Problems: Unauthorized, Forbidden.</summary>
    public Task<Result<Page<MediaView>>> ListAsync(Actor actor, Paging paging, CancellationToken ct, FileOrder? order = null) => PageAsync(actor, paging, assets => assets, order, ct);

    /// <summary>The files of one folder. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="folder">Null for those in none.</param>
    public Task<Result<Page<MediaView>>> InFolderAsync(Actor actor, Id<MediaFolder>? folder, Paging paging, CancellationToken ct, FileOrder? order = null) =>
        PageAsync(actor, paging, assets => assets.Where(a => a.FolderId == folder), order, ct);

    /// <summary>Files of all folders with the text in their name or alternative text, whatever the case of Latin letters. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="text">Null or blank for all.</param>
    public Task<Result<Page<MediaView>>> FindAsync(Actor actor, string? text, Paging paging, CancellationToken ct, FileOrder? order = null)
    {
        if (string.IsNullOrWhiteSpace(text)) return ListAsync(actor, paging, ct, order);
        var wanted = text.Trim();
        var pattern = LikePattern.Containing(wanted.ToLowerInvariant());
        // SQLite lowers Latin letters only: others match as they are written.
        return PageAsync(
            actor, paging,
            assets => assets.Where(a => a.Name.Contains(wanted) || EF.Functions.Like(a.Name.ToLower(), pattern, LikePattern.Escape)
                || (a.AlternativeText != null && EF.Functions.Like(a.AlternativeText.ToLower(), pattern, LikePattern.Escape))),
            order, ct);
    }

    /// <summary>The API's list: what the query finds, oldest first unless it says otherwise. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="most">At most so many from the first on; null for the piece that the query asks for.</param>
    internal async Task<Result<FileList>> QueryAsync(Actor actor, FileQuery query, int? most, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<FileList>>(
            async db =>
            {
                var ids = query.Ids(db, _dialect, most).Select(id => new Id<MediaAsset>(id)).ToArray();
                var found = (await db.MediaAssets.Where(a => ids.Contains(a.Id)).ToListAsync(ct)).ToDictionary(a => a.Id);
                long? total = most is null && query.Pagination.WithCount ? query.Count(db, _dialect) : null;
                return new FileList(Views(db, actor, [.. ids.Where(found.ContainsKey).Select(id => found[id])]), query.Pagination, total);
            },
            ct);
    }

    /// <summary>One file. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Task<Result<MediaView>> GetAsync(Actor actor, Id<MediaAsset> id, CancellationToken ct) => OneAsync(actor, id, withPrivate: false, ct);

    /// <summary>Where a file is used, in private attributes too: only for the product's own panel. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Task<Result<MediaView>> GetWithAllUsesAsync(Actor actor, Id<MediaAsset> id, CancellationToken ct) => OneAsync(actor, id, withPrivate: true, ct);

    /// <summary>Other files with the very same bytes, oldest first, at most 100. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<IReadOnlyList<MediaView>>> DuplicatesAsync(Actor actor, Id<MediaAsset> id, CancellationToken ct)
    {
        const int Most = 100;
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<IReadOnlyList<MediaView>>>(
            async db => await db.MediaAssets.SingleOrDefaultAsync(a => a.Id == id, ct) is not { } asset
                ? NoFile(id)
                : Views(db, actor, await db.MediaAssets.Where(a => a.Sha256 == asset.Sha256 && a.Id != id).OrderBy(a => a.Id).Take(Most).ToListAsync(ct)).ToArray(),
            ct);
    }

    /// <summary>The file behind a name under <c>/uploads</c>; null when there is none. Public: whoever knows the name may have the bytes.</summary>
    internal async Task<ServedFile?> ServedAsync(string urlName, CancellationToken ct)
    {
        if (!UploadName.TryRead(urlName, out var name)) return null;
        var asset = await _database.ReadAsync(db => db.MediaAssets.SingleOrDefaultAsync(a => a.Hash == name.Hash, ct), ct);
        if (asset is null || asset.Ext != name.Ext || (name.Format is not null && asset.SmallerPictures.All(f => f.Name != name.Format))) return null;
        if (await _store.OpenAsync(asset.StoreName(name.Format), ct) is not { } bytes) return null;
        return new ServedFile(bytes, FileKind.OfExt(asset.Ext), asset.Name, $"\"{(name.Format is null ? "" : name.Format + "-")}{asset.Sha256}{(asset.Revision is null ? "" : "-" + asset.Revision)}\"", asset.UpdatedAt);
    }

    private async Task<Result<Page<MediaView>>> PageAsync(Actor actor, Paging paging, Func<IQueryable<MediaAsset>, IQueryable<MediaAsset>> choose, FileOrder? order, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db =>
            {
                var chosen = choose(db.MediaAssets);
                var total = await chosen.LongCountAsync(ct);
                var assets = await (order ?? FileOrder.Newest).Apply(chosen).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                return new Page<MediaView>(Views(db, actor, assets, withPrivate: true), paging.Number, paging.Size, total);
            },
            ct);
    }

    private async Task<Result<MediaView>> OneAsync(Actor actor, Id<MediaAsset> id, bool withPrivate, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<MediaView>>(
            async db => await db.MediaAssets.SingleOrDefaultAsync(a => a.Id == id, ct) is { } asset ? Views(db, actor, [asset], withPrivate)[0] : NoFile(id), ct);
    }
}

/// <summary>A piece of the API's list of files.</summary>
/// <param name="Total">How many there are in all; null where nobody asked.</param>
internal sealed record FileList(IReadOnlyList<MediaView> Items, Pagination Pagination, long? Total);

/// <summary>Bytes for a browser.</summary>
/// <param name="ETag">Another for other bytes.</param>
internal sealed record ServedFile(Stream Bytes, FileKind Kind, string Name, string ETag, DateTimeOffset Changed);
