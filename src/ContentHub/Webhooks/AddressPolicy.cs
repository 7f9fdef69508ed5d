using System.Net;
using System.Net.Sockets;

namespace ContentHub.Webhooks;

/// <summary>Which addresses outgoing requests may be dialled to. Judged at connect time on the very address that is dialled, in every environment.</summary>
/// <param name="allowed">Forbidden ranges that the owner opened; metadata services stay closed all the same.</param>
internal sealed class AddressPolicy(IReadOnlyList<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Metadata = Networks("169.254.169.254/32", "100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32", "fd00:ec2::254/128");

    // IANA special-purpose registries.
    private static readonly IPNetwork[] Forbidden = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Why the address may not be dialled, in words for the owner; null when it may.</summary>
    public string? WhyNot(IPAddress address)
    {
        var judged = Unwrap(address);
        if (Contains(Metadata, judged)) return $"{address} belongs to a cloud metadata service";
        if (Contains(allowed, judged)) return null;
        if (judged.AddressFamily == AddressFamily.InterNetworkV6 && judged.ScopeId != 0) return $"{address} has a scope";
        var forbidden = judged.AddressFamily switch
        {
            AddressFamily.InterNetwork => Contains(Forbidden, judged),
            AddressFamily.InterNetworkV6 => !GlobalUnicast.Contains(judged) || Contains(Forbidden, judged),
            _ => true,
        };
        return forbidden ? $"{address} is not a public address (the setting Webhooks:AllowedNetworks opens ranges)" : null;
    }

    // ::ffff:a.b.c.d is dialled as IPv4; 64:ff9b::a.b.c.d reaches that IPv4 address through a gateway.
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId == 0 && Nat64.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
    }

    private static bool Contains(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        var plain = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
        foreach (var network in networks)
            if (network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain)) return true;
        return false;
    }

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(t => IPNetwork.Parse(t))];
}
