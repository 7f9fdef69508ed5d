using ContentHub.Persistence;

namespace ContentHub.Hooks;

/// <summary>What the check of a request came to. The owner sees it; the sender never does.</summary>
public enum Verdict
{
    /// <summary>Nobody looked.</summary>
    Unchecked,

    /// <summary>It came from who knows the secret, unchanged, and in time.</summary>
    Valid,

    /// <summary>No signature header.</summary>
    SignatureMissing,

    /// <summary>No message id, which is part of what is signed.</summary>
    IdMissing,

    /// <summary>A message id with a dot, which could shift the borders of what is signed.</summary>
    IdMalformed,

    /// <summary>No time, which is part of what is signed.</summary>
    TimestampMissing,

    /// <summary>The time is not in whole seconds.</summary>
    TimestampMalformed,

    /// <summary>Signed more than five minutes before or after now.</summary>
    OutsideTolerance,

    /// <summary>No signature that could be read.</summary>
    SignatureMalformed,

    /// <summary>Another secret, or other bytes.</summary>
    SignatureMismatch,

    /// <summary>No token where the hook expects one.</summary>
    TokenMissing,

    /// <summary>Another token.</summary>
    TokenMismatch,

    /// <summary>The secret that is kept here is no base64.</summary>
    SecretMalformed,
}

/// <summary>Names and words.</summary>
public static class Verdicts
{
    /// <summary><c>SignatureMismatch</c> → <c>signature_mismatch</c>.</summary>
    public static string Name(this Verdict verdict) => ModelConventions.SnakeCase(verdict.ToString());

    /// <summary>What to look at, for the owner.</summary>
    public static string Words(this Verdict verdict) => verdict switch
    {
        Verdict.Unchecked => "It was not checked.",
        Verdict.Valid => "It came from who knows the secret, unchanged and in time.",
        Verdict.SignatureMissing => "The request has no signature header. The sender has no secret, or signs in another way.",
        Verdict.IdMissing => "The header webhook-id is missing; it is part of what is signed.",
        Verdict.IdMalformed => "The header webhook-id has a dot, which stands between the parts that are signed.",
        Verdict.TimestampMissing => "The time of the signature is missing.",
        Verdict.TimestampMalformed => "The time of the signature is not in whole seconds since 1970.",
        Verdict.OutsideTolerance => "It was signed more than five minutes before or after it came: an old request sent again, or a clock that is wrong.",
        Verdict.SignatureMalformed => "The signature header has no signature that can be read.",
        Verdict.SignatureMismatch => "The signature is of another secret, or the body was changed on its way.",
        Verdict.TokenMissing => "The request has no token where the hook expects it.",
        Verdict.TokenMismatch => "The token is another one.",
        Verdict.SecretMalformed => "The secret kept here is not base64, so nothing can be checked with it.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
