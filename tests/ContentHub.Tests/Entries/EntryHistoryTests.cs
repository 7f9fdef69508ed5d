using ContentHub.Entries;
using ContentHub.Testing;

namespace ContentHub.Tests.Entries;

/// <summary>What was stays known, and comes back.</summary>
public sealed class EntryHistoryTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Every_version_can_be_seen_compared_and_restored(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var (a, b) = (await product.EntryAsync("tags", """{"name":"a"}"""), await product.EntryAsync("tags", """{"name":"b"}"""));
        var page = await product.EntryAsync("pages", $$"""{"title":"One","secret":"s1","tags":[{{a.Entry.Id}},{{b.Entry.Id}}]}""");
        await product.ChangeAsync("pages", page, """{"title":"Two","secret":"s2","tags":[]}""");
        var history = product.Get<EntryHistory>();
        var key = page.Entry.DocumentId;

        var all = (await history.ListAsync(Given.Owner, "pages", key, Paging.First, default)).Value;
        Assert.Equal(["2 entry.update title tags", "1 entry.create "], all.Items.Select(r => $"{r.Version} {r.Event} {string.Join(' ', r.Changed ?? [])}"));
        Assert.Equal("One", (await history.GetAsync(Given.Owner, "pages", key, 1, default)).Value.Entry.GetProperty("title").GetString());
        Assert.Equal(["tags", "title"], (await history.CompareAsync(Given.Owner, "pages", key, 1, 2, default)).Value.Select(d => string.Join('.', d.Path)).Order());

        Assert.Null((await history.RestoreAsync(Given.Owner, "pages", key, 1, null, default)).Problem);
        var shown = await product.ShownAsync("pages", page);
        Assert.Equal("One ab", $"{shown.GetProperty("title")} {string.Concat(shown.GetProperty("tags").EnumerateArray().Select(t => t.GetProperty("name")))}");
        Assert.Contains("s1", (await product.Finder.GetAsync(Given.Owner, "pages", key, EntryQuery.PanelEverything, default)).Value.Entry.Data, StringComparison.Ordinal);
        Assert.IsType<Problem.NotFound>((await history.GetAsync(Given.Owner, "pages", key, 9, default)).Problem);
        Assert.IsType<Problem.Forbidden>((await history.ListAsync(Given.Reader, "pages", key, Paging.First, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_restored_version_names_as_changed_what_it_changed_and_links_only_where_they_differ(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var (a, b) = (await product.EntryAsync("tags", """{"name":"a"}"""), await product.EntryAsync("tags", """{"name":"b"}"""));
        var page = await product.EntryAsync("pages", $$"""{"title":"One","tags":[{{a.Entry.Id}},{{b.Entry.Id}}]}""");
        await product.ChangeAsync("pages", page, """{"title":"Two"}""");
        await product.ChangeAsync("pages", page, $$"""{"tags":[{{b.Entry.Id}},{{a.Entry.Id}}]}""");
        var history = product.Get<EntryHistory>();

        Assert.Null((await history.RestoreAsync(Given.Owner, "pages", page.Entry.DocumentId, 2, null, default)).Problem);
        Assert.Null((await history.RestoreAsync(Given.Owner, "pages", page.Entry.DocumentId, 1, null, default)).Problem);

        var all = (await history.ListAsync(Given.Owner, "pages", page.Entry.DocumentId, Paging.First, default)).Value;
        Assert.Equal(["title", "tags", "tags", "title"], all.Items.Take(4).Select(r => string.Join(' ', r.Changed ?? [])));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Restoring_leaves_out_what_is_gone_since(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var type = product.Types.List(Given.Owner).Value.ByName("page")!;
        var tag = await product.EntryAsync("tags", """{"name":"a"}""");
        var page = await product.EntryAsync("pages", $$"""{"title":"One","secret":"s1","tags":[{{tag.Entry.Id}}]}""");
        await product.ChangeAsync("pages", page, """{"title":"Two"}""");
        await product.TryRemoveAsync("tags", tag);
        await product.ChangeTypeAsync(type, """{"name":"page","attributes":{"title":{"type":"string"},"tags":{"type":"relation","relation":"manyToMany","target":"tag"}},"remove_data":true}""");

        Assert.Null((await product.Get<EntryHistory>().RestoreAsync(Given.Owner, "pages", page.Entry.DocumentId, 1, null, default)).Problem);

        var shown = await product.ShownAsync("pages", page);
        Assert.Equal("One []", $"{shown.GetProperty("title")} {shown.GetProperty("tags")}");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_deleted_entry_comes_back_with_its_ids_its_links_and_what_pointed_at_it(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var tag = await product.EntryAsync("tags", """{"name":"a"}""");
        var page = await product.EntryAsync("pages", $$"""{"title":"One","tags":[{{tag.Entry.Id}}]}""");
        var trash = product.Get<EntryTrash>();

        await product.TryRemoveAsync("tags", tag);
        Assert.Equal("[]", (await product.ShownAsync("pages", page)).GetProperty("tags").GetRawText());
        var bin = (await trash.ListAsync(Given.Owner, "tag", Paging.First, default)).Value.Items.Single();
        Assert.Equal((tag.Entry.Id, "tag", "a"), (bin.Id, bin.Model, bin.Entry.GetProperty("name").GetString()));

        Assert.Null((await trash.RestoreAsync(Given.Owner, tag.Entry.Id, default)).Problem);
        Assert.Equal(tag.Entry.DocumentId, (await product.ShownAsync("pages", page)).GetProperty("tags")[0].GetProperty("document_id").GetString());
        Assert.Empty((await trash.ListAsync(Given.Owner, null, Paging.First, default)).Value.Items);

        await product.TryRemoveAsync("pages", page);
        Assert.Null((await trash.RestoreAsync(Given.Owner, page.Entry.Id, default)).Problem);
        Assert.Equal("a", (await product.ShownAsync("pages", page)).GetProperty("tags")[0].GetProperty("name").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_lies_in_the_trash_long_enough_goes_for_good(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var tag = await product.EntryAsync("tags", """{"name":"a"}""");
        await product.TryRemoveAsync("tags", tag);

        product.Clock.Advance(TimeSpan.FromDays(29));
        await product.Get<EntryTrash>().ExpireAsync(default);
        Assert.Single((await product.Get<EntryTrash>().ListAsync(Given.Owner, null, Paging.First, default)).Value.Items);
        product.Clock.Advance(TimeSpan.FromDays(2));
        await product.Drain.SweepAsync(default);

        Assert.IsType<Problem.NotFound>((await product.Get<EntryTrash>().RestoreAsync(Given.Owner, tag.Entry.Id, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_unique_value_that_is_taken_meanwhile_stops_the_return_with_words(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"slug":{"type":"string","unique":true}}}""");
        var page = await product.EntryAsync("pages", """{"slug":"a"}""");
        await product.TryRemoveAsync("pages", page);
        await product.EntryAsync("pages", """{"slug":"a"}""");

        Assert.Equal(["slug: This attribute must be unique"], Given.Faults(await product.Get<EntryTrash>().RestoreAsync(Given.Owner, page.Entry.Id, default)));
        Assert.Single((await product.Get<EntryTrash>().ListAsync(Given.Owner, null, Paging.First, default)).Value.Items);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_copy_has_everything_but_the_unique_values(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"parts.link","kind":"component","attributes":{"url":{"type":"string"},"image":{"type":"media"}}}""");
        await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string"},"slug":{"type":"uid","target_field":"title"},"code":{"type":"string","unique":true},"links":{"type":"component","component":"parts.link","repeatable":true}}}""");
        var file = await product.FileAsync();
        var page = await product.EntryAsync("pages", $$$"""{"title":"One","code":"x","links":[{"url":"/1","image":{{{file.Asset.Id}}}}]}""");

        var copy = (await product.Entries.DuplicateAsync(Given.Owner, "pages", page.Entry.DocumentId, EntryQuery.Plain, default)).Value;

        var (was, now) = (await product.ShownAsync("pages", page), await product.ShownAsync("pages", copy));
        Assert.Equal("One one-2  /1 image.png", $"{now.GetProperty("title")} {now.GetProperty("slug")} {now.GetProperty("code")} {now.GetProperty("links")[0].GetProperty("url")} {now.GetProperty("links")[0].GetProperty("image").GetProperty("name")}");
        Assert.NotEqual(was.GetProperty("links")[0].GetProperty("id").GetInt64(), now.GetProperty("links")[0].GetProperty("id").GetInt64());
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"tag","attributes":{"name":{"type":"string"}}}""");
        await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string"},"secret":{"type":"string","private":true},"tags":{"type":"relation","relation":"manyToMany","target":"tag"}}}""");
        return product;
    }
}
