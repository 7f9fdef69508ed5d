using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Webhooks;

/// <summary>An exception from <see cref="AddressPolicy"/>: what is not public and may be called all the same. Everything that it names must fit.</summary>
public sealed class AllowedTarget
{
    internal const int LongestHost = 255;
    internal const int LongestReason = 500;

    /// <summary>Stable key; 0 for what the settings say.</summary>
    public Id<AllowedTarget> Id { get; init; }

    /// <summary>Addresses; null for all that <see cref="Host"/> resolves to.</summary>
    public IPNetwork? Network { get; init; }

    /// <summary>As a URL writes it, in lower case and ASCII; <c>*.example.com</c> stands for every name below. Null for any.</summary>
    public string? Host { get; init; }

    /// <summary>1 to 65,535; null for any.</summary>
    public int? Port { get; init; }

    /// <summary>Why, in the words of who opened it.</summary>
    public required string Reason { get; init; }

    /// <summary>Name of who opened it, as it was then.</summary>
    public required string Author { get; init; }

    /// <summary>UTC; of no meaning for what the settings say.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Stands in the settings and is changed there.</summary>
    public bool IsFromSettings => Id.Value == 0;

    /// <param name="host">Of the URL, in ASCII.</param>
    /// <param name="address">As it is dialled, without wrapping.</param>
    internal bool Opens(string host, int port, IPAddress address) =>
        (Port is null || Port == port) && (Host is null || Fits(Host, host.TrimEnd('.'))) && (Network is not { } network || AddressPolicy.Contains(network, address));

    /// <summary>What it opens, why, and who did: members of an object in an answer or an event.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteString("network", Network?.ToString());
        json.WriteString("host", Host);
        if (Port is { } port) json.WriteNumber("port", port);
        else json.WriteNull("port");
        json.WriteString("reason", Reason);
        json.WriteString("author", Author);
    }

    private static bool Fits(string pattern, string host) =>
        pattern.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase) : host.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    internal sealed class Configuration : IEntityTypeConfiguration<AllowedTarget>
    {
        public void Configure(EntityTypeBuilder<AllowedTarget> target)
        {
            target.ToTable("allowed_targets");
            target.Property(t => t.Id).ValueGeneratedNever();
            target.Property(t => t.Network).HasMaxLength(64).HasConversion(n => n.ToString(), text => IPNetwork.Parse(text!));
            target.Property(t => t.Host).HasMaxLength(LongestHost);
            target.Property(t => t.Reason).HasMaxLength(LongestReason);
            target.Property(t => t.Author).HasMaxLength(256);
        }
    }
}

/// <summary>What somebody wants to open. One of network and host is needed.</summary>
/// <param name="Network">CIDR form such as <c>10.1.2.0/24</c>, or one address.</param>
/// <param name="Host">A name such as <c>ci.internal</c>, or <c>*.internal</c>.</param>
/// <param name="Port">Null for any.</param>
/// <param name="Reason">1 to 500 characters.</param>
public sealed record AllowedTargetForm(string? Network, string? Host, int? Port, string Reason)
{
    /// <summary>What it says in the form in which it is compared. Problems: Invalid.</summary>
    internal Result<(IPNetwork? Network, string? Host)> Read()
    {
        var errors = new List<FieldError>();
        IPNetwork? network = null;
        string? host = null;
        if (Network is { Length: > 0 } range && (network = NetworkOf(range, out var fault)) is null) errors.Add(new FieldError("network", fault));
        if (Host is { Length: > 0 } name && (host = HostOf(name)) is null)
            errors.Add(new FieldError("host", "host must be a name such as ci.internal or *.internal; an address belongs into network"));
        if (string.IsNullOrEmpty(Network) && string.IsNullOrEmpty(Host)) errors.Add(new FieldError("network", "network or host is required"));
        if (Port is < 1 or > 65535) errors.Add(new FieldError("port", "port must be 1 to 65535, or null for any"));
        if (string.IsNullOrWhiteSpace(Reason)) errors.Add(new FieldError("reason", "reason is required"));
        else if (Reason.Length > AllowedTarget.LongestReason || Reason.Any(char.IsControl)) errors.Add(new FieldError("reason", $"reason must be at most {AllowedTarget.LongestReason} characters in one line"));
        return errors.Count > 0 ? new Problem.Invalid(errors) : (network, host);
    }

    private static IPNetwork? NetworkOf(string text, out string fault)
    {
        fault = "network must be a range such as 10.1.2.0/24 or an address such as 10.1.2.3";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        // Short and octal forms mean something else than they look like.
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address) || text.Contains('%', StringComparison.Ordinal) || (!text.Contains(':', StringComparison.Ordinal) && !text.StartsWith(address.ToString(), StringComparison.Ordinal)))
            return null;
        IPNetwork network;
        if (slash < 0) network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        else if (!IPNetwork.TryParse(text, out network)) return null;
        if (AddressPolicy.IsWrapping(network)) fault = "network must name IPv4 addresses as such, without the IPv6 around them";
        else if (AddressPolicy.IsMetadata(network)) fault = "network is a cloud metadata service, which stays closed";
        else return network;
        return null;
    }

    private static string? HostOf(string text)
    {
        var below = text.StartsWith("*.", StringComparison.Ordinal);
        var name = below ? text[2..] : text;
        if (Uri.CheckHostName(name) != UriHostNameType.Dns || !Uri.TryCreate($"http://{name}/", UriKind.Absolute, out var uri)) return null;
        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        return host.Length is 0 or > AllowedTarget.LongestHost - 2 || IPAddress.TryParse(host, out _) ? null : below ? $"*.{host}" : host;
    }
}
