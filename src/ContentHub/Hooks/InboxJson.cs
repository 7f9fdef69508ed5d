using System.Text;
using System.Text.Json;

namespace ContentHub.Hooks;

/// <summary>Inboxes in the shapes of the management API.</summary>
internal static class InboxJson
{
    private static readonly string[] Known = ["status", "location", "delay_ms", "retry_after", "hang_up", "body", "times"];

    public static void Write(InboxView view, Utf8JsonWriter json)
    {
        var inbox = view.Inbox;
        json.WriteStartObject();
        json.WriteNumber("id", inbox.Id.Value);
        json.WriteString("name", inbox.Name);
        json.WriteString("path", inbox.Path);
        json.WriteBoolean("has_secret", inbox.HasSecret);
        json.WritePropertyName("answer");
        if (inbox.Answer is { } answer) Write(answer, json);
        else json.WriteNullValue();
        json.WriteNumber("requests", view.Requests);
        json.WriteString("last_request_at", view.Last is { } last ? Utc.Text(last.ReceivedAt) : null);
        json.WriteString("created_at", Utc.Text(inbox.CreatedAt));
        json.WriteEndObject();
    }

    public static void Write(InboxRequest request, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteBasics(request, json);
        json.WriteEndObject();
    }

    public static void Write(InboxRequestView view, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteBasics(view.Request, json);
        json.WriteString("query", view.Query);
        json.WriteStartArray("headers");
        foreach (var (name, value) in view.Headers)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("body", Encoding.UTF8.GetString(view.Request.Body));
        json.WriteEndObject();
    }

    public static void Write(IReadOnlyList<Difference> differences, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var (part, path, before, after) in differences)
        {
            json.WriteStartObject();
            json.WriteString("part", part);
            json.WriteString("path", path);
            json.WriteString("before", before);
            json.WriteString("after", after);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads how to answer. All faults at once.</summary>
    public static Result<InboxAnswer> ReadAnswer(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("answer must be an object, or null", "answer");
        var errors = new List<FieldError>();
        var answer = InboxAnswer.Healthy;
        foreach (var property in data.EnumerateObject())
        {
            var value = property.Value;
            int? number = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) ? whole : null;
            var read = property.Name switch
            {
                "status" => number is { } status ? answer with { Status = status } : null,
                "location" => JsonText.IsTextOrNull(value) ? answer with { Location = JsonText.TextOf(value) } : null,
                "delay_ms" => number is { } delay ? answer with { Delay = TimeSpan.FromMilliseconds(delay) } : null,
                "retry_after" => number is not null || value.ValueKind == JsonValueKind.Null ? answer with { RetryAfter = number } : null,
                "hang_up" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? answer with { HangUp = value.GetBoolean() } : null,
                "body" => JsonText.IsTextOrNull(value) ? answer with { Body = JsonText.TextOf(value) } : null,
                "times" => number is not null || value.ValueKind == JsonValueKind.Null ? answer with { Times = number } : null,
                _ => null,
            };
            if (read is not null) answer = read;
            else errors.Add(new FieldError(["answer", property.Name], Known.Contains(property.Name) ? $"{property.Name} must be {Expected(property.Name)}" : $"{property.Name} is not known{Nearest.Hint(property.Name, Known)}"));
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : answer;
    }

    private static void WriteBasics(InboxRequest request, Utf8JsonWriter json)
    {
        json.WriteNumber("id", request.Id.Value);
        json.WriteString("received_at", Utc.Text(request.ReceivedAt));
        json.WriteString("method", request.Method);
        json.WriteString("verdict", request.Verdict.Name());
        json.WriteString("verdict_reason", request.Verdict.Words());
        json.WriteStartObject("signatures");
        json.WriteString("standard_webhooks", request.Standard?.Name());
        json.WriteString("github", request.Github?.Name());
        json.WriteEndObject();
        json.WriteNumber("body_bytes", request.Body.Length);
        json.WriteBoolean("truncated", request.Truncated);
        json.WritePropertyName("answered");
        Write(request.Answered, json);
    }

    private static void Write(InboxAnswer answer, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("status", answer.Status);
        json.WriteString("location", answer.Location);
        json.WriteNumber("delay_ms", (long)answer.Delay.TotalMilliseconds);
        json.WriteNumberOrNull("retry_after", answer.RetryAfter);
        json.WriteBoolean("hang_up", answer.HangUp);
        json.WriteString("body", answer.Body);
        json.WriteNumberOrNull("times", answer.Times);
        json.WriteEndObject();
    }

    private static string Expected(string name) => name switch
    {
        "status" or "delay_ms" => "a whole number",
        "retry_after" or "times" => "a whole number, or null",
        "hang_up" => "true or false",
        _ => "a string, or null",
    };
}
