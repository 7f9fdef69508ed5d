using System.Text;
using System.Text.Json;
using ContentHub.Events;
using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Events;

public sealed class EventMatchingTests
{
    private static readonly Uri Target = new("http://127.0.0.1:9/");

    [Theory]
    [InlineData("entry.create", "entry.create", null, "page", true)]
    [InlineData("entry.create", "entry.update", null, "page", false)]
    [InlineData("entry.*", "entry.delete", null, "page", true)]
    [InlineData("entry.*", "media.create", null, null, false)]
    [InlineData("entry.*", "entryx.create", null, "page", false)]
    [InlineData("media.*", "media.create", null, null, true)]
    [InlineData("*", "media.delete", null, null, true)]
    [InlineData("*", "entry.update", "page", "page", true)]
    [InlineData("*", "entry.update", "other", "page", false)]
    [InlineData("*", "media.create", "page", null, true)]
    [InlineData("entry.create", "entry.create", "page", "page", true)]
    [InlineData("entry.create", "entry.create", "page", "pages", false)]
    public void A_webhook_wants_what_its_events_and_models_say(string events, string name, string? models, string? model, bool wanted)
    {
        var webhook = new Webhook();
        webhook.Change(new WebhookForm { Events = [events], Models = models is null ? [] : [models] }, new WebhookTarget("http://example.com/", [], null), "", default);

        Assert.Equal(wanted, webhook.WantsName(name) && webhook.WantsModel(model));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_change_its_event_and_its_deliveries_are_one_transaction(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(Target);

        await Assert.ThrowsAsync<InvalidOperationException>(() => product.Database.WriteAsync<Done>(
            unit =>
            {
                product.Get<EventLog>().Record(unit, "entry.create", "page", "entry:1", Given.Owner, product.Clock.Now, json => json.WriteNull("entry"));
                unit.Db.SaveChanges();
                Assert.Equal(1, unit.Db.Deliveries.Count());
                throw new InvalidOperationException("after all that");
            },
            default));
        Assert.Empty(await product.EventsAsync());
        Assert.Empty(await product.DeliveriesAsync(webhook));
        Assert.Empty(product.Engine.Now);

        await product.EntryAsync("pages", "{}");
        Assert.Single(await product.EventsAsync());
        Assert.Single(await product.DeliveriesAsync(webhook));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_webhook_that_is_off_gets_nothing_and_one_that_is_made_later_gets_nothing_of_before(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await using var other = product.AnotherNode();
        await product.TypeAsync(Given.Page);
        var off = await product.WebhookAsync(Target, form => form with { Enabled = false });
        var on = await product.WebhookAsync(Target);

        var page = await other.EntryAsync("pages", "{}");
        var late = await product.WebhookAsync(Target);
        await product.Webhooks.SetEnabledAsync(Given.Owner, on.Id, on: false, default);
        await other.ChangeAsync("pages", page, """{"title":"x"}""");

        Assert.Empty(await product.DeliveriesAsync(off));
        Assert.Single(await product.DeliveriesAsync(on));
        Assert.Single(await product.DeliveriesAsync(late));
    }

    [Theory, OnPostgreSql]
    public async Task A_webhook_deleted_at_the_very_moment_of_a_change_does_not_cost_the_change(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await using var other = product.AnotherNode();
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(Target);
        await product.EntryAsync("pages", "{}");
        using var deleted = new ManualResetEventSlim();
        using var commit = new ManualResetEventSlim();

        // Deleted, and not yet committed, while another node queues a delivery for it.
        var deleting = other.Database.WriteAsync<Done>(
            unit =>
            {
                unit.Db.Webhooks.Where(w => w.Id == webhook.Id).ExecuteDelete();
                other.Get<WebhookDirectory>().Touch(unit);
                deleted.Set();
                commit.Wait(TimeSpan.FromSeconds(30));
                return new Done();
            },
            default);
        Assert.True(deleted.Wait(TimeSpan.FromSeconds(15)), "it was not deleted");
        var creating = product.TryEntryAsync("pages", "{}");
        await Eventually.TrueAsync(() => Task.FromResult(product.Database.Read(db => db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR NOT granted AND transactionid IS NOT NULL").Single() > 0)));
        commit.Set();

        Assert.Null((await deleting).Problem);
        Assert.Null((await creating).Problem);
        Assert.Equal(2, (await product.EventsAsync()).Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_body_is_written_once_and_what_happens_later_does_not_change_it(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var page = await product.EntryAsync("pages", """{"title":"Zażółć <b>"}""");
        var before = (await product.EventsAsync())[0].Body;

        product.Clock.Advance(TimeSpan.FromDays(1));
        await product.ChangeAsync("pages", page, """{"title":"other"}""");
        await product.TryRemoveAsync("pages", page);

        var events = await product.EventsAsync();
        Assert.Equal(before, events[0].Body);
        Assert.Equal(["entry.create", "entry.update", "entry.delete"], events.Select(e => e.Name));
        Assert.Equal(
            $$$"""{"event":"entry.create","created_at":"2030-01-10T08:47:36.649Z","model":"page","entry":{"id":{{{page.Entry.Id}}},"document_id":"{{{page.Entry.DocumentId}}}","title":"Zażółć <b>","created_at":"2030-01-10T08:47:36.649Z","updated_at":"2030-01-10T08:47:36.649Z"}}""",
            Encoding.UTF8.GetString(before));
        Assert.Equal("other", Body(events[2]).GetProperty("entry").GetProperty("title").GetString());
        Assert.Equal(["title"], Body(events[1]).GetProperty("changed").EnumerateArray().Select(c => c.GetString()));
        Assert.All(events, e => Assert.Equal(("page", $"entry:{page.Entry.Id}", "user:1"), (e.Model, e.Subject, e.Actor)));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Above_the_limit_a_thin_body_with_the_way_to_the_rest_is_sent_and_the_whole_is_kept(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await ProductHarness.StartAsync(kind, ("Events:MaxBodyBytes", "2048"));
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(receiver.Address);

        var page = await product.EntryAsync("pages", $$"""{"title":"{{new string('x', 3000)}}"}""");
        await product.EntryAsync("pages", """{"title":"small"}""");
        await product.DrainAsync(webhook);

        var (big, small) = ((await product.EventsAsync())[0], (await product.EventsAsync())[1]);
        Assert.Null(small.ThinBody);
        Assert.InRange(big.Body.Length, 3000, 4000);
        var sent = receiver.Requests.Single(r => r.Text.Contains("truncated", StringComparison.Ordinal));
        Assert.Equal(
            $$$"""{"event":"entry.create","created_at":"2030-01-10T08:47:36.649Z","model":"page","entry":{"id":{{{page.Entry.Id}}},"document_id":"{{{page.Entry.DocumentId}}}"},"truncated":true,"href":"/api/pages/{{{page.Entry.DocumentId}}}"}""",
            sent.Text);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_file_sent_with_an_entry_is_told_of_before_the_entry(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"image":{"type":"media"}}}""");
        var staged = await product.StageAsync(Given.Png, "a.png");

        var page = (await product.Entries.CreateAsync(Given.Owner, "pages", new ContentHub.Entries.EntrySave(Given.Json("{}")) { Files = new Dictionary<string, IReadOnlyList<ContentHub.Media.StagedFile>> { ["image"] = [staged] }, Answer = ContentHub.Entries.EntryQuery.Everything }, default)).Value;
        await product.Media.DeleteAsync(Given.Owner, page.Files((ContentHub.ContentTypes.MediaAttribute)page.Type.Find("image")!)[0].Asset.Id, default);

        var events = await product.EventsAsync();
        Assert.Equal(["media.create", "entry.create", "media.delete"], events.Select(e => e.Name));
        Assert.Equal("a.png", Body(events[1]).GetProperty("entry").GetProperty("image").GetProperty("name").GetString());
        Assert.Equal($$"""[{"model":"page","id":{{page.Entry.Id}},"field":"image"}]""", Body(events[2]).GetProperty("media").GetProperty("related").GetRawText());
    }

    private static JsonElement Body(Event happened) => JsonElement.Parse(happened.Body);
}
