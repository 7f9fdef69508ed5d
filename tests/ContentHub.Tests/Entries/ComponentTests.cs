using System.Text.Json;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Entries;

/// <summary>Components and dynamic zones inside entries.</summary>
public sealed class ComponentTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Components_nest_keep_their_order_and_show_their_relations_and_files(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var file = await product.FileAsync();
        var other = await product.EntryAsync("pages", """{"title":"other"}""");

        var page = await product.EntryAsync("pages", $$$"""
            {"title":"t","hero":{"label":"h","link":{"url":"/a","to":{{{other.Entry.Id}}}},"image":{{{file.Asset.Id}}}},
             "links":[{"url":"/1"},{"url":"/2","to":{{{other.Entry.Id}}}}],
             "zone":[{"__component":"parts.link","url":"/z"},{"__component":"parts.hero","label":"zh","image":{{{file.Asset.Id}}}}]}
            """);
        var shown = await product.ShownAsync("pages", page);

        Assert.Equal("h /a other", $"{shown.GetProperty("hero").GetProperty("label")} {shown.GetProperty("hero").GetProperty("link").GetProperty("url")} {shown.GetProperty("hero").GetProperty("link").GetProperty("to").GetProperty("title")}");
        Assert.Equal("image.png", shown.GetProperty("hero").GetProperty("image").GetProperty("name").GetString());
        Assert.Equal(["/1", "/2"], shown.GetProperty("links").EnumerateArray().Select(l => l.GetProperty("url").GetString()));
        Assert.Equal(["parts.link", "parts.hero"], shown.GetProperty("zone").EnumerateArray().Select(l => l.GetProperty("__component").GetString()));
        Assert.Equal("image.png", shown.GetProperty("zone")[1].GetProperty("image").GetProperty("name").GetString());
        using var body = JsonDocument.Parse((await product.EventsAsync())[^1].Body);
        Assert.Equal("other", body.RootElement.GetProperty("entry").GetProperty("links")[1].GetProperty("to").GetProperty("title").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_component_with_its_id_is_changed_in_place_and_one_without_replaces(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var other = await product.EntryAsync("pages", """{"title":"other"}""");
        var page = await product.EntryAsync("pages", $$$"""{"links":[{"url":"/1","note":"n1","to":{{{other.Entry.Id}}}},{"url":"/2","note":"n2"}]}""");
        var links = (await product.ShownAsync("pages", page)).GetProperty("links");
        var (first, second) = (links[0].GetProperty("id").GetInt64(), links[1].GetProperty("id").GetInt64());

        await product.ChangeAsync("pages", page, $$"""{"links":[{"id":{{second}},"url":"/two"},{"id":{{first}}},{"url":"/3"}]}""");

        var now = (await product.ShownAsync("pages", page)).GetProperty("links");
        Assert.Equal(["/two n2", "/1 n1", "/3 "], now.EnumerateArray().Select(l => $"{l.GetProperty("url")} {l.GetProperty("note")}"));
        Assert.Equal("other", now[1].GetProperty("to").GetProperty("title").GetString());
        Assert.NotEqual(first, now[2].GetProperty("id").GetInt64());

        await product.ChangeAsync("pages", page, """{"links":[{"url":"/1"}]}""");
        Assert.Equal(0, await product.Database.ReadAsync(db => db.EntryRelations.CountAsync(), default));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_bad_component_is_refused_with_its_path_and_nothing_changes(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var page = await product.EntryAsync("pages", """{"links":[{"url":"/1"}]}""");
        var before = (await product.ShownAsync("pages", page)).GetRawText();

        foreach (var (json, fault) in new[]
        {
            ("""{"links":{}}""", "links: links must be a list of components"),
            ("""{"links":null}""", "links: links must be a list of components"),
            ("""{"links":["x"]}""", "links/0: links[0] must be an object"),
            ("""{"links":[{"url":7}]}""", "links/0/url: links[0].url must be a string"),
            ("""{"links":[{"url":"/1"},{"urk":"/1"}]}""", "links/1/urk: links[1].urk is not an attribute of 'parts.link'; did you mean 'url'?"),
            ("""{"links":[{"note":"x"}]}""", "links/0/url: links[0].url is required"),
            ("""{"links":[{"id":999999,"url":"/x"}]}""", "links/0/id: links[0].id must be the id of a component that stands here"),
            ("""{"links":[{"url":"a"},{"url":"b"},{"url":"c"},{"url":"d"}]}""", "links: links must have at most 3 items"),
            ("""{"hero":[{}]}""", "hero: hero must be an object"),
            ("""{"zone":[{"url":"/x"}]}""", "zone/0/__component: zone[0].__component must be one of: parts.link, parts.hero"),
            ("""{"zone":[{"__component":"parts.none"}]}""", "zone/0/__component: zone[0].__component must be one of: parts.link, parts.hero"),
        })
            Assert.Equal([fault], Given.Faults(await product.TryChangeAsync("pages", page, json)));

        Assert.Equal(before, (await product.ShownAsync("pages", page)).GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_component_cannot_contain_itself_and_a_used_one_cannot_go(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var link = product.Types.List(Given.Owner).Value.ByName("parts.link")!;

        Assert.Equal(
            ["attributes: 'parts.link' would contain itself"],
            Given.Faults(await product.TryChangeTypeAsync(link, """{"name":"parts.link","kind":"component","attributes":{"url":{"type":"string"},"in":{"type":"component","component":"parts.hero"}}}""")));
        Assert.IsType<Problem.Conflict>((await product.Types.DeleteAsync(Given.Owner, link.Id, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task One_component_cannot_become_a_list_while_it_keeps_its_data(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var page = await product.EntryAsync("pages", """{"hero":{"label":"h"}}""");

        var refused = await product.TryChangeTypeAsync(
            product.Types.List(Given.Owner).Value.ByName("page")!, """{"name":"page","attributes":{"title":{"type":"string"},"hero":{"type":"component","component":"parts.hero","repeatable":true}}}""");

        Assert.IsType<Problem.Conflict>(refused.Problem);
        Assert.Equal("h", (await product.ShownAsync("pages", page)).GetProperty("hero").GetProperty("label").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Renaming_a_component_or_an_attribute_in_it_keeps_the_data(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var page = await product.EntryAsync("pages", """{"links":[{"url":"/1"}],"zone":[{"__component":"parts.link","url":"/z"}]}""");
        var link = product.Types.List(Given.Owner).Value.ByName("parts.link")!;

        await product.ChangeTypeAsync(link, """{"name":"parts.anchor","kind":"component","attributes":{"href":{"type":"string","required":true,"renamed_from":"url"},"note":{"type":"string"},"to":{"type":"relation","relation":"manyToOne","target":"page"}}}""");

        var shown = await product.ShownAsync("pages", page);
        Assert.Equal("/1", shown.GetProperty("links")[0].GetProperty("href").GetString());
        Assert.Equal("parts.anchor /z", $"{shown.GetProperty("zone")[0].GetProperty("__component")} {shown.GetProperty("zone")[0].GetProperty("href")}");
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        var page = await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string"}}}""");
        await product.TypeAsync("""{"name":"parts.link","kind":"component","attributes":{"url":{"type":"string","required":true},"note":{"type":"string"},"to":{"type":"relation","relation":"manyToOne","target":"page"}}}""");
        await product.TypeAsync("""{"name":"parts.hero","kind":"component","attributes":{"label":{"type":"string"},"link":{"type":"component","component":"parts.link"},"image":{"type":"media"}}}""");
        await product.ChangeTypeAsync(page, """
            {"name":"page","attributes":{"title":{"type":"string"},"hero":{"type":"component","component":"parts.hero"},"links":{"type":"component","component":"parts.link","repeatable":true,"max":3},
             "zone":{"type":"dynamiczone","components":["parts.link","parts.hero"]}}}
            """);
        return product;
    }
}
