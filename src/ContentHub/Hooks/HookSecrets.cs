using System.Security.Cryptography;
using ContentHub.Webhooks;
using Microsoft.AspNetCore.DataProtection;

namespace ContentHub.Hooks;

/// <summary>Keeps what is secret encrypted, as webhooks do: with keys that lie beside the database, not in it.</summary>
internal sealed class HookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("ContentHub.Hooks.Secret");

    public string Seal(string text) => _protector.Protect(text);

    public string Open(string sealedText) => _protector.Unprotect(sealedText);

    /// <summary>A fresh secret that fits the scheme: 32 random bytes.</summary>
    public static string New(HookScheme scheme) => scheme == HookScheme.StandardWebhooks ? WebhookSignature.NewSecret() : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
