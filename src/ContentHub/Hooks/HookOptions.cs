using System.ComponentModel.DataAnnotations;

namespace ContentHub.Hooks;

/// <summary>Settings of the section <c>Hooks</c>.</summary>
public sealed record HookOptions : IValidatableObject
{
    internal const string KeepIdsSetting = "Hooks:KeepIdsFor";

    // What signs a time may be sent again within five minutes before and after it.
    internal static readonly TimeSpan ShortestKeepIds = TimeSpan.FromMinutes(10);

    /// <summary>How long the ids of messages are remembered, so that a repeat does nothing. Default 30 days, as long as GitHub redelivers.</summary>
    public TimeSpan KeepIdsFor { get; init; } = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (KeepIdsFor < ShortestKeepIds) yield return new ValidationResult("Hooks:KeepIdsFor must be at least 00:10:00: a signed message can be sent again that long.");
    }
}

/// <summary>Settings of the section <c>Inbox</c>.</summary>
public sealed record InboxOptions
{
    /// <summary>Whether there are inboxes; default: in Development only, because anybody may write into one who knows its address.</summary>
    public bool? Enabled { get; init; }
}
