using System.Security.Claims;

namespace ContentHub.Access;

/// <summary>Whence a request came, for the audit log.</summary>
/// <param name="Address">Of the client, as far as the proxies that the settings know vouch for it.</param>
/// <param name="RequestId">As <c>X-Request-Id</c> told it; of a page that stays open, the one of the request that opened it.</param>
public sealed record Origin(string? Address, string? RequestId)
{
    private const string AddressClaim = "origin_address";
    private const string RequestClaim = "origin_request";

    /// <summary>As a connection tells it.</summary>
    internal static Origin Of(System.Net.IPAddress? address, string? requestId) => new((address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString(), requestId);

    /// <summary>The same principal with the origin beside it, for <see cref="ActorSource.Refresh"/> to find: claims travel into the panel's circuits, requests do not. A new object, so that nothing of it gets into a cookie.</summary>
    internal ClaimsPrincipal Beside(ClaimsPrincipal principal)
    {
        var own = new ClaimsIdentity();
        if (Address is not null) own.AddClaim(new Claim(AddressClaim, Address));
        if (RequestId is not null) own.AddClaim(new Claim(RequestClaim, RequestId));
        return new ClaimsPrincipal([.. principal.Identities, own]);
    }

    /// <summary>What the claims say; null where nobody noted it.</summary>
    internal static Origin? Of(ClaimsPrincipal principal)
    {
        var (address, request) = (principal.FindFirst(AddressClaim)?.Value, principal.FindFirst(RequestClaim)?.Value);
        return address is null && request is null ? null : new Origin(address, request);
    }
}
