using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Webhooks;

/// <summary>Events that many webhooks want: their deliveries are written after the commit.</summary>
public sealed class FanOutTests
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_few_the_deliveries_are_written_with_the_change_of_many_soon_after_it(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, above: 2);
        var two = await ManyAsync(product, 2);
        await product.EntryAsync("pages", "{}");
        Assert.Equal((2, 0), await CountAsync(product));

        var three = (Webhook[])[.. two, await product.WebhookAsync(Nowhere)];
        await product.EntryAsync("pages", "{}");
        Assert.Equal((2, 1), await CountAsync(product));

        Assert.False((await product.Get<FanOutRunner>().RoundAsync(default)).IsMore);
        Assert.Equal((5, 0), await CountAsync(product));
        foreach (var (webhook, count) in three.Zip((int[])[2, 2, 1])) Assert.Equal(count, (await product.DeliveriesAsync(webhook)).Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_hundred_webhooks_and_more_get_one_delivery_each_of_every_event_in_order_however_many_rounds_it_takes(DatabaseKind kind)
    {
        const int Many = 117;   // inserts of all sizes
        await using var product = await StartAsync(kind, above: 16);
        await ManyAsync(product, Many);
        var page = await product.EntryAsync("pages", """{"title":"0"}""");
        for (var i = 1; i < 40; i++) await product.ChangeAsync("pages", page, $$"""{"title":"{{i}}"}""");
        var rounds = 1;
        while ((await product.Get<FanOutRunner>().RoundAsync(default)).IsMore) rounds++;

        Assert.InRange(rounds, 2, 10);
        Assert.Equal((40 * Many, 0), await CountAsync(product));
        var log = (await product.EventsAsync()).ConvertAll(e => e.Id);
        var deliveries = await product.Database.ReadAsync(db => db.Deliveries.OrderBy(d => d.Id).ToListAsync(), default);
        Assert.All(deliveries.GroupBy(d => d.WebhookId, d => d.EventId), ofOne => Assert.Equal(log, ofOne));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task It_goes_to_those_that_wanted_it_when_it_happened_whatever_they_want_since(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, above: 0);
        var (off, other, gone) = (await product.WebhookAsync(Nowhere), await product.WebhookAsync(Nowhere), await product.WebhookAsync(Nowhere));
        await product.EntryAsync("pages", "{}");
        await product.Webhooks.SetEnabledAsync(Given.Owner, off.Id, false, default);
        await product.ChangeWebhookAsync(other, form => form with { Events = ["media.create"] });
        await product.Webhooks.DeleteAsync(Given.Owner, [gone.Id], default);
        var late = await product.WebhookAsync(Nowhere);

        await product.Drain.SweepAsync(default);

        Assert.Single(await product.DeliveriesAsync(off));
        Assert.Single(await product.DeliveriesAsync(other));
        Assert.Empty(await product.DeliveriesAsync(late));
        Assert.Equal((2, 0), await CountAsync(product));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_later_state_wanted_by_few_does_not_overtake_an_earlier_one_wanted_by_many(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind, above: 2);
        var webhook = await product.WebhookAsync(receiver.Address);
        await ManyAsync(product, 2, form => form with { Events = ["entry.create"] });
        var page = await product.EntryAsync("pages", """{"title":"first"}""");
        await product.ChangeAsync("pages", page, """{"title":"second"}""");

        await product.DrainAsync(webhook);
        Assert.Empty(receiver.Requests);
        await product.Get<FanOutRunner>().RoundAsync(default);
        await product.DrainAsync(webhook);

        Assert.Equal(["first", "second"], receiver.Requests.Select(r => r.Json.GetProperty("entry").GetProperty("title").GetString()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_still_to_be_written_is_shown_as_queued_and_not_queued_a_second_time_by_a_replay(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, above: 0);
        var webhook = await product.WebhookAsync(Nowhere);
        var page = await product.EntryAsync("pages", "{}");

        var triggered = (await product.Get<Triggered>().OfEntryAsync(Given.Owner, "pages", page.Entry.DocumentId, new Paging(1, 10), default)).Value.Items[0];
        Assert.Equal((DeliveryVerdict.Queued, true), (Assert.Single(triggered.Webhooks).Verdict, triggered.IsOpen));
        var replays = product.Get<ReplayService>();
        Assert.Equal("it is queued already", Assert.Single((await replays.PlanAsync(Given.Owner, webhook.Id, new ReplayForm(ReplayOnly.All), default)).Value.Skipped).Key);
        var replay = (await replays.StartAsync(Given.Owner, webhook.Id, new ReplayForm(ReplayOnly.All), default)).Value;
        await product.Drain.DrainAsync(ReplayRunner.LaneOf(replay.Id), default);
        Assert.Equal((0, 1), await CountAsync(product));

        await product.Get<FanOutRunner>().RoundAsync(default);
        Assert.Single(await product.DeliveriesAsync(webhook));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_forgets_what_was_held_forgets_what_was_still_to_be_written_too(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, above: 0);
        var (one, other) = (await product.WebhookAsync(Nowhere), await product.WebhookAsync(Nowhere, form => form with { Events = ["entry.create"] }));
        var page = await product.EntryAsync("pages", "{}");
        await product.ChangeAsync("pages", page, """{"title":"x"}""");
        await product.Webhooks.SetEnabledAsync(Given.Owner, one.Id, false, default);

        await product.Webhooks.SetEnabledAsync(Given.Owner, one.Id, true, default, Held.Discard);
        Assert.Equal((0, 1), await CountAsync(product));
        await product.Get<FanOutRunner>().RoundAsync(default);

        Assert.Empty(await product.DeliveriesAsync(one));
        Assert.Single(await product.DeliveriesAsync(other));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Nodes_that_write_at_once_lose_and_double_nothing(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, above: 0);
        await using var node = product.AnotherNode(("Webhooks:FanOutAbove", "0"));
        await ManyAsync(product, 60);
        for (var i = 0; i < 80; i++) await (i % 2 == 0 ? product : node).EntryAsync("pages", "{}");

        await Task.WhenAll(new[] { product, node, product, node }.Select(p => Task.Run(async () =>
        {
            while ((await p.Get<FanOutRunner>().RoundAsync(default)).IsMore)
            {
            }
        })));

        Assert.Equal((80 * 60, 0), await CountAsync(product));
        Assert.Equal(80 * 60, await product.Database.ReadAsync(db => db.Deliveries.Select(d => new { d.EventId, d.WebhookId }).Distinct().CountAsync(), default));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Nobody_has_to_ask_the_deliveries_are_written_and_the_lanes_woken(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind, above: 0);
        await product.WebhookAsync(receiver.Address);
        await product.StartDrainingAsync();

        await product.EntryAsync("pages", "{}");
        await receiver.WaitForAsync(1);
        await product.EntryAsync("pages", "{}");
        await receiver.WaitForAsync(2);
    }

    private static async Task<(int Deliveries, int Waiting)> CountAsync(ProductHarness product) =>
        await product.Database.ReadAsync(async db => (await db.Deliveries.CountAsync(), await db.FanOuts.CountAsync()), default);

    private static async Task<Webhook[]> ManyAsync(ProductHarness product, int count, Func<WebhookForm, WebhookForm>? with = null)
    {
        var made = new Webhook[count];
        for (var i = 0; i < count; i++) made[i] = await product.WebhookAsync(Nowhere, with);
        return made;
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind, int above)
    {
        var product = await ProductHarness.StartAsync(kind, ("Webhooks:FanOutAbove", $"{above}"));
        await product.TypeAsync(Given.Page);
        return product;
    }
}
