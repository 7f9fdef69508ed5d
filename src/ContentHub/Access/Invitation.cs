using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>Somebody may join, by a link that is good for seven days and once. The row goes when it was used.</summary>
public sealed class Invitation
{
    /// <summary>Stable key.</summary>
    public Id<Invitation> Id { get; init; }

    /// <summary>Whose it is; the account will have this address.</summary>
    public required string Email { get; init; }

    /// <summary>For look-ups; unique.</summary>
    public required string NormalizedEmail { get; init; }

    /// <summary>What that person will be.</summary>
    public Id<Role> RoleId { get; init; }

    /// <summary>SHA-256 of what the link carries, hex.</summary>
    public required string Hash { get; set; }

    /// <summary>Who invited, as shown: an e-mail, or the name of a token.</summary>
    public required string InvitedBy { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> invitation)
        {
            invitation.ToTable("invitations");
            invitation.Property(i => i.Id).ValueGeneratedNever();
            invitation.Property(i => i.Email).HasMaxLength(EmailAddress.Longest);
            invitation.Property(i => i.NormalizedEmail).HasMaxLength(EmailAddress.Longest);
            invitation.Property(i => i.Hash).HasMaxLength(64);
            invitation.Property(i => i.InvitedBy).HasMaxLength(EmailAddress.Longest);
            invitation.HasIndex(i => i.Hash).IsUnique();
            invitation.HasIndex(i => i.NormalizedEmail).IsUnique();
            invitation.HasOne<Role>().WithMany().HasForeignKey(i => i.RoleId).OnDelete(DeleteBehavior.Cascade);   // to a role that is gone nobody can be invited
        }
    }
}

/// <summary>An invitation and the name of its role.</summary>
public sealed record InvitationView(Invitation Invitation, string Role);

/// <summary>An invitation whose link was just made: the only moment at which it is known.</summary>
/// <param name="Path">Of the page that takes it: <c>/admin/invitation?token=…</c>.</param>
public sealed record NewInvitation(InvitationView View, string Path);
