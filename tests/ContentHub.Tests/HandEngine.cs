using System.Collections.Concurrent;
using ContentHub.Jobs;

namespace ContentHub.Tests;

/// <summary>A job engine that writes wishes down; the test carries them out, or lets <see cref="Carry"/> do it at once, one drain per lane at a time.</summary>
internal sealed class HandEngine : IJobEngine
{
    private readonly ConcurrentQueue<Lane> _now = new();
    private readonly ConcurrentQueue<(Lane Lane, DateTimeOffset At)> _later = new();
    private readonly ConcurrentDictionary<Lane, SemaphoreSlim> _oneAtATime = new();
    private readonly ConcurrentDictionary<Lane, int> _waiting = new();
    private readonly ConcurrentBag<Task> _drains = [];

    /// <summary>Wishes for a drain at once, oldest first.</summary>
    public IReadOnlyList<Lane> Now => [.. _now];

    /// <summary>Wishes for a drain later, oldest first.</summary>
    public IReadOnlyList<(Lane Lane, DateTimeOffset At)> Later => [.. _later];

    /// <summary>Thrown at the next wish, once.</summary>
    public Exception? Fault { get; set; }

    /// <summary>When set, a wish for now is carried out as a real engine does it.</summary>
    public Func<ILaneWork>? Carry { get; set; }

    /// <summary>All drains that <see cref="Carry"/> began.</summary>
    public Task AllDrainsAsync() => Task.WhenAll(_drains);

    public Task RunNowAsync(Lane lane, CancellationToken ct)
    {
        _now.Enqueue(lane);
        if (Fault is { } fault)
        {
            Fault = null;
            throw fault;
        }

        // At most one waits behind the one that runs.
        if (Carry is { } work && _waiting.AddOrUpdate(lane, 1, (_, n) => n + 1) is 1 or 2) _drains.Add(Task.Run(() => DrainAsync(lane, work()), ct));
        else if (Carry is not null) _waiting.AddOrUpdate(lane, 0, (_, n) => n - 1);
        return Task.CompletedTask;
    }

    public Task RunAtAsync(Lane lane, DateTimeOffset when, CancellationToken ct)
    {
        _later.Enqueue((lane, when));
        return Task.CompletedTask;
    }

    private async Task DrainAsync(Lane lane, ILaneWork work)
    {
        var gate = _oneAtATime.GetOrAdd(lane, _ => new SemaphoreSlim(1));
        await gate.WaitAsync();
        try
        {
            await work.DrainAsync(lane, CancellationToken.None);
        }
        finally
        {
            _waiting.AddOrUpdate(lane, 0, (_, n) => n - 1);
            gate.Release();
        }
    }
}
