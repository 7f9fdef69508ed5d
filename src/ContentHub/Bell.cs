namespace ContentHub;

/// <summary>Tells those who wait in this process that something is new. What other nodes do is seen by looking now and then.</summary>
public abstract class Bell
{
    private volatile TaskCompletionSource _next = New();

    /// <summary>Ends with the next ring. Take it before looking, so that nothing falls in between.</summary>
    public Task Next => _next.Task;

    private protected void Ring() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
