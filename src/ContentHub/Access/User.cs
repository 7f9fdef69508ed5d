using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>A person who signs in to the panel.</summary>
public sealed class User
{
    /// <summary>Stable key.</summary>
    public Id<User> Id { get; set; }

    /// <summary>As written at registration.</summary>
    public string Email { get; set; } = "";

    /// <summary>For look-ups.</summary>
    public string NormalizedEmail { get; set; } = "";

    /// <summary>What this person may do.</summary>
    public Id<Role> RoleId { get; set; }

    /// <summary>By ASP.NET Core Identity's hasher.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Changes when sessions shall end.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>Failed sign-ins in a row.</summary>
    public int AccessFailedCount { get; set; }

    /// <summary>UTC; null when not locked out.</summary>
    public DateTimeOffset? LockoutEnd { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> user)
        {
            user.ToTable("users");
            user.Property(u => u.Id).ValueGeneratedNever();
            user.Property(u => u.Email).HasMaxLength(254);
            user.Property(u => u.NormalizedEmail).HasMaxLength(254);
            user.Property(u => u.PasswordHash).HasMaxLength(512);
            user.Property(u => u.SecurityStamp).HasMaxLength(64);
            user.HasOne<Role>().WithMany().HasForeignKey(u => u.RoleId).OnDelete(DeleteBehavior.Restrict);   // a role in use stays
            user.HasIndex(u => u.NormalizedEmail).IsUnique();   // sign-in
        }
    }
}
