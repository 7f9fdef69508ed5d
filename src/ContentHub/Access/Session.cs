using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>Somebody is signed in, in one browser or script. The row is the session: without it the cookie or token is worth nothing.</summary>
public sealed class Session
{
    /// <summary>Stable key.</summary>
    public Id<Session> Id { get; init; }

    /// <summary>SHA-256 of what the cookie or token carries, hex.</summary>
    public required string Hash { get; init; }

    /// <summary>Who is signed in.</summary>
    public Id<User> UserId { get; init; }

    /// <summary>How long it lasts.</summary>
    public SessionKind Kind { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC, to the minute.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Network address of the sign-in.</summary>
    public required string Address { get; init; }

    /// <summary>What the browser or script called itself; at most 300 characters.</summary>
    public required string Agent { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> session)
        {
            session.ToTable("sessions");
            session.Property(s => s.Id).ValueGeneratedNever();
            session.Property(s => s.Hash).HasMaxLength(64);
            session.Property(s => s.Address).HasMaxLength(64);
            session.Property(s => s.Agent).HasMaxLength(300);
            session.HasIndex(s => s.Hash).IsUnique();
            session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);   // its index: the sessions of one person
        }
    }
}

/// <summary>Kinds of <see cref="Session"/>.</summary>
public enum SessionKind
{
    /// <summary>A browser until it is closed; ends after twelve hours without use.</summary>
    Browser,

    /// <summary>A browser that stays signed in; ends after fourteen days without use.</summary>
    Remembered,

    /// <summary>A script's token; ends twelve hours after it was given.</summary>
    Script,
}

/// <summary>A session that was just begun: the only moment at which its key is known.</summary>
/// <param name="Key">What the cookie or the token carries: <c>chs_</c> and 43 characters.</param>
public sealed record NewSession(Session Session, string Key);
