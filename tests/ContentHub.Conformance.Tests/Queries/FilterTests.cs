using System.Text.Json;

namespace ContentHub.Conformance.Tests.Queries;

[Collection(Conformance.Name)]
public sealed class FilterTests(Targets targets)
{
    /// <summary>Query, and the numbers of the products it finds.</summary>
    public static IEnumerable<object?[]> Found { get; } = FilterCases.Found.Select(c => (object?[])[c.Query, c.Numbers]);

    public static IEnumerable<object?[]> Refused { get; } = FilterCases.Refused.Select(c => (object?[])[c]);

    /// <summary>Query, and the letters of the tags it finds.</summary>
    public static IEnumerable<object?[]> Tags { get; } = FilterCases.Tags.Select(c => (object?[])[c.Query, c.Names]);

    [Theory, OnSqlite(nameof(Found)), OnPostgreSql(nameof(Found))]
    public async Task A_filter_finds_exactly_what_fits(Place place, string filter, string numbers)
    {
        var target = await ProductsAsync(place);

        var found = (await target.Api.GetAsync($"{target.Path("products")}?{filter}")).Ok();

        Assert.Equal(numbers, found.Data.All("n"));
        Assert.Equal(found.Data.GetArrayLength(), found.Pagination.Number("total"));
    }

    [Theory, OnSqlite(nameof(Tags)), OnPostgreSql(nameof(Tags))]
    public async Task A_filter_on_an_indexed_attribute_finds_the_same_as_on_another(Place place, string filter, string names)
    {
        var target = await TagsAsync(place);

        Assert.Equal(names, (await target.Api.GetAsync($"{target.Path("tags")}?{filter}")).Ok().Data.All("name"));
    }

    [Theory, OnSqlite(nameof(Refused)), OnPostgreSql(nameof(Refused))]
    public async Task A_filter_that_is_not_understood_is_refused(Place place, string filter)
    {
        var target = await ProductsAsync(place);

        var refused = (await target.Api.GetAsync($"{target.Path("products")}?{filter}")).Refused();

        Assert.DoesNotContain("hidden one", refused.Text, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_nearest_valid_name_is_told(Place place)
    {
        var target = await ProductsAsync(place);

        var refused = (await target.Api.GetAsync($"{target.Path("products")}?filters[integr]=1")).Refused();

        Assert.Contains("integr", refused.Message, StringComparison.Ordinal);
        Assert.Contains("integer", refused.Message, StringComparison.Ordinal);
        Assert.Equal("integr", refused.Error.GetProperty("details").Text("key"));
        Assert.Equal("filters", refused.Error.GetProperty("details").Text("param"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Ids_and_moments_are_filtered_in_both_spellings(Place place)
    {
        var target = await ProductsAsync(place);
        var all = (await target.Api.GetAsync(target.Path("products"))).Ok().Data.Items();
        async Task<string> NumbersAsync(string filter) => (await target.Api.GetAsync($"{target.Path("products")}?{filter}")).Ok().Data.All("n");

        Assert.Equal("2", await NumbersAsync($"filters[id]={all[1].Id()}"));
        Assert.Equal("1 3", await NumbersAsync($"filters[id][$in][0]={all[0].Id()}&filters[id][$in][1]={all[2].Id()}"));
        Assert.Equal("2", await NumbersAsync($"filters[document_id]={all[1].Key()}"));
        Assert.Equal("2", await NumbersAsync($"filters[documentId][$eq]={all[1].Key()}"));
        Assert.Equal("1 2 3 4 5", await NumbersAsync("filters[created_at][$gt]=2020-01-01"));
        Assert.Equal("1 2 3 4 5", await NumbersAsync("filters[createdAt][$gt]=2020-01-01T00:00:00.000Z&filters[updatedAt][$lt]=2999-01-01"));
        Assert.Equal("1 2 3 4 5", await NumbersAsync("filters[publishedAt][$notNull]=true"));
        Assert.Equal("", await NumbersAsync("filters[published_at][$null]=true"));
    }

    private async Task<Target> ProductsAsync(Place place)
    {
        var target = await targets.OnAsync(place);
        await target.OnceAsync("products", async () =>
        {
            foreach (var product in FilterCases.Products) await target.Api.CreateAsync(target.Path("products"), product);
            return true;
        });
        return target;
    }

    private async Task<Target> TagsAsync(Place place)
    {
        var target = await targets.OnAsync(place);
        await target.OnceAsync("tags", async () =>
        {
            string[] names = ["a", "B", "c%d", "c_d", "c\\d", "cxd", "Ärger", "ärger", ""];
            foreach (var (name, i) in names.Select((n, i) => (n, i)))
                await target.Api.CreateAsync(target.Path("tags"), new { name = name.Length == 0 ? null : name, weight = i - 4, note = name });
            return JsonSerializer.SerializeToElement(true);
        });
        return target;
    }
}
