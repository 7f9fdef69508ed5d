using ContentHub.Events;
using FluentValidation;

namespace ContentHub.Webhooks;

/// <summary>What somebody wants a webhook to be, from the panel or the API alike.</summary>
public sealed record WebhookForm
{
    internal const int LongestFilter = 4096;

    /// <summary>What <see cref="Method"/> may be.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["POST", "PUT", "PATCH"];

    /// <summary>Templates to begin with, by the name of the service that they fit.</summary>
    public static IReadOnlyDictionary<string, string> TemplatePresets => BodyTemplate.Presets;

    /// <summary>What <see cref="Events"/> may name beside custom events.</summary>
    public static IReadOnlyList<string> KnownEvents => WebhookFormValidator.KnownEvents;

    /// <summary>Empty for the target's host.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where to send. A query that is shown masked may be sent back masked: it stays as it was.</summary>
    public string Url { get; init; } = "";

    /// <summary>Own headers; a masked value stays as it was.</summary>
    public IReadOnlyList<WebhookHeader> Headers { get; init; } = [];

    /// <summary>Names, <c>entry.*</c>, <c>media.*</c> or <c>*</c>.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Singular names of content types; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>A filter in the query language of the content API on the body, such as <c>filters[entry][city][$eq]=Paris</c>; null for none. At most 4,096 characters.</summary>
    public string? Filter { get; init; }

    /// <summary>A Handlebars template of the body, at most 64 KiB; null for the body as it is. What comes out must be JSON.</summary>
    public string? Template { get; init; }

    /// <summary>One of <see cref="Methods"/>.</summary>
    public string Method { get; init; } = Methods[0];

    /// <summary>Requests in a minute, 1 to 6,000; null for no limit.</summary>
    public int? RatePerMinute { get; init; }

    /// <summary>For a new webhook: a secret that somebody brings along, <c>whsec_</c> and base64 of 24 to 64 bytes; null for a fresh one. Of no effect on a change.</summary>
    public string? Secret { get; init; }

    /// <summary>Switched on or off; null leaves it (on for a new one).</summary>
    public bool? Enabled { get; init; }

    /// <summary>1 s to 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>1 to 64.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Seconds between attempts, at most 20 steps of at most 7 days; null for the setting.</summary>
    public IReadOnlyList<int>? Schedule { get; init; }
}

/// <summary>The rules of <see cref="WebhookForm"/>.</summary>
internal sealed class WebhookFormValidator : AbstractValidator<WebhookForm>
{
    /// <summary>Events that the product raises.</summary>
    public static readonly string[] KnownEvents = ["entry.create", "entry.update", "entry.delete", "entry.publish", "entry.unpublish", "media.create", "media.update", "media.delete", "changeset.commit", "hook.received",
        WebhookHealth.Failing, WebhookHealth.Recovered, WebhookHealth.Disabled, AllowedTargetService.Opened, AllowedTargetService.Closed, "entry.*", "media.*", "webhook.*", "*"];

    public WebhookFormValidator(AddressPolicy policy)
    {
        RuleFor(w => w.Name).MaximumLength(Webhook.LongestName).Must(n => !n.Any(char.IsControl)).WithMessage("name must not contain control characters").OverridePropertyName("name");
        RuleFor(w => w.Url).Custom((url, context) =>
        {
            if (FaultOfUrl(url, policy) is { } fault) context.AddFailure("url", fault);
        });
        RuleFor(w => w.Events).NotEmpty().WithMessage("events must name at least one event").OverridePropertyName("events");
        RuleForEach(w => w.Events).Must(e => KnownEvents.Contains(e) || CustomEvents.Fault(e) is null).WithMessage((_, e) => $"'{e}' is not an event{Nearest.Hint(e, KnownEvents)}").OverridePropertyName("events");
        RuleFor(w => w.Headers).Custom((headers, context) =>
        {
            foreach (var (path, message) in HeaderRules.Faults(headers)) context.AddFailure(path, message);
        });
        RuleFor(w => w.Filter).Custom((filter, context) =>
        {
            if (filter is null) return;
            if (filter.Length > WebhookForm.LongestFilter) context.AddFailure("filter", $"filter must be at most {WebhookForm.LongestFilter} characters");
            else if (!PayloadFilter.Parse(filter).Ok(out _, out var problem)) context.AddFailure("filter", problem.Message);
        });
        RuleFor(w => w.Template).Custom((template, context) =>
        {
            if (template is not null && !BodyTemplate.Parse(template).Ok(out _, out var problem)) context.AddFailure("template", problem.Message);
        });
        RuleFor(w => w.Method).Must(m => WebhookForm.Methods.Contains(m)).WithMessage("method must be POST, PUT or PATCH").OverridePropertyName("method");
        RuleFor(w => w.Secret).Custom((secret, context) =>
        {
            if (secret is not null && WebhookSignature.Fault(secret) is { } fault) context.AddFailure("secret", fault);
        });
        RuleFor(w => w.RatePerMinute).InclusiveBetween(1, 6000).WithMessage("rate_per_minute must be 1 to 6000, or null").OverridePropertyName("rate_per_minute");
        RuleFor(w => w.Timeout).InclusiveBetween(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)).WithMessage("timeout_ms must be 1000 to 30000").OverridePropertyName("timeout_ms");
        RuleFor(w => w.Concurrency).InclusiveBetween(1, 64).WithMessage("concurrency must be 1 to 64").OverridePropertyName("concurrency");
        RuleFor(w => w.Schedule).Must(s => s is null || (s.Count <= 20 && s.All(n => n is >= 1 and <= 7 * 24 * 3600)))
            .WithMessage("schedule must be at most 20 waits of 1 second to 7 days").OverridePropertyName("schedule");
    }

    /// <summary>All faults, or null.</summary>
    public Problem.Invalid? Check(WebhookForm form) =>
        Validate(form) is { IsValid: false } result ? new Problem.Invalid([.. result.Errors.Select(e => new FieldError(e.PropertyName.Split('/', '[')[0] is "headers" ? e.PropertyName.Split('/') : [e.PropertyName.Split('[')[0]], e.ErrorMessage))]) : null;

    private static string? FaultOfUrl(string url, AddressPolicy policy)
    {
        if (url.Length == 0) return "url is required";
        // It is kept twice, once with its query hidden.
        if (Math.Max(url.Length, WebhookTarget.Mask(url).Length) > Webhook.LongestUrl) return "url must be at most 2048 characters";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            return "url must be an absolute http or https address such as https://example.com/hook";
        if (uri.UserInfo.Length > 0) return "url must not carry a user name or password: use a header";
        if (uri.Query == "?" + WebhookTarget.Hidden) return "the query of url is hidden: write it again";
        if (uri.Fragment.Length > 0 || url.Contains('#', StringComparison.Ordinal)) return "url must not have a fragment (#…)";
        if (uri.Port == 0) return "url must not name port 0";
        // Names are judged when they are dialled; an address that is forbidden anyway is better refused here.
        return AddressPolicy.Named(uri.IdnHost)?.Select(a => policy.WhyNot(uri.IdnHost, uri.Port, a)).FirstOrDefault(why => why is not null) is { } refusal ? $"url cannot be called: {refusal}" : null;
    }
}
