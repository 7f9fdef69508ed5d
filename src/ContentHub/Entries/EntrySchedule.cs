using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Entries;

/// <summary>What shall happen to an entry at its time.</summary>
public enum ScheduledAction
{
    /// <summary>Its draft goes out.</summary>
    Publish,

    /// <summary>It is taken back.</summary>
    Unpublish,
}

/// <summary>A publication, or its end, that waits for its time. Kept afterwards with what became of it.</summary>
public sealed class EntrySchedule
{
    /// <summary>Key.</summary>
    public Id<EntrySchedule> Id { get; init; }

    /// <summary>Of which entry.</summary>
    public Id<Entry> EntryId { get; init; }

    /// <summary>Language.</summary>
    public required string Locale { get; init; }

    /// <summary>Type of the entry.</summary>
    public Id<ContentType> TypeId { get; init; }

    /// <summary>What to do.</summary>
    public ScheduledAction Action { get; init; }

    /// <summary>UTC; not before.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who asked for it, as <see cref="Access.Actor.ToString"/> writes it.</summary>
    public required string Actor { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC; null while it waits.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>Why it could not be done; null when it could or still waits.</summary>
    public string? Fault { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<EntrySchedule>
    {
        public void Configure(EntityTypeBuilder<EntrySchedule> schedule)
        {
            schedule.ToTable("entry_schedules");
            schedule.Property(s => s.Id).ValueGeneratedNever();
            schedule.Property(s => s.Locale).HasMaxLength(Columns.Locale);
            schedule.Property(s => s.Actor).HasMaxLength(64);
            schedule.HasIndex(s => new { s.DoneAt, s.At });   // what is due
            schedule.HasIndex(s => s.EntryId);                // of one entry
        }
    }
}
