using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>Who managed what, and when: a row of the audit log. Changes of content are not here, the event log has them.</summary>
public sealed class AuditRecord
{
    internal const int LongestName = 256;

    /// <summary>Grows in commit order.</summary>
    public Id<AuditRecord> Id { get; init; }

    /// <summary>UTC; the first time, where <see cref="Count"/> is above one.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Room and deed: <c>webhook.update</c>, <c>user.sign_in_failed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Who, as <see cref="Access.Actor.ToString"/> writes it.</summary>
    public required string Actor { get; init; }

    /// <summary>Who, as people knew it then: an e-mail, the name of a token.</summary>
    public required string ActorName { get; init; }

    /// <summary>To what: <c>webhook:3</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>As people called it then.</summary>
    public required string SubjectName { get; init; }

    /// <summary>A JSON list of <c>{"field", "before", "after"}</c>, or <c>{"field", "hidden": true}</c> for what is secret; null for none.</summary>
    public string? Changes { get; init; }

    /// <summary>Of the client; null where there is none.</summary>
    public string? Address { get; init; }

    /// <summary>As the answer's <c>X-Request-Id</c> said; null where there is none.</summary>
    public string? RequestId { get; init; }

    /// <summary>How often, for what is counted instead of written again: 1 or more.</summary>
    public int Count { get; init; } = 1;

    internal sealed class Configuration : IEntityTypeConfiguration<AuditRecord>
    {
        public void Configure(EntityTypeBuilder<AuditRecord> record)
        {
            record.ToTable("audit_records");   // newest first and pages: by the key
            record.Property(r => r.Id).ValueGeneratedNever();
            record.Property(r => r.Action).HasMaxLength(64);
            record.Property(r => r.Actor).HasMaxLength(64);
            record.Property(r => r.ActorName).HasMaxLength(LongestName);
            record.Property(r => r.Subject).HasMaxLength(64);
            record.Property(r => r.SubjectName).HasMaxLength(LongestName);
            record.Property(r => r.Address).HasMaxLength(64);
            record.Property(r => r.RequestId).HasMaxLength(64);
            record.HasIndex(r => new { r.Actor, r.Id });     // what one person did
            record.HasIndex(r => new { r.Action, r.Id });    // one kind of deed; counting what fails again
            record.HasIndex(r => new { r.Subject, r.Id });   // what was done to one thing
            record.HasIndex(r => r.CreatedAt);               // retention
        }
    }
}
