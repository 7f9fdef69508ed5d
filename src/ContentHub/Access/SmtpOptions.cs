using System.ComponentModel.DataAnnotations;

namespace ContentHub.Access;

/// <summary>The section <c>Smtp</c>: the server that takes our mails. Without a host none are sent, and nobody is offered one.</summary>
public sealed record SmtpOptions : IValidatableObject
{
    /// <summary>Empty for none.</summary>
    public string Host { get; init; } = "";

    /// <summary>587 for submission, 25 within a network.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    /// <summary>Empty for no sign-in.</summary>
    public string User { get; init; } = "";

    /// <summary>Of <see cref="User"/>.</summary>
    public string Password { get; init; } = "";

    /// <summary>The sender's address.</summary>
    public string From { get; init; } = "";

    /// <summary>Whether the connection must be encrypted (STARTTLS).</summary>
    public bool Tls { get; init; } = true;

    /// <summary>Whether mails can be sent.</summary>
    internal bool IsOn => Host.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && EmailAddress.Fault(From) is not null) yield return new ValidationResult("Smtp:From must be a valid address", [nameof(From)]);
    }
}
