namespace ContentHub.Media;

/// <summary>Where the bytes of files lie. Names are <see cref="MediaAsset.FileName"/>; nothing a client sent ever becomes a path.</summary>
public interface IMediaStore
{
    /// <summary>Takes a finished file over, durably: when this returns, the bytes survive a crash.</summary>
    Task AddAsync(string fileName, string temporaryPath, CancellationToken ct);

    /// <summary>The path of the bytes on this machine, or null when there are none.</summary>
    string? Find(string fileName);

    /// <summary>Removes the bytes. Safe to repeat.</summary>
    void Remove(string fileName);

    /// <summary>A folder for files that are still being received, on the same volume as the store.</summary>
    string TemporaryFolder { get; }
}

/// <summary>Files in a folder under the data directory.</summary>
internal sealed class FolderMediaStore : IMediaStore
{
    private readonly string _folder;

    public FolderMediaStore(string dataDirectory)
    {
        _folder = Path.Combine(dataDirectory, "uploads");
        TemporaryFolder = Path.Combine(_folder, ".incoming");
        Directory.CreateDirectory(TemporaryFolder);
        // Left by a crash in the middle of an upload; nobody was told of them.
        foreach (var left in Directory.EnumerateFiles(TemporaryFolder)) File.Delete(left);
    }

    public string TemporaryFolder { get; }

    public Task AddAsync(string fileName, string temporaryPath, CancellationToken ct)
    {
        File.Move(temporaryPath, Path.Combine(_folder, fileName));
        return Task.CompletedTask;
    }

    public string? Find(string fileName)
    {
        var path = Path.Combine(_folder, fileName);
        return File.Exists(path) ? path : null;
    }

    public void Remove(string fileName) => File.Delete(Path.Combine(_folder, fileName));
}
