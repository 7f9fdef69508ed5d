using ContentHub.Persistence;

namespace ContentHub.Events;

/// <summary>Tells those who wait in this process that the log has grown. Other nodes' events are seen by looking, at the latest after <see cref="LookEvery"/>.</summary>
internal sealed class EventBell : IEventSink
{
    /// <summary>The longest that an event of another node stays unseen.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next event. Take it before looking, so that nothing falls in between.</summary>
    public Task Next => _next.Task;

    public void Recorded(WriteUnit unit, Event recorded) => unit.AfterCommit(() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult());
}
