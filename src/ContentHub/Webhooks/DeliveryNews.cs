using System.Collections.Concurrent;
using ContentHub.Events;
using ContentHub.Persistence;

namespace ContentHub.Webhooks;

/// <summary>Tells those who watch in this process that something happened to a subject, or to a delivery of it. What other nodes do is seen by looking.</summary>
public sealed class DeliveryNews : IEventSink
{
    private readonly ConcurrentDictionary<Watch, string> _watches = new();

    /// <summary>Calls back after every commit that concerns the subject (<c>entry:12</c>), on the writer's thread: note it, never work.</summary>
    /// <returns>Ends it when disposed.</returns>
    public IDisposable Follow(string subject, Action changed)
    {
        var watch = new Watch(this, changed);
        _watches[watch] = subject;
        return watch;
    }

    /// <inheritdoc/>
    public void Recorded(WriteUnit unit, Event recorded) => Ring(unit, recorded.Subject);

    /// <summary>Rings once the unit is committed; costs nothing while nobody watches.</summary>
    internal void Ring(WriteUnit unit, string subject)
    {
        if (_watches.IsEmpty) return;
        unit.AfterCommit(() =>
        {
            foreach (var (watch, followed) in _watches)
                if (followed == subject) watch.Changed();
        });
    }

    private sealed class Watch(DeliveryNews news, Action changed) : IDisposable
    {
        public Action Changed => changed;

        public void Dispose() => news._watches.TryRemove(this, out _);
    }
}
