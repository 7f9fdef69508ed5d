using System.Text.RegularExpressions;
using ContentHub.ContentTypes;
using FluentValidation;

namespace ContentHub.Hooks;

/// <summary>What somebody wants an incoming hook to be, from the panel or the API alike.</summary>
public sealed record HookForm
{
    /// <summary>As people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Last part of the address: small letters, digits and dashes. Empty for one that cannot be guessed.</summary>
    public string Slug { get; init; } = "";

    /// <summary>How senders show who they are.</summary>
    public HookScheme Scheme { get; init; }

    /// <summary>See <see cref="Hook.TokenName"/>.</summary>
    public string? TokenName { get; init; }

    /// <summary>See <see cref="Hook.IdHeader"/>.</summary>
    public string? IdHeader { get; init; }

    /// <summary>Of a sender that makes the secret itself, such as Stripe; null keeps what there is, or makes one.</summary>
    public string? Secret { get; init; }

    /// <summary>Null leaves it (on for a new one).</summary>
    public bool? Enabled { get; init; }

    /// <summary>Null for an event alone.</summary>
    public HookMapping? Mapping { get; init; }
}

/// <summary>The rules of <see cref="HookForm"/> that need no database.</summary>
internal sealed partial class HookFormValidator : AbstractValidator<HookForm>
{
    public const int LongestTokenName = 100;
    public const int LeastSecret = 16;
    private const int LongestSecret = 512;
    private const int MostAttributes = 100;

    public HookFormValidator()
    {
        RuleFor(h => h.Name).Must(n => n.Length is > 0 and <= Hook.LongestName && !n.Any(char.IsControl)).WithMessage($"name is required: at most {Hook.LongestName} characters").OverridePropertyName("name");
        RuleFor(h => h.Slug).Must(IsSlug).WithMessage($"slug must be small letters, digits and dashes, at most {Hook.LongestSlug}").OverridePropertyName("slug");
        RuleFor(h => h.TokenName).Custom((name, context) =>
        {
            var scheme = context.InstanceToValidate.Scheme;
            if (scheme is HookScheme.Header or HookScheme.Query ? name is null || name.Length > LongestTokenName || !Token().IsMatch(name) : name is not null)
                context.AddFailure("token_name", scheme is HookScheme.Header or HookScheme.Query ? "token_name must name the header or the query parameter with the secret" : "token_name is for the schemes header and query");
        });
        RuleFor(h => h.IdHeader).Custom((name, context) =>
        {
            if (name is null) return;
            if (context.InstanceToValidate.Scheme is HookScheme.StandardWebhooks or HookScheme.Github or HookScheme.Stripe) context.AddFailure("id_header", "id_header is for schemes that have no message id of their own");
            else if (name.Length > LongestTokenName || !Token().IsMatch(name)) context.AddFailure("id_header", "id_header must be the name of a header");
        });
        RuleFor(h => h.Secret).Custom((secret, context) =>
        {
            if (secret is not null && FaultOfSecret(context.InstanceToValidate.Scheme, secret) is { } fault) context.AddFailure("secret", fault);
        });
        RuleFor(h => h.Mapping).Custom((mapping, context) =>
        {
            if (mapping is { Attributes.Count: 0 or > MostAttributes }) context.AddFailure("mapping.attributes", $"attributes must name 1 to {MostAttributes} attributes");
            foreach (var twice in mapping?.Attributes.GroupBy(a => a.Name).Where(g => g.Count() > 1) ?? []) context.AddFailure($"mapping.attributes.{twice.Key}", $"{twice.Key} is there twice");
            foreach (var (name, path) in mapping?.Attributes ?? [])
                if (ValuePath.Fault(path) is { } fault) context.AddFailure($"mapping.attributes.{name}", $"{name} {fault}");
        });
    }

    /// <summary>Whether it can be the last part of an address.</summary>
    public static bool IsSlug(string slug) => slug.Length <= Hook.LongestSlug && SlugPattern().IsMatch(slug);

    /// <summary>What is wrong with a secret; null when nothing is.</summary>
    public static string? FaultOfSecret(HookScheme scheme, string secret)
    {
        if (secret.Length > LongestSecret || secret.Any(char.IsControl)) return $"secret must be at most {LongestSecret} characters in one line";
        if (scheme == HookScheme.StandardWebhooks)
            return SignatureCheck.KeyOf(secret) is { Length: >= 24 and <= 64 } ? null : "secret must be 24 to 64 bytes in base64, with or without whsec_ (Standard Webhooks 1.0)";
        if (secret.Length < LeastSecret) return $"secret must have at least {LeastSecret} characters";
        return scheme is HookScheme.Bearer or HookScheme.Header && secret.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 ? "secret must be printable ASCII without blanks, since it is sent in a header" : null;
    }

    /// <summary>All faults, or null.</summary>
    public Problem.Invalid? Check(HookForm form) =>
        Validate(form) is { IsValid: false } result ? new Problem.Invalid([.. result.Errors.Select(e => new FieldError(e.PropertyName.Split('.', 3), e.ErrorMessage))]) : null;

    /// <summary>What in a mapping does not fit the types.</summary>
    public static Problem.Invalid? Check(HookMapping mapping, ContentTypeCatalog catalog)
    {
        if (catalog.ByName(mapping.Model) is not { Kind: ContentTypeKind.Collection } type)
            return new Problem.Invalid($"there is no collection '{mapping.Model}'{Nearest.Hint(mapping.Model, catalog.Types.Where(t => t.Kind == ContentTypeKind.Collection).Select(t => t.Name))}", "mapping", "model");
        var unknown = mapping.Attributes.Where(a => type.Find(a.Name) is null)
            .Select(a => new FieldError(["mapping", "attributes", a.Name], $"{a.Name} is not an attribute of '{type.Name}'{Nearest.Hint(a.Name, type.Attributes.Select(t => t.Name))}")).ToArray();
        return unknown.Length > 0 ? new Problem.Invalid(unknown) : null;
    }

    [GeneratedRegex(@"^[a-z0-9](-?[a-z0-9])*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SlugPattern();

    [GeneratedRegex(@"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
