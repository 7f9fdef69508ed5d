using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Events;

/// <summary>Something that happened: a row of the append-only log that history, webhooks and the feed read.</summary>
public sealed class Event
{
    /// <summary>Grows in commit order for every reader.</summary>
    public Id<Event> Id { get; init; }

    /// <summary>26 characters, unique across installations; part of every delivery's id.</summary>
    public required string Uid { get; init; }

    /// <summary><c>entry.create</c> and so on.</summary>
    public required string Name { get; init; }

    /// <summary>Singular name of the content type; null for events of files.</summary>
    public string? Model { get; init; }

    /// <summary>What it happened to: <c>entry:12</c>, <c>media:3</c>. Events of one subject are delivered in order.</summary>
    public required string Subject { get; init; }

    /// <summary>Who did it, as <see cref="Access.Actor.ToString"/> writes it.</summary>
    public required string Actor { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The body as every webhook gets it, UTF-8, serialised once.</summary>
    public required byte[] Body { get; init; }

    /// <summary>What is sent instead when <see cref="Body"/> is above the limit for webhooks; null when it is not.</summary>
    public byte[]? ThinBody { get; init; }

    /// <summary>The whole state after the change (of a delete: before it) as its room keeps it, for history and restoring; null where there is none. Never sent. An object that begins with its <c>Version</c>.</summary>
    public string? Snapshot { get; init; }

    /// <summary>How much of a snapshot is enough to read its version.</summary>
    internal const int SnapshotBeginning = 24;

    /// <summary>The version that a snapshot is of, read from its beginning; null where there is none.</summary>
    internal static int? VersionOf(string? snapshot)
    {
        const string Begin = """{"Version":""";
        if (snapshot?.StartsWith(Begin, StringComparison.Ordinal) != true) return null;
        var end = snapshot.AsSpan(Begin.Length).IndexOfAnyExceptInRange('0', '9');
        return end > 0 ? int.Parse(snapshot.AsSpan(Begin.Length, end), System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<Event>
    {
        public void Configure(EntityTypeBuilder<Event> @event)
        {
            @event.ToTable("events");
            @event.Property(e => e.Id).ValueGeneratedNever();
            @event.Property(e => e.Uid).HasMaxLength(26);
            @event.Property(e => e.Name).HasMaxLength(64);
            @event.Property(e => e.Model).HasMaxLength(64);
            @event.Property(e => e.Subject).HasMaxLength(64);
            @event.Property(e => e.Actor).HasMaxLength(64);
            @event.HasIndex(e => new { e.Subject, e.Id });   // history of one entry
        }
    }
}
