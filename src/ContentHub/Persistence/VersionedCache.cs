using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Persistence;

/// <summary>A copy in memory of rows that change seldom (types, webhooks, tokens), checked against a stamp in the database at every use, so that no process acts on a stale one.</summary>
/// <param name="name">Key of the stamp.</param>
/// <param name="load">Reads the rows.</param>
internal sealed class VersionedCache<T>(string name, Func<ContentHubDbContext, T> load) where T : class
{
    private volatile Copy? _copy;

    /// <summary>The rows as the given context sees them.</summary>
    public T Get(ContentHubDbContext db)
    {
        var stamp = StampIn(db);
        var copy = _copy;
        if (copy is not null && copy.Stamp == stamp) return copy.Value;

        copy = new Copy(stamp, load(db));
        _copy = copy;
        return copy.Value;
    }

    /// <summary>Says in the running transaction that the rows changed. Call after saving them.</summary>
    public void Touch(WriteUnit unit)
    {
        unit.Db.SaveChanges();
        CacheStamp.Renew(unit.Db, name);
        unit.Db.OnlyWriterStamps?.Remove(name);
    }

    private long StampIn(ContentHubDbContext db)
    {
        if (db.OnlyWriterStamps?.TryGetValue(name, out var known) == true) return known;
        var stamp = CacheStamp.Read(db, name);
        db.OnlyWriterStamps?.Add(name, stamp);
        return stamp;
    }

    private sealed record Copy(long Stamp, T Value);
}

/// <summary>Says which state of the database something in memory was made from.</summary>
/// <remarks>Random, not a counter: a counter's next value could be seen once in a transaction that is rolled back, and again with other rows behind it.</remarks>
internal sealed class CacheStamp
{
    /// <summary>Renewed with every commit, but for those that say that they leave the content as it is (<see cref="WriteUnit.LeavesContent"/>).</summary>
    public const string Content = "content";

    public required string Name { get; init; }

    public long Stamp { get; init; }

    public static long Read(ContentHubDbContext db, string name) =>
        db.Scalar("SELECT stamp FROM cache_stamps WHERE name = @name", ("@name", name)) is { } stamp ? Convert.ToInt64(stamp, CultureInfo.InvariantCulture) : 0;

    public static void Renew(ContentHubDbContext db, string name) => db.Execute(
        "INSERT INTO cache_stamps (name, stamp) VALUES (@name, @stamp) ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp",
        ("@name", name), ("@stamp", Random.Shared.NextInt64(1, long.MaxValue)));

    internal sealed class Configuration : IEntityTypeConfiguration<CacheStamp>
    {
        public void Configure(EntityTypeBuilder<CacheStamp> stamp)
        {
            stamp.ToTable("cache_stamps");
            stamp.HasKey(s => s.Name);
            stamp.Property(s => s.Name).HasMaxLength(64);
        }
    }
}

/// <summary>The last id given per kind, where the database has no sequences.</summary>
internal sealed class IdCounter
{
    public required string Kind { get; init; }

    public long Last { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<IdCounter>
    {
        public void Configure(EntityTypeBuilder<IdCounter> counter)
        {
            counter.ToTable("id_counters");
            counter.HasKey(c => c.Kind);
            counter.Property(c => c.Kind).HasMaxLength(64);
        }
    }
}
