using ContentHub.Access;
using ContentHub.Events;
using ContentHub.Testing;

namespace ContentHub.Tests.Events;

/// <summary>The log as a feed, custom events, and handlers in the host.</summary>
public sealed class EventFeedTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_feed_goes_on_where_its_reader_left_and_finds_what_he_wants(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var page = await product.EntryAsync("pages", """{"title":"a"}""");
        await product.EntryAsync("pages", """{"title":"b"}""");
        await product.ChangeAsync("pages", page, """{"title":"c"}""");
        await product.FileAsync();
        var feed = product.Get<EventFeed>();

        var all = await ReadAsync(feed, new EventQuery(default));
        Assert.Equal(["entry.create", "entry.create", "entry.update", "media.create"], all.Select(e => e.Name));
        Assert.Equal(["entry.update", "media.create"], (await ReadAsync(feed, new EventQuery(all[1].Id))).Select(e => e.Name));
        Assert.Equal(["entry.create", "entry.update"], (await ReadAsync(feed, new EventQuery(default, Entry: page.Entry.Id.Value))).Select(e => e.Name));
        Assert.Equal(["media.create"], (await ReadAsync(feed, new EventQuery(default, Name: "media.*"))).Select(e => e.Name));
        Assert.Equal(3, (await ReadAsync(feed, new EventQuery(default, Model: "page"))).Count);
        Assert.Equal(2, (await ReadAsync(feed, new EventQuery(default, Limit: 2))).Count);
        Assert.IsType<Problem.Forbidden>((await feed.ReadAsync(Given.Reader, new EventQuery(default), TimeSpan.Zero, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_reader_who_waits_hears_of_the_next_event_at_once_also_of_one_from_another_node(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        await using var other = product.AnotherNode();
        var feed = product.Get<EventFeed>();

        var here = feed.ReadAsync(Given.Owner, new EventQuery(default), TimeSpan.FromSeconds(30), default);
        await product.EntryAsync("pages", """{"title":"a"}""");
        var first = (await here.WaitAsync(TimeSpan.FromSeconds(20))).Value.Single();

        var there = feed.ReadAsync(Given.Owner, new EventQuery(first.Id), TimeSpan.FromSeconds(30), default);
        await other.EntryAsync("pages", """{"title":"b"}""");
        Assert.Single((await there.WaitAsync(TimeSpan.FromSeconds(20))).Value);
        Assert.Empty((await feed.ReadAsync(Given.Owner, new EventQuery(new Id<Event>(999_999)), TimeSpan.FromMilliseconds(30), default)).Value);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_application_raises_events_of_its_own_and_webhooks_get_them(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Events = ["LIKED_PHOTO"] });
        var events = product.Get<CustomEvents>();

        Assert.Null((await events.RaiseAsync(Given.Owner, "LIKED_PHOTO", Given.Json("""{"photo":7}"""), default)).Problem);
        Assert.Null((await events.RaiseAsync(Given.Owner, "other.thing", Given.Json("[1]"), default)).Problem);

        Assert.Equal("""{"photo":7}""", Given.Json(System.Text.Encoding.UTF8.GetString((await product.EventsAsync())[0].Body)).GetProperty("data").GetRawText());
        Assert.Single(await product.DeliveriesAsync(webhook));
        foreach (var bad in (string[])["entry.create", "media.x", "webhook.test", "changeset.commit", "Hook.x", "1st", "a b", "", new string('a', 65)])
            Assert.IsType<Problem.Invalid>((await events.RaiseAsync(Given.Owner, bad, Given.Json("{}"), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await events.RaiseAsync(Given.Reader, "LIKED_PHOTO", Given.Json("{}"), default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await events.RaiseAsync(Actor.Anonymous, "LIKED_PHOTO", Given.Json("{}"), default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_handler_gets_every_event_in_order_again_after_a_fault_and_knows_the_first_publish(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var handler = new Recorder { FailOnce = "entry.publish" };
        var lanes = new HandlerLanes([handler], product.Database, product.Get<EventBell>(), product.Engine, product.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<HandlerLanes>.Instance);
        var lane = new ContentHub.Jobs.Lane("handler-recorder");
        await product.EntryAsync("pages", """{"title":"before"}""");
        await lanes.DrainAsync(lane, default);   // begins after what was

        var article = await product.EntryAsync("articles", """{"title":"a"}""");
        await product.ChangeAsync("articles", article, """{"title":"b"}""");
        await lanes.DrainAsync(lane, default);
        Assert.Equal(["entry.create"], handler.Seen);
        Assert.Contains(product.Engine.Later, wish => wish.Lane == lane);

        await lanes.DrainAsync(lane, default);
        Assert.Equal(["entry.create", "entry.publish first", "entry.update", "entry.publish"], handler.Seen);
    }

    private sealed class Recorder : IEventHandler
    {
        public List<string> Seen { get; } = [];

        public string? FailOnce { get; set; }

        public string Name => "recorder";

        public Task HandleAsync(EventNotice notice, CancellationToken ct)
        {
            if (FailOnce == notice.Event.Name)
            {
                FailOnce = null;
                throw new InvalidOperationException("not now");
            }

            Seen.Add(notice.Event.Name + (notice.FirstPublish ? " first" : ""));
            return Task.CompletedTask;
        }
    }

    private static async Task<IReadOnlyList<Event>> ReadAsync(EventFeed feed, EventQuery query) => (await feed.ReadAsync(Given.Owner, query, TimeSpan.Zero, default)).Value;

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        await product.TypeAsync("""{"name":"article","draft_and_publish":true,"attributes":{"title":{"type":"string"}}}""");
        return product;
    }
}
