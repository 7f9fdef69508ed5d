using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace ContentHub.Server;

/// <summary>The section <c>Proxy</c>: whose word counts on where a request came from.</summary>
internal sealed record ProxyOptions
{
    /// <summary>Addresses and ranges of reverse proxies, such as <c>10.0.0.5</c> or <c>10.0.0.0/24</c>; none: what callers say of themselves is not believed.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <exception cref="CannotStartException">Something is no address and no range.</exception>
    public ForwardedHeadersOptions? Read()
    {
        if (Known.Count == 0) return null;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        // The framework's own belief in this machine goes: the list says everything.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var known in Known)
        {
            if (IPNetwork.TryParse(known, out var network)) options.KnownIPNetworks.Add(network);
            else if (IPAddress.TryParse(known, out var address)) options.KnownProxies.Add(address);
            else throw new CannotStartException($"Proxy:Known has '{known}'; it must be an address such as 10.0.0.5 or a range such as 10.0.0.0/24.");
        }

        return options;
    }
}
