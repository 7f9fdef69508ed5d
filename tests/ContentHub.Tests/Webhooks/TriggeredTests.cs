using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class TriggeredTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Each_version_tells_what_came_of_it_at_each_webhook(DatabaseKind kind)
    {
        await using var good = await Receiver.StartNewAsync();
        await using var bad = await Receiver.StartNewAsync((_, _) => new Answer(503, "closed"));
        await using var product = await StartAsync(kind);
        var arrives = await product.WebhookAsync(good.Address, form => form with { Name = "Search index" });
        var fails = await product.WebhookAsync(bad.Address, form => form with { Name = "Shop" });
        await product.WebhookAsync(good.Address, form => form with { Name = "Files only", Events = ["media.*"] });
        await product.WebhookAsync(good.Address, form => form with { Name = "Other types", Models = ["address"] });
        await product.WebhookAsync(good.Address, form => form with { Name = "Paris only", Filter = "filters[entry][title][$eq]=Paris" });
        var page = await product.EntryAsync("pages", """{"title":"One"}""");
        product.Clock.Advance(TimeSpan.FromMilliseconds(40));
        await product.DrainAsync(arrives);
        await product.DrainAsync(fails);
        await product.ChangeAsync("pages", page, """{"title":"Two"}""");

        var triggered = await OfAsync(product, page);

        Assert.Equal([("entry.update", 2), ("entry.create", 1)], triggered.Select(t => (t.Name, t.Version!.Value)));
        Assert.Equal(["Search index: Queued", "Shop: Held An earlier change goes first.", "Files only: FilteredOut It does not ask for entry.update.", "Other types: FilteredOut It does not ask for the type page.", "Paris only: FilteredOut Its filter does not fit."], triggered[0].Webhooks.Select(Said));
        Assert.Equal(["Search index: Delivered", "Shop: Failing"], triggered[1].Webhooks.Take(2).Select(Said));
        var delivered = triggered[1].Webhooks[0];
        Assert.Equal((1, TimeSpan.FromMilliseconds(40), 200, null), (delivered.Attempts, delivered.Took!.Value, delivered.StatusCode, delivered.Error));
        Assert.NotNull(delivered.Request);
        var failing = triggered[1].Webhooks[1];
        Assert.Equal((1, 503, "http_status", true), (failing.Attempts, failing.StatusCode, failing.Error, failing.NextAttemptAt > product.Clock.Now));
        Assert.Equal("user:1", triggered[0].Actor);
        Assert.True(triggered[0].IsOpen && triggered[1].IsOpen);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_queued_for_a_webhook_that_is_off_is_held_and_says_so(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        var page = await product.EntryAsync("pages", "{}");
        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, false, default);
        product.Clock.Advance(Minute);
        await product.ChangeAsync("pages", page, """{"title":"While it is off"}""");

        var triggered = await OfAsync(product, page);

        Assert.Equal("127.0.0.1: FilteredOut The webhook was switched off.", Said(triggered[0].Webhooks[0]));
        Assert.Equal(DeliveryVerdict.Held, triggered[1].Webhooks[0].Verdict);
        Assert.Contains("switched off", triggered[1].Webhooks[0].Why, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_waits_because_the_receiver_is_in_trouble_says_until_when(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(500));
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 1, Schedule = [3600] });
        for (var i = 0; i < 10; i++) await product.EntryAsync("pages", "{}");
        var page = await product.EntryAsync("pages", "{}");
        await product.DrainAsync(webhook);

        var held = (await OfAsync(product, page))[0].Webhooks[0];

        Assert.Equal((DeliveryVerdict.Held, "The webhook is paused for a while, to spare its receiver."), (held.Verdict, held.Why));
        Assert.True(held.NextAttemptAt > product.Clock.Now);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_webhook_made_later_or_changed_since_says_so_instead_of_guessing(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var page = await product.EntryAsync("pages", "{}");
        product.Clock.Advance(Minute);
        var webhook = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Events = ["entry.update"] });
        Assert.Equal("The webhook was made later.", (await OfAsync(product, page))[0].Webhooks[0].Why);

        product.Clock.Advance(Minute);
        await product.EntryAsync("pages", "{}");   // entry.create: not wanted
        var second = (await product.EventsAsync())[^1];
        product.Clock.Advance(Minute);
        await product.Webhooks.UpdateAsync(Given.Owner, webhook.Id, new WebhookForm { Url = "http://127.0.0.1:9/", Events = ["*"] }, default);

        var of = (await product.Get<Triggered>().OfEventAsync(Given.Owner, second.Id, default)).Value;
        Assert.Equal("No delivery was made: the webhook was off then, or wanted other events.", of.Webhooks[0].Why);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_was_removed_by_age_is_not_called_filtered_out(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address);
        var page = await product.EntryAsync("pages", "{}");
        await product.DrainAsync(webhook);
        product.Clock.Advance(TimeSpan.FromDays(31));
        await product.Get<DeliveryStore>().ExpireAsync(default);

        Assert.Equal("127.0.0.1: NotKept Deliveries are kept for 30 days.", Said((await OfAsync(product, page))[0].Webhooks[0]));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_deletion_is_told_of_while_the_entry_lies_in_the_trash(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        var page = await product.EntryAsync("pages", "{}");
        await product.TryRemoveAsync("pages", page);

        Assert.Equal(["entry.delete", "entry.create"], (await OfAsync(product, page)).Select(t => t.Name));
        Assert.IsType<Problem.NotFound>((await product.Get<Triggered>().OfEntryAsync(Given.Owner, "pages", "9999", Paging.First, default)).Problem);
    }

    [Fact]
    public async Task Who_may_not_manage_webhooks_sees_verdicts_and_no_delivery_and_a_reader_nothing()
    {
        await using var product = await StartAsync(DatabaseKind.Sqlite);
        await product.WebhookAsync(new Uri("http://127.0.0.1:9/hook?key=secret"), form => form with { Name = "Shop" });
        var page = await product.EntryAsync("pages", "{}");
        var editor = new Actor(ActorKind.User, 2, "editor@example.com", Rights.Everywhere([.. Permissions.OfEntries]));

        var seen = (await product.Get<Triggered>().OfEntryAsync(editor, "pages", page.Entry.DocumentId, Paging.First, default)).Value.Items[0];

        Assert.Equal(("Shop", DeliveryVerdict.Queued, null), (seen.Webhooks[0].Name, seen.Webhooks[0].Verdict, seen.Webhooks[0].Delivery));
        Assert.DoesNotContain("127.0.0.1", seen.ToString() + string.Join(' ', seen.Webhooks), StringComparison.Ordinal);
        Assert.IsType<Problem.Forbidden>((await product.Get<Triggered>().OfEntryAsync(Given.Reader, "pages", page.Entry.DocumentId, Paging.First, default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await product.Get<Triggered>().OfEntryAsync(Actor.Anonymous, "pages", page.Entry.DocumentId, Paging.First, default)).Problem);
        Assert.IsType<Problem.Forbidden>((await product.Get<Triggered>().OfEventAsync(editor, seen.Id, default)).Problem);
    }

    [Fact]
    public async Task Who_follows_an_entry_hears_of_its_changes_and_deliveries_and_of_no_others()
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(DatabaseKind.Sqlite);
        var webhook = await product.WebhookAsync(receiver.Address);
        var (page, other) = (await product.EntryAsync("pages", "{}"), await product.EntryAsync("pages", "{}"));
        var heard = 0;
        var watch = product.Get<DeliveryNews>().Follow($"entry:{page.Entry.Id}", () => Interlocked.Increment(ref heard));

        await product.ChangeAsync("pages", other, """{"title":"Not of interest"}""");
        Assert.Equal(0, heard);
        await product.ChangeAsync("pages", page, """{"title":"Two"}""");
        Assert.Equal(1, heard);
        await product.DrainAsync(webhook);
        Assert.Equal(3, heard);   // two deliveries
        await product.Deliveries.RedeliverAsync(Given.Owner, (await product.DeliveriesAsync(webhook))[0].Id, default);
        Assert.Equal(4, heard);

        watch.Dispose();
        await product.ChangeAsync("pages", page, """{"title":"Three"}""");
        Assert.Equal(4, heard);
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        return product;
    }

    private static async Task<IReadOnlyList<TriggeredEvent>> OfAsync(ProductHarness product, EntryView entry) =>
        (await product.Get<Triggered>().OfEntryAsync(Given.Owner, "pages", entry.Entry.DocumentId, Paging.First, default)).Value.Items;

    private static string Said(TriggeredWebhook webhook) => $"{webhook.Name}: {webhook.Verdict} {webhook.Why}".TrimEnd();
}
