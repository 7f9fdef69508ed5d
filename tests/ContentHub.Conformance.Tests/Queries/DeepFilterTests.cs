using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Conformance.Tests.Queries;

[Collection(Conformance.Name)]
public sealed class DeepFilterTests(Targets targets)
{
    /// <summary>Plural, query, and the names of what it finds.</summary>
    public static IEnumerable<object?[]> Found { get; } =
    [
        ["filters[cards][name]=ace", "ann bob"], ["filters[cards][name][$eq]=king", "ann"], ["filters[cards][rank][$gt]=12", "ann bob"], ["filters[cards][name]=nothing", ""], ["filters[best][name]=ace", "ann"], ["filters[best][rank][$lt]=14", "bob"], ["filters[best][$null]=true", "cid dora"], ["filters[best][$notNull]=true", "ann bob"], ["filters[best][id][$null]=false", "ann bob"],
        ["filters[cards][$null]=true", "cid dora"], ["filters[cards][$notNull]=true", "ann bob"], ["filters[friends][name]=bob", "ann"], ["filters[friends][name][$in][]=bob&filters[friends][name][$in][]=ann", "ann cid"], ["filters[friends][cards][name]=ace", "ann cid"], ["filters[friends][friends][name]=bob", "cid"], ["filters[friends][best][rank]=10", "ann"], ["filters[friends][$null]=true", "bob dora"],
        ["filters[$or][0][cards][name]=king&filters[$or][1][name]=dora", "ann dora"], ["filters[$and][0][cards][name]=ace&filters[$and][1][cards][name]=king", "ann"], ["filters[cards][$and][0][name]=ace&filters[cards][$and][1][name]=king", ""], ["filters[cards][$or][0][name]=king&filters[cards][$or][1][rank]=10", "ann bob"], ["filters[$not][cards][name]=ace", "cid dora"], ["filters[cards][name]=ace&filters[age][$gt]=35", "bob"], ["filters[$or][0][$and][0][cards][name]=ace&filters[$or][0][$and][1][age]=30&filters[$or][1][best][name]=ten", "ann bob"],
        ["filters[seo][title]=about ann", "ann"], ["filters[seo][title][$startsWith]=about", "ann bob"], ["filters[seo][$null]=true", "cid dora"], ["filters[seo][$notNull]=true", "ann bob"], ["filters[seo][links][label]=deep", "ann"], ["filters[seo][card][name]=king", "bob"], ["filters[seo][picture][ext]=.png", "ann"], ["filters[links][label]=home", "ann bob"], ["filters[links][label]=home&filters[links][url][$contains]=bob", "bob"], ["filters[links][label][$containsi]=WORK", "ann"], ["filters[links][$null]=true", "cid dora"], ["filters[$or][0][links][label]=work&filters[$or][1][seo][title]=about bob", "ann bob"],
        ["filters[cover][name][$contains]=deep-cover", "ann"], ["filters[cover][ext]=.png", "ann"], ["filters[cover][ext]=.jpg", ""], ["filters[cover][$null]=true", "bob cid dora"], ["filters[cover][$notNull]=true", "ann"], ["filters[cover][caption][$contains]=words", "ann"], ["filters[cover][alternativeText][$null]=true", "ann"], ["filters[cover][width][$gt]=1", "ann"], ["filters[pictures][mime]=image/png", "bob"], ["filters[pictures][size][$lt]=1", "bob"],
        ["_q=ann", "ann"], ["_q=nobody", ""], ["_q=ann&filters[cards][name]=ace", "ann"], ["_q=bob&filters[cards][name]=king", ""],
    ];

    public static IEnumerable<object?[]> Refused { get; } = ((string[])
    [
        "filters[cards][secret]=card secret", "filters[cards][pass][$notNull]=true", "filters[cards][nothing]=1", "filters[hidden_card][name]=ace", "filters[hidden_card][id][$null]=true", "filters[hidden_card][$null]=true", "filters[seo][secret]=seo secret", "filters[seo][links][secret]=x", "filters[links][secret][$startsWith]=l", "filters[seo][card][secret]=x", "filters[friends][secret]=x", "filters[friends][friends][pass]=x",
        "filters[cover][folder_path]=x", "filters[cover][folderPath]=/1", "filters[cover][sha256]=x", "filters[cards][$nothing]=1", "filters[cards][name][$nothing]=1", "filters[zone][label]=x", "filters[zone][__component]=x", "filters[cover][nothing]=x", "filters[seo][nothing]=x", "filters[cards][rank]=high", "filters[$or][0][cards][secret]=x", "filters[friends][$not][secret]=x", "filters[cards.secret]=x", "filters[zone][$null]=true",
    ]).Select(q => (object?[])[q]);

    [Theory, OnSqlite(nameof(Found)), OnPostgreSql(nameof(Found))]
    public async Task A_filter_looks_through_relations_components_and_files(Place place, string filter, string names)
    {
        var target = await CollectorsAsync(place);

        Assert.Equal(names, (await target.Api.GetAsync($"{target.Path("collectors")}?{filter}&sort=name")).Ok().Data.All("name"));
    }

    [Theory, OnSqlite(nameof(Refused)), OnPostgreSql(nameof(Refused))]
    public async Task What_is_hidden_or_unknown_behind_a_link_is_refused(Place place, string filter)
    {
        var target = await CollectorsAsync(place);

        (await target.Api.GetAsync($"{target.Path("collectors")}?{filter}")).Refused();
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_link_is_found_by_the_ids_behind_it(Place place)
    {
        var target = await CollectorsAsync(place);
        var ace = (await target.Api.GetAsync($"{target.Path("cards")}?filters[name]=ace")).Data[0];
        async Task<string> NamesAsync(string filter) => (await target.Api.GetAsync($"{target.Path("collectors")}?{filter}&sort=name")).Ok().Data.All("name");

        Assert.Equal("ann", await NamesAsync($"filters[best]={ace.Id()}"));
        Assert.Equal("ann", await NamesAsync($"filters[best][$eq]={ace.Id()}"));
        Assert.Equal("ann", await NamesAsync($"filters[best][id]={ace.Id()}"));
        Assert.Equal("ann", await NamesAsync($"filters[best][documentId]={ace.Key()}"));
        Assert.Equal("ann", await NamesAsync($"filters[best]={ace.Key()}"));
        Assert.Equal("ann bob", await NamesAsync($"filters[cards][$in][0]={ace.Id()}"));
        Assert.Equal("ann bob", await NamesAsync($"filters[cards][document_id][$in][]={ace.Key()}"));
        Assert.Equal("", await NamesAsync("filters[cards]=999999999"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_other_side_of_a_relation_is_asked_the_same_way(Place place)
    {
        var target = await targets.OnAsync(place);
        var (a, b) = (await target.Api.CreateAsync(target.Path("rooms"), new { name = "deep a" }), await target.Api.CreateAsync(target.Path("rooms"), new { name = "deep b" }));
        await target.Api.CreateAsync(target.Path("houses"), new { name = "deep house", hall = a.Id(), own = new[] { a.Id(), b.Id() }, main = b.Id(), seen = new[] { b.Id() } });
        async Task<string> NamesAsync(string filter) => (await target.Api.GetAsync($"{target.Path("rooms")}?filters[name][$startsWith]=deep&{filter}")).Ok().Data.All("name");

        Assert.Equal("deep a", await NamesAsync("filters[hall_of][name]=deep house"));
        Assert.Equal("deep a deep b", await NamesAsync("filters[owner][name]=deep house"));
        Assert.Equal("deep b", await NamesAsync("filters[main_of][name]=deep house"));
        Assert.Equal("deep b", await NamesAsync("filters[seen_from][name]=deep house"));
        Assert.Equal("deep a", await NamesAsync("filters[seen_from][$null]=true"));
        Assert.Equal("deep b", await NamesAsync("filters[owner][main][name]=deep b&filters[main_of][$notNull]=true"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Pages_of_a_deep_filter_count_every_entry_once(Place place)
    {
        var target = await CollectorsAsync(place);
        async Task<JsonElement> MetaAsync(string query) => (await target.Api.GetAsync($"{target.Path("collectors")}?{query}")).Ok().Pagination;

        Assert.Equal("""{"page":1,"pageSize":25,"pageCount":1,"total":2}""", (await MetaAsync("filters[cards][rank][$gt]=0")).GetRawText());
        Assert.Equal("""{"page":2,"pageSize":1,"pageCount":2,"total":2}""", (await MetaAsync("filters[cards][rank][$gt]=0&pagination[page]=2&pagination[pageSize]=1")).GetRawText());
        Assert.Equal("""{"page":1,"pageSize":25,"pageCount":0,"total":0}""", (await MetaAsync("filters[cards][name]=nobody")).GetRawText());
        Assert.Equal("""{"start":0,"limit":25,"total":0}""", (await MetaAsync("_q=nobody&pagination[start]=0")).GetRawText());
    }

    private async Task<Target> CollectorsAsync(Place place) => await CollectorsAsync(await targets.OnAsync(place));

    /// <summary>Four collectors: ann and bob have cards, ann knows bob, cid knows ann, dora knows nobody.</summary>
    internal static async Task<Target> CollectorsAsync(Target target)
    {
        await target.OnceAsync("collectors", () => FillAsync(target));
        return target;
    }

    private static async Task<JsonElement> FillAsync(Target target)
    {
        async Task<long> CardAsync(string name, int rank) => (await target.Api.CreateAsync(target.Path("cards"), new { name, rank, secret = "card secret", pass = "card pass" })).Id();
        var (ace, king, ten) = (await CardAsync("ace", 14), await CardAsync("king", 13), await CardAsync("ten", 10));
        var cover = (await target.Api.UploadAsync(Picture.Png(20, 10), "deep-cover.png", ("fileInfo", """{"caption": "some words"}"""))).Id();
        var collectors = target.Path("collectors");
        var bob = await target.Api.CreateAsync(collectors, new { name = "bob", age = 40, best = ten, cards = new[] { ace, ten }, seo = new { title = "about bob", card = king, secret = "seo secret" }, links = new[] { new { label = "home", url = "https://bob.example", secret = "link" } }, pictures = new[] { cover } });
        var ann = await target.Api.CreateAsync(collectors, new { name = "ann", age = 30, best = ace, hidden_card = king, cards = new[] { ace, king }, cover, secret = "ann secret", pass = "ann pass", friends = new[] { bob.Id() }, seo = new { title = "about ann", picture = cover, links = new[] { new { label = "deep" } } }, links = new[] { new { label = "home", url = "https://ann.example" }, new { label = "work", url = "https://work.example" } } });
        await target.Api.CreateAsync(collectors, new { name = "cid", age = 20, friends = new[] { ann.Id() } });
        return await target.Api.CreateAsync(collectors, new { name = "dora" });
    }
}
