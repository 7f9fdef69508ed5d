using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Webhooks;

/// <summary>What a lane does while its receiver is in trouble.</summary>
public sealed class LaneHealthTests
{
    private static readonly (string, string)[] Quick = [("Webhooks:BreakerPause", "00:00:30"), ("Webhooks:LongestBreakerPause", "00:02:00")];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_receiver_in_trouble_is_left_alone_then_asked_by_one_request_and_gets_the_rest_once_it_is_back(DatabaseKind kind)
    {
        var isBack = false;
        await using var receiver = await Receiver.StartNewAsync((_, _) => isBack ? Answer.Ok : new Answer(500));
        await using var product = await ProductHarness.StartAsync(kind, Quick);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 1, Schedule = [3600] });
        for (var i = 0; i < 20; i++) await product.EntryAsync("pages", "{}");

        await product.DrainAsync(webhook);
        Assert.Equal(10, receiver.Requests.Count);
        await product.DrainAsync(webhook);
        Assert.Equal(10, receiver.Requests.Count);
        Assert.Equal(product.Clock.Now.AddSeconds(30), (await HealthAsync(product, webhook))!.PausedUntil);

        product.Clock.Advance(TimeSpan.FromSeconds(31));
        await product.DrainAsync(webhook);
        Assert.Equal(11, receiver.Requests.Count);
        Assert.Equal(product.Clock.Now.AddSeconds(60), (await HealthAsync(product, webhook))!.PausedUntil);

        isBack = true;
        product.Clock.Advance(TimeSpan.FromSeconds(61));
        await product.DrainAsync(webhook);
        Assert.Equal(20, receiver.Requests.Count);
        Assert.Null(await HealthAsync(product, webhook));
        Assert.Equal([WebhookHealth.Failing, WebhookHealth.Recovered], await ToldAsync(product));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Refusals_of_single_events_hold_nothing_back(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(422));
        await using var product = await ProductHarness.StartAsync(kind, Quick);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Schedule = [3600] });
        for (var i = 0; i < 20; i++) await product.EntryAsync("pages", "{}");

        await product.DrainAsync(webhook);

        Assert.Equal(20, receiver.Requests.Count);
        Assert.Null((await HealthAsync(product, webhook))!.PausedUntil);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_receiver_that_asks_to_wait_is_sent_nothing_until_then(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((request, _) => request.Number == 1 ? new Answer(429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "120" } } : Answer.Ok);
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 1 });
        for (var i = 0; i < 3; i++) await product.EntryAsync("pages", "{}");

        await product.DrainAsync(webhook);
        product.Clock.Advance(TimeSpan.FromSeconds(110));
        await product.DrainAsync(webhook);
        Assert.Single(receiver.Requests);

        product.Clock.Advance(TimeSpan.FromSeconds(40));
        await product.DrainAsync(webhook);
        Assert.Equal(4, receiver.Requests.Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_pause_ends_when_somebody_redelivers_by_hand(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(500));
        await using var product = await ProductHarness.StartAsync(kind, Quick);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 1, Schedule = [3600] });
        for (var i = 0; i < 12; i++) await product.EntryAsync("pages", "{}");
        await product.DrainAsync(webhook);

        await product.Deliveries.RedeliverAsync(Given.Owner, (await product.DeliveriesAsync(webhook))[0].Id, default);
        await product.DrainAsync(webhook);

        Assert.Equal(11, receiver.Requests.Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Nothing_but_failures_for_five_days_switches_a_webhook_off_and_says_so(DatabaseKind kind)
    {
        await using var alarms = await Receiver.StartNewAsync();
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(404));
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var watching = await product.WebhookAsync(alarms.Address, form => form with { Events = ["webhook.*"] });
        var everything = await product.WebhookAsync(receiver.Address, form => form with { Events = ["*"], Schedule = [.. Enumerable.Repeat(12 * 3600, 12)] });
        await product.EntryAsync("pages", "{}");

        for (var i = 0; i < 12; i++)
        {
            await product.DrainAsync(everything);
            product.Clock.Advance(TimeSpan.FromHours(15));
        }

        var view = (await product.Webhooks.GetAsync(Given.Owner, everything.Id, default)).Value;
        Assert.False(view.Webhook.Enabled);
        Assert.StartsWith("Nothing but failures since ", view.Webhook.DisabledReason, StringComparison.Ordinal);
        Assert.Equal([WebhookHealth.Failing, WebhookHealth.Disabled], await ToldAsync(product));
        await product.DrainAsync(watching);
        Assert.Equal([WebhookHealth.Failing, WebhookHealth.Disabled], alarms.Requests.Select(r => r.Json.GetProperty("event").GetString()));
        Assert.Equal(everything.Id.Value, alarms.Requests[1].Json.GetProperty("data").GetProperty("webhook").GetProperty("id").GetInt64());

        await product.Webhooks.SetEnabledAsync(Given.Owner, everything.Id, true, default);
        Assert.Null(await HealthAsync(product, everything));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_change_of_the_webhook_ends_a_pause_and_switching_it_on_by_a_change_ends_the_run_of_failures(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(500));
        await using var product = await ProductHarness.StartAsync(kind, Quick);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 1, Schedule = [3600] });
        for (var i = 0; i < 12; i++) await product.EntryAsync("pages", "{}");
        await product.DrainAsync(webhook);
        Assert.NotNull((await HealthAsync(product, webhook))!.PausedUntil);

        await product.ChangeWebhookAsync(webhook, form => form with { Name = "Mended" });
        Assert.Null((await HealthAsync(product, webhook))!.PausedUntil);

        await product.ChangeWebhookAsync(webhook, form => form with { Enabled = false });
        Assert.NotNull(await HealthAsync(product, webhook));
        await product.ChangeWebhookAsync(webhook, form => form with { Enabled = true });
        Assert.Null(await HealthAsync(product, webhook));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_a_webhook_that_is_on_nothing_that_waits_is_forgotten(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        await product.EntryAsync("pages", "{}");

        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, true, default, Held.Discard);

        Assert.Single(await product.DeliveriesAsync(webhook));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_limit_per_minute_spreads_requests_over_the_minute(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { RatePerMinute = 120 });
        for (var i = 0; i < 10; i++) await product.EntryAsync("pages", "{}");

        var draining = product.DrainAsync(webhook);
        await Eventually.TrueAsync(() => receiver.Requests.Count == 3);   // the first at once, and a second's worth
        for (var more = 4; more <= 10; more++)
        {
            product.Clock.Advance(TimeSpan.FromMilliseconds(501));
            await Eventually.TrueAsync(() => receiver.Requests.Count == more);
        }

        await draining;
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_a_template_made_is_sent_again_byte_for_byte_whatever_became_of_the_template(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((request, _) => request.Number == 1 ? new Answer(500) : Answer.Ok);
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Template = """{"text":"{{entry.title}}"}""", Method = "PUT", Schedule = [60] });
        await product.EntryAsync("pages", """{"title":"a \"b\""}""");

        await product.DrainAsync(webhook);
        await product.ChangeWebhookAsync(webhook, form => form with { Template = """{"other":1}""" });
        product.Clock.Advance(TimeSpan.FromMinutes(2));
        await product.DrainAsync(webhook);

        Assert.All(receiver.Requests, r => Assert.Equal(("PUT", """{"text":"a \"b\""}"""), (r.Method, r.Text)));
        Assert.Equal(2, receiver.Requests.Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_template_that_makes_no_JSON_of_an_event_fails_that_delivery_and_sends_nothing(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Template = """{"text":{{entry.title}}}""" });
        await product.EntryAsync("pages", """{"title":"not JSON"}""");
        await product.EntryAsync("pages", """{"title":"7"}""");

        await product.DrainAsync(webhook);

        Assert.Equal([DeliveryStatus.Failed, DeliveryStatus.Delivered], (await product.DeliveriesAsync(webhook)).Select(d => d.Status));
        Assert.Equal("""{"text":7}""", Assert.Single(receiver.Requests).Text);
        Assert.Equal("template", (await product.Database.ReadAsync(db => db.Attempts.SingleAsync(a => a.Error != null), default)).Error);
    }

    private static Task<WebhookHealth?> HealthAsync(ProductHarness product, Webhook webhook) => product.Get<DeliveryStore>().HealthAsync(webhook.Id, default);

    private static Task<List<string>> ToldAsync(ProductHarness product) =>
        product.Database.ReadAsync(db => db.Events.Where(e => e.Name.StartsWith("webhook.")).OrderBy(e => e.Id).Select(e => e.Name).ToListAsync(), default);
}
