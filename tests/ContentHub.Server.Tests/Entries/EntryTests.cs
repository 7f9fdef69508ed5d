using System.Net;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Entries;

public sealed class EntryTests(Sites sites) : IClassFixture<Sites>
{
    [Fact]
    public async Task Changesets_and_histories_spell_the_products_own_names_as_the_setting_says()
    {
        await using var site = await Site.StartAsync(variables: ("Api__SystemFields", "CamelCase"));

        var set = (await site.Api.PostAsync("/api/changesets", new { data = new { operations = new[] { new { op = "create", model = "address", data = new { city = "Rome" } } } } })).Expect(HttpStatusCode.OK).Data.GetProperty("operations")[0];
        var history = $"/api/addresses/{set.Text("documentId")}/versions";
        var one = (await site.Api.GetAsync($"{history}/1")).Expect(HttpStatusCode.OK).Data;

        Assert.Contains("createdAt", (await site.Api.GetAsync(history)).Expect(HttpStatusCode.OK).Data[0].Names());
        Assert.Contains("createdAt", one.Names());
        Assert.Empty(((string[])["documentId", "createdAt", "updatedAt"]).Except(one.GetProperty("entry").Names()));
        Assert.All(new[] { set, one, one.GetProperty("entry") }, json => Assert.DoesNotContain(json.Names(), name => name is "document_id" or "created_at" or "updated_at" or "published_at"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_entry_of_everything_is_kept_as_it_was_given(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.DefineAsync(Given.Everything("item"));
        var given = new
        {
            title = "Tour 🗼",
            body = "a\nb",
            mail = "a@b.example",
            count = 10,
            price = 12.50m,
            active = false,
            day = "2020-02-29",
            at = "2020-01-10T09:47:36.649+01:00",
            colour = "red",
            extra = new { deep = new object?[] { 1, "x", null, true } },
            code = "C1",
            secret_note = "hidden",
        };

        var created = await site.Api.PostAsync("/api/items", new { data = given });

        var entry = created.Expect(HttpStatusCode.Created).Data;
        Assert.Equal($"/api/items/{entry.Text("document_id")}", created.Header("Location"));
        var read = (await site.Api.GetAsync($"/api/items/{entry.Number("id")}")).Expect(HttpStatusCode.OK).Data;
        Assert.Equal("Tour 🗼", read.Text("title"));
        Assert.Equal("tour", read.Text("slug"));
        Assert.Equal("12.50", read.GetProperty("price").GetRawText());
        Assert.Equal("2020-01-10T08:47:36.649Z", read.Text("at"));
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(given.extra), read.GetProperty("extra")));
        Assert.False(read.GetProperty("active").GetBoolean());
        (await site.Api.DeleteAsync($"/api/items/{entry.Number("id")}")).Expect(HttpStatusCode.NoContent);
        (await site.Api.GetAsync($"/api/items/{entry.Number("id")}")).Expect(HttpStatusCode.NotFound);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_stale_version_is_refused_and_the_present_one_is_named(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var created = await site.Api.PostAsync("/api/addresses", new { data = Given.Paris });
        var path = $"/api/addresses/{created.Data.Number("id")}";
        var etag = created.Header("ETag")!;
        (await site.Api.PutAsync(path, new { data = new { city = "Lyon" } }, ("If-Match", etag))).Expect(HttpStatusCode.OK);

        var stale = (await site.Api.PutAsync(path, new { data = new { city = "Nice" } }, ("If-Match", etag))).Expect(HttpStatusCode.PreconditionFailed);

        Assert.Equal("PreconditionFailedError", stale.Error.Text("name"));
        Assert.Equal(2, stale.Error.GetProperty("details").Number("actual"));
        (await site.Api.PutAsync(path, new { data = new { city = "Nice" } }, ("If-Match", "nonsense"))).Expect(HttpStatusCode.BadRequest);
        var read = await site.Api.GetAsync(path);
        Assert.Equal("Lyon", read.Data.Text("city"));
        Assert.Equal(HttpStatusCode.NotModified, (await site.Api.GetAsync(path, ("If-None-Match", read.Header("ETag")!))).Status);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_who_want_the_same_unique_value_at_once_one_gets_it(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.DefineAsync(new { name = "seat", attributes = new { number = new { type = "string", unique = true } } });

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => site.Api.PostAsync("/api/seats", new { data = new { number = "12A" } })));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Contains("number: This attribute must be unique", a.Expect(HttpStatusCode.BadRequest).Faults));
        Assert.Equal(1, (await site.Api.GetAsync("/api/seats")).Data.GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Relations_are_set_connected_and_disconnected(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.DefineAsync(new { name = "shelf", plural = "shelves", attributes = new { label = new { type = "string" }, topics = new { type = "relation", relation = "manyToMany", target = "category" }, main = new { type = "relation", relation = "manyToOne", target = "category" } } });
        var (a, b) = ((await site.Api.CreateAsync("categories", new { name = "a" })).Number("id"), (await site.Api.CreateAsync("categories", new { name = "b" })).Number("id"));
        var shelf = await site.Api.CreateAsync("shelves", new { label = "One", main = a, topics = new[] { a } });
        async Task<string> TopicsAsync(object data)
        {
            (await site.Api.PutAsync($"/api/shelves/{shelf.Number("id")}", new { data })).Expect(HttpStatusCode.OK);
            var read = (await site.Api.GetAsync($"/api/shelves/{shelf.Number("id")}?populate=*")).Data;
            return string.Concat(read.GetProperty("topics").EnumerateArray().Select(t => t.Text("name")));
        }

        Assert.Equal("ab", await TopicsAsync(new { topics = new { connect = new[] { b } } }));
        Assert.Equal("ab", await TopicsAsync(new { topics = new { connect = new[] { b }, disconnect = new[] { b } } }));
        Assert.Equal("b", await TopicsAsync(new { topics = new { disconnect = new[] { a } } }));
        Assert.Equal("ba", await TopicsAsync(new { topics = new { set = new[] { b, a } } }));
        Assert.Equal("", await TopicsAsync(new { topics = Array.Empty<int>() }));
        Assert.Equal("", await TopicsAsync(new { main = new { connect = new[] { a }, disconnect = new[] { a } } }));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Characters_that_are_no_characters_do_no_harm(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.DefineAsync(Given.Everything("odd"));

        var entry = await site.Api.CreateAsync("odds", new { title = "a\uFFFEb\uFFFF", extra = new { a = "\uFFFE" } });

        Assert.Equal("a\uFFFEb\uFFFF", (await site.Api.GetAsync($"/api/odds/{entry.Number("id")}")).Data.Text("title"));
        Assert.NotEmpty(entry.Text("slug")!);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_entry_of_a_single_type_is_made_changed_and_removed(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.DefineAsync(new { name = "home-page", kind = "single", attributes = new { title = new { type = "string", required = true } } });
        await using var hook = await site.HookAsync(new { models = new[] { "home-page" } });
        (await site.Api.GetAsync("/api/home-page")).Expect(HttpStatusCode.NotFound);

        (await site.Api.PutAsync("/api/home-page", new { data = new { title = "Hello" } })).Expect(HttpStatusCode.OK);
        (await site.Api.PutAsync("/api/home-page", new { data = new { title = "Welcome" } })).Expect(HttpStatusCode.OK);
        Assert.Equal("Welcome", (await site.Api.GetAsync("/api/home-page")).Expect(HttpStatusCode.OK).Data.Text("title"));
        (await site.Api.DeleteAsync("/api/home-page")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(["entry.create", "entry.update", "entry.delete"], (await hook.Receiver.WaitForAsync(3)).Select(r => r.Json.Text("event")));
    }
}
