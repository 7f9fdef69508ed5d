using System.Net;

namespace ContentHub.Tests.Webhooks;

/// <summary>What may not be dialled, edge by edge, and the ways to write it: one table for the policy itself and for every way out.</summary>
public static class SsrfTable
{
    /// <summary>First and last address of a forbidden range, and its neighbours below and above where they are open.</summary>
    public static TheoryData<string, string?, string?> V4Ranges => new()
    {
        { "0.0.0.0-0.255.255.255", null, "1.0.0.0" },
        { "10.0.0.0-10.255.255.255", "9.255.255.255", "11.0.0.0" },
        { "100.64.0.0-100.127.255.255", "100.63.255.255", "100.128.0.0" },
        { "100.100.100.200-100.100.100.200", null, null },
        { "127.0.0.0-127.255.255.255", "126.255.255.255", "128.0.0.0" },
        { "168.63.129.16-168.63.129.16", "168.63.129.15", "168.63.129.17" },
        { "169.254.0.0-169.254.255.255", "169.253.255.255", "169.255.0.0" },
        { "169.254.169.254-169.254.169.254", null, null },
        { "172.16.0.0-172.31.255.255", "172.15.255.255", "172.32.0.0" },
        { "192.0.0.0-192.0.0.255", "191.255.255.255", "192.0.1.0" },
        { "192.0.0.192-192.0.0.192", null, null },
        { "192.0.2.0-192.0.2.255", "192.0.1.255", "192.0.3.0" },
        { "192.88.99.0-192.88.99.255", "192.88.98.255", "192.88.100.0" },
        { "192.168.0.0-192.168.255.255", "192.167.255.255", "192.169.0.0" },
        { "198.18.0.0-198.19.255.255", "198.17.255.255", "198.20.0.0" },
        { "198.51.100.0-198.51.100.255", "198.51.99.255", "198.51.101.0" },
        { "203.0.113.0-203.0.113.255", "203.0.112.255", "203.0.114.0" },
        { "224.0.0.0-239.255.255.255", "223.255.255.255", null },
        { "240.0.0.0-255.255.255.255", null, null },
    };

    /// <summary>As <see cref="V4Ranges"/>.</summary>
    public static TheoryData<string, string?, string?> V6Ranges => new()
    {
        { "::-1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null, "2000::" },
        { "2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::" },
        { "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::" },
        { "2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::" },
        { "3fff::-3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::" },
        { "4000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null },
    };

    /// <summary>Ranges with a name of their own inside those, and what stands right beside them.</summary>
    public static TheoryData<string> V6Within => new(
        "::-::1", "::2-::ffff:ffff", "::1:0:0-::fffe:ffff:ffff", "::ffff:0:0-::ffff:0.255.255.255", "::ffff:0:10.0.0.1-::ffff:0:8.8.8.8",   // unspecified, this machine, IPv4-compatible, mapped, translated
        "64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff-64:ff9b::1:0:0", "64:ff9b:1::-64:ff9b:1:ffff:ffff:ffff:ffff:ffff",                            // beside NAT64, local NAT64
        "100::-100::ffff:ffff:ffff:ffff", "2001:0:4136:e378:8000:63bf:3fff:fdd2-2001::ffff:ffff:ffff:ffff:ffff:ffff",                          // discard only, Teredo
        "2001:2::-2001:2:0:ffff:ffff:ffff:ffff:ffff", "2001:10::-2001:2f:ffff:ffff:ffff:ffff:ffff:ffff",                                     // benchmarking, ORCHID
        "5f00::-5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff-fc00::",                                   // segment routing, unique local
        "fd00:ec2::254-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",                            // metadata, link local
        "fec0::-feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff00::-ff02::1", "2a00:1450:4001:81b::200e%3-fe80::1%2");                           // site local, multicast, scopes

    /// <summary>This machine, however it is written; every one is a host of a URL.</summary>
    public static IReadOnlyList<string> ThisMachine { get; } =
    [
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "017700000001", "0177.0.0.1", "127.000.000.001", "127.0.0.0x1",
        "127。0。0。1", "１２７.0.0.1", "①②⑦.⓪.⓪.①", "127．0．0．1", "127.0.0.1.", "127.1.", "0x7f000001.", "127.0.0.1。", "0", "0.0.0.0", "127.255.255.254",
        "localhost", "LOCALHOST", "localhost.", "localhost。", "ⓛocalhost", "a.localhost", "a.b.LocalHost.",
        "[::1]", "[::1%1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]",
    ];

    /// <summary>Every edge of every range as a host of a URL, IPv4 in its wrappings too, and all spellings of this machine.</summary>
    public static TheoryData<string> ForbiddenHosts => new(Forbidden());

    /// <summary>As <see cref="ForbiddenHosts"/>.</summary>
    public static IEnumerable<string> Forbidden() => Edges().SelectMany(Written).Concat(ThisMachine).Concat(["0300.0250.1.1", "0xa9fea9fe", "2852039166", "169.254.169.254.", "[::ffff:a9fe:a9fe]"]).Distinct();

    /// <summary>The open neighbours of the ranges as hosts of a URL, IPv4 in the wrappings that are judged by it, and names, which are judged when they are resolved.</summary>
    public static TheoryData<string> OpenHosts => new(
        V4Ranges.Concat(V6Ranges).SelectMany(r => new[] { (string?)r[1], (string?)r[2] }).OfType<string>().Distinct().Select(IPAddress.Parse)
            .SelectMany(a => a.GetAddressBytes().Length == 4 ? new[] { $"{a}", $"[{a.MapToIPv6()}]", $"[64:ff9b::{a}]" } : [$"[{a}]"])
            .Concat(["8.8.8.8", "010.0.0.1", "[2a00:1450:4001:81b::200e]", "example.com", "localhost.example.com", "10.0.0.1.example.com"]));

    /// <summary>First and last of every forbidden range.</summary>
    public static IEnumerable<IPAddress> Edges() =>
        V4Ranges.Concat(V6Ranges).Concat(V6Within).SelectMany(r => ((string)r[0]!).Split('-')).Distinct().Select(IPAddress.Parse);

    public static string SixToFour(IPAddress v4) => $"2002:{Hex(v4)}::1";

    /// <summary>The address of a client behind a server at <paramref name="v4"/> (RFC 4380, section 4).</summary>
    public static string Teredo(IPAddress v4) => $"2001:0:{Hex(v4)}:0:0:0:1";

    private static IEnumerable<string> Written(IPAddress edge) =>
        edge.GetAddressBytes().Length == 4 ? [$"{edge}", $"[{edge.MapToIPv6()}]", $"[64:ff9b::{edge}]", $"[::{edge}]", $"[{SixToFour(edge)}]", $"[{Teredo(edge)}]"] : [$"[{edge}]"];

    private static string Hex(IPAddress v4) => v4.GetAddressBytes() is var b ? $"{b[0]:x2}{b[1]:x2}:{b[2]:x2}{b[3]:x2}" : "";
}
