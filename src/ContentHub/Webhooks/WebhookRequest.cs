using System.Globalization;
using System.Reflection;

namespace ContentHub.Webhooks;

/// <summary>Builds the request of one attempt: headers in their precedence, signed over the exact bytes.</summary>
internal static class WebhookRequest
{
    private static readonly string UserAgent = $"ContentHub/{typeof(WebhookRequest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <param name="messageId">See <see cref="Delivery.MessageId"/>.</param>
    /// <param name="defaults">Of the environment; the webhook's own win over them, the fixed ones over both.</param>
    public static GuardedRequest Build(
        WebhookTarget target, IReadOnlyList<WebhookHeader> defaults, string eventName, string messageId, int attempt, ReadOnlyMemory<byte> body, TimeSpan timeout, DateTimeOffset now)
    {
        var headers = new Dictionary<string, WebhookHeader>(StringComparer.OrdinalIgnoreCase) { ["User-Agent"] = new("User-Agent", UserAgent) };
        foreach (var header in defaults) headers[header.Name] = header;
        foreach (var header in target.Headers) headers[header.Name] = header;
        foreach (var header in Fixed(target, eventName, messageId, attempt, body.Span, now.ToUnixTimeSeconds())) headers[header.Name] = header;
        return new GuardedRequest(target.Url, [.. headers.Values], body, timeout);
    }

    /// <summary>As the log keeps it: <c>Name: value</c> per line, values that a person set hidden.</summary>
    public static string Masked(GuardedRequest request, WebhookTarget target, IReadOnlyList<WebhookHeader> defaults)
    {
        var secret = target.Headers.Concat(defaults).Select(h => h.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return string.Concat(request.Headers.Select(h => $"{h.Name}: {(secret.Contains(h.Name) ? WebhookTarget.Hidden : h.Value)}\n"));
    }

    private static IEnumerable<WebhookHeader> Fixed(WebhookTarget target, string eventName, string messageId, int attempt, ReadOnlySpan<byte> body, long timestamp)
    {
        var headers = new List<WebhookHeader>
        {
            new("X-ContentHub-Event", eventName),
            new("X-ContentHub-Delivery", messageId),
            new("X-ContentHub-Attempt", attempt.ToString(CultureInfo.InvariantCulture)),
            new("webhook-id", messageId),
            new("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)),
        };
        if (target.Secret is { } secret)
        {
            headers.Add(new("webhook-signature", WebhookSignature.Standard(secret, messageId, timestamp, body)));
            headers.Add(new("X-Hub-Signature-256", WebhookSignature.GitHub(secret, body)));
        }

        return headers;
    }
}
