using System.Net;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

public sealed class OrderTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_failing_event_holds_back_later_ones_of_its_entry_and_no_others(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync(null, (r, attempt) => r.Json.GetProperty("entry").Text("city") == "First" && attempt == 1 ? new Answer(500) : Answer.Ok);

        var entry = await site.Api.CreateAsync("addresses", Given.Address("First"));
        foreach (var city in new[] { "Second", "Third", "Fourth" })
            (await site.Api.PutAsync($"/api/addresses/{entry.Number("id")}", new { data = new { city } })).Expect(HttpStatusCode.OK);
        await site.Api.CreateAsync("addresses", Given.Address("Other"));

        var told = await hook.Receiver.WaitForAsync(6);
        var cities = told.Select(r => r.Json.GetProperty("entry").Text("city")).ToList();
        Assert.Equal(["First", "First", "Second", "Third", "Fourth"], cities.Where(c => c != "Other"));
        // The other entry came while the first event waited for its second attempt.
        Assert.InRange(cities.IndexOf("Other"), 0, cities.LastIndexOf("First") - 1);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Events_of_one_entry_arrive_in_order_under_load(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync(new { concurrency = 16 });
        const int Entries = 8, Updates = 10;

        await Task.WhenAll(Enumerable.Range(0, Entries).Select(async e =>
        {
            var entry = await site.Api.CreateAsync("addresses", new { city = $"City {e}", postal_code = "0" });
            for (var i = 1; i <= Updates; i++) (await site.Api.PutAsync($"/api/addresses/{entry.Number("id")}", new { data = new { postal_code = $"{i}" } })).Expect(HttpStatusCode.OK);
        }));

        var told = await hook.Receiver.WaitForAsync(Entries * (Updates + 1));
        foreach (var entry in told.GroupBy(r => r.Json.GetProperty("entry").Number("id")))
            Assert.Equal(Enumerable.Range(0, Updates + 1).Select(i => $"{i}"), entry.Select(r => r.Json.GetProperty("entry").Text("postal_code")));
    }

    [Fact]
    public async Task A_receiver_that_hangs_delays_no_other_webhook()
    {
        var site = await sites.OnAsync();
        await using var hanging = await site.HookAsync(new { concurrency = 1 }, (_, _) => new Answer { Delay = Timeout.InfiniteTimeSpan });
        await using var quick = await site.HookAsync();

        for (var i = 0; i < 10; i++) await site.Api.CreateAsync("addresses", Given.Address($"City {i}"));

        await quick.Receiver.WaitForAsync(10);
        Assert.Single(hanging.Receiver.Requests);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(8)]
    public async Task Nine_receivers_that_hang_or_fail_keep_nothing_from_a_tenth_even_when_they_use_up_what_the_process_may_send_at_once(int maxInFlight)
    {
        const int Entries = 40;
        await using var site = await Site.StartAsync(variables: ("Webhooks__MaxInFlight", $"{maxInFlight}"));
        var bad = new List<Hook>();
        try
        {
            for (var i = 0; i < 9; i++)
                bad.Add(await site.HookAsync(new { timeout_ms = 30_000 }, (i % 3) switch { 0 => (_, _) => new Answer(500), 1 => (_, _) => Answer.Drop, _ => (_, _) => new Answer { Delay = Timeout.InfiniteTimeSpan } }));
            for (var i = 0; i < 10; i++) await site.Api.CreateAsync("addresses", Given.Address($"Early {i}"));
            foreach (var hook in bad) await hook.Receiver.WaitForAsync(1);
            await using var healthy = await site.HookAsync();

            for (var i = 0; i < Entries; i++) await site.Api.CreateAsync("addresses", Given.Address($"City {i}"));

            var told = await healthy.Receiver.WaitForAsync(Entries);
            Assert.Equal(Entries, told.Select(r => r.Header("webhook-id")).Distinct().Count());
            await Eventually.TrueAsync(async () => (await healthy.DeliveriesAsync("?status=pending")).Count == 0);
            // All that while the others hung.
            foreach (var hook in bad.Where((_, i) => i % 3 == 2)) Assert.All(await hook.DeliveriesAsync(), d => Assert.Equal(0, d.Number("attempts")));
        }
        finally
        {
            foreach (var hook in bad) await hook.DisposeAsync();
        }
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_the_webhook_wants()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { concurrency = 2 }, (_, _) => new Answer { Delay = TimeSpan.FromSeconds(1) });

        for (var i = 0; i < 4; i++) await site.Api.CreateAsync("addresses", Given.Address($"City {i}"));

        var told = await hook.Receiver.WaitForAsync(4);
        Assert.InRange((told[2].At - told[0].At).TotalSeconds, 0.9, 10);
    }
}
