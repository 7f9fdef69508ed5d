namespace ContentHub.Admin.Access;

/// <summary>What the forms for signing in and registering send.</summary>
internal sealed class Credentials
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>Whether the session outlives the browser's window.</summary>
    public bool Remember { get; set; }
}
