using ContentHub.Entries;
using ContentHub.Jobs;
using ContentHub.Testing;

namespace ContentHub.Tests.Entries;

/// <summary>Publications that wait for their time.</summary>
public sealed class EntrySchedulerTests
{
    private static readonly Lane Lane = new("entries-schedule");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_draft_goes_out_and_is_taken_back_at_its_time_and_not_before(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var draft = await DraftAsync(product, """{"title":"One"}""");
        var scheduler = product.Get<EntryScheduler>();
        var (soon, later) = (product.Clock.Now + TimeSpan.FromHours(1), product.Clock.Now + TimeSpan.FromHours(2));
        await scheduler.AddAsync(Given.Owner, "articles", draft.Entry.DocumentId, ScheduledAction.Publish, soon, default);
        await scheduler.AddAsync(Given.Owner, "articles", draft.Entry.DocumentId, ScheduledAction.Unpublish, later, default);

        Assert.Contains((Lane, soon), product.Engine.Later);
        await product.Drain.DrainAsync(Lane, default);
        Assert.Null(await PublishedAsync(product, draft));

        product.Clock.Advance(TimeSpan.FromMinutes(61));
        await product.Drain.DrainAsync(Lane, default);
        Assert.NotNull(await PublishedAsync(product, draft));
        Assert.Contains((Lane, later), product.Engine.Later);

        product.Clock.Advance(TimeSpan.FromMinutes(61));
        await product.Drain.DrainAsync(Lane, default);
        Assert.Null(await PublishedAsync(product, draft));
        Assert.Equal(["entry.create", "entry.publish", "entry.unpublish"], (await product.EventsAsync()).Select(e => e.Name));
        Assert.All((await scheduler.ListAsync(Given.Owner, "articles", draft.Entry.DocumentId, default)).Value, s => Assert.True(s is { DoneAt: not null, Fault: null }));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_was_missed_while_no_server_ran_is_done_by_the_sweep_at_the_start(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var draft = await DraftAsync(product, """{"title":"One"}""");
        await product.Get<EntryScheduler>().AddAsync(Given.Owner, "articles", draft.Entry.DocumentId, ScheduledAction.Publish, product.Clock.Now + TimeSpan.FromHours(1), default);
        product.Clock.Advance(TimeSpan.FromDays(3));

        await product.Drain.SweepAsync(default);

        Assert.Contains(Lane, product.Engine.Now);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_cannot_be_done_says_why_and_holds_up_nothing_else(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var (bad, good) = (await DraftAsync(product, "{}"), await DraftAsync(product, """{"title":"One"}"""));
        var scheduler = product.Get<EntryScheduler>();
        var at = product.Clock.Now + TimeSpan.FromHours(1);
        await scheduler.AddAsync(Given.Owner, "articles", bad.Entry.DocumentId, ScheduledAction.Publish, at, default);
        await scheduler.AddAsync(Given.Owner, "articles", good.Entry.DocumentId, ScheduledAction.Publish, at, default);
        product.Clock.Advance(TimeSpan.FromHours(2));

        await product.Drain.DrainAsync(Lane, default);

        Assert.Equal("title is required", (await scheduler.ListAsync(Given.Owner, "articles", bad.Entry.DocumentId, default)).Value.Single().Fault);
        Assert.Null(await PublishedAsync(product, bad));
        Assert.NotNull(await PublishedAsync(product, good));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_wish_can_be_taken_back_and_the_past_is_refused(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var draft = await DraftAsync(product, """{"title":"One"}""");
        var scheduler = product.Get<EntryScheduler>();

        Assert.Equal(["at: at must be in the future"], Given.Faults(await scheduler.AddAsync(Given.Owner, "articles", draft.Entry.DocumentId, ScheduledAction.Publish, product.Clock.Now, default)));
        var wish = (await scheduler.AddAsync(Given.Owner, "articles", draft.Entry.DocumentId, ScheduledAction.Publish, product.Clock.Now + TimeSpan.FromHours(1), default)).Value;
        Assert.Null((await scheduler.CancelAsync(Given.Owner, "articles", draft.Entry.DocumentId, wish.Id, default)).Problem);
        product.Clock.Advance(TimeSpan.FromHours(2));
        await product.Drain.DrainAsync(Lane, default);
        Assert.Null(await PublishedAsync(product, draft));
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"article","draft_and_publish":true,"attributes":{"title":{"type":"string","required":true}}}""");
        return product;
    }

    private static async Task<EntryView> DraftAsync(ProductHarness product, string json) =>
        (await product.Entries.CreateAsync(Given.Owner, "articles", new EntrySave(Given.Json(json)) { AsDraft = true }, default)).Value;

    private static async Task<EntryView?> PublishedAsync(ProductHarness product, EntryView entry) =>
        (await product.Finder.GetAsync(Given.Owner, "articles", entry.Entry.DocumentId, EntryQuery.Plain, default)).Ok(out var view, out _) ? view : null;
}
