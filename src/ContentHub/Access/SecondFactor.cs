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

/// <summary>The rules of the second factor inside a unit of work.</summary>
internal sealed class SecondFactor(IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector _protector = protection.CreateProtector("ContentHub.SecondFactor");

    /// <summary>Takes a code of the app, newer than the last one, or a recovery code, which goes with that; false for everything else.</summary>
    public bool Use(WriteUnit unit, User user, string typed)
    {
        var code = typed.Replace(" ", "", StringComparison.Ordinal);
        if (Totp.IsCode(code)) return UseApp(user, code);
        var hash = RecoveryCode.Digest(typed);
        return unit.Db.RecoveryCodes.Where(c => c.UserId == user.Id && c.Hash == hash).ExecuteDelete() == 1;
    }

    /// <summary>The same for codes of the app alone.</summary>
    public bool UseApp(User user, string code)
    {
        if (user.AuthenticatorKey is not { } key || Totp.Match(_protector.Unprotect(Convert.FromBase64String(key)), code, clock.GetUtcNow()) is not { } step || step <= user.LastCodeStep) return false;
        user.LastCodeStep = step;
        return true;
    }

    /// <summary>Gives the person a key that is not asked for yet.</summary>
    public SecondFactorSetup Prepare(User user)
    {
        var secret = Totp.NewSecret();
        user.AuthenticatorKey = Convert.ToBase64String(_protector.Protect(secret));
        return new SecondFactorSetup(Totp.Text(secret), Totp.Uri(secret, user.Email, "ContentHub"));
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
