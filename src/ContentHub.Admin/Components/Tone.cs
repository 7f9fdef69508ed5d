namespace ContentHub.Admin.Components;

/// <summary>What a colour means. The text beside it always says the same.</summary>
public enum Tone
{
    /// <summary>Neither good nor bad: drafts, switched off.</summary>
    Neutral,

    /// <summary>Under way.</summary>
    Info,

    /// <summary>As it should be.</summary>
    Success,

    /// <summary>Wants a look, will perhaps mend itself.</summary>
    Warning,

    /// <summary>Failed.</summary>
    Danger,
}
