using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Entries;

/// <summary>A deleted entry that can still come back; its state is the snapshot of the event.</summary>
internal sealed class TrashedEntry
{
    public Id<Entry> EntryId { get; init; }

    public required string Locale { get; init; }

    public Id<ContentType> TypeId { get; init; }

    public required string DocumentId { get; init; }

    /// <summary>The <c>entry.delete</c>.</summary>
    public Id<Event> EventId { get; init; }

    /// <summary>Who, as <see cref="Access.Actor.ToString"/> writes it.</summary>
    public required string Actor { get; init; }

    /// <summary>Who made the entry, likewise.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset DeletedAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<TrashedEntry>
    {
        public void Configure(EntityTypeBuilder<TrashedEntry> trashed)
        {
            trashed.ToTable("trashed_entries");
            trashed.HasKey(t => new { t.EntryId, t.Locale });
            trashed.Property(t => t.EntryId).ValueGeneratedNever();
            trashed.Property(t => t.Locale).HasMaxLength(Columns.Locale);
            trashed.Property(t => t.DocumentId).HasMaxLength(24);
            trashed.Property(t => t.Actor).HasMaxLength(64);
            trashed.Property(t => t.CreatedBy).HasMaxLength(64);
            trashed.HasIndex(t => new { t.TypeId, t.DeletedAt });   // the trash of a type, newest first
            trashed.HasIndex(t => t.DeletedAt);                     // what is old enough to go
        }
    }
}
