using ContentHub.ContentTypes;
using ContentHub.Testing;

namespace ContentHub.Tests.ContentTypes;

public sealed class ContentTypeFilesTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Files_are_applied_all_together_whatever_the_order_and_again_without_effect(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        Write(product, "address.json", """{"name":"address","attributes":{"category":{"type":"relation","relation":"manyToOne","target":"category"}}} """);
        Write(product, "category.json", """{"name":"category","attributes":{"label":{"type":"string"},},} // as people write""");

        Assert.Equal(2, (await ApplyAsync(product)).Value);
        Assert.Equal(0, (await ApplyAsync(product)).Value);
        Assert.Equal(["address", "category"], product.Types.List(Given.Owner).Value.All.Select(t => t.Name));
    }

    [Theory, OnSqlite]
    public async Task One_faulty_file_stops_all_of_them_and_every_fault_names_its_file(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        Write(product, "a.json", Given.Page);
        Write(product, "b.json", """{"name":"B","attributes":{}}""");
        Write(product, "c.json", "{\n  \"name\": nonsense }");

        var faults = Given.Faults(await ApplyAsync(product));

        Assert.Equal(["b.json/name", "b.json/plural", "c.json"], faults.Select(f => f.Split(": ")[0]));
        Assert.Contains("line 2", faults[^1], StringComparison.Ordinal);
        Assert.Empty(product.Types.List(Given.Owner).Value.All);
    }

    [Theory, OnSqlite]
    public async Task A_type_that_relations_point_at_can_be_renamed_by_files_and_keeps_the_links(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        Write(product, "address.json", """{"name":"address","attributes":{"category":{"type":"relation","relation":"manyToOne","target":"category"}}}""");
        Write(product, "category.json", """{"name":"category","attributes":{"label":{"type":"string"},"parent":{"type":"relation","relation":"manyToOne","target":"category"}}}""");
        await ApplyAsync(product);
        var category = await product.EntryAsync("categories", """{"label":"x"}""");
        var address = await product.EntryAsync("addresses", $$$"""{"category":{{{category.Entry.Id}}}}""");

        Write(product, "address.json", """{"name":"address","attributes":{"category":{"type":"relation","relation":"manyToOne","target":"topic"}}}""");
        Write(product, "category.json", """{"name":"topic","renamed_from":"category","attributes":{"label":{"type":"string"},"parent":{"type":"relation","relation":"manyToOne","target":"topic"}}}""");
        var result = await ApplyAsync(product);

        Assert.Null(result.Problem?.Message);
        Assert.Equal("x", (await product.ShownAsync("addresses", address)).GetProperty("category").GetProperty("label").GetString());
        Assert.Equal(0, (await ApplyAsync(product)).Value);
    }

    [Theory, OnSqlite]
    public async Task No_folder_is_no_types(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        Assert.Equal(0, (await ApplyAsync(product)).Value);
    }

    private static void Write(ProductHarness product, string name, string json)
    {
        Directory.CreateDirectory(product.Folder["types"]);
        File.WriteAllText(product.Folder["types", name], json);
    }

    private static Task<Result<int>> ApplyAsync(ProductHarness product) => product.Get<ContentTypeFiles>().ApplyAsync(product.Folder["types"], default);
}
