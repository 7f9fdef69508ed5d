namespace ContentHub.Access;

/// <summary>Whence a request came, for the audit log.</summary>
/// <param name="Address">Of the client, as far as the proxies that the settings know vouch for it.</param>
/// <param name="RequestId">As <c>X-Request-Id</c> told it; of a page that stays open, the one of the request that opened it.</param>
public sealed record Origin(string? Address, string? RequestId)
{
    /// <summary>As a connection tells it.</summary>
    internal static Origin Of(System.Net.IPAddress? address, string? requestId) => new(Caller.Text(address), requestId);
}
