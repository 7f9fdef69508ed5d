using System.Globalization;
using ContentHub.Access;
using ContentHub.Admin.Roles;

namespace ContentHub.Admin.Access;

/// <summary>An API token while somebody writes it.</summary>
public sealed class TokenDraft
{
    internal const string Never = "", AsItIs = "as-it-is";

    private TokenDraft(RightsDraft rights) => Rights = rights;

    /// <summary>As people call it.</summary>
    public string? Name { get; set; }

    /// <summary>What it may do.</summary>
    public ApiTokenType Type { get; set; }

    /// <summary>Of a custom one.</summary>
    public RightsDraft Rights { get; }

    /// <summary>Days from now, or one of the two other choices.</summary>
    public string? Expiry { get; set; } = "90";

    /// <summary>The moment that is saved; null for never, and for a new one.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>A saved one, or with null a new one.</summary>
    /// <param name="most">What whoever writes it may do.</param>
    public static TokenDraft Of(ApiToken? token, Rights most) => token is null
        ? new(new RightsDraft(ContentHub.Access.Rights.None, most))
        : new(new RightsDraft(token.Rights ?? ContentHub.Access.Rights.None, most)) { Name = token.Name, Type = token.Type, ExpiresAt = token.ExpiresAt, Expiry = token.ExpiresAt is null ? Never : AsItIs };

    /// <summary>What the service takes.</summary>
    public TokenForm ToForm(DateTimeOffset now) => new(
        Name?.Trim() ?? "", Type, Type == ApiTokenType.Custom ? Rights.Rights : null,
        Expiry == AsItIs ? ExpiresAt : int.TryParse(Expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? now.AddDays(days) : null);
}
