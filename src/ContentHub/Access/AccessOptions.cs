using System.ComponentModel.DataAnnotations;

namespace ContentHub.Access;

/// <summary>The section <c>Access</c>.</summary>
public sealed record AccessOptions : IValidatableObject
{
    /// <summary>Where people reach this server, for links in mails: <c>https://cms.example.com</c>. A request's own host is never taken for it, because whoever asks writes that himself.</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>Wrong sign-ins for one account before it rests.</summary>
    [Range(1, 1000)]
    public int TriesPerAccount { get; init; } = 5;

    /// <summary>Wrong sign-ins from one address before it rests. Higher where many people share one.</summary>
    [Range(1, 100_000)]
    public int TriesPerAddress { get; init; } = 5;

    /// <summary>How long tries count, and how long the account or the address rests after the last one.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan TryWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl.Length > 0 && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return new ValidationResult("Access:PublicUrl must be an address such as https://cms.example.com", [nameof(PublicUrl)]);
    }

    /// <summary>The address of a page of the panel; a path alone where nothing is set.</summary>
    internal string Link(string path) => PublicUrl.TrimEnd('/') + path;
}
