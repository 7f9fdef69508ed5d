namespace ContentHub.Server;

/// <summary>The folder with everything that must survive: database, uploads, keys.</summary>
internal static class DataDirectory
{
    private const string LockName = ".lock";

    /// <exception cref="CannotStartException">It cannot be made or written to.</exception>
    public static void MakeReady(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            using var probe = new FileStream(Path.Combine(path, $".probe-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            probe.WriteByte(0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"the data directory {path} cannot be written: {fault.Message} (setting Storage:DataDirectory)");
        }
    }

    /// <summary>Held as long as the server runs: two servers on one SQLite file would each believe to be the only one. Released by the system when the process ends, however it ends.</summary>
    /// <exception cref="CannotStartException">Another server holds it.</exception>
    public static IDisposable Hold(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new CannotStartException($"another ContentHub server runs on the data directory {path}.");
        }
    }
}
