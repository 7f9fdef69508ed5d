using System.Net;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Conformance.Tests.Bodies;

[Collection(Conformance.Name)]
public sealed class ComponentTests(Targets targets)
{
    /// <summary>Properties of an entry that lacks something; path and words of each fault.</summary>
    public static IEnumerable<object?[]> Lacking { get; } =
    [
        ["""{}""", "title: title is required|link: link is required|links: links is required|links: links must have at least 2 items"], ["""{"title":null}""", "title"], ["""{"amount":null}""", "amount"], ["""{"link":null}""", "link"], ["""{"link":{}}""", "link.label"], ["""{"link":{"label":null}}""", "link.label"], ["""{"link":{"label":"12345678901"}}""", "link.label"], ["""{"link":{"nothing":1}}""", "link.nothing"], ["""{"link":"x"}""", "link"], ["""{"link":5}""", "link"], ["""{"link":[]}""", "link"], ["""{"link":true}""", "link"], ["""{"link":{"id":999999999,"label":"x"}}""", "link.id"], ["""{"link":{"id":"x","label":"x"}}""", "link.id"],
        ["""{"links":[]}""", "links"], ["""{"links":[{"label":"a"}]}""", "links: links must have at least 2 items"], ["""{"links":[{"label":"a"},{"label":"b"},{"label":"c"},{"label":"d"}]}""", "links: links must have at most 3 items"], ["""{"links":"x"}""", "links"], ["""{"links":5}""", "links"], ["""{"links":true}""", "links"], ["""{"links":{}}""", "links"], ["""{"links":null}""", "links"], ["""{"links":[1,2]}""", "links.0"], ["""{"links":[{"label":"a"},{}]}""", "links.1.label"], ["""{"links":[{"label":"a"},{"id":999999999,"label":"b"}]}""", "links.1.id"],
        ["""{"loose":[{"label":"a"}]}""", "loose: loose must have at least 2 items"],
    ];

    [Theory, OnSqlite(nameof(Lacking)), OnPostgreSql(nameof(Lacking))]
    public async Task What_lacks_something_is_refused_by_path_and_a_change_changes_nothing(Place place, string data, string faults)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("musts");
        var whole = new { title = "whole", link = new { label = "one" }, links = new[] { new { label = "a" }, new { label = "b" } } };
        var there = await target.OnceAsync("must", () => target.Api.CreateAsync(path, whole));
        var before = (await target.Api.GetAsync($"{path}/{there.Key()}?populate=*")).Ok().Text;
        var body = Reads.Object(whole);
        var given = Reads.Object(JsonSerializer.Deserialize<JsonElement>(data));
        foreach (var (name, value) in given) body[name] = value?.DeepClone();

        var made = (await target.Api.PostAsync(path, new { data = given.Count == 0 ? given : body })).Refused();

        Assert.Equal(faults.Split('|').Select(f => f.Split(':')[0]).Distinct().Order(), made.Faults.Select(f => f.Split(':')[0]).Distinct().Order());
        if (given.Count == 0) return;
        if (faults.Contains(": ", StringComparison.Ordinal)) Assert.Contains(faults, made.Faults);
        (await target.Api.PutAsync($"{path}/{there.Key()}", new { data = given })).Refused();
        Assert.Equal(before, (await target.Api.GetAsync($"{path}/{there.Key()}?populate=*")).Ok().Text);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Repeated_components_keep_their_order_and_their_ids_while_these_are_sent(Place place)
    {
        var target = await targets.OnAsync(place);
        var made = await target.Api.CreateAsync($"{target.Path("keepers")}?populate=links", new { name = "parts", links = new[] { new { label = "a" }, new { label = "b" }, new { label = "c" } } });
        var path = $"{target.Path("keepers")}/{made.Key()}?populate=links";
        var ids = made.GetProperty("links").Items().Select(l => l.Id()).ToArray();

        Assert.Equal("a b c", made.GetProperty("links").All("label"));
        var moved = (await target.Api.ChangeAsync(path, new { links = new object[] { new { id = ids[2] }, new { label = "new" }, new { id = ids[0], label = "A" } } })).GetProperty("links");
        Assert.Equal("c new A", moved.All("label"));
        Assert.Equal([ids[2], ids[0]], [moved[0].Id(), moved[2].Id()]);
        Assert.DoesNotContain(moved[1].Id(), ids);
        Assert.Equal("c new A", (await target.Api.ChangeAsync(path, new { age = 3 })).GetProperty("links").All("label"));
        (await target.Api.PutAsync(path, new { data = new { links = new[] { new { id = ids[1], label = "gone" } } } })).Refused();
        (await target.Api.PutAsync(path, new { data = new { links = new[] { new { id = ids[0] }, new { id = ids[0] } } } })).Refused();
        var replaced = (await target.Api.ChangeAsync(path, new { links = new[] { new { label = "x" } } })).GetProperty("links");
        Assert.DoesNotContain(replaced[0].Id(), ids);
        Assert.Equal("[]", (await target.Api.ChangeAsync(path, new { links = Array.Empty<int>() })).GetProperty("links").GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_single_component_is_set_changed_in_place_replaced_and_taken_away(Place place)
    {
        var target = await targets.OnAsync(place);
        var card = (await target.Api.CreateAsync(target.Path("cards"), new { name = "component card" })).Id();
        var made = await target.Api.CreateAsync($"{target.Path("keepers")}?populate=seo.links,seo.card", new { name = "single", seo = new { title = "one", card, links = new[] { new { label = "in" } }, secret = "kept" } });
        var path = $"{target.Path("keepers")}/{made.Key()}?populate=seo.links,seo.card";
        var seo = made.GetProperty("seo");

        Assert.Equal("component card", seo.GetProperty("card").Text("name"));
        Assert.Equal("in", seo.GetProperty("links").All("label"));
        var changed = (await target.Api.ChangeAsync(path, new { seo = new { id = seo.Id(), title = "two" } })).GetProperty("seo");
        Assert.Equal((seo.Id(), "two", "in"), (changed.Id(), changed.Text("title")!, changed.GetProperty("links").All("label")));
        var replaced = (await target.Api.ChangeAsync(path, new { seo = new { title = "three" } })).GetProperty("seo");
        Assert.NotEqual(seo.Id(), replaced.Id());
        Assert.Equal(0, replaced.GetProperty("links").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, (await target.Api.ChangeAsync(path, new { seo = (object?)null })).GetProperty("seo").ValueKind);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_zone_holds_parts_of_several_kinds_with_their_files(Place place)
    {
        var target = await targets.OnAsync(place);
        var file = (await target.Api.UploadAsync(Picture.Png(4, 4), "zone.png")).Id();
        var (link, seo) = (target["parts.link"], target["parts.seo"]);
        var path = target.Path("keepers");
        var made = await target.Api.CreateAsync($"{path}?populate[zone][populate]=*", new { name = "zone", zone = new object[] { new { __component = seo, title = "t", picture = file }, new { __component = link, label = "l" } } });
        var zone = made.GetProperty("zone").Items();

        Assert.Equal([seo, link], zone.Select(z => z.Text("__component")!));
        Assert.Equal("zone.png", zone[0].GetProperty("picture").Text("name"));
        var changed = (await target.Api.ChangeAsync($"{path}/{made.Key()}?populate[zone][populate]=*", new { zone = new object[] { new { __component = link, id = zone[1].Id(), label = "m" }, new { __component = seo, id = zone[0].Id() } } })).GetProperty("zone").Items();
        Assert.Equal([zone[1].Id(), zone[0].Id()], changed.Select(z => z.Id()));
        Assert.Equal("zone.png", changed[1].GetProperty("picture").Text("name"));
        object[] faulty = [new { label = "no kind" }, new { __component = "parts.nothing", label = "x" }, new { __component = target["product"] }, new { __component = link }, new { __component = link, id = zone[0].Id(), label = "another's id" }, "x", 5];
        foreach (var item in faulty) Assert.StartsWith("zone.0", (await target.Api.PutAsync($"{path}/{made.Key()}", new { data = new { zone = new[] { item } } })).Refused().Faults[0], StringComparison.Ordinal);
        foreach (object? whole in new object?[] { "x", 5, true, new { }, null }) (await target.Api.PutAsync($"{path}/{made.Key()}", new { data = new { zone = whole } })).Refused();
        Assert.Equal("m", (await target.Api.GetAsync($"{path}/{made.Key()}?populate=zone")).Ok().Data.GetProperty("zone")[0].Text("label"));
        (await target.Api.DeleteAsync($"{path}/{made.Key()}")).Expect(HttpStatusCode.NoContent);
    }
}
