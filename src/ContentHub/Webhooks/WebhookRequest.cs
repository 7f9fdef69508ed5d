using System.Globalization;
using System.Reflection;

namespace ContentHub.Webhooks;

/// <summary>Builds the request of one attempt: headers in their precedence, signed over the exact bytes.</summary>
internal static class WebhookRequest
{
    private static readonly string UserAgent = $"ContentHub/{typeof(WebhookRequest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <param name="defaults">Of the environment; the webhook's own win over them, the fixed ones over both.</param>
    public static GuardedRequest Build(WebhookTarget target, IReadOnlyList<WebhookHeader> defaults, string method, OutgoingMessage message, TimeSpan timeout, DateTimeOffset now)
    {
        var headers = new Dictionary<string, WebhookHeader>(StringComparer.OrdinalIgnoreCase) { ["User-Agent"] = new("User-Agent", UserAgent) };
        foreach (var header in defaults) headers[header.Name] = header;
        foreach (var header in target.Headers) headers[header.Name] = header;
        foreach (var header in Fixed(target, message, now)) headers[header.Name] = header;
        return new GuardedRequest(method, target.Url, [.. headers.Values], message.Body, timeout);
    }

    /// <summary>As the log keeps it: <c>Name: value</c> per line, values that a person set hidden.</summary>
    public static string Masked(GuardedRequest request, WebhookTarget target, IReadOnlyList<WebhookHeader> defaults)
    {
        var secret = target.Headers.Concat(defaults).Select(h => h.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return string.Concat(
            $"Host: {request.Host}\n",
            string.Concat(request.Headers.Select(h => $"{h.Name}: {(secret.Contains(h.Name) ? WebhookTarget.Hidden : h.Value)}\n")),
            string.Create(CultureInfo.InvariantCulture, $"Content-Type: {GuardedRequest.ContentType}\nContent-Length: {request.Body.Length}\n"));
    }

    private static IEnumerable<WebhookHeader> Fixed(WebhookTarget target, OutgoingMessage message, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds();
        var headers = new List<WebhookHeader>
        {
            new("X-ContentHub-Event", message.Event),
            new("X-ContentHub-Delivery", message.Id),
            new("X-ContentHub-Attempt", message.Attempt.ToString(CultureInfo.InvariantCulture)),
            new("webhook-id", message.Id),
            new("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)),
        };
        if (message.IsReplay) headers.Add(new("X-ContentHub-Replay", "true"));
        if (target.Secret is { } newest)
        {
            headers.Add(new("webhook-signature", string.Join(' ', target.SecretsAt(now).Select(secret => WebhookSignature.Standard(secret, message.Id, timestamp, message.Body.Span)))));
            headers.Add(new("X-Hub-Signature-256", WebhookSignature.GitHub(newest, message.Body.Span)));
        }

        return headers;
    }
}

/// <summary>What one attempt says.</summary>
/// <param name="Event">Name of the event.</param>
/// <param name="Id">See <see cref="Delivery.MessageId"/>.</param>
/// <param name="Attempt">1-based.</param>
internal sealed record OutgoingMessage(string Event, string Id, int Attempt, ReadOnlyMemory<byte> Body, bool IsReplay = false);
