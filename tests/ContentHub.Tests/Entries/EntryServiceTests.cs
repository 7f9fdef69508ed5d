using System.Text.Json;
using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Entries;

public sealed class EntryServiceTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_entry_is_made_read_by_either_key_changed_in_part_and_removed(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"address","attributes":{"city":{"type":"string"},"code":{"type":"string"}}}""");

        var made = await product.EntryAsync("addresses", """{"city":"Zażółć 🚀","code":"1"}""");
        product.Clock.Advance(TimeSpan.FromMinutes(1));
        var changed = await product.ChangeAsync("addresses", made, """{"code":null}""");
        var byNumber = (await product.Finder.GetAsync(Given.Reader, "addresses", made.Entry.Id.ToString(), EntryQuery.Plain, default)).Value;

        Assert.Equal(24, made.Entry.DocumentId.Length);
        Assert.Equal((1, 2), (made.Entry.Version, changed.Entry.Version));
        Assert.Equal(made.Entry.DocumentId, byNumber.Entry.DocumentId);
        var shown = await product.ShownAsync("addresses", made);
        Assert.Equal("Zażółć 🚀", shown.GetProperty("city").GetString());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("code").ValueKind);
        Assert.Equal(("2030-01-10T08:47:36.649Z", "2030-01-10T08:48:36.649Z"), (shown.GetProperty("created_at").GetString(), shown.GetProperty("updated_at").GetString()));

        Assert.Null((await product.TryRemoveAsync("addresses", made)).Problem);
        Assert.IsType<Problem.NotFound>((await product.TryRemoveAsync("addresses", made)).Problem);
        Assert.IsType<Problem.NotFound>((await product.TryChangeAsync("addresses", made, "{}")).Problem);
        Assert.IsType<Problem.NotFound>((await product.Finder.GetAsync(Given.Owner, "addresses", "999999", EntryQuery.Plain, default)).Problem);
        Assert.IsType<Problem.NotFound>((await product.Finder.GetAsync(Given.Owner, "nothing", "1", EntryQuery.Plain, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_list_is_paged_oldest_first_and_counts_only_its_own_type(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        await product.TypeAsync("""{"name":"other","attributes":{}}""");
        for (var i = 1; i <= 7; i++) await product.EntryAsync("pages", $$"""{"title":"{{i}}"}""");
        await product.EntryAsync("others", "{}");

        var second = (await product.Finder.ListAsync(Given.Reader, "pages", EntryQuery.Of("pagination[page]=2&pagination[pageSize]=3"), default)).Value;
        var beyond = (await product.Finder.ListAsync(Given.Reader, "pages", EntryQuery.Of("pagination[page]=9&pagination[pageSize]=3"), default)).Value;

        Assert.Equal(["4", "5", "6"], second.Items.Select(e => ProductHarness.Json(e).GetProperty("title").GetString()));
        Assert.Equal((7, 3), (second.Total, second.Pages));
        Assert.Empty(beyond.Items);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Every_kind_of_value_comes_back_in_its_one_form(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""
            {"name":"sample","attributes":{"s":{"type":"string"},"t":{"type":"text"},"e":{"type":"email"},"u":{"type":"uid"},"i":{"type":"integer"},"d":{"type":"decimal"},
             "b":{"type":"boolean"},"day":{"type":"date"},"at":{"type":"datetime"},"w":{"type":"enumeration","enum":["one"]},"j":{"type":"json"}}}
            """);

        var made = await product.EntryAsync("samples", """
            {"s":"<b>\"x\"","t":"a\nb","e":"a@b.example","u":"a-b_c.d~e","i":-9007199254740991,"d":10.50,"b":false,"day":"2020-02-29",
             "at":"2020-01-31T23:30:00.1239+02:00","w":"one","j":{"a":[1,null,"x"]}}
            """);

        var shown = await product.ShownAsync("samples", made);
        string Raw(string name) => shown.GetProperty(name).GetRawText();
        Assert.Equal("<b>\"x\"", shown.GetProperty("s").GetString());
        Assert.Equal("a\nb", shown.GetProperty("t").GetString());
        Assert.Equal(("\"a@b.example\"", "\"a-b_c.d~e\"", "-9007199254740991", "10.50"), (Raw("e"), Raw("u"), Raw("i"), Raw("d")));
        Assert.Equal(("false", "\"2020-02-29\"", "\"2020-01-31T21:30:00.123Z\"", "\"one\""), (Raw("b"), Raw("day"), Raw("at"), Raw("w")));
        Assert.True(JsonElement.DeepEquals(Given.Json("""{"a":[1,null,"x"]}"""), shown.GetProperty("j")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task JSON_that_a_database_cannot_hold_is_refused_in_words(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"j":{"type":"json"},"d":{"type":"decimal"}}}""");

        foreach (var bad in (string[])["1e200000", "-1e200000", "1e-200000", "{\"a\":[1e400]}", "\"\\u0000\"", "{\"\\u0000\":1}", "\"\\ud800\"", "{\"\\ud800\":1}", "[\"\\udc00x\"]"])
            Assert.StartsWith("j: ", Given.Faults(await product.TryEntryAsync("pages", $$$"""{"j":{{{bad}}}}"""))[0], StringComparison.Ordinal);
        foreach (var good in (string[])["1e100", "-0.0000001", "123456789012345678901234567890", "\"🚀\"", "[[[[[[]]]]]]", "{}"])
            Assert.Null((await product.TryEntryAsync("pages", $$$"""{"j":{{{good}}}}""")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_left_out_gets_its_default_and_what_is_null_does_not(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"n":{"type":"integer","default":5},"at":{"type":"datetime","default":"2020-01-01T00:00:00+01:00"},"must":{"type":"boolean","default":false,"required":true}}}""");

        var left = ProductHarness.Json(await product.EntryAsync("pages", "{}"));
        var nulled = ProductHarness.Json(await product.EntryAsync("pages", """{"n":null}"""));

        Assert.Equal((5, "2019-12-31T23:00:00.000Z", false), (left.GetProperty("n").GetInt32(), left.GetProperty("at").GetString(), left.GetProperty("must").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, nulled.GetProperty("n").ValueKind);
        Assert.Equal(["must: must is required"], Given.Faults(await product.TryEntryAsync("pages", """{"must":null}""")));
    }

    [Theory, OnSqlite]
    public async Task All_faults_of_an_entry_are_told_at_once_and_nothing_is_saved(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""
            {"name":"page","attributes":{"title":{"type":"string","required":true},"n":{"type":"integer"},"secret":{"type":"string","private":true},"image":{"type":"media","required":true},
             "p":{"type":"relation","relation":"manyToOne","target":"page"}}}
            """);

        var faults = Given.Faults(await product.TryEntryAsync("pages", """{"titl":"x","n":"7","image":"abc","p":[1,2],"secre":1}"""));

        Assert.Equal(["title", "titl", "n", "image", "p", "secre"], faults.Select(f => f.Split(':')[0]).OrderBy(f => Array.IndexOf(["title", "titl", "n", "image", "p", "secre"], f)));
        Assert.Contains("did you mean 'title'?", faults.Single(f => f.StartsWith("titl:", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", faults.Single(f => f.StartsWith("secre:", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty(await product.EventsAsync());
        Assert.Equal(0, await product.Database.ReadAsync(db => db.Entries.CountAsync(), default));
    }

    [Theory, OnSqlite]
    public async Task An_entry_that_was_read_may_be_sent_back_as_it_is(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var made = await product.EntryAsync("pages", """{"title":"x"}""");

        var again = await product.ChangeAsync("pages", made, ProductHarness.Json(made).GetRawText());

        Assert.Equal("x", ProductHarness.Json(again).GetProperty("title").GetString());
        Assert.Equal([], JsonDocument.Parse((await product.EventsAsync())[^1].Body).RootElement.GetProperty("changed").EnumerateArray().Select(c => c.GetString()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_change_based_on_an_old_version_is_refused(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var made = await product.EntryAsync("pages", """{"title":"a"}""");
        await product.TryChangeAsync("pages", made, """{"title":"b"}""", version: 1);

        var late = await product.TryChangeAsync("pages", made, """{"title":"c"}""", version: 1);

        Assert.Equal(new Problem.Stale(1, 2), late.Problem);
        Assert.Equal("b", (await product.ShownAsync("pages", made)).GetProperty("title").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_changes_based_on_one_version_exactly_one_is_taken(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var made = await product.EntryAsync("pages", """{"title":"a"}""");

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => product.TryChangeAsync("pages", made, $$"""{"title":"{{i}}"}""", version: 1))));

        Assert.Single(results, r => r.Problem is null);
        Assert.All(results.Where(r => r.Problem is not null), r => Assert.IsType<Problem.Stale>(r.Problem));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_of_one_entry_from_many_sides_are_all_carried_out_one_after_the_other(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var made = await product.EntryAsync("pages", """{"title":"a"}""");

        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => product.ChangeAsync("pages", made, $$"""{"title":"{{i}}"}"""))));

        Assert.Equal(33, (await product.Database.ReadAsync(db => db.Entries.SingleAsync(), default)).Version);
        Assert.Equal(33, (await product.EventsAsync()).Count);
    }

    [Theory, OnSqlite]
    public async Task Who_may_not_write_or_read_is_told_so_before_anything_else(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var made = await product.EntryAsync("pages", "{}");
        var key = made.Entry.DocumentId;

        Assert.Equal(new Problem.Forbidden("entries.create"), (await product.Entries.CreateAsync(Given.Reader, "nothing", new EntrySave(Given.Json("7")), default)).Problem);
        Assert.Equal(new Problem.Forbidden("entries.update"), (await product.Entries.UpdateAsync(Given.Reader, "pages", key, new EntrySave(Given.Json("{}")), default)).Problem);
        Assert.Equal(new Problem.Forbidden("entries.delete"), (await product.Entries.DeleteAsync(Given.Reader, "pages", key, null, default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await product.Finder.ListAsync(Actor.Anonymous, "pages", EntryQuery.Plain, default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await product.Finder.GetAsync(Actor.Anonymous, "pages", key, EntryQuery.Plain, default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await product.Entries.CreateAsync(Actor.Anonymous, "pages", new EntrySave(Given.Json("{}")), default)).Problem);
    }

    [Theory, OnSqlite]
    public async Task What_is_private_is_never_shown_and_cannot_be_asked_for(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string"},"note":{"type":"string","private":true},"of":{"type":"relation","relation":"manyToOne","target":"page","private":true}}}""");
        var made = await product.EntryAsync("pages", """{"title":"x","note":"canary"}""");

        var shown = await product.ShownAsync("pages", made);
        var asked = await product.Finder.GetAsync(Given.Owner, "pages", made.Entry.DocumentId, EntryQuery.Of("populate=of"), default);

        Assert.DoesNotContain("canary", shown.GetRawText(), StringComparison.Ordinal);
        Assert.False(shown.TryGetProperty("note", out _));
        Assert.Equal(["populate/of: Invalid key of"], Given.Faults(asked));
        Assert.DoesNotContain("canary", System.Text.Encoding.UTF8.GetString((await product.EventsAsync())[0].Body), StringComparison.Ordinal);
    }
}
