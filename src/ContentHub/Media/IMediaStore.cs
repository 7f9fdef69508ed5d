namespace ContentHub.Media;

/// <summary>Where the bytes of files lie. Names are made by <see cref="MediaAsset"/>; nothing a client sent ever becomes a path. Bytes under a name never change: a replacement has a name of its own.</summary>
public interface IMediaStore
{
    /// <summary>Takes a finished file over, durably: when this returns, the bytes survive a crash.</summary>
    Task AddAsync(string name, string temporaryPath, CancellationToken ct);

    /// <summary>The bytes as a stream that knows its length and can seek, so that parts can be served; a store far away may fetch them as they are read. Null when there are none.</summary>
    /// <remarks>Whoever reads goes on reading when the bytes are removed meanwhile.</remarks>
    Task<Stream?> OpenAsync(string name, CancellationToken ct);

    /// <summary>Removes the bytes, at once or soon: forgotten ones cost space and nothing else. Safe to repeat.</summary>
    void Remove(string name);

    /// <summary>A folder on this machine for files that are still being received and made.</summary>
    string TemporaryFolder { get; }
}
