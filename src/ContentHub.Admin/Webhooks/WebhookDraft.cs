using System.Globalization;
using ContentHub.Admin.Components;
using ContentHub.Webhooks;

namespace ContentHub.Admin.Webhooks;

/// <summary>A webhook while somebody fills it in: numbers are still texts, and nothing is checked.</summary>
public sealed class WebhookDraft
{
    /// <summary>Empty for the target's host.</summary>
    public string? Name { get; set; }

    /// <summary>A saved one's query is masked and stays as it was when it is sent back so.</summary>
    public string? Url { get; set; }

    /// <summary>A value of null is a stored one, which stays.</summary>
    public IReadOnlyList<HeaderRow> Headers { get; set; } = [];

    /// <summary>Names and wildcards.</summary>
    public IReadOnlyList<string> Events { get; set; } = [];

    /// <summary>What <see cref="Events"/> names beside events of entries and files, which have boxes of their own; separated by blanks or commas.</summary>
    public string? OtherEvents
    {
        get => string.Join(' ', Events.Where(name => !HasBox(name)));
        set => Events = [.. Events.Where(HasBox), .. (value ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Distinct().Except(Events.Where(HasBox))];
    }

    /// <summary>A query string; empty for none.</summary>
    public string? Filter { get; set; }

    /// <summary>Handlebars; empty for none.</summary>
    public string? Template { get; set; }

    /// <summary>One of <see cref="WebhookForm.Methods"/>.</summary>
    public string? Method { get; set; } = WebhookForm.Methods[0];

    /// <summary>A whole number; empty for no limit.</summary>
    public string? RatePerMinute { get; set; }

    /// <summary>Those to come, too.</summary>
    public bool AllTypes { get; set; } = true;

    /// <summary>Singular names; counts only when not <see cref="AllTypes"/>.</summary>
    public IReadOnlyList<string> Types { get; set; } = [];

    /// <summary>A whole number.</summary>
    public string? TimeoutMs { get; set; } = "15000";

    /// <summary>A whole number.</summary>
    public string? Concurrency { get; set; } = "8";

    /// <summary>Empty for the schedule of the settings.</summary>
    public string? Schedule { get; set; }

    /// <summary>As the switch shows it.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The webhook as it is saved.</summary>
    public static WebhookDraft Of(WebhookView view) => new()
    {
        Name = view.Webhook.Name,
        Url = view.Webhook.Url,
        Headers = [.. view.Headers.Select(h => new HeaderRow(h.Name, null))],
        Events = view.Webhook.Events,
        AllTypes = view.Webhook.Models.Count == 0,
        Types = view.Webhook.Models,
        Filter = view.Webhook.Filter,
        Template = view.Webhook.Template,
        Method = view.Webhook.Method,
        RatePerMinute = view.Webhook.RatePerMinute?.ToString(CultureInfo.InvariantCulture),
        TimeoutMs = view.Webhook.Timeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        Concurrency = view.Webhook.Concurrency.ToString(CultureInfo.InvariantCulture),
        Schedule = view.Webhook.Schedule is { } waits ? Waits.Text(waits) : null,
        Enabled = view.Webhook.Enabled,
    };

    /// <summary>What the service takes. Problems: Invalid, for what cannot even be read.</summary>
    public Result<WebhookForm> ToForm()
    {
        var errors = new List<FieldError>();
        var timeout = Number(TimeoutMs, "timeout_ms", errors);
        var concurrency = Number(Concurrency, "concurrency", errors);
        int? rate = string.IsNullOrWhiteSpace(RatePerMinute) ? null : Number(RatePerMinute, "rate_per_minute", errors);
        var waits = string.IsNullOrWhiteSpace(Schedule) ? null : Waits.Read(Schedule);
        if (waits is null && !string.IsNullOrWhiteSpace(Schedule)) errors.Add(new FieldError("schedule", T("schedule must be waits such as 5s, 1m, 2h")));
        // An empty list would mean all types: the opposite of what the page shows.
        if (!AllTypes && Types.Count == 0) errors.Add(new FieldError("models", T("models must name at least one type, or be all of them")));
        if (errors.Count > 0) return new Problem.Invalid(errors);
        return new WebhookForm
        {
            Name = Name?.Trim() ?? "",
            Url = Url?.Trim() ?? "",
            Headers = [.. Headers.Where(h => h.Name.Length > 0 || h.Value?.Length > 0).Select(h => new WebhookHeader(h.Name.Trim(), h.Value ?? WebhookHeader.Hidden))],
            Events = Events,
            Models = AllTypes ? [] : Types,
            Filter = string.IsNullOrWhiteSpace(Filter) ? null : Filter.Trim(),
            Template = string.IsNullOrWhiteSpace(Template) ? null : Template,
            Method = Method ?? WebhookForm.Methods[0],
            RatePerMinute = rate,
            Enabled = Enabled,
            Timeout = TimeSpan.FromMilliseconds(timeout),
            Concurrency = concurrency,
            Schedule = waits,
        };
    }

    private static bool HasBox(string name) => name is "*" || name.StartsWith("entry.", StringComparison.Ordinal) || name.StartsWith("media.", StringComparison.Ordinal);

    private static int Number(string? text, string field, List<FieldError> errors)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        errors.Add(new FieldError(field, T("{0} must be a whole number", field)));
        return 0;
    }
}
