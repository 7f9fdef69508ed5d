using System.Net.Mail;

namespace ContentHub.Access;

/// <summary>Rules of e-mail addresses.</summary>
internal static class EmailAddress
{
    /// <summary>In characters (RFC 5321).</summary>
    public const int Longest = 254;

    /// <summary>The fault of an address, or null.</summary>
    public static FieldError? Fault(string address) =>
        address.Length <= Longest && IsNormalizable(address) && MailAddress.TryCreate(address, out var parsed) && parsed.Address == address ? null : new FieldError("email", "email must be a valid address");

    /// <summary>For look-ups: case and composition of letters do not matter. Also of what is no address.</summary>
    public static string Normalize(string text) => IsNormalizable(text) ? text.Trim().Normalize().ToUpperInvariant() : text;

    // Normalisation throws at this noncharacter; of half surrogate pairs, at which it throws too, input is free.
    private static bool IsNormalizable(string text) => !text.Contains('\uFFFE', StringComparison.Ordinal);
}
