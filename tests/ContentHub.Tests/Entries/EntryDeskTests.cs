using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Entries;

/// <summary>What lies before somebody who comes to work.</summary>
public sealed class EntryDeskTests
{
    private static readonly Actor Author = new(ActorKind.User, 5, "author@example.com", new Rights([], new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>>
    {
        [Rights.EveryType] = new Dictionary<Permission, EntryRight>
        {
            [Permission.EntriesRead] = new(Own: true),
            [Permission.EntriesCreate] = EntryRight.Full,
            [Permission.EntriesUpdate] = new(Own: true),
            [Permission.EntriesPublish] = new(Own: true),
        },
    }));

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Each_sees_what_is_his_last_changed_first(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var hers = await SaveAsync(product, Given.Owner, """{"title":"Hers"}""", asDraft: false);
        product.Clock.Advance(TimeSpan.FromMinutes(1));
        var his = await SaveAsync(product, Author, """{"title":"His"}""", asDraft: true);
        var scheduler = product.Get<EntryScheduler>();
        foreach (var entry in new[] { hers, his }) await scheduler.AddAsync(Given.Owner, "articles", entry.Entry.DocumentId, ScheduledAction.Unpublish, product.Clock.Now.AddDays(1), default);
        var desk = product.Get<EntryDesk>();

        Assert.Equal([his.Entry.Id, hers.Entry.Id], (await desk.LatestAsync(Given.Owner, 8, default)).Value.Select(v => v.Entry.Id));
        Assert.Equal([his.Entry.Id], (await desk.LatestAsync(Author, 8, default)).Value.Select(v => v.Entry.Id));
        Assert.Equal([(his.Entry.Id, false)], (await desk.WaitingAsync(Given.Owner, 8, default)).Value.Select(w => (w.Draft.Entry.Id, w.IsPublic)));
        Assert.Equal(2, (await desk.PlannedAsync(Given.Owner, 8, default)).Value.Count);
        Assert.Equal([his.Entry.Id], (await desk.PlannedAsync(Author, 8, default)).Value.Select(p => p.Entry.Entry.Id));
        Assert.IsType<Problem.Forbidden>((await desk.PlannedAsync(Author with { Rights = Rights.ReadOnly }, 8, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_may_read_all_and_change_own_entries_sees_the_own_drafts_and_what_is_public_of_others(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var rights = new Dictionary<Permission, EntryRight>(Author.Rights.Types[Rights.EveryType]) { [Permission.EntriesRead] = EntryRight.Full };
        var reporter = Author with { Id = 6, Rights = new Rights([], new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>> { [Rights.EveryType] = rights }) };
        var open = await SaveAsync(product, Given.Owner, """{"title":"B of hers"}""", asDraft: false);
        await product.Entries.UpdateAsync(Given.Owner, "articles", open.Entry.DocumentId, new EntrySave(Given.Json("""{"title":"Secret"}""")) { AsDraft = true }, default);
        var hidden = await SaveAsync(product, Given.Owner, """{"title":"Not yet"}""", asDraft: true);
        product.Clock.Advance(TimeSpan.FromMinutes(1));
        await SaveAsync(product, reporter, """{"title":"A of mine"}""", asDraft: true);
        var mine = await SaveAsync(product, reporter, """{"title":"C of mine"}""", asDraft: false);
        product.Clock.Advance(TimeSpan.FromMinutes(1));
        await product.Entries.UpdateAsync(reporter, "articles", mine.Entry.DocumentId, new EntrySave(Given.Json("""{"title":"D of mine"}""")) { AsDraft = true }, default);
        var finder = product.Get<EntryFinder>();
        async Task<(long, string)> ListAsync(string? query, Paging paging) => (await finder.PageAsync(reporter, "articles", EntryQuery.PanelOf(query), paging, default)).Value is var page
            ? (page.Total, string.Join(", ", page.Items.Select(TitleOf))) : default;

        Assert.Equal((3, "D of mine, A of mine, B of hers"), await ListAsync(null, Paging.First));
        Assert.Equal((3, "B of hers"), await ListAsync("?sort=title:asc", new Paging(2, 1)));
        Assert.Equal((1, "B of hers"), await ListAsync("?filters[title][$containsi]=b of&sort=title:desc", Paging.First));
        Assert.Equal((2, "A of mine, D of mine"), await ListAsync("?_q=mine&sort=title:asc", Paging.First));
        Assert.Equal((0, ""), await ListAsync("?_q=secret", Paging.First));
        Assert.Equal(["D of mine", "A of mine", "B of hers"], (await product.Get<EntryDesk>().LatestAsync(reporter, 8, default)).Value.Select(TitleOf));
        Assert.Equal("B of hers", TitleOf((await finder.GetAsync(reporter, "articles", open.Entry.DocumentId, EntryQuery.PanelEverything, default)).Value));
        Assert.Equal("D of mine", TitleOf((await finder.GetAsync(reporter, "articles", mine.Entry.DocumentId, EntryQuery.PanelEverything, default)).Value));
        Assert.IsType<Problem.NotFound>((await finder.GetAsync(reporter, "articles", hidden.Entry.DocumentId, EntryQuery.PanelEverything, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_published_entry_waits_again_once_its_draft_goes_on(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var entry = await SaveAsync(product, Given.Owner, """{"title":"One"}""", asDraft: false);
        var desk = product.Get<EntryDesk>();
        Assert.Empty((await desk.WaitingAsync(Given.Owner, 8, default)).Value);

        await product.Entries.UpdateAsync(Given.Owner, "articles", entry.Entry.DocumentId, new EntrySave(Given.Json("""{"title":"Two"}""")) { AsDraft = true }, default);

        Assert.True(Assert.Single((await desk.WaitingAsync(Given.Owner, 8, default)).Value).IsPublic);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Deliveries_of_the_last_day_are_counted_by_hour(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        await SaveAsync(product, Given.Owner, """{"title":"Too long ago"}""", asDraft: false);
        product.Clock.Advance(TimeSpan.FromHours(30));
        await SaveAsync(product, Given.Owner, """{"title":"One"}""", asDraft: true);
        product.Clock.Advance(TimeSpan.FromHours(2));
        await SaveAsync(product, Given.Owner, """{"title":"Two"}""", asDraft: true);

        var hours = (await product.Get<DeliveryLog>().LastDayAsync(Given.Owner, default)).Value;

        Assert.Equal(24, hours.Count);
        Assert.Equal([(21, 1), (23, 1)], hours.Select((h, i) => (i, h.Waiting)).Where(h => h.Waiting > 0));
        Assert.All(hours, h => Assert.Equal((0, 0), (h.Delivered, h.Failed)));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_a_log_names_is_shown_to_whom_may_read_it_and_as_far_as_he_may(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var hers = await SaveAsync(product, Given.Owner, """{"title":"Hers"}""", asDraft: false);
        var his = await SaveAsync(product, Author, """{"title":"His"}""", asDraft: true);
        var desk = product.Get<EntryDesk>();
        var (of, to) = ($"entry:{hers.Entry.Id}", $"entry:{his.Entry.Id}");
        string[] subjects = [of, to, to, "entry:999999", "entry:x", "media:1", "custom"];

        Assert.Equal([of, to], (await desk.OfSubjectsAsync(Given.Owner, subjects, default)).Keys.Order(StringComparer.Ordinal));
        Assert.Equal([to], (await desk.OfSubjectsAsync(Author, subjects, default)).Keys);
        Assert.Empty(await desk.OfSubjectsAsync(Author with { Rights = Rights.None }, subjects, default));

        // Of a field that is not seen there is nothing to call it by.
        var blind = Author with { Rights = new([], new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>> { [hers.Type.Id.Value] = new Dictionary<Permission, EntryRight> { [Permission.EntriesRead] = new(Fields: new HashSet<long>()), [Permission.EntriesUpdate] = EntryRight.Full } }) };
        Assert.Empty((await desk.OfSubjectsAsync(blind, [of], default))[of].Type.Attributes);

        await product.TryRemoveAsync("articles", hers);
        Assert.Equal([to], (await desk.OfSubjectsAsync(Given.Owner, subjects, default)).Keys);
    }

    private static string TitleOf(EntryView view) => Given.Json(view.Entry.Data).EnumerateObject().First().Value.GetString()!;

    private static async Task<EntryView> SaveAsync(ProductHarness product, Actor actor, string data, bool asDraft) =>
        (await product.Entries.CreateAsync(actor, "articles", new EntrySave(Given.Json(data)) { AsDraft = asDraft }, default)).Value;

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"article","draft_and_publish":true,"attributes":{"title":{"type":"string","required":true}}}""");
        return product;
    }
}
