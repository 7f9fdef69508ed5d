using System.Net;
using System.Net.Sockets;

namespace ContentHub.Webhooks;

/// <summary>Which addresses outgoing requests may be dialled to. Judged at connect time on the very address that is dialled, in every environment; before that, by the same words, on what a URL shows already.</summary>
/// <param name="allowed">What the owner opened, the same list until it changes; metadata services stay closed all the same.</param>
internal sealed class AddressPolicy(Func<IReadOnlyList<AllowedTarget>> allowed)
{
    private static readonly IPNetwork[] Metadata = Networks("169.254.169.254/32", "100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32", "fd00:ec2::254/128");

    // IANA special-purpose registries.
    private static readonly IPNetwork[] Forbidden = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>What is open now; another list as soon as it changed.</summary>
    public IReadOnlyList<AllowedTarget> Allowed => allowed();

    /// <summary>The addresses that a host of a URL means without asking anybody: those it spells, in whatever way, and this machine's. Null for names that must be resolved.</summary>
    /// <param name="host">In ASCII, as <see cref="Uri.IdnHost"/> has it.</param>
    public static IPAddress[]? Named(string host)
    {
        // A name server may be asked for "127.0.0.1." and answer what it likes.
        var name = host.TrimEnd('.');
        if (IPAddress.TryParse(name.Trim('[', ']'), out var address)) return [address];
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : null;   // RFC 6761, section 6.3
    }

    /// <summary>Why the address may not be dialled, in words for the owner; null when it may.</summary>
    /// <param name="host">That the address belongs to, for what is open to one name alone.</param>
    public string? WhyNot(string host, int port, IPAddress address)
    {
        var judged = Unwrap(address);
        if (Metadata.Any(m => Contains(m, judged))) return $"{address} belongs to a cloud metadata service, which stays closed";
        if (Allowed.Any(a => a.Opens(host, port, judged))) return null;
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0) return $"{address} has a scope";
        var forbidden = judged.AddressFamily switch
        {
            AddressFamily.InterNetwork => Forbidden.Any(f => Contains(f, judged)),
            AddressFamily.InterNetworkV6 => !GlobalUnicast.Contains(judged) || Forbidden.Any(f => Contains(f, judged)),
            _ => true,
        };
        return forbidden ? $"{address} is not a public address (an owner can allow it {AllowedTargetService.Place})" : null;
    }

    /// <summary>Whether no address in it could ever be dialled by the owner's leave.</summary>
    public static bool IsMetadata(IPNetwork network) => Metadata.Contains(network);

    /// <summary>Whether it names IPv4 addresses inside IPv6 ones, which are judged without the wrapping.</summary>
    public static bool IsWrapping(IPNetwork network) => network.BaseAddress.IsIPv4MappedToIPv6 || Contains(Nat64, network.BaseAddress);

    /// <summary>Whatever the scope.</summary>
    public static bool Contains(IPNetwork network, IPAddress address)
    {
        var plain = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
        return network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain);
    }

    // ::ffff:a.b.c.d is dialled as IPv4; 64:ff9b::a.b.c.d reaches that IPv4 address through a gateway.
    private static IPAddress Unwrap(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : Contains(Nat64, address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(t => IPNetwork.Parse(t))];
}
