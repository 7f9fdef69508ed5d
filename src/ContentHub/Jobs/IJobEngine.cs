namespace ContentHub.Jobs;

/// <summary>The seam to the job engine (Quartz or Hangfire): it only wakes lanes; what is due stands in our own tables.</summary>
/// <remarks>A wake-up that is lost costs one sweep, never a delivery.</remarks>
public interface IJobEngine
{
    /// <summary>Drains the lane as soon as possible. Safe to repeat: while a drain runs or waits, at most one more is queued.</summary>
    Task RunNowAsync(Lane lane, CancellationToken ct);

    /// <summary>Drains the lane at <paramref name="when"/>; of several wishes the earliest counts. Survives a restart.</summary>
    Task RunAtAsync(Lane lane, DateTimeOffset when, CancellationToken ct);
}

/// <summary>The work that the engine calls.</summary>
public interface ILaneWork
{
    /// <summary>Sends what is due in one lane. The engine runs one drain of a lane at a time.</summary>
    Task DrainAsync(Lane lane, CancellationToken ct);

    /// <summary>Wakes every lane that has something due: the truth behind all signals. Called at start and every <see cref="JobStorage.SweepEvery"/>.</summary>
    Task SweepAsync(CancellationToken ct);
}

/// <summary>A queue that is drained by one drain at a time, everywhere: one per webhook.</summary>
/// <param name="Name">Letters, digits and dashes; the key in the engine's store.</param>
public readonly record struct Lane(string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Where the engine keeps its own tables.</summary>
/// <param name="Provider">Which database.</param>
/// <param name="ConnectionString">SQLite: a file of its own (<c>jobs.db</c>), so that its many small transactions never meet ours. PostgreSQL: the shared database, clustered.</param>
/// <param name="SweepEvery">Time between two sweeps.</param>
public sealed record JobStorage(JobStorageProvider Provider, string ConnectionString, TimeSpan SweepEvery);

/// <summary>The databases an engine must know.</summary>
public enum JobStorageProvider
{
    /// <summary>A file, one process.</summary>
    Sqlite,

    /// <summary>Shared by any number of processes.</summary>
    PostgreSql,
}
