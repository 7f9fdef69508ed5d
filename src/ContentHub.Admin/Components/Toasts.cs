namespace ContentHub.Admin.Components;

/// <summary>Short good news at the edge of the screen. Failures stand where they happened (<see cref="ProblemNotice"/>).</summary>
public sealed class Toasts(TimeProvider clock)
{
    private readonly List<Toast> _shown = [];
    private long _last;

    /// <summary>How long a toast stays unless dismissed.</summary>
    public static TimeSpan Stay { get; } = TimeSpan.FromSeconds(6);

    /// <summary>Raised when the list changed, on any thread.</summary>
    public event EventHandler? Changed;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Toast> Shown
    {
        get { lock (_shown) return [.. _shown]; }
    }

    /// <summary>Says it, for instance "Webhook saved", and takes it away after <see cref="Stay"/>. The same words said again take
    /// the place of the first: two notes alike tell no more than one.</summary>
    /// <param name="undo">Takes back what the toast tells of; null where nothing can.</param>
    /// <param name="about">The things whose state it tells, such as ids: what was said of one of them before is not so any more and goes, its undo with it. Null where nothing is told that can change.</param>
    public void Say(string text, Func<Task>? undo = null, IEnumerable<object>? about = null)
    {
        Toast toast;
        lock (_shown)
        {
            toast = new Toast(++_last, text, undo) { About = [.. about ?? []] };
            _shown.RemoveAll(shown => shown.Text == text || shown.About.Overlaps(toast.About));
            _shown.Add(toast);
        }

        Changed?.Invoke(this, EventArgs.Empty);
        // The circuit may be gone by then: taking a row off a list harms nobody.
        _ = Task.Delay(Stay, clock).ContinueWith(_ => Dismiss(toast.Id), TaskScheduler.Default);
    }

    /// <summary>Takes it away now.</summary>
    public void Dismiss(long id)
    {
        lock (_shown) _shown.RemoveAll(toast => toast.Id == id);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

/// <summary>One message.</summary>
/// <param name="Undo">Behind the button "Undo"; no button without.</param>
public sealed record Toast(long Id, string Text, Func<Task>? Undo = null)
{
    /// <summary>What it tells the state of.</summary>
    internal HashSet<object> About { get; init; } = [];
}
