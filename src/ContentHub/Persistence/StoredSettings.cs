using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Persistence;

/// <summary>Settings that people change while the server runs: what is stored goes before what is configured, on every node from its next look on.</summary>
internal sealed class StoredSettings(Database database)
{
    private readonly VersionedCache<IReadOnlyDictionary<string, string>> _cache = new("settings", db => db.Settings.AsNoTracking().ToDictionary(s => s.Name, s => s.Value));

    /// <summary>The time in force.</summary>
    /// <param name="name">As the configuration spells it: <c>Audit:KeepFor</c>.</param>
    public TimeSpan Time(string name, TimeSpan configured) => database.Read(db => Time(db, name)) ?? configured;

    /// <summary>The stored time; null for none.</summary>
    public TimeSpan? Time(ContentHubDbContext db, string name) =>
        _cache.Get(db).TryGetValue(name, out var text) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) ? time : null;

    /// <param name="time">Null to go back to what is configured.</param>
    public void Set(WriteUnit unit, string name, TimeSpan? time)
    {
        unit.Db.Settings.Where(s => s.Name == name).ExecuteDelete();
        if (time is { } value) unit.Db.Add(new StoredSetting { Name = name, Value = value.ToString("c", CultureInfo.InvariantCulture) });
        _cache.Touch(unit);
    }
}

/// <summary>Row behind <see cref="StoredSettings"/>.</summary>
internal sealed class StoredSetting
{
    public required string Name { get; init; }

    public required string Value { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<StoredSetting>
    {
        public void Configure(EntityTypeBuilder<StoredSetting> setting)
        {
            setting.ToTable("settings");
            setting.HasKey(s => s.Name);
            setting.Property(s => s.Name).HasMaxLength(64);
            setting.Property(s => s.Value).HasMaxLength(256);
        }
    }
}
