using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Testing;

namespace ContentHub.Tests.Entries;

/// <summary>Relations of an entry to entries that its editor does not see.</summary>
public sealed class HiddenLinkTests
{
    // Reads all, writes what is its own: of others it sees what is public.
    private static readonly Actor Reporter = Who(6, EntryRight.Full);
    private static readonly Actor Author = Who(7, new EntryRight(Own: true));

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_editor_of_own_drafts_sees_what_is_public_of_the_entries_of_others_that_they_point_at(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var (open, hidden, mine, page) = await GivenAsync(product, Reporter);

        Assert.Equal("Open, Mine", await TagsAsync(product, Reporter, page));
        Assert.Equal("Open draft, Hidden, Mine", await TagsAsync(product, Given.Owner, page));
        Assert.Equal([page.Entry.Id], await FindAsync("title", "Open"));
        Assert.Equal([page.Entry.Id], await FindAsync("rank", "1"));
        Assert.Equal([page.Entry.Id], await FindAsync("title", "Mine"));
        Assert.Empty(await FindAsync("title", "Open draft"));
        Assert.Empty(await FindAsync("rank", "2"));
        Assert.Empty(await FindAsync("title", "Hidden"));
        Assert.Empty(await FindAsync("id", $"{hidden.Entry.Id}"));

        // What is public of it points at what it points at in public, whoever looks.
        await product.ChangeAsync("tags", open, $$$"""{"near":[{{{mine.Entry.Id}}}]}""");
        var near = (await product.Get<EntryFinder>().GetAsync(Reporter, "pages", page.Entry.DocumentId, EntryQuery.Of("?status=draft&populate[tags][populate]=near"), default)).Value;
        Assert.Empty(near.Targets(Relation(near, "tags"))[0].Targets(Relation(open, "near")));

        async Task<IEnumerable<Id<Entry>>> FindAsync(string field, string value) =>
            (await product.Get<EntryFinder>().PageAsync(Reporter, "pages", EntryQuery.PanelOf($"?filters[tags][{field}][$eq]={value}"), Paging.First, default)).Value.Items.Select(v => v.Entry.Id);
    }

    [Theory]
    [OnSqlite(true, "Open, Mine", "Open draft, Hidden, Mine"), OnPostgreSql(true, "Open, Mine", "Open draft, Hidden, Mine")]
    [OnSqlite(false, "Mine", "Open draft, Hidden, Mine"), OnPostgreSql(false, "Mine", "Open draft, Hidden, Mine")]
    public async Task A_list_that_is_saved_as_it_was_seen_keeps_what_was_not_seen(DatabaseKind kind, bool readsAll, string seen, string all)
    {
        await using var product = await StartAsync(kind);
        var actor = readsAll ? Reporter : Author;
        var (_, _, mine, page) = await GivenAsync(product, actor);
        var view = (await product.Get<EntryFinder>().GetAsync(actor, "pages", page.Entry.DocumentId, EntryQuery.PanelEverything, default)).Value;
        Assert.Equal(seen, TitlesOf(view));

        var added = await SaveAsync(product, "tags", actor, """{"title":"New"}""", asDraft: true);
        await ChangeAsync(product, actor, page, $$"""{"tags":[{{string.Join(',', view.Targets(Relation(view, "tags")).Select(t => t.Entry.Id))}},{{added.Entry.Id}}]}""");
        Assert.Equal($"{seen}, New", await TagsAsync(product, actor, page));
        Assert.Equal($"{all}, New", await TagsAsync(product, Given.Owner, page));

        await ChangeAsync(product, actor, page, $$"""{"tags":[{{added.Entry.Id}},{{mine.Entry.Id}}]}""");
        Assert.Equal(readsAll ? "New, Hidden, Mine" : "Open draft, Hidden, New, Mine", await TagsAsync(product, Given.Owner, page));

        await ChangeAsync(product, actor, page, """{"tags":[]}""");
        Assert.Equal("", await TagsAsync(product, actor, page));
        Assert.Equal(readsAll ? "Hidden" : "Open draft, Hidden", await TagsAsync(product, Given.Owner, page));

        await ChangeAsync(product, Given.Owner, page, """{"tags":[]}""");
        Assert.Equal("", await TagsAsync(product, Given.Owner, page));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_only_place_is_kept_until_another_is_put_there(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var (_, hidden, mine, page) = await GivenAsync(product, Reporter);
        await ChangeAsync(product, Given.Owner, page, $$"""{"first":{{hidden.Entry.Id}}}""");

        await ChangeAsync(product, Reporter, page, """{"first":null}""");
        Assert.Equal("Hidden", await TagsAsync(product, Given.Owner, page, "first"));

        await ChangeAsync(product, Reporter, page, $$"""{"first":{{mine.Entry.Id}}}""");
        Assert.Equal("Mine", await TagsAsync(product, Given.Owner, page, "first"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_other_side_and_components_keep_them_too(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var (_, hidden, mine, page) = await GivenAsync(product, Reporter);
        await SaveAsync(product, "pages", Given.Owner, $$"""{"title":"Of hers","tags":[{{mine.Entry.Id}}]}""", asDraft: true);
        await ChangeAsync(product, Given.Owner, page, $$"""{"boxes":[{"tags":[{{hidden.Entry.Id}},{{mine.Entry.Id}}]}]}""");
        var box = await BoxAsync(product, page);

        await ChangeAsync(product, Reporter, page, $$"""{"boxes":[{"id":{{box}},"tags":[]}]}""");
        await product.Entries.UpdateAsync(Reporter, "tags", mine.Entry.DocumentId, new EntrySave(Given.Json("""{"pages":[]}""")) { AsDraft = true }, default);

        Assert.Equal(["Hidden"], await BoxTagsAsync(product, page, box));
        var tag = (await product.Get<EntryFinder>().GetAsync(Given.Owner, "tags", mine.Entry.DocumentId, EntryQuery.PanelEverything, default)).Value;
        Assert.Equal(["Of hers"], tag.Targets(Relation(tag, "pages")).Select(TitleOf));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_does_not_see_the_type_at_all_takes_nothing_out(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var (_, hidden, _, page) = await GivenAsync(product, Reporter);
        await ChangeAsync(product, Given.Owner, page, $$"""{"boxes":[{"tags":[{{hidden.Entry.Id}}]}]}""");
        var blind = Reporter with { Rights = new Rights([], new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>> { [page.Type.Id.Value] = Reporter.Rights.Types[Rights.EveryType] }) };
        var box = await BoxAsync(product, page);

        await product.Entries.UpdateAsync(blind, "pages", page.Entry.DocumentId, new EntrySave(Given.Json($$"""{"boxes":[{"id":{{box}},"tags":[]}]}""")) { AsDraft = true }, default);

        Assert.Equal(["Hidden"], await BoxTagsAsync(product, page, box));
    }

    /// <summary>A page of the actor with three tags: what is public of another's draft, another's draft alone, and a draft of his own.</summary>
    private static async Task<(EntryView Open, EntryView Hidden, EntryView Mine, EntryView Page)> GivenAsync(ProductHarness product, Actor actor)
    {
        var open = await SaveAsync(product, "tags", Given.Owner, """{"title":"Open","rank":1}""", asDraft: false);
        await product.Entries.UpdateAsync(Given.Owner, "tags", open.Entry.DocumentId, new EntrySave(Given.Json("""{"title":"Open draft","rank":2}""")) { AsDraft = true }, default);
        var hidden = await SaveAsync(product, "tags", Given.Owner, """{"title":"Hidden"}""", asDraft: true);
        var mine = await SaveAsync(product, "tags", actor, """{"title":"Mine"}""", asDraft: true);
        var page = await SaveAsync(product, "pages", actor, """{"title":"Page"}""", asDraft: true);
        await ChangeAsync(product, Given.Owner, page, $$"""{"tags":[{{open.Entry.Id}},{{hidden.Entry.Id}},{{mine.Entry.Id}}]}""");
        return (open, hidden, mine, page);
    }

    private static Actor Who(int id, EntryRight read) => new(ActorKind.User, id, $"{id}@example.com", new Rights([], new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>>
    {
        [Rights.EveryType] = new Dictionary<Permission, EntryRight>
        {
            [Permission.EntriesRead] = read,
            [Permission.EntriesCreate] = EntryRight.Full,
            [Permission.EntriesUpdate] = new(Own: true),
        },
    }));

    private static RelationAttribute Relation(EntryView view, string name) => (RelationAttribute)view.Type.Find(name)!;

    private static string TitleOf(EntryView view) => Given.Json(view.Entry.Data).GetProperty(view.Type.Find("title")!.Id.ToString()).GetString()!;

    private static string TitlesOf(EntryView view, string attribute = "tags") => string.Join(", ", view.Targets(Relation(view, attribute)).Select(TitleOf));

    private static async Task<long> BoxAsync(ProductHarness product, EntryView page) =>
        Given.Json((await product.Get<EntryFinder>().GetAsync(Given.Owner, "pages", page.Entry.DocumentId, EntryQuery.PanelEverything, default)).Value.Entry.Data)
            .GetProperty(page.Type.Find("boxes")!.Id.ToString())[0].GetProperty("id").GetInt64();

    private static async Task<IEnumerable<string>> BoxTagsAsync(ProductHarness product, EntryView page, long box) =>
        (await product.Get<EntryFinder>().GetAsync(Given.Owner, "pages", page.Entry.DocumentId, EntryQuery.PanelEverything, default)).Value
            .Targets((RelationAttribute)product.Database.Read(db => product.Types.Catalog(db)).ByName("shared.box")!.Find("tags")!, box).Select(TitleOf);

    private static async Task<string> TagsAsync(ProductHarness product, Actor actor, EntryView page, string attribute = "tags") =>
        TitlesOf((await product.Get<EntryFinder>().GetAsync(actor, "pages", page.Entry.DocumentId, EntryQuery.PanelEverything, default)).Value, attribute);

    private static async Task ChangeAsync(ProductHarness product, Actor actor, EntryView page, string data) =>
        Assert.Null((await product.Entries.UpdateAsync(actor, "pages", page.Entry.DocumentId, new EntrySave(Given.Json(data)) { AsDraft = true }, default)).Problem?.Message);

    private static async Task<EntryView> SaveAsync(ProductHarness product, string route, Actor actor, string data, bool asDraft) =>
        (await product.Entries.CreateAsync(actor, route, new EntrySave(Given.Json(data)) { AsDraft = asDraft }, default)).Value;

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        const string Tag = """{"name":"tag","draft_and_publish":true,"attributes":{"title":{"type":"string"},"rank":{"type":"integer","indexed":true},"near":{"type":"relation","relation":"manyToMany","target":"tag"}}}""";
        var tag = await product.TypeAsync(Tag);
        await product.TypeAsync("""{"name":"shared.box","kind":"component","attributes":{"tags":{"type":"relation","relation":"oneToMany","target":"tag"}}}""");
        await product.TypeAsync("""
            {"name":"page","draft_and_publish":true,"attributes":{"title":{"type":"string"},"tags":{"type":"relation","relation":"manyToMany","target":"tag","inversed_by":"pages"},
             "first":{"type":"relation","relation":"manyToOne","target":"tag"},"boxes":{"type":"component","component":"shared.box","repeatable":true}}}
            """);
        await product.ChangeTypeAsync(tag, Tag.Replace("\"near\"", "\"pages\":{\"type\":\"relation\",\"relation\":\"manyToMany\",\"target\":\"page\",\"mapped_by\":\"tags\"},\"near\"", StringComparison.Ordinal));
        return product;
    }
}
