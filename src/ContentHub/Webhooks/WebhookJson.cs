using System.Text.Json;

namespace ContentHub.Webhooks;

/// <summary>Webhooks and deliveries in the shapes of the management API.</summary>
internal static class WebhookJson
{
    private static readonly string[] Known = ["name", "url", "headers", "events", "eventTypes", "models", "filter", "template", "method", "rate_per_minute", "secret", "enabled", "timeout_ms", "concurrency", "schedule"];

    // What an answer holds may be sent back; these are the product's to set.
    private static readonly string[] Own = ["id", "has_secret", "retiring_secrets", "created_at", "updated_at", "last_delivery", "disabled_reason", "off_since", "health", "hints"];

    /// <summary>Reads a form; what is left out keeps the value of <paramref name="start"/>. All faults at once.</summary>
    public static Result<WebhookForm> Read(JsonElement data, WebhookForm start)
    {
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("A webhook is a JSON object with url and events.");
        var errors = new List<FieldError>();
        var form = start;
        foreach (var property in data.EnumerateObject())
        {
            var value = property.Value;
            var read = property.Name switch
            {
                "name" => JsonText.TextOf(value) is { } text ? form with { Name = text } : value.ValueKind == JsonValueKind.Null ? form with { Name = "" } : null,
                "url" => JsonText.TextOf(value) is { } text ? form with { Url = text } : null,
                "headers" => Headers(value) is { } headers ? form with { Headers = headers } : null,
                "events" or "eventTypes" => JsonText.TextsOf(value) is { } events ? form with { Events = events } : null,
                "models" => JsonText.TextsOf(value) is { } models ? form with { Models = models } : null,
                // Nothing at all is written as null or as an empty text.
                "filter" => value.ValueKind == JsonValueKind.Null ? form with { Filter = null } : JsonText.TextOf(value) is { } text ? form with { Filter = text.Length > 0 ? text : null } : null,
                "template" => value.ValueKind == JsonValueKind.Null ? form with { Template = null } : JsonText.TextOf(value) is { } text ? form with { Template = text.Length > 0 ? text : null } : null,
                "secret" => value.ValueKind == JsonValueKind.Null ? form : JsonText.TextOf(value) is { } text ? form with { Secret = text } : null,
                "method" => JsonText.TextOf(value) is { } text ? form with { Method = text.ToUpperInvariant() } : null,
                "rate_per_minute" => value.ValueKind == JsonValueKind.Null ? form with { RatePerMinute = null } : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var rate) ? form with { RatePerMinute = rate } : null,
                "enabled" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? form with { Enabled = value.GetBoolean() } : null,
                "timeout_ms" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var ms) ? form with { Timeout = TimeSpan.FromMilliseconds(ms) } : null,
                "concurrency" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) ? form with { Concurrency = count } : null,
                "schedule" => value.ValueKind == JsonValueKind.Null ? form with { Schedule = null } : Numbers(value) is { } waits ? form with { Schedule = waits } : null,
                _ => Own.Contains(property.Name) ? form : null,
            };
            if (read is not null) form = read;
            else if (Known.Contains(property.Name)) errors.Add(new FieldError(property.Name, $"{property.Name} {Expected(property.Name)}"));
            else errors.Add(new FieldError(property.Name, $"{property.Name} is not known{Nearest.Hint(property.Name, Known)}"));
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : form;
    }

    /// <summary>The webhook as a form, for changes of some of its parts.</summary>
    public static WebhookForm FormOf(WebhookView view) => new()
    {
        Name = view.Webhook.Name,
        Url = view.Webhook.Url,
        Headers = view.Headers,
        Events = view.Webhook.Events,
        Models = view.Webhook.Models,
        Filter = view.Webhook.Filter,
        Template = view.Webhook.Template,
        Method = view.Webhook.Method,
        RatePerMinute = view.Webhook.RatePerMinute,
        Timeout = view.Webhook.Timeout,
        Concurrency = view.Webhook.Concurrency,
        Schedule = view.Webhook.Schedule,
    };

    public static void Write(WebhookView view, Utf8JsonWriter json) => Write(view, null, json);

    /// <param name="secret">Shown this one time; null otherwise.</param>
    public static void Write(WebhookView view, string? secret, Utf8JsonWriter json)
    {
        var webhook = view.Webhook;
        json.WriteStartObject();
        json.WriteNumber("id", webhook.Id.Value);
        json.WriteString("name", webhook.Name);
        json.WriteString("url", webhook.Url);
        json.WriteStartObject("headers");
        foreach (var (name, value) in view.Headers) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteTexts("events", webhook.Events);
        json.WriteTexts("models", webhook.Models);
        json.WriteString("filter", webhook.Filter);
        json.WriteString("template", webhook.Template);
        json.WriteString("method", webhook.Method);
        json.WriteBoolean("enabled", webhook.Enabled);
        json.WriteBoolean("has_secret", view.HasSecret);
        if (secret is not null) json.WriteString("secret", secret);
        json.WriteStartArray("retiring_secrets");
        foreach (var until in view.RetiringSecrets) json.WriteStringValue(Utc.Text(until));
        json.WriteEndArray();
        json.WriteNumber("timeout_ms", (long)webhook.Timeout.TotalMilliseconds);
        json.WriteNumber("concurrency", webhook.Concurrency);
        json.WriteNumberOrNull("rate_per_minute", webhook.RatePerMinute);
        if (webhook.Schedule is null) json.WriteNull("schedule");
        else
        {
            json.WriteStartArray("schedule");
            foreach (var wait in webhook.Schedule) json.WriteNumberValue(wait);
            json.WriteEndArray();
        }

        json.WriteString("created_at", Utc.Text(webhook.CreatedAt));
        json.WriteString("updated_at", Utc.Text(webhook.UpdatedAt));
        json.WritePropertyName("last_delivery");
        if (view.LastAttempt is { } last) WriteAttempt(last, json, withBodies: false);
        else json.WriteNullValue();
        json.WriteString("disabled_reason", webhook.DisabledReason);
        json.WriteTimeOrNull("off_since", webhook.OffSince);
        json.WriteStartObject("health");
        json.WriteTimeOrNull("failing_since", view.Health?.FailingSince);
        json.WriteNumber("failures", view.Health?.Failures ?? 0);
        json.WriteTimeOrNull("paused_until", view.Health?.PausedUntil);
        json.WriteEndObject();
        json.WriteStartArray("hints");
        foreach (var hint in view.Hints)
        {
            json.WriteStartObject();
            json.WriteTexts("path", hint.Path);
            json.WriteString("message", hint.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(DeliveryView view, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteDelivery(view, json);
        json.WritePropertyName("last_attempt");
        if (view.LastAttempt is { } last) WriteAttempt(last, json, withBodies: false);
        else json.WriteNullValue();
        json.WriteEndObject();
    }

    public static void Write(DeliveryDetail detail, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteDelivery(detail.View, json);
        json.WriteString("request_body", detail.View.Body);
        json.WriteStartArray("attempt_log");
        foreach (var attempt in detail.Attempts) WriteAttempt(attempt, json, withBodies: true);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(WebhookTest test, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumberOrNull("status_code", test.StatusCode);
        json.WriteNumber("duration_ms", Math.Round(test.Duration.TotalMilliseconds, 1));
        json.WriteString("error", test.Error);
        json.WriteString("error_message", test.ErrorMessage);
        json.WriteString("response_headers", test.ResponseHeaders);
        json.WriteString("response_body", test.ResponseBody);
        json.WriteStartObject("request");
        json.WriteString("method", test.Method);
        json.WriteString("url", test.RequestUrl);
        json.WriteString("headers", test.RequestHeaders);
        json.WriteString("body", test.RequestBody);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(PreviewedBody preview, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("event");
        json.WriteString("id", preview.Event.Id.ToString());
        json.WriteString("name", preview.Event.Name);
        json.WriteString("subject", preview.Event.Subject);
        json.WriteString("created_at", Utc.Text(preview.Event.CreatedAt));
        json.WriteEndObject();
        json.WriteBoolean("sent", preview.WhyNot is null);
        json.WriteString("why_not", preview.WhyNot);
        json.WriteString("body", preview.Body);
        json.WriteEndObject();
    }

    private static void WriteDelivery(DeliveryView view, Utf8JsonWriter json)
    {
        var delivery = view.Delivery;
        json.WriteNumber("id", delivery.Id.Value);
        json.WriteNumber("webhook", delivery.WebhookId.Value);
        json.WriteString("message_id", view.MessageId);
        json.WriteString("event", view.Event.Name);
        json.WriteString("model", view.Event.Model);
        json.WriteString("subject", delivery.Subject);
        json.WriteString("status", delivery.Status.ToString().ToLowerInvariant());
        json.WriteNumber("attempts", delivery.Attempts);
        json.WriteBoolean("is_replay", delivery.IsReplay);
        json.WriteTimeOrNull("created_at", delivery.CreatedAt);
        json.WriteTimeOrNull("next_attempt_at", delivery.Status == DeliveryStatus.Pending ? delivery.NextAttemptAt : null);
        json.WriteTimeOrNull("finished_at", delivery.FinishedAt);
    }

    private static void WriteAttempt(Attempt attempt, Utf8JsonWriter json, bool withBodies)
    {
        json.WriteStartObject();
        json.WriteNumber("number", attempt.Number);
        json.WriteString("started_at", Utc.Text(attempt.StartedAt));
        json.WriteNumber("duration_ms", (long)attempt.Duration.TotalMilliseconds);
        json.WriteNumberOrNull("status_code", attempt.StatusCode);
        json.WriteString("error", attempt.Error);
        json.WriteString("error_message", attempt.ErrorMessage);
        if (withBodies)
        {
            json.WriteString("request_headers", attempt.RequestHeaders);
            json.WriteString("response_headers", attempt.ResponseHeaders);
            json.WriteString("response_body", attempt.ResponseBody);
        }

        json.WriteEndObject();
    }

    private static string Expected(string name) => name switch
    {
        "headers" => "must be an object of names and string values",
        "events" or "eventTypes" or "models" => "must be a list of strings",
        "enabled" => "must be true or false",
        "timeout_ms" or "concurrency" => "must be a whole number",
        "rate_per_minute" => "must be a whole number, or null",
        "filter" or "template" => "must be a string, or null",
        "schedule" => "must be a list of seconds, or null",
        _ => "must be a string",
    };

    private static int[]? Numbers(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out _)) ? [.. value.EnumerateArray().Select(v => v.GetInt32())] : null;

    private static WebhookHeader[]? Headers(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !JsonText.IsClean(value)) return null;
        return value.EnumerateObject().All(p => JsonText.TextOf(p.Value) is not null) ? [.. value.EnumerateObject().Select(p => new WebhookHeader(p.Name, JsonText.TextOf(p.Value)!))] : null;
    }
}
