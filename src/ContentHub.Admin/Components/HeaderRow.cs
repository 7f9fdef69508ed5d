namespace ContentHub.Admin.Components;

/// <summary>One header as edited.</summary>
/// <param name="Name">As sent, for instance <c>Authorization</c>.</param>
/// <param name="Value">Null: a stored value that is not shown and stays as it is.</param>
public sealed record HeaderRow(string Name, string? Value)
{
    private static readonly string[] Telltales = ["auth", "token", "secret", "key", "password", "cookie", "signature"];

    /// <summary>Whether the value is hidden while it is not edited: judged by the name.</summary>
    public bool Secret => Telltales.Any(part => Name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Names worth offering.</summary>
    public static IReadOnlyList<string> UsualNames { get; } =
        ["Authorization", "X-API-Key", "X-Auth-Token", "User-Agent", "Accept", "X-Request-Source", "X-Environment", "Cookie"];
}
