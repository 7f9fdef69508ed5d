using System.Globalization;
using ContentHub.Admin.Components;
using ContentHub.Webhooks;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentHub.Admin.Webhooks;

/// <summary>What came of an attempt or a delivery, in a few words and a colour.</summary>
/// <param name="Text">For instance "200 OK", "Timed out".</param>
internal sealed record Outcome(string Text, Tone Tone)
{
    /// <summary>Of one request.</summary>
    /// <param name="status">Null when there was no answer.</param>
    /// <param name="error">Class of the failure in snake case; null on success.</param>
    public static Outcome Of(int? status, string? error) => new(
        error switch
        {
            null or "http_status" or "redirect" => string.Create(CultureInfo.InvariantCulture, $"{status} {ReasonPhrases.GetReasonPhrase(status ?? 0)}").Trim(),
            "dns" => T("Unknown host"),
            "connect" => T("No connection"),
            "tls" => T("No secure connection"),
            "timeout" => T("Timed out"),
            "blocked" => T("Blocked"),
            "response_too_large" => T("Answer too large"),
            "cancelled" => T("Cancelled"),
            "template" => T("Template fault"),
            _ => error,
        },
        error is null ? Tone.Success : Tone.Danger);

    /// <summary>Of a delivery as it stands now.</summary>
    /// <param name="isHeld">The webhook is switched off or paused.</param>
    public static Outcome Of(Delivery delivery, bool isHeld) => delivery switch
    {
        { Status: DeliveryStatus.Delivered } => new(T("Delivered"), Tone.Success),
        { Status: DeliveryStatus.Failed } => new(T("Failed"), Tone.Danger),
        { Failures: > 0 } => new(T("Retrying"), Tone.Warning),
        _ when isHeld => new(T("Held"), Tone.Neutral),
        _ => new(T("Waiting"), Tone.Info),
    };

    /// <summary>Of an event at one webhook.</summary>
    public static Outcome Of(DeliveryVerdict verdict) => verdict switch
    {
        DeliveryVerdict.Delivered => new(T("Delivered"), Tone.Success),
        DeliveryVerdict.Failing => new(T("Failing"), Tone.Warning),
        DeliveryVerdict.Failed => new(T("Failed"), Tone.Danger),
        DeliveryVerdict.Queued => new(T("Queued"), Tone.Info),
        DeliveryVerdict.Held => new(T("Held"), Tone.Neutral),
        DeliveryVerdict.NotKept => new(T("Not kept"), Tone.Neutral),
        _ => new(T("Filtered out"), Tone.Neutral),
    };

    /// <summary>How long something took, in the unit that people would use.</summary>
    public static string Span(TimeSpan took) => took switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.CurrentUICulture, $"{took.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.CurrentUICulture, $"{took.TotalSeconds:0.#} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.CurrentUICulture, $"{took.TotalMinutes:0.#} min"),
        _ => string.Create(CultureInfo.CurrentUICulture, $"{took.TotalHours:0.#} h"),
    };

    /// <summary>A test, to look at.</summary>
    public static HttpExchange Exchange(WebhookTest test) => new(
        new(test.Method, test.RequestUrl, Headers(test.RequestHeaders), test.RequestBody),
        test.StatusCode is { } status ? new(status, Headers(test.ResponseHeaders), test.ResponseBody) : null,
        Fault(test.StatusCode, test.Error, test.ErrorMessage), test.Duration);

    /// <summary>An attempt of a delivery, to look at.</summary>
    /// <param name="method">As it is now, like the <paramref name="url"/>; attempts do not keep them.</param>
    /// <param name="url">The target, masked.</param>
    public static HttpExchange Exchange(Attempt attempt, string method, string url, string body) => new(
        new(method, url, Headers(attempt.RequestHeaders), body),
        attempt.StatusCode is { } status ? new(status, Headers(attempt.ResponseHeaders), attempt.ResponseBody) : null,
        Fault(attempt.StatusCode, attempt.Error, attempt.ErrorMessage), attempt.Duration);

    // A plain bad status says everything itself.
    private static string? Fault(int? status, string? error, string? message) => error is null or "http_status" ? null : $"{Of(status, error).Text}: {message}";

    private static KeyValuePair<string, string>[] Headers(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).Select(parts => KeyValuePair.Create(parts[0], parts.ElementAtOrDefault(1) ?? ""))];
}
