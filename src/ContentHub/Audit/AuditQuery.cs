using System.Globalization;
using ContentHub.Access;
using ContentHub.Events;

namespace ContentHub.Audit;

/// <summary>What of the audit log is wanted; null for all.</summary>
/// <param name="Actor">As stored, <c>user:1</c> or <c>system</c>; or an e-mail, or the name of a token.</param>
/// <param name="Action"><c>webhook.update</c>, or all of a kind: <c>webhook.*</c>.</param>
/// <param name="Subject"><c>webhook:3</c>, or all of a kind: <c>webhook:*</c>.</param>
/// <param name="From">UTC, from then on.</param>
/// <param name="To">UTC, before that.</param>
/// <param name="Text">Part of a name, an address, an action or a change, whatever the case of its letters.</param>
public sealed record AuditQuery(string? Actor = null, string? Action = null, string? Subject = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Text = null);

/// <summary>How far a reader has come in both logs: what is older follows.</summary>
public readonly record struct AuditCursor(Id<AuditRecord> Record, Id<Event> Event)
{
    /// <summary>The newest of all.</summary>
    public static AuditCursor Newest => new(new(long.MaxValue), new(long.MaxValue));

    /// <summary><c>12-345</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Record}-{Event}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out AuditCursor cursor)
    {
        cursor = Newest;
        if (text.Split('-') is not [var record, var @event] || !Id<AuditRecord>.TryParse(record, CultureInfo.InvariantCulture, out var first) || !Id<Event>.TryParse(@event, CultureInfo.InvariantCulture, out var second)) return false;
        cursor = new AuditCursor(first, second);
        return true;
    }
}

/// <summary>Somebody did something: a record of management, or a change of content as the event log has it.</summary>
/// <param name="Key"><c>record:12</c> or <c>event:345</c>.</param>
/// <param name="ActorName">As it was then for records; as it is now for changes of content. The key where nobody is left.</param>
/// <param name="SubjectName">As it was then; of content its type and number.</param>
/// <param name="Changes">See <see cref="AuditRecord.Changes"/>; null for changes of content, whose event tells them.</param>
/// <param name="Event">Of a change of content; null for a record.</param>
public sealed record AuditEntry(
    string Key, DateTimeOffset At, string Action, string Actor, string ActorName, string Subject, string SubjectName, string? Changes, string? Address, string? RequestId, int Count, Id<Event>? Event);

/// <summary>Newest first.</summary>
/// <param name="Next">Where what is older begins; null when there is nothing older. There may be more even when <see cref="Items"/> has less than was asked for: one look goes only so far.</param>
public sealed record AuditList(IReadOnlyList<AuditEntry> Items, AuditCursor? Next);
