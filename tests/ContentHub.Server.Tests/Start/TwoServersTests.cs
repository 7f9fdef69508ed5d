using System.Collections.Concurrent;
using System.Net;
using ContentHub.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace ContentHub.Server.Tests.Start;

/// <summary>Two servers on one database, one of which dies under load.</summary>
[Collection(nameof(KillTests))]
public sealed class TwoServersTests(ITestOutputHelper output)
{
    private const int Hooks = 3;

    [Theory, OnPostgreSql]
    public async Task The_lanes_of_a_server_that_dies_are_taken_over_nothing_is_lost_and_no_order_turns_back(DatabaseKind database)
    {
        await using var site = await Site.StartAsync(database);
        var hooks = new List<Hook>();
        for (var i = 0; i < Hooks; i++) hooks.Add(await site.HookAsync(new { concurrency = 4 }));
        using var stop = new CancellationTokenSource();
        var acknowledged = new ConcurrentDictionary<(long Entry, int Version), bool>();

        // The first server alone takes the lanes, and keeps them while it has work.
        var first = Enumerable.Range(0, 2).Select(_ => ChangeAsync(site.Caller(Given.Token), acknowledged, stop.Token)).ToList();
        foreach (var hook in hooks) await hook.Receiver.WaitForAsync(5);
        await using var other = await ServerProcess.StartAsync(site.Settings with { Urls = "http://127.0.0.1:0" });
        using var otherApi = new Api(other.CreateClient(Given.Token));
        var second = Enumerable.Range(0, 2).Select(_ => ChangeAsync(new Api(other.CreateClient(Given.Token)), acknowledged, stop.Token)).ToList();
        var before = acknowledged.Count;
        await Eventually.TrueAsync(() => acknowledged.Count > before + 60, TimeSpan.FromSeconds(60));
        var dead = await OwnersAsync(site);
        Assert.Equal(Hooks, dead.Count);

        site.Server.Kill();
        var (killed, told) = (TimeProvider.System.GetUtcNow(), hooks.Sum(h => h.Receiver.Requests.Count));
        await Task.WhenAll(first);
        before = acknowledged.Count;
        await Eventually.TrueAsync(() => acknowledged.Count > before + 60, TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await Task.WhenAll(second);

        // The rights of the dead server end 30 seconds after it last renewed them.
        foreach (var hook in hooks)
            await hook.Receiver.WaitForAsync(all => acknowledged.Keys.All(all.Select(Seen).ToHashSet().Contains), TimeSpan.FromSeconds(90), "every acknowledged change to be told");
        var taken = hooks.SelectMany(h => h.Receiver.Requests).OrderBy(r => r.At).ElementAt(told);
        foreach (var hook in hooks)
        {
            var all = hook.Receiver.Requests;
            foreach (var ofOne in all.GroupBy(r => Seen(r).Entry)) Assert.Equal(ofOne.Select(r => Seen(r).Version).Order(), ofOne.Select(r => Seen(r).Version));
            // Sent twice is only what was under way when the server died, and then with the same bytes.
            Assert.InRange(all.Count - all.Select(r => r.Header("webhook-id")).Distinct().Count(), 0, 4);
            Assert.All(all.GroupBy(r => r.Header("webhook-id")), same => Assert.Single(same.Select(r => r.Text).Distinct()));
        }

        await Eventually.TrueAsync(async () => (await OwnersAsync(site)).All(o => o.Value != dead[o.Key]));
        foreach (var hook in hooks)
            await Eventually.TrueAsync(async () => (await otherApi.GetAsync($"{hook.Path}/deliveries?status=pending")).Expect(HttpStatusCode.OK).Data.GetArrayLength() == 0, TimeSpan.FromSeconds(60));
        output.WriteLine($"{acknowledged.Count} changes; the first request of the other server came {(taken.At - killed).TotalSeconds:0.0} s after the kill.");
        foreach (var hook in hooks) await hook.Receiver.DisposeAsync();
    }

    private static (long Entry, int Version) Seen(ReceivedRequest request)
    {
        var entry = request.Json.GetProperty("entry");
        return (entry.Number("id"), int.Parse(entry.Text("postal_code")!, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Creates entries and changes each a few times, one after the other.</summary>
    private static async Task ChangeAsync(Api api, ConcurrentDictionary<(long Entry, int Version), bool> acknowledged, CancellationToken stop)
    {
        using var own = api;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var id = (await api.CreateAsync("addresses", new { city = "City", postal_code = "0" })).Number("id");
                acknowledged[(id, 0)] = true;
                for (var version = 1; version <= 5 && !stop.IsCancellationRequested; version++)
                {
                    (await api.PutAsync($"/api/addresses/{id}", new { data = new { postal_code = $"{version}" } })).Expect(HttpStatusCode.OK);
                    acknowledged[(id, version)] = true;
                }
            }
        }
        catch (HttpRequestException)
        {
            // Killed in the middle: nobody knows whether this one was saved.
        }
    }

    /// <summary>Who drains which webhook's lane.</summary>
    private static async Task<Dictionary<long, string>> OwnersAsync(Site site)
    {
        await using var connection = new NpgsqlConnection(site.Settings.Database!.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT webhook_id, owner FROM lane_leases", connection);
        await using var rows = await command.ExecuteReaderAsync();
        var owners = new Dictionary<long, string>();
        while (await rows.ReadAsync()) owners.Add(rows.GetInt64(0), rows.GetString(1));
        return owners;
    }
}
