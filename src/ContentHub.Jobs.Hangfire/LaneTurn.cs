namespace ContentHub.Jobs;

/// <summary>Whose turn it is in one lane: at most one drain runs, one waits, and one is wished for later.</summary>
internal sealed class LaneTurn
{
    /// <summary>A job may be deleted in the dashboard; a lane must not wait for it for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private bool _running;
    private bool _again;
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;
    private (string Id, DateTimeOffset When)? _later;

    public void AskNow(DateTimeOffset now, Func<string> add)
    {
        lock (_lock)
        {
            if (_running)
            {
                _again = true;
            }
            else if (now - _askedAt > Patience)
            {
                add();
                _askedAt = now;
            }
        }
    }

    public void AskAt(DateTimeOffset now, DateTimeOffset when, Func<string> add, Action<string> remove)
    {
        lock (_lock)
        {
            var standing = _later is { } later && later.When > now ? _later : null;
            if (standing is { } earlier && earlier.When <= when) return;

            // A crash between the two leaves both wishes: a drain more than needed.
            _later = (add(), when);
            if (standing is { } replaced) remove(replaced.Id);
        }
    }

    public bool Begin(DateTimeOffset now)
    {
        lock (_lock)
        {
            _askedAt = DateTimeOffset.MinValue;
            if (_later is { } later && later.When <= now) _later = null;
            if (_running)
            {
                _again = true;
                return false;
            }

            _running = true;
            return true;
        }
    }

    public bool End()
    {
        lock (_lock)
        {
            var again = _again;
            _running = _again = false;
            return again;
        }
    }
}
