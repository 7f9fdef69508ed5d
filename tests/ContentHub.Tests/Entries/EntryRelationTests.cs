using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Entries;

public sealed class EntryRelationTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_list_of_relations_is_set_added_to_and_taken_from_and_keeps_its_order(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, RelationKind.ManyToMany);
        var (a, b, c) = (await TagAsync(product, "a"), await TagAsync(product, "b"), await TagAsync(product, "c"));
        var page = await product.EntryAsync("pages", $$"""{"tags":[{{b.Entry.Id}},"{{a.Entry.DocumentId}}"]}""");
        Assert.Equal("b a", await TagsAsync(product, page));

        foreach (var (change, tags) in new[]
        {
            ($$"""{"connect":[{{c.Entry.Id}}]}""", "b a c"),
            ($$"""{"connect":[{{c.Entry.Id}}]}""", "b a c"),
            ($$"""{"disconnect":[{"documentId":"{{a.Entry.DocumentId}}"}]}""", "b c"),
            ($$$"""{"disconnect":[{{{b.Entry.Id}}}],"connect":[{"id":{{{a.Entry.Id}}}}]}""", "c a"),
            ($$"""{"set":[{{a.Entry.Id}},{{b.Entry.Id}}]}""", "a b"),
            ($$"""{"set":[{{a.Entry.Id}},{{c.Entry.Id}}]}""", "a c"),
            ($$"""{"connect":[{{b.Entry.Id}}],"disconnect":[{{b.Entry.Id}}]}""", "a c b"),
            ($$"""[{{b.Entry.Id}},{{b.Entry.Id}},"{{b.Entry.DocumentId}}"]""", "b"),
            ($$"""{"disconnect":[{{a.Entry.Id}},999999]}""", "b"),
            ("{}", "b"),
            ("null", ""),
            ($$$"""{"id":{{{c.Entry.Id}}}}""", "c"),
            ("""{"set":[]}""", ""),
        })
        {
            Assert.Null((await product.TryChangeAsync("pages", page, $$$"""{"tags":{{{change}}}}""")).Problem?.Message);
            Assert.Equal(tags, await TagsAsync(product, page));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_single_relation_is_replaced(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, RelationKind.ManyToOne);
        var (a, b) = (await TagAsync(product, "a"), await TagAsync(product, "b"));
        var page = await product.EntryAsync("pages", $$$"""{"tags":{{{a.Entry.Id}}}}""");
        var other = await product.EntryAsync("pages", $$$"""{"tags":{{{a.Entry.Id}}}}""");

        await product.ChangeAsync("pages", page, $$$"""{"tags":{"connect":[{{{b.Entry.Id}}}]}}""");

        Assert.Equal(("b", "a"), (await TagsAsync(product, page), await TagsAsync(product, other)));
        Assert.Equal(["tags: tags takes one only"], Given.Faults(await product.TryChangeAsync("pages", page, $$"""{"tags":[{{a.Entry.Id}},{{b.Entry.Id}}]}""")));
    }

    [Theory]
    [OnSqlite(RelationKind.OneToOne, false), OnPostgreSql(RelationKind.OneToOne, false)]
    [OnSqlite(RelationKind.OneToMany, false), OnPostgreSql(RelationKind.OneToMany, false)]
    [OnSqlite(RelationKind.ManyToOne, true), OnPostgreSql(RelationKind.ManyToOne, true)]
    [OnSqlite(RelationKind.ManyToMany, true), OnPostgreSql(RelationKind.ManyToMany, true)]
    public async Task A_target_that_may_belong_to_one_only_leaves_its_former_owner(DatabaseKind kind, RelationKind relation, bool stays)
    {
        await using var product = await StartAsync(kind, relation);
        var tag = await TagAsync(product, "a");
        var first = await product.EntryAsync("pages", $$$"""{"tags":{{{tag.Entry.Id}}}}""");

        var second = await product.EntryAsync("pages", $$$"""{"tags":{{{tag.Entry.Id}}}}""");

        Assert.Equal((stays ? "a" : "", "a"), (await TagsAsync(product, first), await TagsAsync(product, second)));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_that_take_an_exclusive_target_at_the_same_moment_one_keeps_it(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, RelationKind.OneToOne);
        var tag = await TagAsync(product, "a");

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => product.EntryAsync("pages", $$$"""{"tags":{{{tag.Entry.Id}}}}"""))));

        Assert.Equal(1, await product.Database.ReadAsync(db => db.EntryRelations.CountAsync(), default));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_does_not_exist_or_is_of_another_type_cannot_be_pointed_at(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, RelationKind.ManyToMany);
        var tag = await TagAsync(product, "a");
        var page = await product.EntryAsync("pages", $$"""{"tags":[{{tag.Entry.Id}}]}""");

        Assert.Equal(
            ["tags: 3 relation(s) of type tag associated with this entity do not exist"],
            Given.Faults(await product.TryChangeAsync("pages", page, $$"""{"tags":[{{tag.Entry.Id}},999999,"nobody",{{page.Entry.Id}}]}""")));
        foreach (var bad in (string[])["true", "-1", "0", "1.5", "[[1]]", "{\"id\":{}}", "{\"other\":[1]}", "{\"set\":true}", "\"\"", "[null]", "{\"set\":[1],\"connect\":[2]}"])
            Assert.StartsWith("tags: tags must be", Given.Faults(await product.TryChangeAsync("pages", page, $$$"""{"tags":{{{bad}}}}"""))[0], StringComparison.Ordinal);
        Assert.Equal("a", await TagsAsync(product, page));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_deleted_entry_is_no_longer_pointed_at(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, RelationKind.ManyToMany);
        var (a, b) = (await TagAsync(product, "a"), await TagAsync(product, "b"));
        var page = await product.EntryAsync("pages", $$"""{"tags":[{{a.Entry.Id}},{{b.Entry.Id}}]}""");

        await product.TryRemoveAsync("tags", a);

        Assert.Equal("b", await TagsAsync(product, page));
        await product.TryRemoveAsync("pages", page);
        Assert.Equal(0, await product.Database.ReadAsync(db => db.EntryRelations.CountAsync(), default));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Files_are_linked_in_order_and_a_deleted_file_leaves_its_entries(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"cover":{"type":"media"},"images":{"type":"media","multiple":true}}}""");
        var (one, two) = (await product.FileAsync("one.png"), await product.FileAsync("two.png"));
        var page = await product.EntryAsync("pages", $$"""{"cover":{{one.Asset.Id}},"images":[{{two.Asset.Id}},{{one.Asset.Id}}]}""");
        Assert.Equal(["two.png", "one.png"], await ImagesAsync());

        await product.Media.DeleteAsync(Given.Owner, two.Asset.Id, default);

        Assert.Equal(["one.png"], await ImagesAsync());
        Assert.Equal(
            [("page", page.Entry.Id.Value, "cover"), ("page", page.Entry.Id.Value, "images")],
            (await product.Media.GetAsync(Given.Owner, one.Asset.Id, default)).Value.Related.Select(u => (u.Model, u.Id, u.Field)).OrderBy(u => u.Field));
        Assert.Equal(["cover: 1 relation(s) of type file associated with this entity do not exist"], Given.Faults(await product.TryChangeAsync("pages", page, $$$"""{"cover":{{{two.Asset.Id}}}}""")));

        async Task<List<string?>> ImagesAsync() => [.. (await product.ShownAsync("pages", page)).GetProperty("images").EnumerateArray().Select(i => i.GetProperty("name").GetString())];
    }

    [Theory]
    [OnSqlite("{}")]
    [OnSqlite("{\"connect\":[]}")]
    [OnSqlite("{\"disconnect\":[1]}")]
    [OnSqlite("{\"set\":[]}")]
    [OnSqlite("[]")]
    [OnSqlite("null")]
    public async Task A_required_relation_must_point_somewhere_in_the_end(DatabaseKind kind, string tags)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"tag","attributes":{"label":{"type":"string"}}}""");
        await product.TypeAsync("""{"name":"page","attributes":{"tags":{"type":"relation","relation":"manyToMany","target":"tag","required":true},"files":{"type":"media","multiple":true}}}""");
        var tag = await TagAsync(product, "a");
        var page = await product.EntryAsync("pages", $$"""{"tags":[{{tag.Entry.Id}}]}""");

        Assert.Equal(["tags: tags is required"], Given.Faults(await product.TryEntryAsync("pages", $$$"""{"tags":{{{tags}}}}""")));
        Assert.Equal(["tags: tags is required"], Given.Faults(await product.TryChangeAsync("pages", page, $$$"""{"tags":{"disconnect":[{{{tag.Entry.Id}}}]}}""")));
        Assert.Equal("a", await TagsAsync(product, page));
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind, RelationKind relation)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"tag","attributes":{"label":{"type":"string"}}}""");
        var name = char.ToLowerInvariant(relation.ToString()[0]) + relation.ToString()[1..];
        await product.TypeAsync($$$$"""{"name":"page","attributes":{"tags":{"type":"relation","relation":"{{{{name}}}}","target":"tag"}}}""");
        return product;
    }

    private static Task<EntryView> TagAsync(ProductHarness product, string label) => product.EntryAsync("tags", $$"""{"label":"{{label}}"}""");

    private static async Task<string> TagsAsync(ProductHarness product, EntryView page)
    {
        var tags = (await product.ShownAsync("pages", page)).GetProperty("tags");
        return tags.ValueKind switch
        {
            System.Text.Json.JsonValueKind.Null => "",
            System.Text.Json.JsonValueKind.Object => tags.GetProperty("label").GetString()!,
            _ => string.Join(' ', tags.EnumerateArray().Select(t => t.GetProperty("label").GetString())),
        };
    }
}
