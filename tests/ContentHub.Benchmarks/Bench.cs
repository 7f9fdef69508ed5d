using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Benchmarks;

/// <summary>The measurements: the built server as a process, a bare server beside it that also receives the webhooks.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private const string Token = "ch_benchmark_token_0123456789";
    private const int Connections = 32;
    private const int Concurrency = 16;
    private const int Backlog = 4000;
    // After one, half of the server's time still goes into compiling.
    private const int DrainWarmUps = 8;
    private const int Bad = 9;
    private const int Dead = 10_000;
    private const int WarmUp = 1_000;
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TempFolder _folder;
    private readonly ServerProcess _server;
    private readonly HttpClient _client;
    private readonly Bystander _bare;
    private readonly TimeSpan _time;
    private readonly int _runs;

    private Bench(TempFolder folder, ServerProcess server, Bystander bare, TimeSpan time, int runs)
    {
        (_folder, _server, _bare, _time, _runs) = (folder, server, bare, time, runs);
        _client = server.CreateClient(Token);
    }

    public static async Task<Bench> StartAsync(TimeSpan time, int runs)
    {
        var folder = new TempFolder();
        var server = await ServerProcess.StartAsync(Settings(folder));
        return new Bench(folder, server, await Bystander.StartAsync(), time, runs);
    }

    /// <summary>Keeps no answers: each is made anew.</summary>
    public static IReadOnlyDictionary<string, string> KeepsNoAnswers { get; } = new Dictionary<string, string> { ["Api__KeptAnswersMegabytes"] = "0" };

    /// <summary>One entry by its key, against bare Kestrel with the same bytes: asked again and again, and from a server that keeps no answers.</summary>
    public async Task GetOneAsync()
    {
        using var folder = new TempFolder();
        await using var making = await ServerProcess.StartAsync(Settings(folder) with { Variables = KeepsNoAnswers });
        await GetOneAsync(_server, "asked again");
        await GetOneAsync(making, "made anew");
    }

    private async Task GetOneAsync(ServerProcess server, string how)
    {
        using var client = server.CreateClient(Token);
        using var made = await client.PostAsync(new Uri("/api/addresses", UriKind.Relative), Json(Entry(0)));
        var location = made.Headers.Location!;
        await _bare.ServeAsync(await client.GetByteArrayAsync(location));
        foreach (var connections in (int[])[1, Connections])
        {
            await MeasureAsync($"get one, {how}, {connections} connections, against bare Kestrel", () => Load.RunAsync(server.BaseAddress, Token, connections, _time, _ => new HttpRequestMessage(HttpMethod.Get, location)), async () =>
            {
                var (count, took) = await Load.RunAsync(_bare.Address, null, connections, _time, _ => new HttpRequestMessage(HttpMethod.Get, "/"));
                return count / took.TotalSeconds;
            }, server: server);
        }
    }

    /// <summary>Creates, against a bare loop that writes the same rows in groups of as many. Own CPU includes the deliveries.</summary>
    public async Task CreateAsync(int webhooks, int connections = Connections)
    {
        await SetWebhooksAsync(webhooks);
        await MeasureAsync($"create, {connections} connections, {webhooks} webhooks, against bare batched SQLite", async () =>
        {
            await _bare.ForgetAsync();
            var (count, took) = await Load.RunAsync(_server.BaseAddress, Token, connections, _time, n => new HttpRequestMessage(HttpMethod.Post, "/api/addresses") { Content = Json(Entry(n)) });
            await SeenAsync(count * webhooks);
            return (count, took);
        }, () => Task.FromResult(Ceilings.Sqlite(_folder["ceiling.db"], _folder["contenthub.db"], Ceilings.Create, connections, _time)));
    }

    /// <summary>A backlog behind a receiver that held its answers, against a bare HttpClient loop at the same concurrency.</summary>
    /// <param name="written">The bare loop also writes what a delivery leaves behind, one after the other: its time for both.</param>
    public async Task DrainAsync(int webhooks, bool written = false)
    {
        await SetWebhooksAsync(webhooks);
        var body = Encoding.UTF8.GetBytes(Entry(0));
        await MeasureAsync($"{Backlog} deliveries from a backlog, {webhooks} webhooks, against a bare HttpClient loop{(written ? " and the bare writing of the same rows" : "")}", async () =>
        {
            await _bare.ForgetAsync();
            await _bare.SetGateAsync(open: false);
            await CreateManyAsync(_client, Backlog / webhooks);
            RestartCpu();
            var watch = Stopwatch.StartNew();
            await _bare.SetGateAsync(open: true);
            await SeenAsync(Backlog);
            return (Backlog, watch.Elapsed);
        }, async () =>
        {
            var (count, took) = await Load.RunAsync(_bare.Address, null, Concurrency, _time, _ => new HttpRequestMessage(HttpMethod.Post, "/hook/bare") { Content = new ByteArrayContent(body) });
            var sent = count / took.TotalSeconds;
            return written ? 1 / ((1 / sent) + (1 / Ceilings.Sqlite(_folder["ceiling.db"], _folder["contenthub.db"], Ceilings.Delivery, Concurrency, _time))) : sent;
        }, DrainWarmUps);
    }

    /// <summary>A backlog for receivers on hosts of their own that take 50 ms for each, against what the number of requests at once lets through.</summary>
    public async Task SlowReceiversAsync(int webhooks)
    {
        const int Milliseconds = 50;
        await SetWebhooksAsync(0);
        for (var i = 0; i < webhooks; i++) await AddWebhookAsync(new Uri($"http://127.0.0.{i + 1}:{_bare.Address.Port}/slow/{Milliseconds}/{i}"), "entry.create", Concurrency);
        await MeasureAsync($"{Backlog} deliveries from a backlog to receivers that take {Milliseconds} ms, {webhooks} webhooks with {Concurrency} at once, against as many at once as that allows", async () =>
        {
            await _bare.ForgetAsync();
            await CreateManyAsync(_client, Backlog / webhooks);
            RestartCpu();
            var (first, watch) = ((await _bare.SeenAsync()).Count, Stopwatch.StartNew());
            await SeenAsync(Backlog);
            return (Backlog - first, watch.Elapsed);
        }, () => Task.FromResult(webhooks * Concurrency * 1000.0 / Milliseconds));
    }

    /// <summary>From the answer to a create to the arrival of its webhook, one at a time, against a bare POST.</summary>
    public async Task LatencyAsync()
    {
        const int Times = 300;
        await SetWebhooksAsync(1);
        using var bare = new HttpClient { BaseAddress = _bare.Address };
        var (ours, calls, posts) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Times + 20; i++)
        {
            var (called, took) = await ArrivalAsync(i);
            var sent = Stopwatch.GetTimestamp();
            using (var plain = await bare.PostAsync(new Uri("/hook/bare", UriKind.Relative), Json(Entry(i)))) plain.EnsureSuccessStatusCode();
            if (i < 20) continue;
            ours.Add(took);
            calls.Add(called);
            posts.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        ours.Sort();
        calls.Sort();
        posts.Sort();
        Console.WriteLine($"| answer to arrival, idle: p50 / p99 | {ours[Times / 2]:0.00} / {ours[Times * 99 / 100]:0.00} ms | bare POST {posts[Times / 2]:0.00} / {posts[Times * 99 / 100]:0.00} ms | {ours[Times / 2] / posts[Times / 2]:0.00} | |");
        Console.WriteLine($"| call of the create to arrival, idle: p50 / p99 | {calls[Times / 2]:0.00} / {calls[Times * 99 / 100]:0.00} ms | | {calls[Times / 2] / posts[Times / 2]:0.00} | |");
    }

    /// <summary>From the call of a create (it often arrives before the answer does) to the arrival at a healthy receiver, one at a time: beside nine that hang, fail or are not there, against alone.</summary>
    public async Task IsolationAsync()
    {
        const int Times = 300;
        await using var bad = await Bystander.StartAsync();
        var (beside, alone) = (new List<(double P50, double P99)>(), new List<(double P50, double P99)>());
        for (var i = 0; i <= _runs; i++)
        {
            await SetWebhooksAsync(1);
            var first = await PercentilesAsync();
            for (var n = 0; n < Bad; n++) await AddWebhookAsync((n % 3) switch { 0 => new Uri(bad.Address, $"/hang/{n}"), 1 => new Uri(bad.Address, $"/fail/{n}"), _ => Nowhere }, "entry.create", 8);
            var second = await PercentilesAsync();
            if (i == 0) continue;   // the first warms up
            alone.Add(first);
            beside.Add(second);
        }

        var ratios = beside.Zip(alone, (b, a) => (P50: b.P50 / a.P50, P99: b.P99 / a.P99)).ToList();
        Console.WriteLine($"| create to arrival beside {Bad} bad receivers: p50 | {Spread([.. beside.Select(b => b.P50)], "0.00")} ms | alone {Spread([.. alone.Select(b => b.P50)], "0.00")} ms | {Spread([.. ratios.Select(r => r.P50)], "0.00")} | |");
        Console.WriteLine($"| the same: p99 | {Spread([.. beside.Select(b => b.P99)], "0.00")} ms | alone {Spread([.. alone.Select(b => b.P99)], "0.00")} ms | {Spread([.. ratios.Select(r => r.P99)], "0.00")} | |");

        async Task<(double P50, double P99)> PercentilesAsync()
        {
            var took = new List<double>();
            for (var i = 0; i < Times; i++) took.Add((await ArrivalAsync(i)).FromCall);
            took.Sort();
            return (took[Times / 2], took[Times * 99 / 100]);
        }
    }

    /// <summary>Creates while deliveries wait for a receiver that is not there, against a second server of the same size where none do.</summary>
    public Task DeadBacklogAsync() => CompareAsync($"create, {Connections} connections, {Dead} deliveries queued for a dead receiver, against none", Connections, Dead, async client =>
    {
        var webhook = await AddWebhookAsync(client, Nowhere, "entry.create", Concurrency);
        await CreateManyAsync(client, Dead);
        // From here on it gets nothing new: what is measured is the cost of what waits.
        using var answer = await client.PatchAsync(webhook, Json("""{"data":{"events":["media.create"]}}"""));
        answer.EnsureSuccessStatusCode();
    });

    /// <summary>Creates that queue a delivery for each of many webhooks, whose receivers are not there so that sending costs nothing, against a second server without webhooks.</summary>
    public Task FanOutAsync(int webhooks, int connections) => CompareAsync($"create, {connections} connections, {webhooks} webhooks on the event (queued, not sent), against none", connections, WarmUp, async client =>
    {
        for (var i = 0; i < webhooks; i++) await AddWebhookAsync(client, Nowhere, "entry.create", 1);
        await CreateManyAsync(client, WarmUp);
        // So many failures open every breaker.
        await Eventually.TrueAsync(async () => JsonElement.Parse(await client.GetStringAsync(new Uri("/admin/api/webhooks?pagination[pageSize]=100", UriKind.Relative))).GetProperty("data").EnumerateArray()
            .All(w => w.GetProperty("health").ValueKind == JsonValueKind.Object), Patience);
    });

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _bare.DisposeAsync();
        _folder.Dispose();
    }

    // As people run it, but for receivers on this machine.
    private static ServerSettings Settings(TempFolder folder) =>
        new(folder.Path) { ApiToken = Token, Sample = true, Environment = "Production", Variables = new Dictionary<string, string> { ["Webhooks__AllowLoopback"] = "true" } };

    private TimeSpan _cpuBefore;

    private async Task MeasureAsync(string what, Func<Task<(int Count, TimeSpan Took)>> ours, Func<Task<double>> bare, int warmUps = 1, ServerProcess? server = null)
    {
        var (rates, ceilings, ratios, cpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 1 - warmUps; i <= _runs; i++)
        {
            _cpuBefore = Cpu(server ?? _server);
            var (count, took) = await ours();
            var spent = Cpu(server ?? _server) - _cpuBefore;
            var ceiling = await bare();
            if (i <= 0) continue;   // the first ones warm up
            rates.Add(count / took.TotalSeconds);
            ceilings.Add(ceiling);
            ratios.Add(rates[^1] / ceiling);
            cpu.Add(spent.TotalMicroseconds / count);
        }

        Console.WriteLine($"| {what} | {Spread(rates, "0")}/s | {Spread(ceilings, "0")}/s | {Spread(ratios, "0.00")} | {Spread(cpu, "0")} µs |");
    }

    /// <summary>The same creates on two new servers with as many entries, one of them made ready first, in turns.</summary>
    /// <param name="entries">How many <paramref name="prepare"/> makes.</param>
    private async Task CompareAsync(string what, int connections, int entries, Func<HttpClient, Task> prepare)
    {
        using var folder = new TempFolder();
        using var otherFolder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(Settings(folder));
        await using var other = await ServerProcess.StartAsync(Settings(otherFolder));
        using var client = server.CreateClient(Token);
        using var otherClient = other.CreateClient(Token);
        await prepare(client);
        await CreateManyAsync(otherClient, entries);
        var (burdened, free) = (new List<(double Rate, double Cpu)>(), new List<(double Rate, double Cpu)>());
        for (var i = 0; i <= _runs; i++)
        {
            var (first, second) = (await RunAsync(server), await RunAsync(other));
            if (i == 0) continue;   // the first warms up
            burdened.Add(first);
            free.Add(second);
        }

        var rates = burdened.Zip(free, (a, b) => a.Rate / b.Rate).ToList();
        var cpu = burdened.Zip(free, (a, b) => a.Cpu / b.Cpu).ToList();
        Console.WriteLine($"| {what} | {Spread([.. burdened.Select(w => w.Rate)], "0")}/s | {Spread([.. free.Select(w => w.Rate)], "0")}/s | {Spread(rates, "0.00")} | {Spread([.. burdened.Select(w => w.Cpu)], "0")} µs, {Spread(cpu, "0.00")}× |");

        async Task<(double Rate, double Cpu)> RunAsync(ServerProcess server)
        {
            var before = Cpu(server);
            var (count, took) = await Load.RunAsync(server.BaseAddress, Token, connections, _time, n => new HttpRequestMessage(HttpMethod.Post, "/api/addresses") { Content = Json(Entry(n)) });
            return (count / took.TotalSeconds, (Cpu(server) - before).TotalMicroseconds / count);
        }
    }

    /// <summary>Milliseconds from the call of a create, and from its answer, to the arrival of its webhook, which often comes before the answer does.</summary>
    private async Task<(double FromCall, double FromAnswer)> ArrivalAsync(int n)
    {
        await _bare.ForgetAsync();
        var called = Stopwatch.GetTimestamp();
        using (var made = await _client.PostAsync(new Uri("/api/addresses", UriKind.Relative), Json(Entry(n)))) made.EnsureSuccessStatusCode();
        var answered = Stopwatch.GetTimestamp();
        await SeenAsync(1);
        var arrived = (await _bare.SeenAsync()).LastArrival;
        return ((arrived - called) * 1000.0 / Stopwatch.Frequency, (arrived - answered) * 1000.0 / Stopwatch.Frequency);
    }

    private static async Task CreateManyAsync(HttpClient client, int count)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) <= count)
                using (var answer = await client.PostAsync(new Uri("/api/addresses", UriKind.Relative), Json(Entry(next)))) answer.EnsureSuccessStatusCode();
        }));
    }

    private void RestartCpu() => _cpuBefore = Cpu(_server);

    private static TimeSpan Cpu(ServerProcess server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.TotalProcessorTime;
    }

    /// <summary>Median, least and most.</summary>
    internal static string Spread(List<double> values, string format)
    {
        values.Sort();
        return $"{values[values.Count / 2].ToString(format)} ({values[0].ToString(format)}-{values[^1].ToString(format)})";
    }

    private Task SeenAsync(int count) => Eventually.TrueAsync(async () => (await _bare.SeenAsync()).Count >= count, Patience);

    private async Task SetWebhooksAsync(int count)
    {
        var old = JsonElement.Parse(await _client.GetStringAsync(new Uri("/admin/api/webhooks?pagination[pageSize]=100", UriKind.Relative)));
        foreach (var webhook in old.GetProperty("data").EnumerateArray())
            using (var gone = await _client.DeleteAsync(new Uri($"/admin/api/webhooks/{webhook.GetProperty("id")}", UriKind.Relative))) gone.EnsureSuccessStatusCode();
        for (var i = 0; i < count; i++) await AddWebhookAsync(new Uri(_bare.Address, $"/hook/{i}"), "entry.create", Concurrency);
    }

    private Task<Uri> AddWebhookAsync(Uri url, string name, int concurrency) => AddWebhookAsync(_client, url, name, concurrency);

    private static async Task<Uri> AddWebhookAsync(HttpClient client, Uri url, string name, int concurrency)
    {
        var form = JsonSerializer.Serialize(new { data = new { url, events = new[] { name }, concurrency, timeout_ms = 30000 } });
        using var made = await client.PostAsync(new Uri("/admin/api/webhooks", UriKind.Relative), Json(form));
        return made.EnsureSuccessStatusCode().Headers.Location!;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static string Entry(int n) =>
        "{\"data\":{\"city\":\"Paris\",\"postal_code\":\"75001\",\"full_name\":\"Person " + n + "\",\"geolocation\":{\"latitude\":48.8566,\"longitude\":2.3522,\"note\":\"" + new string('x', 120) + "\"}}}";
}
