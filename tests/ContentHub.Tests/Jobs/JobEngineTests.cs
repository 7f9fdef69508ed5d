using System.Collections.Concurrent;
using System.Globalization;
using ContentHub.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContentHub.Tests.Jobs;

/// <summary>What the seam promises, asked of the engine this build has chosen, over a real file.</summary>
public sealed class JobEngineTests : IAsyncLifetime
{
    private static readonly Lane Orders = new("orders");
    private static readonly Lane News = new("news");

    private readonly string _folder = Directory.CreateTempSubdirectory("contenthub-jobs-").FullName;
    private readonly RecordedWork _work = new();
    private IHost? _host;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _work.LetGo();
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task RunNow_drains_the_lane_once()
    {
        var engine = await StartAsync();

        await engine.RunNowAsync(Orders, default);
        await _work.DrainBegins(Orders, 1);

        await NothingElseWaitsAsync(engine);
        Assert.Equal(1, _work.Drains(Orders));
    }

    [Fact]
    public async Task A_wish_before_the_start_is_kept()
    {
        var engine = Build();

        await engine.RunNowAsync(Orders, default);
        await _host!.StartAsync();

        await _work.DrainBegins(Orders, 1);
    }

    [Fact]
    public async Task Wake_ups_during_a_drain_cause_exactly_one_more_drain()
    {
        var engine = await StartAsync();
        _work.Hold(Orders);
        await engine.RunNowAsync(Orders, default);
        await _work.DrainBegins(Orders, 1);

        for (var i = 0; i < 5; i++) await engine.RunNowAsync(Orders, default);
        _work.LetGo();

        await _work.DrainBegins(Orders, 2);
        await NothingElseWaitsAsync(engine);
        Assert.Equal(2, _work.Drains(Orders));
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(60, 1)]
    public async Task Of_two_wishes_the_earlier_one_counts(int first, int second)
    {
        var engine = await StartAsync();
        var now = TimeProvider.System.GetUtcNow();

        await engine.RunAtAsync(Orders, now.AddSeconds(first), default);
        await engine.RunAtAsync(Orders, now.AddSeconds(second), default);

        var begun = await _work.DrainBegins(Orders, 1);
        Assert.InRange(begun - now, TimeSpan.FromSeconds(0.99), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_wish_survives_a_restart()
    {
        var engine = await StartAsync();
        await engine.RunAtAsync(Orders, TimeProvider.System.GetUtcNow().AddSeconds(2), default);

        await StopAsync();
        Assert.Equal(0, _work.Drains(Orders));
        await StartAsync();

        await _work.DrainBegins(Orders, 1);
    }

    [Fact]
    public async Task A_drain_that_came_from_a_wish_may_wish_for_its_next()
    {
        var engine = await StartAsync();
        _work.WishInFirstDrain(Orders, () => engine.RunAtAsync(Orders, TimeProvider.System.GetUtcNow().AddSeconds(0.2), default));

        await engine.RunAtAsync(Orders, TimeProvider.System.GetUtcNow().AddSeconds(0.2), default);

        await _work.DrainBegins(Orders, 2);
    }

    [Fact]
    public async Task Two_lanes_drain_side_by_side_and_one_lane_never_twice_at_once()
    {
        var engine = await StartAsync();
        _work.Hold(Orders);
        await engine.RunNowAsync(Orders, default);
        await _work.DrainBegins(Orders, 1);
        await engine.RunNowAsync(Orders, default);
        await engine.RunAtAsync(Orders, TimeProvider.System.GetUtcNow(), default);

        await engine.RunNowAsync(News, default);
        await _work.DrainBegins(News, 1);

        Assert.Equal(1, _work.Drains(Orders));
        _work.LetGo();
        await _work.DrainBegins(Orders, 2);
        Assert.Equal(1, _work.MostAtOnce(Orders));
    }

    [Fact]
    public async Task A_drain_that_fails_leaves_the_lane_alive()
    {
        var engine = await StartAsync();
        _work.FailNext(Orders);
        await engine.RunNowAsync(Orders, default);
        await _work.DrainBegins(Orders, 1);

        await engine.RunNowAsync(Orders, default);

        await _work.DrainBegins(Orders, 2);
    }

    [Fact]
    public async Task The_sweep_runs_at_start_and_recurs()
    {
        await StartAsync();

        await _work.SweepBegins(1);
        await _work.SweepBegins(3);
    }

    [Fact]
    public async Task The_end_waits_for_running_drains()
    {
        var engine = await StartAsync();
        _work.Hold(Orders);
        await engine.RunNowAsync(Orders, default);
        await _work.DrainBegins(Orders, 1);

        var stopped = StopAsync();
        await _work.CancelSeen(Orders);
        Assert.False(stopped.IsCompleted);
        _work.LetGo();

        await stopped;
        Assert.Equal(1, _work.Ended(Orders));
    }

    /// <summary>A later wish in another lane has come true: whatever stood before it in the queue has run.</summary>
    private async Task NothingElseWaitsAsync(IJobEngine engine)
    {
        var last = new Lane("last");
        await engine.RunAtAsync(last, TimeProvider.System.GetUtcNow().AddSeconds(0.5), default);
        await _work.DrainBegins(last, 1);
    }

    private IJobEngine Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<ILaneWork>(_work);
        builder.Services.AddJobEngine(new JobStorage(
            JobStorageProvider.Sqlite, $"Data Source={Path.Combine(_folder, "jobs.db")}", SweepEvery: TimeSpan.FromSeconds(1)));
        _host = builder.Build();
        return _host.Services.GetRequiredService<IJobEngine>();
    }

    private async Task<IJobEngine> StartAsync()
    {
        var engine = Build();
        await _host!.StartAsync();
        return engine;
    }

    private async Task StopAsync()
    {
        if (_host is null) return;
        var host = _host;
        _host = null;
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    /// <summary>Counts, and can hold a lane's drains open. It sends nothing, so every drain was asked for by the test.</summary>
    private sealed class RecordedWork : ILaneWork
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        private readonly ConcurrentDictionary<string, TaskCompletionSource<DateTimeOffset>> _signals = new();
        private readonly ConcurrentDictionary<Lane, Count> _counts = new();
        private readonly ConcurrentDictionary<Lane, TaskCompletionSource> _gates = new();
        private readonly ConcurrentDictionary<Lane, bool> _failing = new();
        private readonly ConcurrentDictionary<Lane, Func<Task>> _wishes = new();
        private int _sweeps;

        public int Drains(Lane lane) => CountOf(lane).Begun;

        public int Ended(Lane lane) => CountOf(lane).Ended;

        public int MostAtOnce(Lane lane) => CountOf(lane).MostAtOnce;

        public void Hold(Lane lane) => _gates[lane] = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void FailNext(Lane lane) => _failing[lane] = true;

        public void WishInFirstDrain(Lane lane, Func<Task> wish) => _wishes[lane] = wish;

        public void LetGo()
        {
            foreach (var gate in _gates.Values) gate.TrySetResult();
        }

        public Task<DateTimeOffset> DrainBegins(Lane lane, int number) => Signal($"{lane} {number}").Task.WaitAsync(Patience);

        public Task<DateTimeOffset> SweepBegins(int number) => Signal($"sweep {number}").Task.WaitAsync(Patience);

        public Task<DateTimeOffset> CancelSeen(Lane lane) => Signal($"{lane} cancelled").Task.WaitAsync(Patience);

        public async Task DrainAsync(Lane lane, CancellationToken ct)
        {
            var count = CountOf(lane);
            var number = count.Begin();
            await using var cancelled = ct.Register(() => Signal($"{lane} cancelled").TrySetResult(TimeProvider.System.GetUtcNow()));
            Signal($"{lane} {number}").TrySetResult(TimeProvider.System.GetUtcNow());
            if (_gates.TryGetValue(lane, out var gate)) await gate.Task;
            if (_wishes.TryRemove(lane, out var wish)) await wish();
            count.End();
            if (_failing.TryRemove(lane, out _)) throw new InvalidOperationException("A fault of the drain.");
        }

        public Task SweepAsync(CancellationToken ct)
        {
            var number = Interlocked.Increment(ref _sweeps).ToString(CultureInfo.InvariantCulture);
            Signal($"sweep {number}").TrySetResult(TimeProvider.System.GetUtcNow());
            return Task.CompletedTask;
        }

        private Count CountOf(Lane lane) => _counts.GetOrAdd(lane, _ => new Count());

        private TaskCompletionSource<DateTimeOffset> Signal(string name) =>
            _signals.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

        private sealed class Count
        {
            private readonly Lock _lock = new();
            private int _now;

            public int Begun { get; private set; }

            public int Ended { get; private set; }

            public int MostAtOnce { get; private set; }

            public int Begin()
            {
                lock (_lock)
                {
                    MostAtOnce = Math.Max(MostAtOnce, ++_now);
                    return ++Begun;
                }
            }

            public void End()
            {
                lock (_lock)
                {
                    _now--;
                    Ended++;
                }
            }
        }
    }
}
