using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContentHub.Webhooks;

namespace ContentHub.Hooks;

/// <summary>Judges signatures and tokens over the bytes as they came. Pure; every comparison takes the same time wherever the difference is.</summary>
internal static class SignatureCheck
{
    /// <summary>As every reference library of Standard Webhooks and Stripe's have it, past and future.</summary>
    public const int ToleranceSeconds = 300;

    /// <summary>Standard Webhooks 1.0, <c>v1</c>: one of the signatures must be right; those of other versions are passed over.</summary>
    /// <param name="secret">Base64, with or without <c>whsec_</c>.</param>
    /// <param name="signatures">Separated by spaces.</param>
    public static Verdict Standard(string secret, string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (KeyOf(secret) is null) return Verdict.SecretMalformed;
        if (string.IsNullOrEmpty(signatures)) return Verdict.SignatureMissing;
        if (string.IsNullOrEmpty(id)) return Verdict.IdMissing;
        if (id.Contains('.', StringComparison.Ordinal)) return Verdict.IdMalformed;
        if (FaultOfTime(timestamp, now, out var seconds) is { } fault) return fault;
        var expected = Encoding.ASCII.GetBytes(WebhookSignature.Standard(secret, id, seconds, body));
        var readable = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(s => s.StartsWith("v1,", StringComparison.Ordinal)))
        {
            readable |= Convert.TryFromBase64String(signature[3..], new byte[signature.Length], out var length) && length == HMACSHA256.HashSizeInBytes;
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected)) return Verdict.Valid;
        }

        return readable ? Verdict.SignatureMismatch : Verdict.SignatureMalformed;
    }

    /// <summary>GitHub's <c>X-Hub-Signature-256: sha256=&lt;hex&gt;</c>. It signs no time and no id.</summary>
    /// <param name="secret">Any text; its UTF-8 is the key.</param>
    public static Verdict GitHub(string secret, string? signature, ReadOnlySpan<byte> body)
    {
        const string Prefix = "sha256=";
        if (string.IsNullOrEmpty(signature)) return Verdict.SignatureMissing;
        if (!signature.StartsWith(Prefix, StringComparison.Ordinal) || DigestOf(signature[Prefix.Length..]) is not { } given) return Verdict.SignatureMalformed;
        return Matches(given, HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
    }

    /// <summary>Stripe's <c>t=&lt;seconds&gt;,v1=&lt;hex&gt;[,v1=…]</c> over <c>{t}.{body}</c>; only <c>v1</c> counts.</summary>
    /// <param name="secret">Its UTF-8 is the key, the prefix <c>whsec_</c> included (stripe-dotnet, EventUtility).</param>
    public static Verdict Stripe(string secret, string? header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(header)) return Verdict.SignatureMissing;
        var parts = header.Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToLookup(p => p[0].Trim(), p => p[1].Trim());
        if (FaultOfTime(parts["t"].FirstOrDefault(), now, out var seconds) is { } fault) return fault;
        var given = parts["v1"].Select(DigestOf).OfType<byte[]>().ToArray();
        if (given.Length == 0) return Verdict.SignatureMalformed;
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")));
        mac.AppendData(body);
        var expected = mac.GetHashAndReset();
        return given.Any(g => Matches(g, expected) == Verdict.Valid) ? Verdict.Valid : Verdict.SignatureMismatch;
    }

    /// <summary>A token that is the secret itself. Digests are compared, so that not even its length can be measured.</summary>
    public static Verdict Token(string secret, string? token)
    {
        if (string.IsNullOrEmpty(token)) return Verdict.TokenMissing;
        var same = CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        return same ? Verdict.Valid : Verdict.TokenMismatch;
    }

    /// <summary>The bytes of a secret of Standard Webhooks; null when it has none.</summary>
    public static byte[]? KeyOf(string secret)
    {
        var text = secret.StartsWith(WebhookSignature.Prefix, StringComparison.Ordinal) ? secret[WebhookSignature.Prefix.Length..] : secret;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }

    private static Verdict? FaultOfTime(string? text, DateTimeOffset now, out long seconds)
    {
        seconds = 0;
        if (string.IsNullOrEmpty(text)) return Verdict.TimestampMissing;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)) return Verdict.TimestampMalformed;
        return Math.Abs(now.ToUnixTimeSeconds() - seconds) > ToleranceSeconds ? Verdict.OutsideTolerance : null;
    }

    private static byte[]? DigestOf(string hex) => hex.Length == 2 * HMACSHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;

    private static Verdict Matches(byte[] given, byte[] expected) => CryptographicOperations.FixedTimeEquals(given, expected) ? Verdict.Valid : Verdict.SignatureMismatch;
}
