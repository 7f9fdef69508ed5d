using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>A key for programs. Only its digest is kept.</summary>
public sealed class ApiToken
{
    /// <summary>Stable key.</summary>
    public Id<ApiToken> Id { get; init; }

    /// <summary>As people call it; unique.</summary>
    public required string Name { get; set; }

    /// <summary>What it may do.</summary>
    public ApiTokenType Type { get; set; }

    /// <summary>What a custom one may do; null otherwise.</summary>
    public Rights? Rights { get; set; }

    /// <summary>Whose rights limit it; null where nobody's do, as of the one made at an unattended start.</summary>
    public Id<User>? MadeBy { get; set; }

    /// <summary>SHA-256 of the token, hex.</summary>
    public required string Hash { get; set; }

    /// <summary>The first characters, to recognise it by.</summary>
    public required string Prefix { get; set; }

    /// <summary>UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>UTC, to the minute; null before the first use.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What it may do, its maker's limits aside.</summary>
    internal Rights Granted => RightsOf(Type, Rights);

    /// <summary>What a token of that type may do.</summary>
    internal static Rights RightsOf(ApiTokenType type, Rights? custom) => type switch { ApiTokenType.FullAccess => Access.Rights.All, ApiTokenType.ReadOnly => Access.Rights.ReadOnly, _ => custom ?? Access.Rights.None };

    /// <summary>256 random bits as text: what tokens, sessions and links are known by.</summary>
    internal static string NewText(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The digest under which such a text is stored.</summary>
    internal static string Digest(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    internal sealed class Configuration : IEntityTypeConfiguration<ApiToken>
    {
        public void Configure(EntityTypeBuilder<ApiToken> token)
        {
            token.ToTable("api_tokens");
            token.Property(t => t.Id).ValueGeneratedNever();
            token.Property(t => t.Name).HasMaxLength(200);
            token.Property(t => t.Hash).HasMaxLength(64);
            token.Property(t => t.Prefix).HasMaxLength(16);
            token.Property(t => t.Rights!).IsRights();
            token.HasOne<User>().WithMany().HasForeignKey(t => t.MadeBy).OnDelete(DeleteBehavior.Restrict);
            token.HasIndex(t => t.Hash).IsUnique();
            token.HasIndex(t => t.Name).IsUnique();
        }
    }
}

/// <summary>Kinds of <see cref="ApiToken"/>.</summary>
[JsonConverter(typeof(ApiTokenTypeConverter))]
public enum ApiTokenType
{
    /// <summary><c>read-only</c>: reads content and files.</summary>
    ReadOnly,

    /// <summary><c>full-access</c>: everything, management included.</summary>
    FullAccess,

    /// <summary><c>custom</c>: what is chosen for it.</summary>
    Custom,
}

internal sealed class ApiTokenTypeConverter() : JsonStringEnumConverter<ApiTokenType>(System.Text.Json.JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
