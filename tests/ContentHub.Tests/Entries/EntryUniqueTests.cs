using ContentHub.Testing;

namespace ContentHub.Tests.Entries;

public sealed class EntryUniqueTests
{
    private const string Type = """{"name":"page","attributes":{"key":{"type":"string","unique":true},"n":{"type":"decimal","unique":true}}}""";
    private const string WithSlug = """{"name":"page","attributes":{"title":{"type":"string"},"slug":{"type":"uid","target_field":"title"}}}""";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_that_want_one_value_at_the_same_moment_exactly_one_gets_it_and_the_others_are_told_why(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Type);

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => product.TryEntryAsync("pages", """{"key":"same"}"""))));

        Assert.Single(results, r => r.Problem is null);
        Assert.All(results.Where(r => r.Problem is not null), r => Assert.Equal(["key: This attribute must be unique"], Given.Faults(r)));
        Assert.Single(await product.EventsAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_value_is_free_again_when_its_entry_lets_go_of_it_and_stays_with_an_entry_that_keeps_it(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Type);
        var one = await product.EntryAsync("pages", """{"key":"a","n":1.50}""");

        Assert.Null((await product.TryChangeAsync("pages", one, """{"key":"a","n":1.5}""")).Problem);
        Assert.Equal(["key: This attribute must be unique", "n: This attribute must be unique"], Given.Faults(await product.TryEntryAsync("pages", """{"key":"a","n":1.500}""")));

        await product.ChangeAsync("pages", one, """{"key":"b","n":null}""");
        var two = await product.EntryAsync("pages", """{"key":"a","n":1.5}""");
        Assert.Equal(["key: This attribute must be unique"], Given.Faults(await product.TryChangeAsync("pages", two, """{"key":"b"}""")));

        await product.TryRemoveAsync("pages", two);
        Assert.Null((await product.TryChangeAsync("pages", one, """{"key":"a"}""")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task No_value_is_no_clash_and_case_and_blanks_make_a_difference(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Type);

        foreach (var key in (string[])["null", "null", "\"\"", "\" \"", "\"a\"", "\"A\"", "\"á\"", "\"a\\u0301\""])
            Assert.Null((await product.TryEntryAsync("pages", $$$"""{"key":{{{key}}}}""")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Long_values_are_told_apart_to_the_last_letter(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Type);
        var longText = new string('x', 10_000);

        Assert.Null((await product.TryEntryAsync("pages", $$"""{"key":"{{longText}}a"}""")).Problem);
        Assert.Null((await product.TryEntryAsync("pages", $$"""{"key":"{{longText}}b"}""")).Problem);
        Assert.NotNull((await product.TryEntryAsync("pages", $$"""{"key":"{{longText}}a"}""")).Problem);
    }

    [Theory]
    [OnSqlite("Hello, World!", "hello-world")]
    [OnSqlite("Zażółć gęślą jaźń", "zazo-c-gesla-jazn")]
    [OnSqlite("  -- a  b -- ", "a-b")]
    [OnSqlite("🚀", "page")]
    [OnSqlite("", "page")]
    public async Task A_uid_is_made_from_its_field(DatabaseKind kind, string title, string slug)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(WithSlug);

        var made = await product.EntryAsync("pages", $$"""{"title":"{{title}}"}""");

        Assert.Equal(slug, ProductHarness.Json(made).GetProperty("slug").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Equal_titles_get_numbered_uids_however_many_come_at_once(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(WithSlug);

        var made = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Task.Run(() => product.EntryAsync("pages", """{"title":"Paris"}"""))));

        Assert.Equal(
            Enumerable.Range(1, 24).Select(n => n == 1 ? "paris" : $"paris-{n}").Order(StringComparer.Ordinal),
            made.Select(m => ProductHarness.Json(m).GetProperty("slug").GetString()!).Order(StringComparer.Ordinal));
    }

    [Theory, OnSqlite]
    public async Task Very_long_equal_titles_get_numbered_uids_too(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(WithSlug);
        var title = $$"""{"title":"{{new string('x', 300)}}"}""";

        for (var i = 0; i < 4; i++) Assert.Null((await product.TryEntryAsync("pages", title)).Problem);
    }

    [Theory, OnSqlite]
    public async Task A_uid_given_by_hand_is_taken_or_refused_but_never_numbered(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(WithSlug);
        await product.EntryAsync("pages", """{"title":"x","slug":"mine"}""");

        Assert.Equal(["slug: This attribute must be unique"], Given.Faults(await product.TryEntryAsync("pages", """{"slug":"mine"}""")));
    }

    [Theory, OnSqlite]
    public async Task A_required_uid_that_nothing_can_be_made_from_is_missing(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string"},"slug":{"type":"uid","target_field":"title","required":true}}}""");

        Assert.Equal(["slug: slug is required"], Given.Faults(await product.TryEntryAsync("pages", "{}")));
        Assert.Null((await product.TryEntryAsync("pages", """{"title":"x"}""")).Problem);
    }

    [Theory, OnSqlite]
    public async Task A_made_uid_keeps_the_length_its_author_allows(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string"},"slug":{"type":"uid","target_field":"title","max_length":10}}}""");

        for (var i = 0; i < 12; i++)
            Assert.InRange(ProductHarness.Json(await product.EntryAsync("pages", """{"title":"a very long title"}""")).GetProperty("slug").GetString()!.Length, 1, 10);
    }
}
