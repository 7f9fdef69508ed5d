using System.ComponentModel.DataAnnotations;

namespace ContentHub.Access;

/// <summary>The section <c>OpenId</c>: signing in to the panel at a provider of OpenID Connect. Nothing is offered without <see cref="Authority"/>.</summary>
public sealed record OpenIdOptions : IValidatableObject
{
    /// <summary>The provider's issuer: <c>https://login.example.com</c>. Its <c>/.well-known/openid-configuration</c> tells the rest.</summary>
    public string Authority { get; init; } = "";

    /// <summary>What the provider calls this server.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Empty for a public client; the exchange is bound by PKCE either way.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>What people call the provider, on the button.</summary>
    [Required, MaxLength(60)]
    public string Name { get; init; } = "single sign-on";

    /// <summary>What is asked for besides <c>openid</c>, separated by spaces.</summary>
    public string Scopes { get; init; } = "profile email";

    /// <summary>The role of people whom the provider knows and nobody has invited. Empty to let only those in who are here or invited. Never Owner.</summary>
    public string NewUsersRole { get; init; } = "";

    /// <summary>Whether an address counts that the provider does not call verified. Only for providers that write all addresses themselves: otherwise whoever types somebody else's there is that person here.</summary>
    public bool TrustUnverifiedEmail { get; init; }

    internal bool IsOn => Authority.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn) yield break;
        // In clear a tie to the provider proves nothing; on the machine itself there is nobody between.
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            yield return new ValidationResult("OpenId:Authority must be an address such as https://login.example.com", [nameof(Authority)]);
        if (ClientId.Length == 0) yield return new ValidationResult("OpenId:ClientId is missing: the provider gives one when this server is registered there", [nameof(ClientId)]);
        if (NewUsersRole.Equals("Owner", StringComparison.OrdinalIgnoreCase)) yield return new ValidationResult("OpenId:NewUsersRole cannot be Owner: owners are made by owners", [nameof(NewUsersRole)]);
    }
}
