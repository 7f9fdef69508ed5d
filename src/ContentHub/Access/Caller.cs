namespace ContentHub.Access;

/// <summary>Where a sign-in comes from: what lists of sessions show, and what tries are counted by.</summary>
/// <param name="Address">Of the network; empty when unknown.</param>
/// <param name="Agent">What the program calls itself, at most 300 characters; empty when it does not.</param>
public sealed record Caller(string Address, string Agent)
{
    private const int LongestAgent = 300;

    /// <summary>As a request tells it; cut to what is kept.</summary>
    public static Caller Of(System.Net.IPAddress? address, string? agent)
    {
        var kept = agent ?? "";
        if (kept.Length > LongestAgent) kept = kept[..(char.IsHighSurrogate(kept[LongestAgent - 1]) ? LongestAgent - 1 : LongestAgent)];
        return new Caller(Text(address) ?? "", kept);
    }

    /// <summary>An address as it is shown and counted: of IPv4 in its own form, however the connection carried it.</summary>
    internal static string? Text(System.Net.IPAddress? address) => (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString();

    /// <summary>The machine itself: commands.</summary>
    public static Caller Here { get; } = new("", "");
}
