using ContentHub.Testing;

namespace ContentHub.Tests.Queries;

/// <summary>What may not be asked, and in what words it is refused.</summary>
public sealed class RefusalTests
{
    [Theory]
    [OnSqlite("filters[citty]=x", "filters/citty: Invalid key citty; did you mean 'city'?")]
    [OnSqlite("filters[city][$foo]=x", "filters/city: Invalid key $foo at city")]
    [OnSqlite("filters[$foo]=x", "filters: Invalid key $foo")]
    [OnSqlite("filters[city][$STARTSWITH]=x", "filters/city: Invalid key $STARTSWITH at city; did you mean '$startsWith'?")]
    [OnSqlite("filters[owner][nam]=x", "filters/owner/nam: Invalid key nam at owner.nam; did you mean 'name'?")]
    [OnSqlite("filters=x", "filters: filters must be an object: filters[attribute][$eq]=value")]
    [OnSqlite("filters[rank]=abc", "filters/rank: Invalid value at rank: expected a number")]
    [OnSqlite("filters[createdAt][$gt]=notadate", "filters/createdAt: Invalid format, expected a timestamp or an ISO date")]
    [OnSqlite("filters[rank][$between]=1", "filters/rank: $between at rank takes two values")]
    [OnSqlite("sort=city:up", "sort/city: Invalid order. order can only be one of asc|desc|ASC|DESC")]
    [OnSqlite("sort=nope", "sort/nope: Invalid key nope")]
    [OnSqlite("fields=nope", "fields/nope: Invalid key nope")]
    [OnSqlite("populate=nope", "populate/nope: Invalid key nope")]
    [OnSqlite("populate[owner][populate]=nope", "populate/owner/nope: Invalid key nope at owner.nope")]
    [OnSqlite("populate[owner][status]=draft", "populate/owner: Invalid key status at owner")]
    [OnSqlite("popluate=*", "popluate: Invalid key popluate; did you mean 'populate'?")]
    [OnSqlite("pagination[page]=1&pagination[limit]=2", "pagination: Cannot use both page & offset pagination in the same query")]
    [OnSqlite("pagination[withCount]=maybe", "pagination[withCount]: pagination[withCount] must be true or false")]
    [OnSqlite("status=gone", "status: status must be draft or published")]
    [OnSqlite("locale=../etc", "locale: locale must be a language tag such as en or pt-BR")]
    public async Task A_bad_query_is_refused_in_the_words_of_the_dialect(DatabaseKind kind, string text, string fault)
    {
        await using var product = await StartAsync(kind);

        Assert.Equal([fault], Given.Faults(await product.Finder.ListAsync(Given.Reader, "places", ContentHub.Entries.EntryQuery.Of(text), default)));
    }

    [Theory]
    [OnSqlite("filters[{0}]=x")]
    [OnSqlite("filters[{0}][$startsWith]=a")]
    [OnSqlite("filters[$or][0][$not][{0}][$null]=true")]
    [OnSqlite("filters[owner][{0}]=x")]
    [OnSqlite("filters[{0}][name]=x")]
    [OnSqlite("sort={0}")]
    [OnSqlite("sort=owner.{0}:desc")]
    [OnSqlite("sort[{0}][name]=asc")]
    [OnSqlite("fields={0}")]
    [OnSqlite("populate={0}")]
    [OnSqlite("populate[{0}]=false")]
    [OnSqlite("populate[owner][fields]={0}")]
    [OnSqlite("populate[owner][filters][{0}]=x")]
    [OnSqlite("populate[owner][sort]={0}")]
    [OnSqlite("populate=owner.{0}")]
    public async Task What_is_private_or_a_password_cannot_be_told_from_what_does_not_exist(DatabaseKind kind, string text)
    {
        await using var product = await StartAsync(kind);
        async Task<string> AskedAsync(string name) =>
            string.Join('|', Given.Faults(await product.Finder.ListAsync(Given.Owner, "places", ContentHub.Entries.EntryQuery.Of(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, name)), default))).Replace(name, "…", StringComparison.Ordinal);

        // As long as the hidden ones, so that hints could differ only by knowing.
        var unknown = await AskedAsync("qqqqqq");
        Assert.Equal(unknown, await AskedAsync("hushed"));
        Assert.Equal(unknown, await AskedAsync("passwd"));
        Assert.Equal(unknown, await AskedAsync("hidrel"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_search_does_not_see_what_is_private(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        await product.EntryAsync("places", """{"city":"Łódź","hushed":"canary"}""");
        async Task<int> FoundAsync(string q) => (await product.Finder.ListAsync(Given.Reader, "places", ContentHub.Entries.EntryQuery.Of($"_q={q}"), default)).Value.Items.Count;

        Assert.Equal((1, 0, 0, 1), (await FoundAsync("%C5%81%C3%93D%C5%B9"), await FoundAsync("canary"), await FoundAsync("%25"), await FoundAsync("")));
    }

    [Theory, OnSqlite]
    public async Task Too_many_too_deep_and_too_dear_conditions_are_refused(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        async Task<Problem?> AskAsync(string text) => (await product.Finder.ListAsync(Given.Reader, "places", ContentHub.Entries.EntryQuery.Of(text), default)).Problem;

        Assert.IsType<Problem.Invalid>(await AskAsync(string.Join('&', Enumerable.Range(0, 101).Select(i => $"filters[$or][{i}][city]=x"))));
        Assert.IsType<Problem.Invalid>(await AskAsync(string.Join('&', Enumerable.Range(0, 30).Select(i => $"filters[$or][{i}][owner][name]=x"))));
        Assert.IsType<Problem.Invalid>(await AskAsync("populate" + string.Concat(Enumerable.Repeat("[owner][populate]", 6)) + "=*"));
        Assert.Null(await AskAsync(string.Join('&', Enumerable.Range(0, 90).Select(i => $"filters[$or][{i}][city]=x"))));
        Assert.Null(await AskAsync(string.Join('&', Enumerable.Range(0, 300).Select(i => $"filters[city][$in][{i}]=x"))));
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"owner","attributes":{"name":{"type":"string"},"hushed":{"type":"string","private":true},"passwd":{"type":"password"},"hidrel":{"type":"relation","relation":"manyToOne","target":"owner","private":true},"owner":{"type":"relation","relation":"manyToOne","target":"owner"}}}""");
        await product.TypeAsync("""{"name":"place","attributes":{"city":{"type":"string"},"rank":{"type":"integer"},"hushed":{"type":"string","private":true},"passwd":{"type":"password"},"hidrel":{"type":"relation","relation":"manyToOne","target":"owner","private":true},"owner":{"type":"relation","relation":"manyToOne","target":"owner"}}}""");
        return product;
    }
}
