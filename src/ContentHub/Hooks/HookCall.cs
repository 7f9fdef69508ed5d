using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Hooks;

/// <summary>What became of a call. On the wire in snake case.</summary>
public enum CallOutcome
{
    /// <summary>Stored, with its event and what the mapping makes (202).</summary>
    Accepted,

    /// <summary>Its message was here before: nothing happened (200).</summary>
    Duplicate,

    /// <summary>Not who it should be (401); <see cref="HookCall.Verdict"/> says why.</summary>
    Refused,

    /// <summary>From the right one, but not to be understood (400); <see cref="HookCall.Detail"/> says why.</summary>
    Invalid,

    /// <summary>More bytes than a hook takes (413).</summary>
    TooLarge,
}

/// <summary>A request to a hook, for its owner to look at. The last ones are kept.</summary>
public sealed class HookCall
{
    /// <summary>Of its body so many bytes are kept here; the event has it whole.</summary>
    public const int MostBody = 16 * 1024;

    internal const int LongestDetail = 2000;
    internal const int LongestMessageId = 200;

    /// <summary>Key.</summary>
    public Id<HookCall> Id { get; init; }

    /// <summary>Of which hook.</summary>
    public Id<Hook> HookId { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What became of it.</summary>
    public CallOutcome Outcome { get; init; }

    /// <summary>What the check came to.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>What could not be understood; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>The sender's id of the message; null where there is none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The event that it raised; null for none.</summary>
    public long? EventId { get; init; }

    /// <summary>The entry that was made of it; null for none.</summary>
    public string? DocumentId { get; init; }

    /// <summary>The beginning of the body.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Bytes of the whole body, as far as it was read.</summary>
    public int BodyBytes { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<HookCall>
    {
        public void Configure(EntityTypeBuilder<HookCall> call)
        {
            call.ToTable("hook_calls");
            call.Property(c => c.Id).ValueGeneratedNever();
            call.Property(c => c.Detail).HasMaxLength(LongestDetail);
            call.Property(c => c.MessageId).HasMaxLength(LongestMessageId);
            call.Property(c => c.DocumentId).HasMaxLength(64);
            call.HasOne<Hook>().WithMany().HasForeignKey(c => c.HookId).OnDelete(DeleteBehavior.Cascade);
            call.HasIndex(c => new { c.HookId, c.Id });   // the last calls of a hook
        }
    }
}

/// <summary>A message that was taken, so that it is taken once. The key is the guarantee.</summary>
internal sealed class HookMessage
{
    public Id<Hook> HookId { get; init; }

    /// <summary>As the sender calls it.</summary>
    public required string MessageId { get; init; }

    public DateTimeOffset SeenAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<HookMessage>
    {
        public void Configure(EntityTypeBuilder<HookMessage> message)
        {
            message.ToTable("hook_messages");
            message.HasKey(m => new { m.HookId, m.MessageId });
            message.Property(m => m.MessageId).HasMaxLength(HookCall.LongestMessageId);
            message.HasOne<Hook>().WithMany().HasForeignKey(m => m.HookId).OnDelete(DeleteBehavior.Cascade);
            message.HasIndex(m => m.SeenAt);   // what is old enough to go
        }
    }
}
