using ContentHub.Admin.Components;
using ContentHub.Hooks;

namespace ContentHub.Admin.Hooks;

/// <summary>Schemes, verdicts and outcomes as people read them.</summary>
internal static class HookWords
{
    public static string Of(HookScheme scheme) => scheme switch
    {
        HookScheme.StandardWebhooks => "Standard Webhooks",
        HookScheme.Github => "GitHub (X-Hub-Signature-256)",
        HookScheme.Stripe => "Stripe",
        HookScheme.Bearer => T("Bearer token"),
        HookScheme.Header => T("Token in a header"),
        _ => T("Token in the query"),
    };

    /// <summary>For instance "Signature mismatch".</summary>
    public static string Of(SignatureVerdict verdict) => verdict switch
    {
        SignatureVerdict.Unchecked => T("Unchecked"),
        SignatureVerdict.Valid => T("Valid"),
        SignatureVerdict.SignatureMissing => T("Signature missing"),
        SignatureVerdict.IdMissing => T("Id missing"),
        SignatureVerdict.IdMalformed => T("Id malformed"),
        SignatureVerdict.TimestampMissing => T("Timestamp missing"),
        SignatureVerdict.TimestampMalformed => T("Timestamp malformed"),
        SignatureVerdict.OutsideTolerance => T("Outside tolerance"),
        SignatureVerdict.SignatureMalformed => T("Signature malformed"),
        SignatureVerdict.SignatureMismatch => T("Signature mismatch"),
        SignatureVerdict.TokenMissing => T("Token missing"),
        SignatureVerdict.TokenMismatch => T("Token mismatch"),
        SignatureVerdict.SecretMalformed => T("Secret malformed"),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    /// <summary>As <see cref="SignatureVerdicts.Words"/> says it to clients of the API.</summary>
    public static string Why(SignatureVerdict verdict) => verdict switch
    {
        SignatureVerdict.Unchecked => T("It was not checked."),
        SignatureVerdict.Valid => T("It came from who knows the secret, unchanged and in time."),
        SignatureVerdict.SignatureMissing => T("The request has no signature header. The sender has no secret, or signs in another way."),
        SignatureVerdict.IdMissing => T("The header webhook-id is missing; it is part of what is signed."),
        SignatureVerdict.IdMalformed => T("The header webhook-id has a dot, which stands between the parts that are signed."),
        SignatureVerdict.TimestampMissing => T("The time of the signature is missing."),
        SignatureVerdict.TimestampMalformed => T("The time of the signature is not in whole seconds since 1970."),
        SignatureVerdict.OutsideTolerance => T("It was signed more than five minutes before or after it came: an old request sent again, or a clock that is wrong."),
        SignatureVerdict.SignatureMalformed => T("The signature header has no signature that can be read."),
        SignatureVerdict.SignatureMismatch => T("The signature is of another secret, or the body was changed on its way."),
        SignatureVerdict.TokenMissing => T("The request has no token where the hook expects it."),
        SignatureVerdict.TokenMismatch => T("The token is another one."),
        SignatureVerdict.SecretMalformed => T("The secret kept here is not base64, so nothing can be checked with it."),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    public static Tone ToneOf(SignatureVerdict verdict) => verdict switch { SignatureVerdict.Valid => Tone.Success, SignatureVerdict.Unchecked => Tone.Neutral, _ => Tone.Danger };

    public static (string Text, Tone Tone) Of(HookCall call) => call.Outcome switch
    {
        CallOutcome.Accepted => (T("Accepted"), Tone.Success),
        CallOutcome.Duplicate => (T("Duplicate"), Tone.Neutral),
        CallOutcome.Refused => (Of(call.Verdict), Tone.Danger),
        CallOutcome.Invalid => (T("Not understood"), Tone.Warning),
        _ => (T("Too large"), Tone.Warning),
    };

    /// <summary>What an inbox answers, in a few words.</summary>
    public static string Of(InboxAnswer answer)
    {
        var what = answer switch
        {
            { HangUp: true, Delay.Ticks: > 0 } => T("hangs up after {0:0.###} s", answer.Delay.TotalSeconds),
            { HangUp: true } => T("hangs up"),
            { Delay.Ticks: > 0 } => T("answers {0} after {1:0.###} s", answer.Status, answer.Delay.TotalSeconds),
            _ => T("answers {0}", answer.Status),
        };
        return answer.Times switch { null => what, 1 => T("{0}, once", what), var times => T("{0}, {1:N0} times", what, times) };
    }

    /// <summary>Where two requests differ.</summary>
    public static string Of(Difference difference) => difference.Part switch { "request" => T("request"), "header" => T("header"), "body" => T("body"), var part => part };
}
