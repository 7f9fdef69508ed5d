using ContentHub.Entries;
using ContentHub.Http;
using ContentHub.Persistence;
using ContentHub.Queries;
using ContentHub.Testing;

namespace ContentHub.Tests.Queries;

/// <summary>Tests on parts of texts of searchable types go by the search index and find the same.</summary>
public sealed class SearchableFilterTests
{
    private static readonly string[] Titles = ["Straße nach Çelik", "ÇELİK yolu", "Διονύσιος", "100%_sure\\really", "plain", "Plain again"];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_searchable_type_finds_what_any_other_finds(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        foreach (var (name, searchable) in new[] { ("fast", "true"), ("slow", "false") })
            await product.TypeAsync($$"""{"name":"{{name}}","plural":"{{name}}s","searchable":{{searchable}},"attributes":{"title":{"type":"string"},"other":{"type":"string"} } }""");
        foreach (var title in Titles)
            foreach (var route in (string[])["fasts", "slows"])
                await product.EntryAsync(route, $$"""{"title":{{System.Text.Json.JsonSerializer.Serialize(title)}},"other":"çelik plain"}""");

        foreach (var filter in (string[])[
            "filters[title][$containsi]=çelik", "filters[title][$containsi]=CELIK", "filters[title][$containsi]=ΔΙΟΝΎΣΙΟΣ", "filters[title][$containsi]=%25_SURE%5C", "filters[title][$containsi]=pl",
            "filters[title][$eqi]=PLAIN", "filters[title][$startsWithi]=PLAIN", "filters[title][$endsWithi]=AGAIN", "filters[title][$notContainsi]=plain", "filters[$not][title][$containsi]=plain",
            "filters[$or][0][title][$containsi]=plain&filters[$or][1][title][$containsi]=yolu", "filters[title][$containsi]=plain&filters[title][$containsi]=again"])
            Assert.Equal(await FoundAsync(product, "slows", filter), await FoundAsync(product, "fasts", filter));
        Assert.Equal("plain|Plain again", await FoundAsync(product, "fasts", "filters[title][$containsi]=PLAIN"));
    }

    [Theory, OnSqlite]
    public async Task The_way_to_them_is_the_index_of_trigrams(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"page","searchable":true,"attributes":{"title":{"type":"string"}}}""");
        var query = ContentQuery.Parse("filters[title][$containsi]=plain", new TypeShape(type, product.Database.Read(db => product.Types.Catalog(db))), new ApiOptions(), ContentQuery.OfLists).Value;

        var plan = product.Database.Read(db =>
        {
            var sql = ListSql.Page(product.Get<ISqlDialect>().Queries, type, query);
            return string.Join('\n', db.Rows("EXPLAIN QUERY PLAN " + sql.Text, sql.Parameters, row => row.GetString(3)));
        });

        Assert.Contains("search_index VIRTUAL TABLE INDEX", plan, StringComparison.Ordinal);
    }

    private static async Task<string> FoundAsync(ProductHarness product, string route, string filter) =>
        string.Join('|', (await product.Finder.ListAsync(Given.Owner, route, EntryQuery.Of(filter), default)).Value.Items.Select(v => ProductHarness.Json(v).GetProperty("title").GetString()));
}
