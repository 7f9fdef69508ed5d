using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>A person who signs in to the panel.</summary>
public sealed class User
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 100;

    /// <summary>The <see cref="PasswordHash"/> of whom only a provider of OpenID Connect lets in.</summary>
    internal const string NoPassword = "";

    /// <summary>Stable key.</summary>
    public Id<User> Id { get; init; }

    /// <summary>As written at registration or by who invited them.</summary>
    public required string Email { get; init; }

    /// <summary>For look-ups; see <see cref="EmailAddress.Normalize"/>.</summary>
    public required string NormalizedEmail { get; init; }

    /// <summary>As others see them; empty for the e-mail.</summary>
    public string Name { get; set; } = "";

    /// <summary>What this person may do.</summary>
    public Id<Role> RoleId { get; set; }

    /// <summary>By ASP.NET Core Identity's hasher; empty for none.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>The provider of OpenID Connect that knows this person, as its tokens name it; null for none.</summary>
    public string? OpenIdIssuer { get; set; }

    /// <summary>What that provider calls this person.</summary>
    public string? OpenIdSubject { get; set; }

    /// <summary>UTC; null for who may sign in.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Secret of the authenticator app, encrypted; null for none.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>UTC; since when signing in asks for a code. Null with a key that is not confirmed yet.</summary>
    public DateTimeOffset? SecondFactorSince { get; set; }

    /// <summary>Time step of the code that was used last: it and those before it are worth nothing any more.</summary>
    public long LastCodeStep { get; set; }

    /// <summary>UTC; null before the first.</summary>
    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name, or e-mail where there is none.</summary>
    public string DisplayName => Name.Length > 0 ? Name : Email;

    /// <summary>Whether this person can sign in by a password.</summary>
    public bool HasPassword => PasswordHash.Length > 0;

    /// <summary>The person behind the actor. Problems: Unauthorized, Forbidden (tokens and the like have no profile).</summary>
    internal static Result<Id<User>> Of(Actor actor) => actor.Kind switch
    {
        ActorKind.User => new Id<User>(actor.Id),
        ActorKind.Anonymous => new Problem.Unauthorized(),
        _ => new Problem.Forbidden("none that is granted", "Only people who are signed in have a profile."),
    };

    internal sealed class Configuration : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> user)
        {
            user.ToTable("users");
            user.Property(u => u.Id).ValueGeneratedNever();
            user.Property(u => u.Email).HasMaxLength(EmailAddress.Longest);
            user.Property(u => u.NormalizedEmail).HasMaxLength(EmailAddress.Longest);
            user.Property(u => u.Name).HasMaxLength(LongestName);
            user.Property(u => u.PasswordHash).HasMaxLength(512);
            user.Property(u => u.AuthenticatorKey).HasMaxLength(512);
            user.Property(u => u.OpenIdIssuer).HasMaxLength(500);
            user.Property(u => u.OpenIdSubject).HasMaxLength(255);
            user.Ignore(u => u.DisplayName);
            user.Ignore(u => u.HasPassword);
            user.HasOne<Role>().WithMany().HasForeignKey(u => u.RoleId).OnDelete(DeleteBehavior.Restrict);   // a role in use stays
            user.HasIndex(u => u.NormalizedEmail).IsUnique();   // sign-in
            user.HasIndex(u => new { u.OpenIdIssuer, u.OpenIdSubject }).IsUnique();   // sign-in at the provider
        }
    }
}
