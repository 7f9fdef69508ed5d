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
        HookScheme.Bearer => "Bearer token",
        HookScheme.Header => "Token in a header",
        _ => "Token in the query",
    };

    /// <summary><c>SignatureMismatch</c> → "Signature mismatch".</summary>
    public static string Of(Verdict verdict) => verdict.Name() is var name ? string.Concat(char.ToUpperInvariant(name[0]), name[1..].Replace('_', ' ')) : "";

    public static Tone ToneOf(Verdict verdict) => verdict switch { Verdict.Valid => Tone.Success, Verdict.Unchecked => Tone.Neutral, _ => Tone.Danger };

    public static (string Text, Tone Tone) Of(HookCall call) => call.Outcome switch
    {
        CallOutcome.Accepted => ("Accepted", Tone.Success),
        CallOutcome.Duplicate => ("Duplicate", Tone.Neutral),
        CallOutcome.Refused => (Of(call.Verdict), Tone.Danger),
        CallOutcome.Invalid => ("Not understood", Tone.Warning),
        _ => ("Too large", Tone.Warning),
    };

    /// <summary>What an inbox answers, in a few words.</summary>
    public static string Of(InboxAnswer answer)
    {
        var what = answer.HangUp ? "hangs up" : $"answers {answer.Status}";
        var when = answer.Delay > TimeSpan.Zero ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" after {answer.Delay.TotalSeconds:0.###} s") : "";
        return what + when + answer.Times switch { null => "", 1 => ", once", var times => $", {times} times" };
    }
}
