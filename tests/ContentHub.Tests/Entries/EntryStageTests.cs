using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Entries;

/// <summary>Draft and published state of one entry.</summary>
public sealed class EntryStageTests
{
    private const string Article = """
        {"name":"article","draft_and_publish":true,"searchable":true,"attributes":{
          "title":{"type":"string","required":true,"min_length":3},"slug":{"type":"uid","target_field":"title"},"sort":{"type":"integer","indexed":true},
          "tags":{"type":"relation","relation":"manyToMany","target":"tag"},"seo":{"type":"component","component":"shared.seo"},"cover":{"type":"media"}}}
        """;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_create_goes_out_at_once_unless_it_is_a_draft(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);

        var live = await product.EntryAsync("articles", """{"title":"Hello"}""");
        var draft = await DraftAsync(product, """{"title":"Hidden"}""");

        Assert.Equal((Stage.Published, Stage.Draft), (live.Entry.Stage, draft.Entry.Stage));
        Assert.NotNull(live.Entry.PublishedAt);
        Assert.Null(draft.Entry.PublishedAt);
        Assert.Equal(["entry.create", "entry.publish", "entry.create"], (await product.EventsAsync()).Select(e => e.Name));
        Assert.Equal(["Hello"], await TitlesAsync(product, ""));
        Assert.Equal(["Hello", "Hidden"], await TitlesAsync(product, "status=draft"));
        Assert.IsType<Problem.NotFound>((await product.Finder.GetAsync(Given.Owner, "articles", draft.Entry.DocumentId, EntryQuery.Plain, default)).Problem);
        Assert.IsType<Problem.Forbidden>((await product.Finder.GetAsync(Given.Reader, "articles", draft.Entry.DocumentId, EntryQuery.Of("status=draft"), default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_draft_may_lack_what_is_required_and_what_goes_out_may_not(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);

        var draft = await DraftAsync(product, """{"title":"ab"}""");

        Assert.Equal(["title: title must be at least 3 characters"], Given.Faults(await product.Entries.PublishAsync(Given.Owner, "articles", draft.Entry.DocumentId, null, EntryQuery.Plain, default)));
        Assert.Equal(["title: title is required"], Given.Faults(await product.TryEntryAsync("articles", "{}")));
        Assert.Equal(["title: title must be a string", "sort: sort must be an integer"], Given.Faults(await product.TryEntryAsync("articles", """{"title":7,"sort":"x"}""")));
        Assert.Equal(["entry.create"], (await product.EventsAsync()).Select(e => e.Name));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_changed_draft_is_seen_by_nobody_until_it_is_published_and_can_be_thrown_away(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var (a, b) = (await product.EntryAsync("tags", """{"name":"a"}"""), await product.EntryAsync("tags", """{"name":"b"}"""));
        var article = await product.EntryAsync("articles", $$$"""{"title":"One","sort":1,"tags":[{{{a.Entry.Id}}}],"seo":{"meta":"m1","related":{{{a.Entry.Id}}}}}""");

        await ChangeDraftAsync(product, article, $$$"""{"title":"Two","sort":2,"tags":[{{{b.Entry.Id}}},{{{a.Entry.Id}}}],"seo":{"meta":"m2","related":{{{b.Entry.Id}}}}}""");
        Assert.Equal("One 1 a m1 a", await SummaryAsync(product, article, ""));
        Assert.Equal("Two 2 ba m2 b", await SummaryAsync(product, article, "status=draft"));

        await product.Entries.DiscardDraftAsync(Given.Owner, "articles", article.Entry.DocumentId, null, EntryQuery.Plain, default);
        Assert.Equal("One 1 a m1 a", await SummaryAsync(product, article, "status=draft"));
        Assert.Equal(["seo", "sort", "tags", "title"], await LastChangedAsync(product));
        await ChangeDraftAsync(product, article, """{"title":"Two"}""");
        await product.Entries.DiscardDraftAsync(Given.Owner, "articles", article.Entry.DocumentId, null, EntryQuery.Plain, default);
        Assert.Equal(["title"], await LastChangedAsync(product));

        await ChangeDraftAsync(product, article, """{"title":"Three","sort":3}""");
        await product.Entries.PublishAsync(Given.Owner, "articles", article.Entry.DocumentId, null, EntryQuery.Plain, default);
        Assert.Equal("Three 3 a m1 a", await SummaryAsync(product, article, ""));
        Assert.Equal(["Three"], await TitlesAsync(product, "filters[sort]=3"));
        Assert.Equal(["Three"], await TitlesAsync(product, "_q=hree"));
        Assert.Empty(await TitlesAsync(product, "filters[sort]=1"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Taking_back_leaves_the_draft_and_deleting_takes_both_with_one_event(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var article = await product.EntryAsync("articles", """{"title":"One"}""");

        Assert.Null((await product.Entries.UnpublishAsync(Given.Owner, "articles", article.Entry.DocumentId, null, EntryQuery.Plain, default)).Problem);
        Assert.IsType<Problem.Conflict>((await product.Entries.UnpublishAsync(Given.Owner, "articles", article.Entry.DocumentId, null, EntryQuery.Plain, default)).Problem);
        Assert.Empty(await TitlesAsync(product, ""));
        Assert.Equal(["One"], await TitlesAsync(product, "status=draft"));

        await product.Entries.PublishAsync(Given.Owner, "articles", article.Entry.DocumentId, null, EntryQuery.Plain, default);
        Assert.Null((await product.TryRemoveAsync("articles", article)).Problem);
        Assert.Equal(["entry.create", "entry.publish", "entry.unpublish", "entry.publish", "entry.delete"], (await product.EventsAsync()).Select(e => e.Name));
        Assert.Equal(0, await product.Database.ReadAsync(async db => await db.Entries.CountAsync() + await db.EntryUniques.CountAsync() + await db.IndexNumbers.CountAsync() + await db.SearchTexts.CountAsync(), default));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_unique_value_is_kept_in_each_stage_for_itself(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var first = await product.EntryAsync("articles", """{"title":"One","slug":"one"}""");
        var second = await DraftAsync(product, """{"title":"Two","slug":"two"}""");

        await ChangeDraftAsync(product, first, """{"slug":"uno"}""");
        await ChangeDraftAsync(product, second, """{"slug":"one"}""");

        Assert.Equal(["slug: This attribute must be unique"], Given.Faults(await product.Entries.PublishAsync(Given.Owner, "articles", second.Entry.DocumentId, null, EntryQuery.Plain, default)));
        await product.Entries.PublishAsync(Given.Owner, "articles", first.Entry.DocumentId, null, EntryQuery.Plain, default);
        Assert.Null((await product.Entries.PublishAsync(Given.Owner, "articles", second.Entry.DocumentId, null, EntryQuery.Plain, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Drafts_can_be_switched_on_and_off_for_a_type_that_has_entries(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string","unique":true}}}""");
        var page = await product.EntryAsync("pages", """{"title":"One"}""");

        type = await product.ChangeTypeAsync(type, """{"name":"page","draft_and_publish":true,"attributes":{"title":{"type":"string","unique":true}}}""");
        await ChangeDraftAsync(product, page, """{"title":"Two"}""", "pages");
        Assert.Equal("One", (await product.ShownAsync("pages", page)).GetProperty("title").GetString());
        // Whoever may change only what they made must find it.
        Assert.Equal([page.Entry.CreatedBy, page.Entry.CreatedBy], await product.Database.ReadAsync(db => db.Entries.Select(e => e.CreatedBy).ToListAsync(), default));

        const string Off = """{"name":"page","attributes":{"title":{"type":"string","unique":true}}}""";
        Assert.IsType<Problem.Conflict>((await product.TryChangeTypeAsync(type, Off)).Problem);
        await product.Entries.PublishAsync(Given.Owner, "pages", page.Entry.DocumentId, null, EntryQuery.Plain, default);
        await product.ChangeTypeAsync(type, Off);
        Assert.Equal("Two", (await product.ShownAsync("pages", page)).GetProperty("title").GetString());
        Assert.Equal(1, await product.Database.ReadAsync(db => db.Entries.CountAsync(), default));
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"tag","attributes":{"name":{"type":"string"}}}""");
        await product.TypeAsync("""{"name":"shared.seo","kind":"component","attributes":{"meta":{"type":"string"},"related":{"type":"relation","relation":"manyToOne","target":"tag"}}}""");
        await product.TypeAsync(Article);
        return product;
    }

    private static async Task<EntryView> DraftAsync(ProductHarness product, string json) =>
        (await product.Entries.CreateAsync(Given.Owner, "articles", new EntrySave(Given.Json(json)) { AsDraft = true }, default)).Value;

    private static async Task ChangeDraftAsync(ProductHarness product, EntryView entry, string json, string route = "articles") =>
        Assert.Null((await product.Entries.UpdateAsync(Given.Owner, route, entry.Entry.DocumentId, new EntrySave(Given.Json(json)) { AsDraft = true }, default)).Problem?.Message);

    private static async Task<string[]> TitlesAsync(ProductHarness product, string query) =>
        [.. (await product.Finder.ListAsync(Given.Owner, "articles", EntryQuery.Of(query), default)).Value.Items.Select(v => ProductHarness.Json(v).GetProperty("title").GetString()!)];

    private static async Task<IEnumerable<string?>> LastChangedAsync(ProductHarness product) =>
        JsonElement.Parse((await product.EventsAsync())[^1].Body).GetProperty("changed").EnumerateArray().Select(c => c.GetString()).Order();

    private static async Task<string> SummaryAsync(ProductHarness product, EntryView entry, string query)
    {
        var populate = "populate[tags]=true&populate[seo][populate]=*" + (query.Length > 0 ? "&" + query : "");
        var shown = ProductHarness.Json((await product.Finder.GetAsync(Given.Owner, "articles", entry.Entry.DocumentId, EntryQuery.Of(populate), default)).Value);
        var seo = shown.GetProperty("seo");
        string Name(JsonElement tag) => tag.GetProperty("name").GetString()!;
        return $"{shown.GetProperty("title")} {shown.GetProperty("sort")} {string.Concat(shown.GetProperty("tags").EnumerateArray().Select(Name))} {seo.GetProperty("meta")} {Name(seo.GetProperty("related"))}";
    }
}
