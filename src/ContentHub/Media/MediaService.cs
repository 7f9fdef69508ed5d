using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Media;

/// <summary>A file whose bytes are safely stored, of which no row tells yet.</summary>
public sealed record StagedFile(string Name, string Hash, string Sha256, string Ext, string Mime, long Size)
{
    /// <summary>Name in the store.</summary>
    internal string FileName => Hash + Ext;
}

/// <summary>The media library: bytes go to the store first, then a row and an event in one transaction.</summary>
public sealed class MediaService
{
    private const int LongestName = 255;

    private readonly Database _database;
    private readonly IMediaStore _store;
    private readonly EventLog _events;
    private readonly ContentTypeService _types;
    private readonly MediaOptions _options;
    private readonly TimeProvider _clock;

    internal MediaService(Database database, IMediaStore store, EventLog events, ContentTypeService types, MediaOptions options, TimeProvider clock)
    {
        _database = database;
        _store = store;
        _events = events;
        _types = types;
        _options = options;
        _clock = clock;
    }

    /// <summary>Receives a file: streamed to the store and hashed on the way, never held in memory whole.</summary>
    /// <param name="name">As the client calls it; cleaned, never used as a path.</param>
    /// <returns>The file, to be added or discarded. Problems: Unauthorized, Forbidden, TooLarge, Invalid (empty).</returns>
    public async Task<Result<StagedFile>> StageAsync(Actor actor, Stream content, string name, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;

        var hash = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var temporary = Path.Combine(_store.TemporaryFolder, hash);
        try
        {
            var received = await ReceiveAsync(content, temporary, ct);
            if (received.Size > _options.MaxFileBytes) return new Problem.TooLarge($"The file '{CleanName(name)}'", _options.MaxFileBytes);
            if (received.Size == 0) return new Problem.Invalid($"the file '{CleanName(name)}' is empty", "files");

            var kind = FileKind.Of(received.Head, name);
            var staged = new StagedFile(CleanName(name), hash, received.Sha256, kind.Ext, kind.Mime, received.Size);
            await _store.AddAsync(staged.FileName, temporary, ct);
            return staged;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Takes back files that were staged for something that then failed.</summary>
    public void Discard(IEnumerable<StagedFile> files)
    {
        foreach (var file in files) _store.Remove(file.FileName);
    }

    /// <summary>Adds staged files to the library, all or none; each raises <c>media.create</c>. A refusal discards them. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyList<MediaView>>> AddAsync(Actor actor, IReadOnlyList<StagedFile> files, CancellationToken ct)
    {
        var result = actor.Lacks(Permission.MediaWrite) is { } refusal
            ? refusal
            : await _database.WriteAsync<IReadOnlyList<MediaView>>(unit => files.Select(f => new MediaView(Add(unit, actor, f), [])).ToArray(), ct);
        if (result.Problem is not null) Discard(files);
        return result;
    }

    /// <summary>Newest first. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<Page<MediaView>>> ListAsync(Actor actor, Paging paging, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db =>
            {
                var total = await db.MediaAssets.LongCountAsync(ct);
                var assets = await db.MediaAssets.OrderByDescending(a => a.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                return new Page<MediaView>(Views(db, assets), paging.Number, paging.Size, total);
            },
            ct);
    }

    /// <summary>The same for files with the text in their name, whatever the case of Latin letters. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="text">Null or blank for all.</param>
    public async Task<Result<Page<MediaView>>> FindAsync(Actor actor, string? text, Paging paging, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(text)) return await ListAsync(actor, paging, ct);
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db =>
            {
                var wanted = text.Trim();
                var pattern = LikePattern.Containing(wanted.ToLowerInvariant());
                // SQLite lowers Latin letters only: others match as they are written.
                var found = db.MediaAssets.Where(a => a.Name.Contains(wanted) || EF.Functions.Like(a.Name.ToLower(), pattern, LikePattern.Escape));
                var total = await found.LongCountAsync(ct);
                var assets = await found.OrderByDescending(a => a.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                return new Page<MediaView>(Views(db, assets), paging.Number, paging.Size, total);
            },
            ct);
    }

    /// <summary>Where a file is used, in private attributes too: only for the product's own panel. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<MediaView>> GetWithAllUsesAsync(Actor actor, Id<MediaAsset> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<MediaView>>(
            async db => await db.MediaAssets.SingleOrDefaultAsync(a => a.Id == id, ct) is { } asset
                ? Views(db, [asset], withPrivate: true)[0]
                : new Problem.NotFound("file", id.ToString()),
            ct);
    }

    /// <summary>Every file, oldest first, at most <paramref name="most"/>. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyList<MediaView>>> AllAsync(Actor actor, int most, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<IReadOnlyList<MediaView>>>(
            async db => Views(db, await db.MediaAssets.OrderBy(a => a.Id).Take(most).ToListAsync(ct)).ToArray(), ct);
    }

    /// <summary>One file. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<MediaView>> GetAsync(Actor actor, Id<MediaAsset> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<MediaView>>(
            async db => await db.MediaAssets.SingleOrDefaultAsync(a => a.Id == id, ct) is { } asset
                ? Views(db, [asset])[0]
                : new Problem.NotFound("file", id.ToString()),
            ct);
    }

    /// <summary>Removes the file from the library and from all entries that use it; raises <c>media.delete</c> with its last state. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<MediaView>> DeleteAsync(Actor actor, Id<MediaAsset> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;
        return await _database.WriteAsync<MediaView>(
            unit =>
            {
                if (unit.Db.MediaAssets.SingleOrDefault(a => a.Id == id) is not { } asset) return new Problem.NotFound("file", id.ToString());
                var view = Views(unit.Db, [asset])[0];
                unit.Db.MediaLinks.Where(l => l.AssetId == id).ExecuteDelete();
                unit.Db.Remove(asset);
                Record(unit, "media.delete", actor, view);
                // A crash before this leaves bytes that no row names: space, not data.
                unit.AfterCommit(() => _store.Remove(asset.FileName));
                return view;
            },
            ct);
    }

    /// <summary>Adds one staged file within somebody's unit of work.</summary>
    internal MediaAsset Add(WriteUnit unit, Actor actor, StagedFile file)
    {
        var now = _clock.GetUtcNow();
        var asset = new MediaAsset
        {
            Id = unit.NextId<MediaAsset>(),
            DocumentId = Uid.Random(),
            Name = file.Name,
            Hash = file.Hash,
            Sha256 = file.Sha256,
            Ext = file.Ext,
            Mime = file.Mime,
            Size = file.Size,
            CreatedAt = now,
            UpdatedAt = now,
        };
        unit.Db.Add(asset);
        Record(unit, "media.create", actor, new MediaView(asset, []));
        return asset;
    }

    /// <summary>Files with their uses, in the order given.</summary>
    internal IReadOnlyList<MediaView> Views(ContentHubDbContext db, IReadOnlyList<MediaAsset> assets, bool withPrivate = false)
    {
        if (assets.Count == 0) return [];
        var ids = assets.Select(a => a.Id).ToArray();
        var catalog = _types.Catalog(db);
        var uses = db.MediaLinks.AsNoTracking().Where(l => ids.Contains(l.AssetId)).OrderBy(l => l.EntryId).ToLookup(l => l.AssetId);
        return [.. assets.Select(asset => new MediaView(
            asset,
            [.. from link in uses[asset.Id]
                let type = catalog.ById(link.TypeId)
                let attribute = type?.Attributes.FirstOrDefault(a => a.Id == link.AttributeId)
                where attribute is not null && (withPrivate || !attribute.Private)
                select new MediaUse(type.Name, link.EntryId, attribute.Name)]))];
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
                json.WriteBoolean("truncated", true);
                json.WriteString("href", $"/api/upload/files/{view.Asset.Id}");
            });

    private async Task<(long Size, string Sha256, byte[] Head)> ReceiveAsync(Stream content, string path, CancellationToken ct)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new byte[FileKind.HeadLength];
        long size = 0;
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous))
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await content.ReadAsync(buffer, ct)) > 0)
            {
                if (size < head.Length) buffer.AsSpan(0, (int)Math.Min(read, head.Length - size)).CopyTo(head.AsSpan((int)size));
                size += read;
                if (size > _options.MaxFileBytes) break;
                digest.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            file.Flush(flushToDisk: true);
        }

        return (size, Base64Url.EncodeToString(digest.GetHashAndReset()), head.AsSpan(0, (int)Math.Min(size, head.Length)).ToArray());
    }

    private static string CleanName(string name)
    {
        var last = name.AsSpan()[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
            if (!Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not System.Globalization.UnicodeCategory.Format && rune != Rune.ReplacementChar) clean.Append(rune.ToString());
        var text = clean.ToString().Trim().Trim('.');
        if (text.Length == 0) return "file";
        // The end is kept for its extension; half a surrogate pair cannot be stored.
        var start = Math.Max(0, text.Length - LongestName);
        return text[(char.IsLowSurrogate(text[start]) ? start + 1 : start)..];
    }
}
