using System.Net;

namespace ContentHub.Conformance.Tests.Load;

[Collection(Conformance.Name)]
public sealed class UniqueTests(Targets targets)
{
    private const int Writers = 32;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_writers_who_want_one_value_exactly_one_gets_it(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("entries");

        for (var round = 0; round < 5; round++)
        {
            var code = $"wanted {round}";
            var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => target.Api.PostAsync(path, new { data = new { code } })));

            Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
            Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Equal(["code: This attribute must be unique"], a.Refused().Faults));
            Assert.Equal(1, (await target.Api.GetAsync($"{path}?filters[code]={code}")).Ok().Pagination.Number("total"));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_changes_to_one_value_exactly_one_gets_it_and_the_others_keep_theirs(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("entries");
        var made = new List<string>();
        for (var i = 0; i < Writers; i++) made.Add((await target.Api.CreateAsync(path, new { code = $"mine {i}" })).Key());

        var answers = await Task.WhenAll(made.Select(key => target.Api.PutAsync($"{path}/{key}", new { data = new { code = "ours" } })));

        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => Assert.Equal("This attribute must be unique", a.Refused().Message));
        Assert.Equal(Writers - 1, (await target.Api.GetAsync($"{path}?filters[code][$startsWith]=mine")).Ok().Pagination.Number("total"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_published_value_is_taken_by_one_of_many_drafts_that_go_out_at_once(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("pages");

        var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => target.Api.PostAsync(path, new { data = new { title = "Page", code = "one only" } })));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Equal("This attribute must be unique", a.Refused().Message));
        Assert.Equal(1, (await target.Api.GetAsync($"{path}?filters[code]=one only&status=draft")).Ok().Pagination.Number("total"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_rename_of_a_type_or_an_attribute_keeps_data_filters_and_uniqueness(Place place)
    {
        var target = await targets.OnAsync(place);
        object Attributes(string code, string size, bool renamed) => new Dictionary<string, object>
        {
            [code] = renamed ? new { type = "string", unique = true, renamed_from = "code" } : new { type = "string", unique = true },
            [size] = renamed ? new { type = "integer", indexed = true, renamed_from = "size" } : new { type = "integer", indexed = true },
            ["card"] = new { type = "relation", relation = "manyToOne", target = target["card"] },
        };
        var name = target["old"];
        var type = await Types.DefineAsync(target, new { name, attributes = Attributes("code", "size", renamed: false) });
        var card = await target.Api.CreateAsync(target.Path("cards"), new { name = "renamed" });
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Add((await target.Api.CreateAsync(target.Path("olds"), new { code = $"k{i}", size = i, card = card.Id() })).Key());

        (await target.Api.PutAsync($"/admin/api/content-types/{type.Id()}", new { data = new { name = target["new"], renamed_from = name, attributes = Attributes("key", "width", renamed: true) } })).Ok();

        var path = target.Path("news");
        (await target.Api.GetAsync(target.Path("olds"))).Refused(HttpStatusCode.NotFound, "NotFoundError");
        Assert.Equal("k0 k1 k2 k3 k4", (await target.Api.GetAsync(path)).Ok().Data.All("key"));
        Assert.Equal("k3 k4", (await target.Api.GetAsync($"{path}?filters[width][$gt]=2")).Ok().Data.All("key"));
        Assert.Equal("k4 k3 k2 k1 k0", (await target.Api.GetAsync($"{path}?sort=width:desc")).Ok().Data.All("key"));
        Assert.Equal("k2", (await target.Api.GetAsync($"{path}?filters[key]=k2&filters[card][name]=renamed")).Ok().Data.All("key"));
        (await target.Api.GetAsync($"{path}?filters[size]=1")).Refused();
        (await target.Api.PostAsync(path, new { data = new { code = "x" } })).Refused();
        Assert.Equal(["key: This attribute must be unique"], (await target.Api.PostAsync(path, new { data = new { key = "k1" } })).Refused().Faults);
        Assert.Equal("renamed", (await target.Api.GetAsync($"{path}/{made[0]}?populate=card")).Ok().Data.GetProperty("card").Text("name"));
        Assert.Equal("k9", (await target.Api.ChangeAsync($"{path}/{made[0]}", new { key = "k9" })).Text("key"));
    }
}
