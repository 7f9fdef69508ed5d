using System.Buffers.Text;
using System.Security.Cryptography;

namespace ContentHub.Media;

/// <summary>A file whose bytes are safely stored, of which no row tells yet.</summary>
public sealed record StagedFile(string Name, string Hash, string Sha256, string Ext, string Mime, long Size)
{
    /// <summary>See <see cref="MediaAsset.Revision"/>.</summary>
    internal string? Revision { get; init; }

    /// <summary>Null when it is no picture or nobody could tell.</summary>
    internal PictureSize? Pixels { get; init; }

    /// <summary>Smaller pictures, stored as well.</summary>
    internal IReadOnlyList<MediaFormat> Formats { get; init; } = [];

    /// <summary>What the sender says of it.</summary>
    public FileDetails Details { get; init; } = new();

    /// <summary>Names in the store.</summary>
    internal IEnumerable<string> StoreNames => Formats.Select(f => MediaAsset.StoreName(f.Name, Hash, Revision, Ext)).Append(MediaAsset.StoreName(null, Hash, Revision, Ext));
}

/// <summary>Receives files: streamed to disk and hashed on the way, judged by their bytes, stored with the smaller pictures made of them. Whatever goes wrong leaves nothing.</summary>
internal sealed class MediaStaging(IMediaStore store, ImageReader images, MediaOptions options)
{
    private static readonly string[] Shrunk = [".png", ".jpg", ".webp", ".tiff", ".gif", ".avif"];

    /// <param name="replaces">The file whose bytes these are to replace; null for a new one.</param>
    public async Task<Result<StagedFile>> StageAsync(Stream content, string name, MediaAsset? replaces, CancellationToken ct)
    {
        var hash = replaces?.Hash ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var revision = replaces is null ? null : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var temporary = Path.Combine(store.TemporaryFolder, MediaAsset.StoreName(null, hash, revision, ""));
        var stored = new List<string>();
        var done = false;
        try
        {
            var received = await ReceiveAsync(content, temporary, ct);
            var clean = MediaName.Clean(name);
            if (received.Size > options.MaxFileBytes) return new Problem.TooLarge($"The file '{clean}'", options.MaxFileBytes);
            if (received.Size == 0) return new Problem.Invalid($"the file '{clean}' is empty", "files");

            var kind = FileKind.Of(received.Head, name);
            if (options.Refusal(kind.Mime) is { } refusal) return new Problem.Invalid($"The file '{clean}' {refusal}", "files");
            if (replaces is not null && kind.Ext != replaces.Ext) return new Problem.Invalid($"The file '{clean}' is {kind.Mime}; it cannot replace {replaces.Mime}, whose address ends in {replaces.Ext}", "files");

            var staged = new StagedFile(clean, hash, received.Sha256, kind.Ext, kind.Mime, received.Size) { Revision = revision };
            if (!(await images.SizeAsync(temporary, kind, ct)).Ok(out var pixels, out var problem)) return problem;
            staged = staged with { Pixels = pixels };
            if (!(await ShrinkAsync(staged, temporary, stored, ct)).Ok(out var formats, out problem)) return problem;
            staged = staged with { Formats = formats };
            await KeepAsync(MediaAsset.StoreName(null, hash, revision, kind.Ext), temporary, stored, ct);
            done = true;
            return staged;
        }
        finally
        {
            File.Delete(temporary);
            if (!done)
                foreach (var left in stored) store.Remove(left);
        }
    }

    private async Task<Result<IReadOnlyList<MediaFormat>>> ShrinkAsync(StagedFile file, string original, List<string> stored, CancellationToken ct)
    {
        var made = new List<MediaFormat>();
        if (file.Pixels is not { } pixels || !Shrunk.Contains(file.Ext)) return made;
        foreach (var format in options.Formats().Where(f => f.Width < pixels.Width || f.Height < pixels.Height))
        {
            var name = MediaAsset.StoreName(format.Name, file.Hash, file.Revision, file.Ext);
            var target = Path.Combine(store.TemporaryFolder, name);
            try
            {
                var result = await images.ShrinkAsync(original, target, format, ct);
                if (result.Problem is { } problem) return problem;
                if (result.Value is not { } small) break;   // not installed
                made.Add(small);
                await KeepAsync(name, target, stored, ct);
            }
            finally
            {
                File.Delete(target);
            }
        }

        made.Reverse();
        return made;
    }

    private async Task KeepAsync(string name, string path, List<string> stored, CancellationToken ct)
    {
        stored.Add(name);
        await store.AddAsync(name, path, ct);
    }

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
                if (size > options.MaxFileBytes) break;
                digest.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }
        }

        return (size, Base64Url.EncodeToString(digest.GetHashAndReset()), head.AsSpan(0, (int)Math.Min(size, head.Length)).ToArray());
    }
}
