using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ContentHub.Webhooks;

/// <summary>Signatures over the exact bytes sent: Standard Webhooks 1.0 (<c>v1</c>) and GitHub's form.</summary>
internal static class WebhookSignature
{
    /// <summary>What secrets of Standard Webhooks begin with.</summary>
    public const string Prefix = "whsec_";

    /// <summary>A fresh secret: <c>whsec_</c> and base64 of 32 random bytes.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Why a secret that somebody brings along cannot be used; null when it can (Standard Webhooks 1.0: 24 to 64 bytes).</summary>
    public static string? Fault(string secret)
    {
        var key = new byte[128];
        return secret.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length) && length is >= 24 and <= 64
            ? null
            : "secret must be 'whsec_' and base64 of 24 to 64 bytes";
    }

    /// <summary><c>v1,</c> and base64 of HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c> (Standard Webhooks 1.0, "Signature scheme").</summary>
    public static string Standard(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key(secret));
        mac.AppendData(head);
        mac.AppendData(body);
        return "v1," + Convert.ToBase64String(mac.GetHashAndReset());
    }

    /// <summary><c>sha256=</c> and hex of HMAC-SHA256 over the body; the key is the secret's text, as GitHub's is.</summary>
    public static string GitHub(string secret, ReadOnlySpan<byte> body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private static byte[] Key(string secret) => Convert.FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret);
}
