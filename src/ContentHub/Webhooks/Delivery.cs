using ContentHub.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Webhooks;

/// <summary>One event on its way to one webhook: written in the transaction of the change itself, or soon after it by <see cref="FanOutRunner"/>.</summary>
public sealed class Delivery
{
    /// <summary>Grows with commit order among deliveries to a webhook about the same subject.</summary>
    public Id<Delivery> Id { get; init; }

    /// <summary>To whom.</summary>
    public Id<Webhook> WebhookId { get; init; }

    /// <summary>What.</summary>
    public Id<Event> EventId { get; init; }

    /// <summary>Copy of the event's: deliveries of one subject keep their order.</summary>
    public required string Subject { get; init; }

    /// <summary>Where it stands.</summary>
    public DeliveryStatus Status { get; init; }

    /// <summary>Attempts made in all.</summary>
    public int Attempts { get; init; }

    /// <summary>Failures since it was queued or redelivered: the place in the retry schedule.</summary>
    public int Failures { get; init; }

    /// <summary>UTC; when it may be sent (again).</summary>
    public DateTimeOffset NextAttemptAt { get; init; }

    /// <summary>UTC; first failure of the present run of failures, null while there was none.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>What the webhook's template made of the event, kept for every later attempt; null when the event is sent as it is, empty when the template is still to make it.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Sent (again) by a replay, and marked so in its headers.</summary>
    public bool IsReplay { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC; null while pending.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The id receivers deduplicate by: the same on every attempt.</summary>
    public static string MessageId(string eventUid, Id<Webhook> webhook) => $"msg_{eventUid}_{webhook}";

    internal sealed class Configuration : IEntityTypeConfiguration<Delivery>
    {
        public void Configure(EntityTypeBuilder<Delivery> delivery)
        {
            delivery.ToTable("deliveries");
            delivery.Property(d => d.Id).ValueGeneratedNever();
            delivery.Property(d => d.Subject).HasMaxLength(64);
            delivery.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId).OnDelete(DeleteBehavior.Cascade);
            delivery.HasOne<Event>().WithMany().HasForeignKey(d => d.EventId).OnDelete(DeleteBehavior.Cascade);
            delivery.HasIndex(d => new { d.WebhookId, d.NextAttemptAt, d.Id }).HasFilter("status = 0");   // what is due in a lane
            delivery.HasIndex(d => new { d.WebhookId, d.Subject, d.EventId }).HasFilter("status = 0");   // whether an earlier one of the subject waits
            delivery.HasIndex(d => new { d.WebhookId, d.Id });                                            // the log of a webhook
            delivery.HasIndex(d => new { d.EventId, d.WebhookId });                                       // what an event set off
        }
    }
}

/// <summary>Where a <see cref="Delivery"/> stands.</summary>
public enum DeliveryStatus
{
    /// <summary>Waits for its first or next attempt.</summary>
    Pending = 0,

    /// <summary>Answered with 2xx.</summary>
    Delivered = 1,

    /// <summary>Every attempt of the schedule failed.</summary>
    Failed = 2,
}

/// <summary>One request of a delivery and what came of it; append-only.</summary>
public sealed class Attempt
{
    /// <summary>Stable key.</summary>
    public Id<Attempt> Id { get; init; }

    /// <summary>Of which delivery.</summary>
    public Id<Delivery> DeliveryId { get; init; }

    /// <summary>Of which webhook.</summary>
    public Id<Webhook> WebhookId { get; init; }

    /// <summary>1-based.</summary>
    public int Number { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>From connect to the last byte read.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>HTTP status; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Class of the failure (<see cref="AttemptError"/> in snake case); null on success.</summary>
    public string? Error { get; init; }

    /// <summary>The failure in words; null on success.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>As sent, secrets masked; <c>Name: value</c> per line.</summary>
    public required string RequestHeaders { get; init; }

    /// <summary><c>Name: value</c> per line; empty without an answer.</summary>
    public required string ResponseHeaders { get; init; }

    /// <summary>At most 16 KiB, as text.</summary>
    public required string ResponseBody { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<Attempt>
    {
        public void Configure(EntityTypeBuilder<Attempt> attempt)
        {
            attempt.ToTable("attempts");
            attempt.Property(a => a.Id).ValueGeneratedNever();
            attempt.Property(a => a.Error).HasMaxLength(32);
            attempt.Property(a => a.ErrorMessage).HasMaxLength(1000);
            attempt.HasOne<Delivery>().WithMany().HasForeignKey(a => a.DeliveryId).OnDelete(DeleteBehavior.Cascade);
            attempt.HasIndex(a => new { a.DeliveryId, a.Number });
            attempt.HasIndex(a => new { a.WebhookId, a.Id });   // the last one of a webhook
        }
    }
}

/// <summary>Who drains a lane at present, among several nodes.</summary>
internal sealed class LaneLease
{
    public Id<Webhook> WebhookId { get; init; }

    public required string Owner { get; init; }

    public DateTimeOffset Until { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<LaneLease>
    {
        public void Configure(EntityTypeBuilder<LaneLease> lease)
        {
            lease.ToTable("lane_leases");
            lease.HasKey(l => l.WebhookId);
            lease.Property(l => l.WebhookId).ValueGeneratedNever();
            lease.Property(l => l.Owner).HasMaxLength(64);
            lease.HasOne<Webhook>().WithOne().HasForeignKey<LaneLease>(l => l.WebhookId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
