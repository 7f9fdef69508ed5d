using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>A link by which somebody who forgot the password sets a new one, once and within the hour.</summary>
internal sealed class PasswordReset
{
    /// <summary>SHA-256 of what the link carries, hex.</summary>
    public required string Hash { get; init; }

    public Id<User> UserId { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<PasswordReset>
    {
        public void Configure(EntityTypeBuilder<PasswordReset> reset)
        {
            reset.ToTable("password_resets");
            reset.HasKey(r => r.Hash);
            reset.Property(r => r.Hash).HasMaxLength(64);
            reset.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);   // its index: the links of one person
        }
    }
}
