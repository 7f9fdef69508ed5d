// Verifies deliveries of webhook {{id}} by the Standard Webhooks scheme, with nothing but the .NET libraries.
// Headers: webhook-id (msg_…_{{id}}, the same on every retry: keep it and ignore repeats), webhook-timestamp, webhook-signature.
// The secret (whsec_…) comes from the environment variable WEBHOOK_SECRET.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

public static class WebhookVerifier
{
    // In ASP.NET Core, with the body as it came:
    //   var body = new MemoryStream();
    //   await request.Body.CopyToAsync(body);
    //   if (!WebhookVerifier.IsGenuine(name => request.Headers[name], body.ToArray())) return Results.Unauthorized();
    public static bool IsGenuine(Func<string, string?> header, byte[] body)
    {
        var (id, timestamp, signatures) = (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
        if (id is null || signatures is null || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) > 300) return false;

        var secret = Environment.GetEnvironmentVariable("WEBHOOK_SECRET")!;
        var key = Convert.FromBase64String(secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret);
        var signed = Encoding.UTF8.GetBytes($"{id}.{timestamp}.").Concat(body).ToArray();
        var expected = Convert.ToBase64String(HMACSHA256.HashData(key, signed));
        // Several while a secret is being replaced: one that fits is enough.
        return signatures.Split(' ').Any(s => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(s), Encoding.UTF8.GetBytes("v1," + expected)));
    }
}
