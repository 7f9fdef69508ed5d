using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ContentHub.Testing;
using Xunit.Abstractions;

namespace ContentHub.Server.Tests.Start;

/// <summary>A server under load that dies at every named place, when its receiver has just been sent something, and at random; docs/crash-matrix.md has the table of a long run.</summary>
/// <remarks><c>CONTENTHUB_KILLS=8</c> kills eight times at each place instead of once.</remarks>
[Collection(nameof(KillTests))]
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    private const int Clients = 4;
    private const int EntriesOfClient = 3;

    // On PostgreSQL lanes rest for up to 30 seconds after a kill: without an end to the load, changes of few entries would pile up by the thousand.
    private const int ChangesOfClient = 40;
    private const int Concurrency = 4;
    private const string AtReceiver = "receiver has the request";
    private const string AtRandom = "at random";

    // FailPoint has the names.
    private static readonly string[] Places =
        ["commit.before", "commit.after", "delivery.claimed", "delivery.body_kept", "delivery.sent", "attempt.marked", "fan_out.round", "webhook.changed", "replay.batch", AtReceiver, AtRandom];

    private readonly ConcurrentDictionary<(long Entry, int Number), bool> _acknowledged = new();
    private readonly Random _random = new(20261122);
    private volatile bool _killAtReceiver;
    private int _number;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Wherever_the_server_dies_no_event_is_lost_no_order_turns_back_and_few_requests_repeat(DatabaseKind database)
    {
        var each = int.Parse(Environment.GetEnvironmentVariable("CONTENTHUB_KILLS") ?? "1", CultureInfo.InvariantCulture);
        await using var site = await Site.StartAsync(database);
        // Refusals of single events, so that retries are part of what is interrupted.
        Answer Respond(ReceivedRequest request, int attempt)
        {
            if (_killAtReceiver && request.Number % 7 == 0) site.Server.Kill();
            return request.Number % 9 == 0 ? new Answer(422) : Answer.Ok;
        }

        int[] schedule = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        await using var plain = await site.HookAsync(new { concurrency = Concurrency, schedule, events = new[] { "entry.*" } }, Respond);
        await using var shaped = await site.HookAsync(
            new { concurrency = Concurrency, schedule, events = new[] { "entry.*" }, template = """{"entry":{"id":{{entry.id}},"postal_code":"{{entry.postal_code}}"}}""" }, Respond);
        var late = new List<Hook>();
        var kills = 0;

        // On PostgreSQL every restart waits for a lease to end: the short run takes only the places where the database matters.
        foreach (var place in each == 1 && database == DatabaseKind.PostgreSql ? ["commit.after", "delivery.sent"] : Places)
        {
            var (killsBefore, repeatsBefore) = (kills, Repeats(plain) + Repeats(shaped));
            for (var i = 0; i < each; i++)
            {
                await KillAsync(site, place, plain, shaped, late);
                kills++;
            }

            if (each == 1) continue;
            await site.ComeUpAsync(new Dictionary<string, string>());
            await IdleAsync(plain, shaped);
            var repeats = Repeats(plain) + Repeats(shaped) - repeatsBefore;
            output.WriteLine($"| {place} | {kills - killsBefore} | 0 | {repeats} | {(kills - killsBefore) * 2 * Concurrency} |");
        }

        await site.ComeUpAsync(new Dictionary<string, string>());
        await IdleAsync(plain, shaped);
        Assert.InRange(Repeats(plain) + Repeats(shaped), 0, kills * 2 * Concurrency);
        var log = await LogAsync(site);
        Assert.Empty(_acknowledged.Keys.Except(log));
        foreach (var hook in late)
        {
            // The server may have died of a replay before this one, so that this one was never accepted.
            if ((await ReplaysAsync()).GetArrayLength() == 0) (await site.Api.PostAsync($"{hook.Path}/replay", new { data = new { only = "missing" } })).Expect(HttpStatusCode.Accepted);
            await Eventually.TrueAsync(async () => (await ReplaysAsync()).EnumerateArray().All(r => r.Text("status") == "done"), TimeSpan.FromSeconds(180));
            await IdleAsync(hook);

            async Task<JsonElement> ReplaysAsync() => (await site.Api.GetAsync($"{hook.Path}/replays")).Expect(HttpStatusCode.OK).Data;
        }

        foreach (var hook in (Hook[])[plain, shaped, .. late])
        {
            Assert.Empty(log.Except(hook.Receiver.Requests.Select(Change)));
            Assert.Empty(hook.Receiver.Requests.Select(Change).Except(log));
            Assert.All(hook.Receiver.Requests.GroupBy(r => r.Header("webhook-id")), same => Assert.Single(same.Select(r => r.Text).Distinct()));
        }

        foreach (var entry in ((Hook[])[plain, shaped]).SelectMany(hook => hook.Receiver.Requests.GroupBy(r => (hook.Id, Change(r).Entry))))
            Assert.Equal(entry.Select(r => Change(r).Number).Order(), entry.Select(r => Change(r).Number));
        output.WriteLine($"{database}: {kills} kills, {_acknowledged.Count} acknowledged changes, {log.Count} events, {plain.Receiver.Requests.Count + shaped.Receiver.Requests.Count} requests.");
        foreach (var hook in late) await hook.DisposeAsync();
    }

    private async Task KillAsync(Site site, string place, Hook plain, Hook shaped, List<Hook> late)
    {
        var isNamed = place is not (AtReceiver or AtRandom);
        // The rare ones are asked for below; the others happen all the time, at the latest with the load. A round is for many events at once.
        var isAsked = place is "webhook.changed" or "replay.batch";
        try
        {
            await site.ComeUpAsync(Settings(place == "fan_out.round" || _random.Next(3) == 0, isNamed ? $"{place}:{(isAsked ? 1 : place == "fan_out.round" ? _random.Next(1, 6) : _random.Next(3, 60))}" : null));
        }
        catch (InvalidOperationException) when (isNamed)
        {
            return;   // it died of what was left to do, before it was ready
        }

        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, Clients).Select(_ => LoadAsync(site, stop.Token)).ToArray();
        try
        {
            if (place == "webhook.changed") await site.Api.PostAsync($"{(_random.Next(2) == 0 ? plain : shaped).Path}/rotate-secret");
            if (place == "replay.batch")
            {
                late.Add(await site.HookAsync(new { concurrency = Concurrency, events = new[] { "entry.*" } }));
                await site.Api.PostAsync($"{late[^1].Path}/replay", new { data = new { only = "missing" } });
            }
        }
        catch (HttpRequestException)
        {
            // That is how it ends.
        }

        if (place == AtRandom)
        {
            var target = _acknowledged.Count + _random.Next(5, 60);
            await Eventually.TrueAsync(() => _acknowledged.Count >= target, TimeSpan.FromSeconds(60));
            site.Server.Kill();
        }

        _killAtReceiver = place == AtReceiver;
        await Eventually.TrueAsync(() => site.Server.ExitCode is not null, TimeSpan.FromSeconds(60));
        _killAtReceiver = false;
        await stop.CancelAsync();
        await Task.WhenAll(load);
    }

    /// <param name="after">Deliveries are written after the commit, as for many webhooks.</param>
    private static Dictionary<string, string> Settings(bool after, string? failAt)
    {
        var settings = new Dictionary<string, string>();
        if (after) settings["Webhooks__FanOutAbove"] = "0";
        if (failAt is not null) settings["CONTENTHUB_FAIL_AT"] = failAt;
        return settings;
    }

    /// <summary>Some entries, changed over and over; every change has a number of its own, so that order can be seen.</summary>
    private async Task LoadAsync(Site site, CancellationToken stop)
    {
        using var api = site.Caller(Given.Token);
        try
        {
            var entries = new List<long>();
            for (var i = 0; i < ChangesOfClient && !stop.IsCancellationRequested; i++)
            {
                var number = Interlocked.Increment(ref _number);
                object values = new { city = "Paris", postal_code = $"{number}" };
                if (entries.Count < EntriesOfClient)
                {
                    entries.Add((await api.CreateAsync("addresses", values)).Number("id"));
                    _acknowledged[(entries[^1], number)] = true;
                }
                else
                {
                    var entry = entries[number % entries.Count];
                    if ((await api.PutAsync($"/api/addresses/{entry}", new { data = values })).Status == HttpStatusCode.OK) _acknowledged[(entry, number)] = true;
                }
            }
        }
        catch (HttpRequestException)
        {
            // Killed in the middle: nobody knows whether this one was saved.
        }
    }

    // On PostgreSQL the lane of a killed server is taken over once its lease of 30 seconds has ended.
    private static async Task IdleAsync(params Hook[] hooks)
    {
        foreach (var hook in hooks) await Eventually.TrueAsync(async () => (await hook.DeliveriesAsync("?status=pending")).Count == 0, TimeSpan.FromSeconds(180));
    }

    /// <summary>A planned retry has a number of its own; what comes twice under the same was repeated by a crash.</summary>
    private static int Repeats(Hook hook)
    {
        var requests = hook.Receiver.Requests;
        return requests.Count - requests.Select(r => (r.Header("webhook-id"), r.Header("X-ContentHub-Attempt"))).Distinct().Count();
    }

    private static (long Entry, int Number) Change(ReceivedRequest request) => Change(request.Json);

    private static (long Entry, int Number) Change(JsonElement body)
    {
        var entry = body.GetProperty("entry");
        return (entry.Number("id"), int.Parse(entry.Text("postal_code")!, CultureInfo.InvariantCulture));
    }

    private static async Task<HashSet<(long Entry, int Number)>> LogAsync(Site site)
    {
        var log = new HashSet<(long, int)>();
        for (var after = "0"; ;)
        {
            var page = (await site.Api.GetAsync($"/admin/api/events?event=entry.*&limit=1000&after={after}")).Expect(HttpStatusCode.OK).Json;
            foreach (var recorded in page.GetProperty("data").EnumerateArray()) Assert.True(log.Add(Change(recorded.GetProperty("payload"))), "a change was recorded twice");
            if (page.GetProperty("data").GetArrayLength() < 1000) return log;
            after = page.GetProperty("meta").Text("cursor")!;
        }
    }
}
