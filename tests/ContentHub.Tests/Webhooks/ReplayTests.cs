using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Webhooks;

public sealed class ReplayTests
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Everything_that_failed_is_sent_again_with_the_same_id_and_bytes_and_marked(DatabaseKind kind)
    {
        var isBack = false;
        await using var receiver = await Receiver.StartNewAsync((_, _) => isBack ? Answer.Ok : new Answer(404));
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Schedule = [], Concurrency = 1 });
        for (var i = 0; i < 3; i++) await product.EntryAsync("pages", $$"""{"title":"{{i}}"}""");
        await product.DrainAsync(webhook);
        isBack = true;
        await product.EntryAsync("pages", """{"title":"fine"}""");
        await product.DrainAsync(webhook);

        var replay = await RunAsync(product, webhook, new ReplayForm());
        await product.DrainAsync(webhook);

        Assert.Equal((ReplayStatus.Done, 3, 1), (replay.Status, replay.Queued, replay.Skipped));
        Assert.Equal(7, receiver.Requests.Count);
        Assert.Equal(receiver.Requests.Take(3).Select(r => (r.Header("webhook-id"), r.Text)), receiver.Requests.Skip(4).Select(r => (r.Header("webhook-id"), r.Text)));
        Assert.All(receiver.Requests.Take(4), r => Assert.Null(r.Header("X-ContentHub-Replay")));
        Assert.All(receiver.Requests.Skip(4), r => Assert.Equal("true", r.Header("X-ContentHub-Replay")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_new_webhook_is_filled_in_with_what_it_asks_for_of_the_past_in_order(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind);
        var page = await product.EntryAsync("pages", """{"title":"a1"}""");
        await product.ChangeAsync("pages", page, """{"title":"a2"}""");
        await product.ChangeAsync("pages", page, """{"title":"b"}""");
        await product.ChangeAsync("pages", page, """{"title":"a3"}""");
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Filter = "filters[entry][title][$startsWith]=a" });

        var plan = (await product.Get<ReplayService>().PlanAsync(Given.Owner, webhook.Id, new ReplayForm(ReplayOnly.Missing), default)).Value;
        Assert.Empty(receiver.Requests);
        Assert.Empty(await product.DeliveriesAsync(webhook));
        Assert.Equal((4, 3), (plan.Looked, plan.Sent));
        Assert.Equal("its filter does not fit", Assert.Single(plan.Skipped).Key);

        await RunAsync(product, webhook, new ReplayForm(ReplayOnly.Missing));
        await product.DrainAsync(webhook);
        Assert.Equal(["a1", "a2", "a3"], receiver.Requests.Select(r => r.Json.GetProperty("entry").GetProperty("title").GetString()));
        Assert.Equal(plan.Samples.Where(s => s.WhyNot is null).Reverse().Select(s => s.Body), receiver.Requests.Select(r => r.Body.ToArray()));

        var again = await RunAsync(product, webhook, new ReplayForm(ReplayOnly.Missing));
        Assert.Equal((0, 4), (again.Queued, again.Skipped));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_was_sent_is_sent_as_it_was_unless_the_present_template_is_asked_for_and_the_plan_shows_the_difference(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Template = """{"text":"{{entry.title}}"}""" });
        await product.EntryAsync("pages", """{"title":"x"}""");
        await product.DrainAsync(webhook);
        await product.ChangeWebhookAsync(webhook, form => form with { Template = """{"text":"new {{entry.title}}","more":1}""" });

        await RunAsync(product, webhook, new ReplayForm(ReplayOnly.All));
        await product.DrainAsync(webhook);
        var plan = (await product.Get<ReplayService>().PlanAsync(Given.Owner, webhook.Id, new ReplayForm(ReplayOnly.All, FreshBody: true), default)).Value;
        await RunAsync(product, webhook, new ReplayForm(ReplayOnly.All, FreshBody: true));
        await product.DrainAsync(webhook);

        Assert.Equal(["""{"text":"x"}""", """{"text":"x"}""", """{"text":"new x","more":1}"""], receiver.Requests.Select(r => r.Text));
        Assert.Equal([new JsonChange("text", "\"x\"", "\"new x\""), new JsonChange("more", null, "1")], Assert.Single(plan.Samples).Changes);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Ranges_names_and_types_narrow_what_is_sent(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        await product.TypeAsync("""{"name":"note","attributes":{"title":{"type":"string"}}}""");
        await product.EntryAsync("pages", "{}");
        product.Clock.Advance(TimeSpan.FromHours(1));
        var from = product.Clock.Now;
        var page = await product.EntryAsync("pages", "{}");
        await product.ChangeAsync("pages", page, """{"title":"b"}""");
        await product.EntryAsync("notes", "{}");
        product.Clock.Advance(TimeSpan.FromHours(1));
        var to = product.Clock.Now;
        await product.EntryAsync("pages", "{}");
        var webhook = await product.WebhookAsync(Nowhere);

        async Task<int> CountAsync(ReplayForm form) => (await product.Get<ReplayService>().PlanAsync(Given.Owner, webhook.Id, form with { Only = ReplayOnly.Missing }, default)).Value.Sent;
        Assert.Equal(5, await CountAsync(new ReplayForm()));
        Assert.Equal(4, await CountAsync(new ReplayForm(After: from)));
        Assert.Equal(3, await CountAsync(new ReplayForm(After: from, Before: to)));
        Assert.Equal(1, await CountAsync(new ReplayForm(After: from, Events: ["entry.update"])));
        Assert.Equal(1, await CountAsync(new ReplayForm(Models: ["note"])));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_replay_that_was_interrupted_goes_on_where_it_was_and_doubles_nothing(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        for (var i = 0; i < 450; i++) await product.EntryAsync("pages", "{}");
        var webhook = await product.WebhookAsync(Nowhere);
        var replay = (await product.Get<ReplayService>().StartAsync(Given.Owner, webhook.Id, new ReplayForm(ReplayOnly.Missing, PerMinute: 100), default)).Value;

        await product.Drain.DrainAsync(ReplayRunner.LaneOf(replay.Id), default);
        Assert.Single(await product.DeliveriesAsync(webhook));
        product.Clock.Advance(TimeSpan.FromMinutes(3));
        await product.Drain.DrainAsync(ReplayRunner.LaneOf(replay.Id), default);
        Assert.Equal(300, (await product.DeliveriesAsync(webhook)).Count);

        await using (var another = product.AnotherNode())
        {
            another.Clock.Advance(product.Clock.Now - another.Clock.Now + TimeSpan.FromMinutes(10));
            await another.Drain.SweepAsync(default);
            Assert.Contains(ReplayRunner.LaneOf(replay.Id), another.Engine.Now);
            await another.Drain.DrainAsync(ReplayRunner.LaneOf(replay.Id), default);
        }

        var deliveries = await product.DeliveriesAsync(webhook);
        Assert.Equal((450, 450), (deliveries.Count, deliveries.Select(d => d.EventId).Distinct().Count()));
        Assert.Equal(ReplayStatus.Done, (await product.Get<ReplayService>().GetAsync(Given.Owner, replay.Id, default)).Value.Status);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_cancelled_replay_queues_no_more(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        for (var i = 0; i < 5; i++) await product.EntryAsync("pages", "{}");
        var webhook = await product.WebhookAsync(Nowhere);
        var replay = (await product.Get<ReplayService>().StartAsync(Given.Owner, webhook.Id, new ReplayForm(ReplayOnly.Missing), default)).Value;

        Assert.Equal(ReplayStatus.Cancelled, (await product.Get<ReplayService>().CancelAsync(Given.Owner, replay.Id, default)).Value.Status);
        await product.Drain.DrainAsync(ReplayRunner.LaneOf(replay.Id), default);

        Assert.Empty(await product.DeliveriesAsync(webhook));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Switched_on_again_a_webhook_is_sent_what_was_held_and_if_asked_what_happened_meanwhile_or_nothing(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(Nowhere);
        await product.EntryAsync("pages", "{}");
        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, false, default);
        product.Clock.Advance(TimeSpan.FromMinutes(1));
        await product.EntryAsync("pages", "{}");

        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, true, default, Held.CatchUp);
        var replay = (await product.Get<ReplayService>().ListAsync(Given.Owner, webhook.Id, new Paging(1, 10), default)).Value.Items[0];
        await product.Drain.DrainAsync(ReplayRunner.LaneOf(replay.Id), default);
        Assert.Equal([false, true], (await product.DeliveriesAsync(webhook)).Select(d => d.IsReplay));

        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, false, default);
        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, true, default, Held.Discard);
        Assert.Empty(await product.DeliveriesAsync(webhook));
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        return product;
    }

    private static async Task<Replay> RunAsync(ProductHarness product, Webhook webhook, ReplayForm form)
    {
        var replay = (await product.Get<ReplayService>().StartAsync(Given.Owner, webhook.Id, form, default)).Value;
        await product.Drain.DrainAsync(ReplayRunner.LaneOf(replay.Id), default);
        return (await product.Get<ReplayService>().GetAsync(Given.Owner, replay.Id, default)).Value;
    }
}
