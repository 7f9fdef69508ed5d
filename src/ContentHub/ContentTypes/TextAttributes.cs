using System.Net.Mail;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ContentHub.ContentTypes;

/// <summary>Text of any kind.</summary>
public abstract record TextualAttribute : ScalarAttribute
{
    /// <summary>In UTF-16 units, as browsers count; null for no limit.</summary>
    public int? MinLength { get; init; }

    /// <summary>As <see cref="MinLength"/>.</summary>
    public int? MaxLength { get; init; }

    /// <summary>A .NET regular expression that the text must match somewhere; only what can be matched in linear time. Null for none.</summary>
    public string? Regex { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return "must be a string";
        if (!JsonText.TryGet(value, out var text)) return "must not contain the NUL character or half a surrogate pair";
        if (text.Length > MaxLength) return $"must be at most {MaxLength} characters";
        if (Regex is { } pattern && !Patterns.Of(pattern).IsMatch(text)) return $"must match {pattern}";
        return FaultOfText(text);
    }

    /// <inheritdoc/>
    public override string? Lack(JsonElement value) => value.GetString()!.Length < MinLength ? $"must be at least {MinLength} characters" : null;

    /// <summary>The same for what the kind adds.</summary>
    private protected virtual string? FaultOfText(string text) => null;
}

/// <summary>One line.</summary>
public sealed record StringAttribute : TextualAttribute;

/// <summary>Many lines.</summary>
public sealed record TextAttribute : TextualAttribute;

/// <summary>Markdown.</summary>
public sealed record RichTextAttribute : TextualAttribute;

/// <summary>A secret: kept as a hash, shown to nobody.</summary>
public sealed record PasswordAttribute : TextualAttribute;

/// <summary>An e-mail address.</summary>
public sealed record EmailAttribute : TextualAttribute
{
    private protected override string? FaultOfText(string text) =>
        MailAddress.TryCreate(text, out var address) && address.Address == text && text.Contains('.', StringComparison.Ordinal) ? null : "must be a valid email";
}

/// <summary>A readable key for URLs: letters, digits and <c>- _ . ~</c>. Always unique.</summary>
public sealed partial record UidAttribute : TextualAttribute
{
    /// <summary>Name of the attribute it is made from when none is given; null for none.</summary>
    public string? TargetField { get; init; }

    private protected override string? FaultOfText(string text) =>
        text.Length is > 0 and <= 256 && Allowed().IsMatch(text) ? null : "must be 1 to 256 letters, digits and - _ . ~";

    [GeneratedRegex(@"^[A-Za-z0-9\-_.~]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}

/// <summary>One of a list of words.</summary>
public sealed record EnumerationAttribute : ScalarAttribute
{
    /// <summary>The words, at least one, no two alike.</summary>
    [JsonPropertyName("enum")]
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) && Values.Contains(text)
            ? null : $"must be one of: {string.Join(", ", Values)}";
}
