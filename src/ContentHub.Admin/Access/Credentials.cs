namespace ContentHub.Admin.Access;

/// <summary>What the forms for signing in, registering and setting a password send.</summary>
internal sealed class Credentials
{
    public string? Email { get; set; }

    public string? Name { get; set; }

    public string? Password { get; set; }

    /// <summary>Whether the session outlives the browser's window.</summary>
    public bool Remember { get; set; }

    /// <summary>Proof of the right password, on the way to the second factor.</summary>
    public string? Ticket { get; set; }

    /// <summary>Of the authenticator app, or a recovery code.</summary>
    public string? Code { get; set; }
}
