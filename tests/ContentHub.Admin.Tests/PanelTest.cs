using Bunit;
using ContentHub.Admin.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace ContentHub.Admin.Tests;

/// <summary>A panel of one component: its services, a browser that agrees to everything, and a clock that stands still.</summary>
public abstract class PanelTest : BunitContext, IAsyncLifetime
{
    static PanelTest() => DefaultWaitTimeout = Testing.Eventually.Usual;

    protected PanelTest() : this(null)
    {
    }

    /// <param name="more">What the page under test asks for besides.</param>
    protected PanelTest(Action<IServiceCollection>? more)
    {
        more?.Invoke(Services);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<IHostEnvironment>(Host);
        Services.AddScoped<AdminScript>();
        Services.AddScoped<Toasts>();
        Script = JSInterop.SetupModule("./_content/ContentHub.Admin/admin.js");
        Script.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>In production unless a test says otherwise.</summary>
    protected StubEnvironment Host { get; } = new();

    /// <summary>What the components asked of the browser.</summary>
    protected BunitJSModuleInterop Script { get; }

    protected StillClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    // After the deriving classes have added their services: the first one asked for closes the list.
    public virtual Task InitializeAsync()
    {
        SetRendererInfo(new("Server", isInteractive: true));
        return Task.CompletedTask;
    }

    // Some services can only be disposed of asynchronously.
    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();
}

/// <summary>Where the panel believes to run.</summary>
public sealed class StubEnvironment : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Production;
    public string ApplicationName { get; set; } = "ContentHub";
    public string ContentRootPath { get; set; } = "/";
    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}

/// <summary>Moves only when told to; timers that are due fire then, once per move.</summary>
public sealed class StillClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<StillTimer> _timers = [];
    private DateTimeOffset _now = now;

    /// <summary>When the next timer fires; null when none runs.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            lock (_lock) return _timers.Min(timer => (DateTimeOffset?)timer.Due);
        }
    }

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by)
    {
        StillTimer[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            foreach (var timer in due)
            {
                if (timer.Period > TimeSpan.Zero) timer.Due = _now + timer.Period;
                else _timers.Remove(timer);
            }
        }

        foreach (var timer in due) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = new StillTimer(this, () => callback(state)) { Due = _now + dueTime, Period = period };
            _timers.Add(timer);
            return timer;
        }
    }

    private sealed class StillTimer(StillClock clock, Action fire) : ITimer
    {
        public required DateTimeOffset Due { get; set; }
        public required TimeSpan Period { get; init; }
        public void Fire() => fire();
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
