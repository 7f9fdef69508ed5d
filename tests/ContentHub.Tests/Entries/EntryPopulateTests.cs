using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Media;
using ContentHub.Testing;

namespace ContentHub.Tests.Entries;

/// <summary>What answers carry beside an entry's own values.</summary>
public sealed class EntryPopulateTests
{
    [Theory]
    [OnSqlite("", """{"id":1,"document_id":"d1","title":"One"}""")]
    [OnSqlite("&populate=author", """{"id":1,"document_id":"d1","title":"One","author":{"id":3,"document_id":"d3","name":"Ann"}}""")]
    [OnPostgreSql("&populate=author", """{"id":1,"document_id":"d1","title":"One","author":{"id":3,"document_id":"d3","name":"Ann"}}""")]
    [OnSqlite("&populate[author][fields]=id", """{"id":1,"document_id":"d1","title":"One","author":{"id":3,"document_id":"d3"}}""")]
    [OnSqlite("&populate[author]=true&populate[seo]=false", """{"id":1,"document_id":"d1","title":"One","author":{"id":3,"document_id":"d3","name":"Ann"}}""")]
    [OnSqlite("&populate=seo", """{"id":1,"document_id":"d1","title":"One","seo":{"id":11,"text":"s"}}""")]
    [OnSqlite("&populate=seo.who", """{"id":1,"document_id":"d1","title":"One","seo":{"id":11,"text":"s","who":{"id":4,"document_id":"d4","name":"Bob"}}}""")]
    [OnPostgreSql("&populate=seo.who,zone", """{"id":1,"document_id":"d1","title":"One","seo":{"id":11,"text":"s","who":{"id":4,"document_id":"d4","name":"Bob"}},"zone":[{"__component":"shared.seo","id":12,"text":"z"},{"__component":"shared.quote","id":13,"line":"q"}]}""")]
    [OnSqlite("&populate[zone][on][shared.seo][populate]=who", """{"id":1,"document_id":"d1","title":"One","zone":[{"__component":"shared.seo","id":12,"text":"z","who":{"id":3,"document_id":"d3","name":"Ann"}}]}""")]
    [OnSqlite("&populate[zone][on][shared.quote]=true&populate[seo][fields]=text", """{"id":1,"document_id":"d1","title":"One","seo":{"id":11,"text":"s"},"zone":[{"__component":"shared.quote","id":13,"line":"q"}]}""")]
    [OnSqlite("&populate[zone][populate]=*", """{"id":1,"document_id":"d1","title":"One","zone":[{"__component":"shared.seo","id":12,"text":"z","who":{"id":3,"document_id":"d3","name":"Ann"}},{"__component":"shared.quote","id":13,"line":"q"}]}""")]
    [OnSqlite("&populate[author][populate][books][sort]=title:desc&populate[author][populate][books][fields]=title", """{"id":1,"document_id":"d1","title":"One","author":{"id":3,"document_id":"d3","name":"Ann","books":[{"id":2,"document_id":"d2","title":"Two"},{"id":1,"document_id":"d1","title":"One"}]}}""")]
    [OnPostgreSql("&populate[author][populate][books][sort]=title:desc&populate[author][populate][books][fields]=title", """{"id":1,"document_id":"d1","title":"One","author":{"id":3,"document_id":"d3","name":"Ann","books":[{"id":2,"document_id":"d2","title":"Two"},{"id":1,"document_id":"d1","title":"One"}]}}""")]
    [OnSqlite("&populate[author][populate][books][filters][title]=Two&populate[author][populate][books][fields]=id", """{"id":1,"document_id":"d1","title":"One","author":{"id":3,"document_id":"d3","name":"Ann","books":[{"id":2,"document_id":"d2"}]}}""")]
    [OnSqlite("&populate[author][populate][books][count]=true", """{"id":1,"document_id":"d1","title":"One","author":{"id":3,"document_id":"d3","name":"Ann","books":{"count":2}}}""")]
    public async Task Only_what_is_asked_for_is_shown(DatabaseKind kind, string populate, string shown)
    {
        await using var product = await LibraryAsync(kind);

        var view = (await product.Finder.GetAsync(Given.Reader, "books", "1", EntryQuery.Of($"fields=title{populate}"), default)).Value;

        // The targets show their times, too: they say nothing here.
        Assert.Equal(shown, WithoutTimes(ProductHarness.Json(view)).Replace("\\u0022", "\"", StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Files_come_in_their_order_with_filters_sorts_and_fields(DatabaseKind kind)
    {
        await using var product = await LibraryAsync(kind);
        var files = new List<long>();
        foreach (var name in (string[])["b.png", "a.png", "c.png"]) files.Add((await product.FileAsync(name)).Asset.Id.Value);
        var book = product.Database.Read(db => product.Types.Catalog(db)).ByName("book")!;
        await product.Database.WriteAsync<Done>(
            unit =>
            {
                for (var i = 0; i < files.Count; i++) unit.Db.Add(new MediaLink { AssetId = new(files[i]), TypeId = book.Id, EntryId = 1, Locale = "en", AttributeId = book.Find("covers")!.Id, Position = i });
                return new Done();
            },
            default);
        async Task<string> CoversAsync(string options) => string.Join(' ', ProductHarness.Json((await product.Finder.GetAsync(Given.Reader, "books", "1", EntryQuery.Of($"populate[covers]{options}"), default)).Value)
            .GetProperty("covers").EnumerateArray().Select(f => f.GetProperty("name").GetString()));

        Assert.Equal("b.png a.png c.png", await CoversAsync("=true"));
        Assert.Equal("a.png b.png c.png", await CoversAsync("[sort]=name"));
        Assert.Equal("c.png", await CoversAsync("[filters][name][$startsWith]=c"));
        Assert.Equal("b.png a.png c.png", await CoversAsync("[fields]=name"));
        Assert.Equal(1, (await product.Finder.ListAsync(Given.Reader, "books", EntryQuery.Of("filters[covers][ext]=.png"), default)).Value.Total);
        Assert.Equal(1, (await product.Finder.ListAsync(Given.Reader, "books", EntryQuery.Of("filters[covers][$null]=true"), default)).Value.Total);
        var listed = ContentHub.Queries.FileQuery.Parse("filters[name][$ne]=a.png&sort=name:desc", new ContentHub.Http.ApiOptions()).Value;
        Assert.Equal([files[2], files[0]], product.Database.Read(db => listed.Ids(db, product.Get<ContentHub.Persistence.ISqlDialect>())));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Drafts_are_seen_by_those_who_may_write_and_lead_to_drafts(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","draft_and_publish":true,"attributes":{"title":{"type":"string"},"next":{"type":"relation","relation":"manyToOne","target":"page"}}}""");
        var catalog = product.Database.Read(db => product.Types.Catalog(db));
        var page = catalog.ByName("page")!;
        await product.Database.WriteAsync<Done>(
            unit =>
            {
                foreach (var (id, stage, title) in ((long, Stage, string)[])[(1, Stage.Draft, "one draft"), (1, Stage.Published, "one"), (2, Stage.Draft, "two draft")])
                {
                    unit.Db.Add(Row(id, page, $$"""{"{{page.Find("title")!.Id}}":"{{title}}"}""", stage));
                    unit.Db.Add(new EntryRelation { SourceId = new(id), Stage = stage, AttributeId = page.Find("next")!.Id, TargetId = new(2) });
                }

                return new Done();
            },
            default);
        async Task<string> ListAsync(string query) => string.Join(';', (await product.Finder.ListAsync(Given.Owner, "pages", EntryQuery.Of(query + "&populate=next"), default)).Value.Items.Select(ProductHarness.Json)
            .Select(e => $"{e.GetProperty("title").GetString()}>{(e.GetProperty("next").ValueKind == JsonValueKind.Null ? "" : e.GetProperty("next").GetProperty("title").GetString())}"));

        Assert.Equal("one>", await ListAsync(""));
        Assert.Equal("one draft>two draft;two draft>two draft", await ListAsync("status=draft"));
        Assert.Equal("one draft>two draft", await ListAsync("status=draft&filters[id]=1&filters[next][title][$contains]=draft"));
        Assert.Equal("", await ListAsync("filters[next][$notNull]=true"));
        Assert.IsType<Problem.Forbidden>((await product.Finder.ListAsync(Given.Reader, "pages", EntryQuery.Of("status=draft"), default)).Problem);
        Assert.IsType<Problem.NotFound>((await product.Finder.GetAsync(Given.Owner, "pages", "2", EntryQuery.Plain, default)).Problem);
        Assert.Equal(2, (await product.Finder.FindAsync(Given.Owner, "pages", "draft", Paging.First, default)).Value.Total);
        Assert.Equal(1, (await product.Finder.FindAsync(Given.Reader, "pages", null, Paging.First, default)).Value.Total);
    }

    private static async Task<ProductHarness> LibraryAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"author","attributes":{"name":{"type":"string"}}}""");
        await product.TypeAsync("""{"name":"shared.seo","kind":"component","attributes":{"text":{"type":"string"},"hushed":{"type":"string","private":true},"who":{"type":"relation","relation":"manyToOne","target":"author"}}}""");
        await product.TypeAsync("""{"name":"shared.quote","kind":"component","attributes":{"line":{"type":"string"}}}""");
        await product.TypeAsync("""
            {"name":"book","attributes":{"title":{"type":"string"},"author":{"type":"relation","relation":"manyToOne","target":"author","inversed_by":"books"},"seo":{"type":"component","component":"shared.seo"},
             "zone":{"type":"dynamiczone","components":["shared.seo","shared.quote"]},"covers":{"type":"media","multiple":true}}}
            """);
        await product.ChangeTypeAsync(
            product.Database.Read(db => product.Types.Catalog(db)).ByName("author")!,
            """{"name":"author","attributes":{"name":{"type":"string"},"books":{"type":"relation","relation":"oneToMany","target":"book","mapped_by":"author"}}}""");
        var catalog = product.Database.Read(db => product.Types.Catalog(db));
        var (author, book, seo, quote) = (catalog.ByName("author")!, catalog.ByName("book")!, catalog.ByName("shared.seo")!, catalog.ByName("shared.quote")!);
        string Key(ContentType type, string name) => $"\"{type.Find(name)!.Id}\"";
        await product.Database.WriteAsync<Done>(
            unit =>
            {
                unit.Db.Add(Row(1, book, $$$"""
                    {{{{Key(book, "title")}}}:"One",{{{Key(book, "seo")}}}:{"id":11,{{{Key(seo, "text")}}}:"s",{{{Key(seo, "hushed")}}}:"canary"},
                     {{{Key(book, "zone")}}}:[{"id":12,"type":{{{seo.Id}}},{{{Key(seo, "text")}}}:"z"},{"id":13,"type":{{{quote.Id}}},{{{Key(quote, "line")}}}:"q"}]}
                    """));
                unit.Db.Add(Row(2, book, $$"""{{{Key(book, "title")}}:"Two"}"""));
                unit.Db.Add(Row(3, author, $$"""{{{Key(author, "name")}}:"Ann"}"""));
                unit.Db.Add(Row(4, author, $$"""{{{Key(author, "name")}}:"Bob"}"""));
                void Link(long source, long owner, ContentAttribute attribute, long target) => unit.Db.Add(new EntryRelation { SourceId = new(source), OwnerId = owner, AttributeId = attribute.Id, TargetId = new(target) });
                Link(1, 0, book.Find("author")!, 3);
                Link(2, 0, book.Find("author")!, 3);
                Link(1, 11, seo.Find("who")!, 4);
                Link(1, 12, seo.Find("who")!, 3);
                return new Done();
            },
            default);
        return product;
    }

    private static Entry Row(long id, ContentType type, string data, Stage stage = Stage.Published) => new()
    {
        Id = new(id),
        DocumentId = $"d{id}",
        TypeId = type.Id,
        Data = data,
        Stage = stage,
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static string WithoutTimes(JsonElement json) =>
        System.Text.RegularExpressions.Regex.Replace(json.GetRawText(), ",\"(created|updated|published)_at\":(\"[^\"]*\"|null)", "");
}
