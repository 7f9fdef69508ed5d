using System.Text.Json;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Webhooks;

/// <summary>Events of the past sent (again) to one webhook: its place in the log is kept with every batch that it queues, so a crash neither skips nor doubles one.</summary>
public sealed class Replay
{
    /// <summary>Stable key.</summary>
    public Id<Replay> Id { get; init; }

    /// <summary>To whom.</summary>
    public Id<Webhook> WebhookId { get; init; }

    /// <summary>Which deliveries.</summary>
    public ReplayOnly Only { get; init; }

    /// <summary>UTC; events from then on. Null for all.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>UTC; events before that.</summary>
    public DateTimeOffset Before { get; init; }

    /// <summary>Names of events; empty for all that the webhook asks for.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Singular names of types; empty for all that the webhook asks for.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What was sent by a template is made anew by the present one, instead of sent as it was.</summary>
    public bool FreshBody { get; init; }

    /// <summary>Events queued in a minute; null for as fast as the receiver takes them.</summary>
    public int? PerMinute { get; init; }

    /// <summary>Where it stands.</summary>
    public ReplayStatus Status { get; internal set; }

    /// <summary>The last event that it looked at.</summary>
    public Id<Event> Cursor { get; internal set; }

    /// <summary>The last event that it will look at.</summary>
    public Id<Event> Until { get; init; }

    /// <summary>Deliveries queued so far.</summary>
    public int Queued { get; internal set; }

    /// <summary>Events passed over so far.</summary>
    public int Skipped { get; internal set; }

    /// <summary>Who asked for it, as events write actors.</summary>
    public required string Actor { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; internal set; }

    internal IQueryable<Event> Range(IQueryable<Event> log)
    {
        // Copied: what a query tree holds must not be this object.
        var (cursor, until, before, names, models) = (Cursor, Until, Before, Events, Models);
        var events = log.Where(e => e.Id > cursor && e.Id <= until && e.CreatedAt < before);
        if (After is { } after) events = events.Where(e => e.CreatedAt >= after);
        if (names.Count > 0) events = events.Where(e => names.Contains(e.Name));
        if (models.Count > 0) events = events.Where(e => models.Contains(e.Model!));
        return events.OrderBy(e => e.Id);
    }

    internal sealed class Configuration : IEntityTypeConfiguration<Replay>
    {
        public void Configure(EntityTypeBuilder<Replay> replay)
        {
            replay.ToTable("replays");
            replay.Property(r => r.Id).ValueGeneratedNever();
            replay.Property(r => r.Actor).HasMaxLength(64);
            replay.Property(r => r.Events).IsJson().HasConversion(v => JsonSerializer.Serialize(v), json => JsonSerializer.Deserialize<string[]>(json)!, Comparer());
            replay.Property(r => r.Models).IsJson().HasConversion(v => JsonSerializer.Serialize(v), json => JsonSerializer.Deserialize<string[]>(json)!, Comparer());
            replay.HasOne<Webhook>().WithMany().HasForeignKey(r => r.WebhookId).OnDelete(DeleteBehavior.Cascade);
            replay.HasIndex(r => new { r.WebhookId, r.Id });
        }

        private static ValueComparer<IReadOnlyList<string>> Comparer() => new((a, b) => ReferenceEquals(a, b), list => list.Count, list => list);
    }
}

/// <summary>Which deliveries a <see cref="Replay"/> makes.</summary>
public enum ReplayOnly
{
    /// <summary>Those whose every attempt failed.</summary>
    Failed,

    /// <summary>Events that this webhook never had a delivery of: it was off, newer, or asked for less.</summary>
    Missing,

    /// <summary>Everything that it asks for now.</summary>
    All,
}

/// <summary>Where a <see cref="Replay"/> stands.</summary>
public enum ReplayStatus
{
    /// <summary>Goes on, also after a restart.</summary>
    Running,

    /// <summary>Everything is queued.</summary>
    Done,

    /// <summary>Somebody ended it; what was queued by then is sent.</summary>
    Cancelled,
}

/// <summary>What somebody wants to have sent again.</summary>
/// <param name="After">UTC; null for everything that is kept.</param>
/// <param name="Before">UTC; null for now.</param>
/// <param name="PerMinute">1 to 6,000; null for no limit of its own.</param>
public sealed record ReplayForm(
    ReplayOnly Only = ReplayOnly.Failed, DateTimeOffset? After = null, DateTimeOffset? Before = null, IReadOnlyList<string>? Events = null, IReadOnlyList<string>? Models = null,
    bool FreshBody = false, int? PerMinute = null)
{
    internal Problem.Invalid? Fault() =>
        After >= Before ? new Problem.Invalid("after must be before before", "after")
        : PerMinute is < 1 or > 6000 ? new Problem.Invalid("per_minute must be 1 to 6000, or null", "per_minute")
        : null;
}

/// <summary>What a replay would do. Nothing was queued and nothing sent.</summary>
/// <param name="Looked">Events that were looked at.</param>
/// <param name="IsComplete">False when the range has more events than are looked at in a dry run.</param>
/// <param name="Sent">How many would be sent.</param>
/// <param name="Skipped">Reasons, and how many events for each.</param>
/// <param name="Samples">The newest of both kinds.</param>
public sealed record ReplayPlan(int Looked, bool IsComplete, int Sent, IReadOnlyDictionary<string, int> Skipped, IReadOnlyList<ReplaySample> Samples);

/// <summary>One event of a dry run.</summary>
/// <param name="Event">Without its snapshot.</param>
/// <param name="WhyNot">Null when it would be sent.</param>
/// <param name="Body">What would be sent, UTF-8; null when nothing would.</param>
/// <param name="Changes">How that differs from what was sent then; empty when it does not, or nothing was sent yet.</param>
public sealed record ReplaySample(Event Event, string? WhyNot, byte[]? Body, IReadOnlyList<JsonChange> Changes);
