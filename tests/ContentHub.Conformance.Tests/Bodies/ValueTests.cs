using System.Net;
using System.Text.Json;

namespace ContentHub.Conformance.Tests.Bodies;

/// <summary>Scalar attributes: what is taken, how it comes back, what is refused and with which words.</summary>
[Collection(Conformance.Name)]
public sealed class ValueTests(Targets targets)
{
    /// <summary>Attribute; value sent; value read (null: the same).</summary>
    public static IEnumerable<object?[]> Taken { get; } =
    [
        ["title", "\"abc\"", null], ["title", "\"Tour 🗼 ящик\"", null], ["title", "null", null], ["body", "\"line\\nline\"", null], ["body", "\"\"", null], ["rich", "\"# Title\"", null], ["mail", "\"a@b.example\"", null], ["integer", "1", null], ["integer", "10", null], ["integer", "null", null], ["big", "\"9000000000000000000\"", null], ["big", "\"-5\"", null], ["big", "7", "\"7\""], ["integer", "5.0", "5"], ["integer", "1e0", "1"], ["integer", "1000.00E-2", "10"], ["big", "1.5e3", "\"1500\""], ["big", "-0.0", "\"0\""],
        ["decimal", "0.5", null], ["decimal", "10.5", null], ["decimal", "1.10", null], ["float", "-1.5", null], ["float", "3.5", null], ["boolean", "true", null], ["boolean", "false", null], ["boolean", "null", null], ["date", "\"2020-02-29\"", null], ["time", "\"08:30:00.000\"", null], ["time", "\"08:30\"", "\"08:30:00.000\""], ["time", "\"08:30:01\"", "\"08:30:01.000\""],
        ["datetime", "\"2020-01-31T08:30:00.000Z\"", null], ["datetime", "\"2020-01-31T09:30:00+01:00\"", "\"2020-01-31T08:30:00.000Z\""], ["kind", "\"two\"", null], ["kind", "null", null], ["json", "{\"a\":[1,null,\"x\"]}", null], ["json", "5", null], ["json", "\"text\"", null], ["json", "[]", null], ["json", "false", null],
        ["blocks", "[{\"type\":\"paragraph\",\"children\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]", null], ["pattern", "\"abc\"", null], ["code", "null", null],
    ];

    /// <summary>Attribute; value; words of the refusal.</summary>
    public static IEnumerable<object?[]> Refused { get; } =
    [
        ["title", "\"ab\"", "title must be at least 3 characters"], ["title", "\"123456789012345678901\"", "title must be at most 20 characters"], ["title", "1", "title"], ["title", "true", "title"], ["title", "{}", "title"], ["title", "[]", "title"], ["body", "\"12345678901234567890123456789012345678901\"", "body must be at most 40 characters"], ["rich", "5", "rich"],
        ["mail", "\"nobody\"", "mail"], ["mail", "\"\"", "mail"], ["mail", "\"a@\"", "mail"], ["pass", "\"12345\"", "pass must be at least 6 characters"], ["slug", "\"a b\"", "slug"], ["slug", "\"\"", "slug"], ["slug", "\"ä\"", "slug"], ["integer", "0", "integer must be greater than or equal to 1"], ["integer", "11", "integer must be less than or equal to 10"], ["integer", "\"5\"", "integer"], ["integer", "1.5", "integer"], ["integer", "15e-1", "integer"], ["integer", "5.0000000000000000000001", "integer"], ["integer", "1e2", "integer must be less than or equal to 10"], ["integer", "1e99999999999", "integer"], ["integer", "true", "integer"], ["integer", "{}", "integer"],
        ["big", "\"-6\"", "big must be greater than or equal to -5"], ["big", "\"9000000000000000001\"", "big must be less than or equal to 9000000000000000000"], ["big", "\"x\"", "big"], ["big", "1.5", "big"], ["big", "1e19", "big"], ["big", "\"99999999999999999999\"", "big"], ["decimal", "0.4", "decimal must be greater than or equal to 0.5"], ["decimal", "10.6", "decimal must be less than or equal to 10.5"], ["decimal", "\"1\"", "decimal"], ["float", "3.6", "float must be less than or equal to 3.5"], ["float", "\"1\"", "float"],
        ["boolean", "\"true\"", "boolean"], ["boolean", "1", "boolean"], ["date", "\"2020-02-30\"", "date"], ["date", "\"2020-01-01T00:00:00Z\"", "date"], ["date", "5", "date"], ["time", "\"25:00\"", "time"], ["time", "\"noon\"", "time"], ["datetime", "\"2020-01-31\"", "datetime"], ["datetime", "\"soon\"", "datetime"], ["datetime", "true", "datetime"], ["kind", "\"three\"", "kind"], ["kind", "\"ONE\"", "kind"], ["kind", "1", "kind"],
        ["blocks", "\"text\"", "blocks"], ["blocks", "[{\"type\":\"nothing\"}]", "blocks"], ["pattern", "\"ABC\"", "pattern"], ["pattern", "\"abc1\"", "pattern"], ["nothing", "1", "nothing"], ["titles", "\"abc\"", "title"],
    ];

    [Theory, OnSqlite(nameof(Taken)), OnPostgreSql(nameof(Taken))]
    public async Task A_value_is_kept_and_comes_back_in_its_one_form(Place place, string attribute, string sent, string? read)
    {
        var target = await targets.OnAsync(place);

        var made = (await target.Api.PostAsync(target.Path("entries"), $$"""{"data":{"{{attribute}}":{{sent}} } }""")).Expect(HttpStatusCode.Created).Data;
        var other = (await target.Api.PostAsync(target.Path("entries"), """{"data":{"body":"x"}}""")).Expect(HttpStatusCode.Created).Data;
        var changed = (await target.Api.PutAsync($"{target.Path("entries")}/{other.Key()}", $$"""{"data":{"{{attribute}}":{{sent}} } }""")).Ok().Data;

        AssertSame(read ?? sent, made.GetProperty(attribute));
        AssertSame(read ?? sent, changed.GetProperty(attribute));
        AssertSame(read ?? sent, (await target.Api.GetAsync($"{target.Path("entries")}/{made.Id()}")).Ok().Data.GetProperty(attribute));
    }

    [Theory, OnSqlite(nameof(Refused)), OnPostgreSql(nameof(Refused))]
    public async Task A_value_of_the_wrong_kind_is_refused_by_path_and_nothing_changes(Place place, string attribute, string sent, string words)
    {
        var target = await targets.OnAsync(place);
        var other = await target.OnceAsync("unchanged", () => target.Api.CreateAsync(target.Path("entries"), new { title = "unchanged" }));
        var before = (await target.Api.GetAsync($"{target.Path("entries")}/{other.Key()}")).Ok().Text;
        var count = (await target.Api.GetAsync($"{target.Path("entries")}?pagination[limit]=1")).Pagination.Number("total");
        var body = $$"""{"data":{"{{attribute}}":{{sent}} } }""";

        var made = (await target.Api.PostAsync(target.Path("entries"), body)).Refused();
        var changed = (await target.Api.PutAsync($"{target.Path("entries")}/{other.Key()}", body)).Refused();

        Assert.Contains(words, made.Message, StringComparison.Ordinal);
        Assert.StartsWith($"{attribute}: ", Assert.Single(made.Faults), StringComparison.Ordinal);
        Assert.Equal(made.Faults, changed.Faults);
        Assert.Equal(before, (await target.Api.GetAsync($"{target.Path("entries")}/{other.Key()}")).Ok().Text);
        Assert.Equal(count, (await target.Api.GetAsync($"{target.Path("entries")}?pagination[limit]=1")).Pagination.Number("total"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_entry_is_made_read_listed_changed_in_part_and_removed(Place place)
    {
        var target = await targets.OnAsync(place);
        var created = (await target.Api.PostAsync(target.Path("entries"), new { data = new { title = "First title", integer = 5, id = 77, document_id = "mine", published_at = "2001-01-01T00:00:00.000Z", created_at = "2001-01-01T00:00:00.000Z" } })).Expect(HttpStatusCode.Created);
        var made = created.Data;
        var path = $"{target.Path("entries")}/{made.Key()}";

        Assert.Equal(path, created.Header("Location"));
        Assert.Equal(24, made.Key().Length);
        Assert.NotEqual(77, made.Id());
        Assert.NotEqual("mine", made.Key());
        Assert.DoesNotContain("2001-", created.Text, StringComparison.Ordinal);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", made.Text("published_at"));
        Assert.Equal(("first-title", "one", true), (made.Text("slug"), made.Text("kind"), made.GetProperty("boolean").GetBoolean()));
        Assert.Equal("{}", (await target.Api.GetAsync(path)).Ok().Json.GetProperty("meta").GetRawText());
        var changed = await target.Api.ChangeAsync(path, new { title = "Second title", id = 78 });
        Assert.Equal((made.Id(), made.Key(), "Second title", 5L), (changed.Id(), changed.Key(), changed.Text("title")!, changed.Number("integer")));
        Assert.Equal("", (await target.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent).Text);
        (await target.Api.GetAsync(path)).Refused(HttpStatusCode.NotFound, "NotFoundError");
        (await target.Api.PutAsync(path, new { data = new { title = "Third" } })).Refused(HttpStatusCode.NotFound, "NotFoundError");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Every_fault_is_told_at_once(Place place)
    {
        var target = await targets.OnAsync(place);

        var refused = (await target.Api.PostAsync(target.Path("entries"), new { data = new { title = "123456789012345678901", integer = 0, kind = "three", mail = "x" } })).Refused();

        Assert.Equal("4 errors occurred", refused.Message);
        Assert.Equal(["integer", "kind", "mail", "title"], refused.Faults.Select(f => f.Split(':')[0]).Order());
        Assert.All(refused.Error.GetProperty("details").GetProperty("errors").Items(), e => Assert.Equal("ValidationError", e.Text("name")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_unique_value_stays_with_its_entry_until_that_lets_go_of_it(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("entries");
        var first = await target.Api.CreateAsync(path, new { code = "K1" });
        var second = await target.Api.CreateAsync(path, new { code = "K2" });

        Assert.Equal(["code: This attribute must be unique"], (await target.Api.PostAsync(path, new { data = new { code = "K1" } })).Refused().Faults);
        Assert.Equal(["code: This attribute must be unique"], (await target.Api.PutAsync($"{path}/{second.Key()}", new { data = new { code = "K1" } })).Refused().Faults);
        await target.Api.ChangeAsync($"{path}/{first.Key()}", new { code = "K1", body = "same" });
        await target.Api.ChangeAsync($"{path}/{first.Key()}", new { code = (string?)null });
        await target.Api.ChangeAsync($"{path}/{second.Key()}", new { code = "K1" });
        await target.Api.DeleteAsync($"{path}/{second.Key()}");
        Assert.Equal("K1", (await target.Api.CreateAsync(path, new { code = "K1" })).Text("code"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_uid_comes_from_its_field_is_numbered_and_never_taken_twice(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("entries");

        Assert.Equal("great-ideas", (await target.Api.CreateAsync(path, new { title = "Great Ideas!" })).Text("slug"));
        var second = await target.Api.CreateAsync(path, new { title = "Great Ideas!" });
        Assert.StartsWith("great-ideas-", second.Text("slug"), StringComparison.Ordinal);
        Assert.Equal("By-Hand_1.0~", (await target.Api.CreateAsync(path, new { title = "Other", slug = "By-Hand_1.0~" })).Text("slug"));
        Assert.Equal(["slug: This attribute must be unique"], (await target.Api.PostAsync(path, new { data = new { slug = "great-ideas" } })).Refused().Faults);
        Assert.Equal("great-ideas", (await target.Api.GetAsync($"{path}?filters[slug]=great-ideas")).Data.All("slug"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Passwords_and_what_is_private_are_taken_and_never_shown(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("entries");

        var made = (await target.Api.PostAsync($"{path}?populate=*", new { data = new { title = "Closed", pass = "open-sesame", hidden = "under the mat" } })).Expect(HttpStatusCode.Created);
        string[] answers = [made.Text, (await target.Api.GetAsync($"{path}/{made.Data.Key()}?populate=*&fields=*")).Ok().Text, (await target.Api.GetAsync($"{path}?filters[title]=Closed")).Ok().Text, (await target.Api.PutAsync($"{path}/{made.Data.Key()}", new { data = new { pass = "open-barley", hidden = "in the shed" } })).Ok().Text];

        Assert.All(answers, a => Assert.DoesNotMatch("\"(pass|hidden)\"|sesame|barley|the mat|the shed", a));
        foreach (var probe in new[] { "sesame", "mat", "shed" }) Assert.Equal(0, (await target.Api.GetAsync($"{path}?_q={probe}")).Ok().Data.GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_body_without_data_is_refused_in_the_words_of_the_dialect(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("entries");

        foreach (var body in new[] { """{"title":"abc"}""", """{"data":null}""", "{}" }) Assert.Equal("Missing \"data\" payload in the request body", (await target.Api.PostAsync(path, body)).Refused().Message);
        foreach (var body in new[] { """{"data":""", "", "[]", "\"x\"", """{"data":[]}""", """{"data":"x"}""", """{"data":5}""" }) (await target.Api.PostAsync(path, body)).Refused();
        (await target.Api.PostAsync(path, """{"data":{}}""")).Expect(HttpStatusCode.Created);
        (await target.Api.PutAsync($"{path}/nosuchentry0000000000000", new { data = new { } })).Refused(HttpStatusCode.NotFound, "NotFoundError");
        (await target.Api.GetAsync(target.Path("nothings"))).Refused(HttpStatusCode.NotFound, "NotFoundError");
        (await target.Api.SendAsync(HttpMethod.Patch, $"{path}/1", null)).Refused(HttpStatusCode.MethodNotAllowed, "MethodNotAllowedError");
        using var nobody = target.Caller(null);
        (await nobody.GetAsync(path)).Refused(HttpStatusCode.Unauthorized, "UnauthorizedError");
        using var stranger = target.Caller("deadbeef");
        (await stranger.GetAsync(path)).Refused(HttpStatusCode.Unauthorized, "UnauthorizedError");
    }

    // Of numbers every digit counts.
    private static void AssertSame(string expected, JsonElement actual)
    {
        if (actual.ValueKind == JsonValueKind.Number) Assert.Equal(expected, actual.GetRawText());
        else Assert.True(JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(expected), actual), $"{expected} <> {actual}");
    }
}
