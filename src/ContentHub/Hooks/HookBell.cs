using ContentHub.Persistence;

namespace ContentHub.Hooks;

/// <summary>Tells pages in this process that something has come in. What came in at another node is seen by looking, at the latest after <see cref="LookEvery"/>.</summary>
public sealed class HookBell
{
    /// <summary>The longest that what another node received stays unseen.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next call of a hook or request to an inbox. Take it before looking, so that nothing falls in between.</summary>
    public Task Next => _next.Task;

    internal void RingAfter(WriteUnit unit) => unit.AfterCommit(() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult());
}
