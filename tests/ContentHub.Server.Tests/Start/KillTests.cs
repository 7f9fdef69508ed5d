using System.Collections.Concurrent;
using System.Net;
using ContentHub.Testing;
using Xunit.Abstractions;

namespace ContentHub.Server.Tests.Start;

/// <summary>Alone, because it needs the whole machine.</summary>
[CollectionDefinition(nameof(KillTests), DisableParallelization = true)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "xunit calls it a collection.")]
public sealed class KillCollection;

[Collection(nameof(KillTests))]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Clients = 4;

    [Theory, OnSqlite(10), OnPostgreSql(2)]
    public async Task Whatever_was_acknowledged_is_there_and_was_told_however_often_the_server_is_killed(DatabaseKind database, int kills)
    {
        await using var site = await Site.StartAsync(database);
        await using var hook = await site.HookAsync();
        var acknowledged = new ConcurrentDictionary<long, string>();
        var asked = new ConcurrentDictionary<string, bool>();
        var random = new Random(20201110);

        for (var kill = 1; kill <= kills; kill++)
        {
            using var stop = new CancellationTokenSource();
            var target = acknowledged.Count + random.Next(5, 60);
            var load = Enumerable.Range(0, Clients).Select(client => CreateAsync(site, $"{kill}.{client}", asked, acknowledged, stop.Token)).ToArray();
            await Eventually.TrueAsync(() => acknowledged.Count >= target, TimeSpan.FromSeconds(60));
            site.Server.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(load);
            await site.ComeUpAsync();
        }

        // What the load did not hear of may have been saved all the same; nothing that nobody asked for may.
        var saved = await AllAsync(site);
        Assert.DoesNotContain(acknowledged, a => saved.GetValueOrDefault(a.Key) != a.Value);
        Assert.Empty(saved.Values.Except(asked.Keys));
        Assert.Equal(saved.Count, saved.Values.Distinct().Count());

        // On PostgreSQL the lane of a killed server is taken over once its lease of 30 seconds has ended.
        var told = await hook.Receiver.WaitForAsync(all => saved.Keys.All(id => all.Any(r => Entry(r) == id)), TimeSpan.FromSeconds(90), "every entry to be told");
        Assert.Empty(told.Select(Entry).Except(saved.Keys));
        Assert.All(told.GroupBy(r => r.Header("webhook-id")), same => Assert.Single(same.Select(r => r.Text).Distinct()));
        Assert.Equal(saved.Count, told.Select(r => r.Header("webhook-id")).Distinct().Count());
        Assert.All(told, r => Assert.Equal(saved[Entry(r)], r.Json.GetProperty("entry").Text("city")));
        await Eventually.TrueAsync(async () => (await hook.DeliveriesAsync("?status=pending")).Count == 0, TimeSpan.FromSeconds(60));
        output.WriteLine($"{kills} kills: {asked.Count} asked, {acknowledged.Count} acknowledged, {saved.Count} saved, {told.Count} requests.");
    }

    private static long Entry(ReceivedRequest request) => request.Json.GetProperty("entry").Number("id");

    private static async Task CreateAsync(Site site, string client, ConcurrentDictionary<string, bool> asked, ConcurrentDictionary<long, string> acknowledged, CancellationToken stop)
    {
        using var api = site.Caller(Given.Token);
        try
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var city = $"City {client}.{i}";
                asked[city] = true;
                var entry = await api.CreateAsync("addresses", Given.Address(city));
                acknowledged[entry.Number("id")] = city;
            }
        }
        catch (HttpRequestException)
        {
            // Killed in the middle: nobody knows whether this one was saved.
        }
    }

    private static async Task<Dictionary<long, string>> AllAsync(Site site)
    {
        var all = new Dictionary<long, string>();
        for (var page = 1; ; page++)
        {
            var answer = (await site.Api.GetAsync($"/api/addresses?pagination[page]={page}&pagination[pageSize]=100")).Expect(HttpStatusCode.OK);
            foreach (var entry in answer.Data.EnumerateArray()) all.Add(entry.Number("id"), entry.Text("city")!);
            if (answer.Json.GetProperty("meta").GetProperty("pagination").Number("pageCount") <= page) return all;
        }
    }
}
