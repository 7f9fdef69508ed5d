using ContentHub.Persistence;

namespace ContentHub.Events;

/// <summary>Rings when the log has grown.</summary>
internal sealed class EventBell : Bell, IEventSink
{
    /// <summary>The longest that an event of another node stays unseen.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public void Recorded(WriteUnit unit, Event recorded) => unit.AfterCommit(Ring);
}
