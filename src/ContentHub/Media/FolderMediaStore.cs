using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ContentHub.Media;

/// <summary>Files in a folder under the data directory.</summary>
internal sealed class FolderMediaStore : IMediaStore
{
    // Longer than any upload takes: other nodes that share the folder may be receiving right now.
    private static readonly TimeSpan KeepUnfinished = TimeSpan.FromDays(1);

    private readonly string _folder;

    public FolderMediaStore(string dataDirectory, TimeProvider clock)
    {
        _folder = Path.Combine(dataDirectory, "uploads");
        TemporaryFolder = Path.Combine(_folder, ".incoming");
        Directory.CreateDirectory(TemporaryFolder);
        // Left by a crash in the middle of an upload; nobody was told of them.
        var before = (clock.GetUtcNow() - KeepUnfinished).UtcDateTime;
        foreach (var left in Directory.EnumerateFiles(TemporaryFolder))
            if (File.GetLastWriteTimeUtc(left) < before) File.Delete(left);
    }

    public string TemporaryFolder { get; }

    public Task AddAsync(string name, string temporaryPath, CancellationToken ct)
    {
        using (var bytes = File.OpenHandle(temporaryPath, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(bytes);
        File.Move(temporaryPath, Path.Combine(_folder, name));
        FlushFolder();
        return Task.CompletedTask;
    }

    public Task<Stream?> OpenAsync(string name, CancellationToken ct)
    {
        try
        {
            // Delete is shared: on Linux it always is, elsewhere a reader would keep the file from being removed.
            return Task.FromResult<Stream?>(new FileStream(Path.Combine(_folder, name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous));
        }
        catch (FileNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public void Remove(string name) => File.Delete(Path.Combine(_folder, name));

    /// <summary>Makes the new name itself durable. .NET opens no folders, so the C library does; other systems keep names in their journal.</summary>
    private void FlushFolder()
    {
        const int ReadOnlyFolderClosedOnExec = 0x10000 | 0x80000;
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new SafeFileHandle(Open([.. System.Text.Encoding.UTF8.GetBytes(_folder), 0], ReadOnlyFolderClosedOnExec), ownsHandle: true);
        // Some file systems know no such flush; then there is nothing more to do.
        if (!folder.IsInvalid) _ = Flush(folder);
    }

    [DllImport("libc", EntryPoint = "open"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(SafeFileHandle handle);
}
