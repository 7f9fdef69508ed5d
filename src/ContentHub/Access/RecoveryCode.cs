using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>Stands in for the authenticator app once, for who has lost it. The row goes when it was used.</summary>
internal sealed class RecoveryCode
{
    /// <summary>Made at once.</summary>
    public const int Many = 10;

    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";   // none that look alike

    public Id<User> UserId { get; init; }

    /// <summary>SHA-256 of the code, hex. Enough for what is random: there is no list of codes to try.</summary>
    public required string Hash { get; init; }

    /// <summary>A fresh code, 79 random bits: <c>k7m2-9xqa-b3cd-wp4f</c>.</summary>
    public static string New() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));

    /// <summary>The digest of what somebody typed, whose dashes, blanks and capitals do not matter.</summary>
    public static string Digest(string typed) => ApiToken.Digest(new string([.. typed.Where(char.IsLetterOrDigit)]).ToLowerInvariant());

    internal sealed class Configuration : IEntityTypeConfiguration<RecoveryCode>
    {
        public void Configure(EntityTypeBuilder<RecoveryCode> code)
        {
            code.ToTable("recovery_codes");
            code.HasKey(c => new { c.UserId, c.Hash });
            code.Property(c => c.Hash).HasMaxLength(64);
            code.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
