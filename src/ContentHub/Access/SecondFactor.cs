using ContentHub.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>A key that was just made for an authenticator app, shown until a code of it is given.</summary>
/// <param name="Secret">For typing: base 32.</param>
/// <param name="Uri">For a QR code: <c>otpauth://totp/…</c>.</param>
public sealed record SecondFactorSetup(string Secret, string Uri);

/// <summary>Recovery codes that were just made: the only moment at which they are known.</summary>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

/// <summary>A code that was typed, held against the key that the person had at that moment.</summary>
/// <param name="Key">That key, encrypted; null for none.</param>
/// <param name="Step">The time step that the code belongs to; null for a wrong one, and for what is no code of an app.</param>
/// <param name="RecoveryHash">What it would be as a recovery code; null for codes of an app.</param>
internal sealed record TypedCode(string? Key, long? Step, string? RecoveryHash);

/// <summary>The rules of the second factor. What encrypts stands outside units of work: making a key of its own would wait for them.</summary>
internal sealed class SecondFactor(IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector _protector = protection.CreateProtector("ContentHub.SecondFactor");

    /// <summary>Reads what somebody typed. Outside a unit of work.</summary>
    public TypedCode Read(User user, string typed)
    {
        var code = typed.Replace(" ", "", StringComparison.Ordinal);
        if (!Totp.IsCode(code)) return new TypedCode(user.AuthenticatorKey, null, RecoveryCode.Digest(typed));
        return new TypedCode(user.AuthenticatorKey, user.AuthenticatorKey is { } key ? Totp.Match(_protector.Unprotect(Convert.FromBase64String(key)), code, clock.GetUtcNow()) : null, null);
    }

    /// <summary>A fresh secret, and how it is kept. Outside a unit of work.</summary>
    public (SecondFactorSetup Setup, string Key) Make(string email)
    {
        var secret = Totp.NewSecret();
        return (new SecondFactorSetup(Totp.Text(secret), Totp.Uri(secret, email, "ContentHub")), Convert.ToBase64String(_protector.Protect(secret)));
    }

    /// <summary>Takes a code of the app, newer than the last one, or a recovery code, which goes with that; false for everything else.</summary>
    public static bool Use(WriteUnit unit, User user, TypedCode code) => code.RecoveryHash is { } hash
        ? unit.Db.RecoveryCodes.Where(c => c.UserId == user.Id && c.Hash == hash).ExecuteDelete() == 1
        : UseApp(user, code);

    /// <summary>The same for codes of the app alone.</summary>
    public static bool UseApp(User user, TypedCode code)
    {
        if (code.Step is not { } step || step <= user.LastCodeStep || code.Key != user.AuthenticatorKey) return false;
        user.LastCodeStep = step;
        return true;
    }

    public static void TurnOff(WriteUnit unit, User user)
    {
        user.AuthenticatorKey = null;
        user.SecondFactorSince = null;
        unit.Db.RecoveryCodes.Where(c => c.UserId == user.Id).ExecuteDelete();
    }

    /// <summary>Ten new codes in place of the old.</summary>
    public static RecoveryCodes Renew(WriteUnit unit, User user)
    {
        unit.Db.RecoveryCodes.Where(c => c.UserId == user.Id).ExecuteDelete();
        var codes = Enumerable.Range(0, RecoveryCode.Many).Select(_ => RecoveryCode.New()).ToArray();
        unit.Db.AddRange(codes.Select(code => new RecoveryCode { UserId = user.Id, Hash = RecoveryCode.Digest(code) }));
        return new RecoveryCodes(codes);
    }
}
