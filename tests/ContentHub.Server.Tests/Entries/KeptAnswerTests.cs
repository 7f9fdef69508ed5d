using System.Net;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;
using Microsoft.Data.Sqlite;

namespace ContentHub.Server.Tests.Entries;

/// <summary>Answers that are kept are the ones that would be made.</summary>
public sealed class KeptAnswerTests(Sites sites) : IClassFixture<Sites>
{
    [Fact]
    public async Task What_is_asked_again_is_sent_from_memory_until_something_is_written()
    {
        var site = await sites.OnAsync();
        var city = Guid.NewGuid().ToString("N");
        var entry = await site.Api.CreateAsync("addresses", Given.Address(city));
        string[] asked = [$"/api/addresses/{entry.Text("document_id")}", $"/api/addresses?filters[city]={city}", $"/api/addresses/{entry.Text("document_id")}?populate=*"];
        var first = await GetAllAsync(site.Api, asked);

        // Nobody but the product writes into its tables: this shows who reads them.
        await ChangeBehindTheBackAsync(site, city, "elsewhere");
        var again = await GetAllAsync(site.Api, asked);

        Assert.Equal(first.Select(r => (r.Text, r.Header("ETag"), r.Header("Content-Type"), r.Header("Content-Length"))), again.Select(r => (r.Text, r.Header("ETag"), r.Header("Content-Type"), r.Header("Content-Length"))));
        foreach (var (path, reply) in asked.Zip(first)) Assert.Empty((await site.Api.GetAsync(path, ("If-None-Match", reply.Header("ETag")!))).Expect(HttpStatusCode.NotModified).Text);
        await site.Api.CreateAsync("addresses", Given.Address("Somewhere"));
        Assert.Equal("elsewhere", (await site.Api.GetAsync(asked[0])).Data.Text("city"));
        Assert.Empty((await site.Api.GetAsync(asked[1])).Data.EnumerateArray());
    }

    [Fact]
    public async Task What_deliveries_write_leaves_answers_where_they_are()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();
        var city = Guid.NewGuid().ToString("N");
        var path = $"/api/addresses/{(await site.Api.CreateAsync("addresses", Given.Address(city))).Text("document_id")}";
        await site.Api.GetAsync(path);

        await hook.DeliveryAsync(d => d.Text("status") == "delivered");
        await ChangeBehindTheBackAsync(site, city, "elsewhere");

        Assert.Equal(city, (await site.Api.GetAsync(path)).Data.Text("city"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Whatever_is_written_shows_in_the_next_answer(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var api = site.Api;
        var name = $"thing{Guid.NewGuid():N}"[..20];
        var type = await api.DefineAsync(new { name, draft_and_publish = true, attributes = new { title = new { type = "string" }, picture = new { type = "media" }, places = new { type = "relation", relation = "manyToMany", target = "address" } } });
        var plural = type.Text("plural");
        var picture = await api.UploadAsync(Given.Png, "before.png");
        var place = await api.CreateAsync("addresses", Given.Address("Before"));
        var path = $"/api/{plural}/{(await api.CreateAsync(plural!, new { title = "One", picture = picture.Number("id"), places = new[] { place.Number("id") } })).Text("document_id")}";
        string[] asked = [$"{path}?populate=*", $"/api/{plural}?populate=*&sort=title", $"/api/{plural}?filters[places][city]=After"];

        await ChangesAsync(() => api.PutAsync(path, new { data = new { title = "Two" } }));
        await ChangesAsync(() => api.PutAsync($"/api/addresses/{place.Number("id")}", new { data = new { city = "After" } }));
        await ChangesAsync(() => InfoAsync(picture.Number("id"), "What it shows"));
        await ChangesAsync(() => api.PostAsync($"{path}/unpublish"));
        await ChangesAsync(() => api.PostAsync($"{path}/publish"));
        await ChangesAsync(() => api.DeleteAsync($"/api/addresses/{place.Number("id")}"));
        await ChangesAsync(() => api.DeleteAsync($"/api/upload/files/{picture.Number("id")}"));
        await ChangesAsync(() => api.PutAsync($"/admin/api/content-types/{type.Number("id")}", new
        {
            data = new { name, draft_and_publish = true, attributes = new { headline = new { type = "string", renamed_from = "title" }, picture = new { type = "media" }, places = new { type = "relation", relation = "manyToMany", target = "address" } } },
        }));
        await ChangesAsync(() => api.DeleteAsync(path));

        async Task ChangesAsync(Func<Task<Reply>> change)
        {
            var before = await GetAllAsync(api, asked);
            Assert.Equal(before.Select(r => r.Text), (await GetAllAsync(api, asked)).Select(r => r.Text));
            var changed = await change();
            Assert.True((int)changed.Status < 300, changed.Text);
            var after = await GetAllAsync(api, asked);
            Assert.NotEqual(before.Select(r => r.Text), after.Select(r => r.Text));
            // The same question in other words was never asked, so that nothing is kept for it.
            var anew = await GetAllAsync(api, [.. asked.Select(a => a + $"{(a.Contains('?', StringComparison.Ordinal) ? "&" : "?")}locale=en")]);
            Assert.Equal(anew.Select(r => r.Text), after.Select(r => r.Text));
        }

        async Task<Reply> InfoAsync(long id, string text)
        {
            using var form = new MultipartFormDataContent { { new StringContent(JsonSerializer.Serialize(new { alternativeText = text }), Encoding.UTF8), "fileInfo" } };
            return await api.SendAsync(HttpMethod.Post, $"/api/upload?id={id}", form);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Each_caller_has_answers_of_their_own_and_loses_them_with_the_rights(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.CreateAsync("addresses", Given.Address("Paris"));
        const string Path = "/api/addresses?filters[city]=Paris";
        var token = (await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = Guid.NewGuid().ToString(), type = "read-only" } })).Expect(HttpStatusCode.Created).Data;
        using var reader = site.Caller(token.Text("token"));
        using var nobody = site.Caller(null);
        await GetAllAsync(site.Api, [Path, Path]);
        await GetAllAsync(reader, [Path, Path]);

        Assert.True((await nobody.GetAsync(Path)).Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
        (await site.Api.DeleteAsync($"/admin/api/tokens/{token.Number("id")}")).Expect(HttpStatusCode.NoContent);

        (await reader.GetAsync(Path)).Expect(HttpStatusCode.Unauthorized);
        (await site.Api.GetAsync(Path)).Expect(HttpStatusCode.OK);
    }

    [Theory, OnPostgreSql]
    public async Task What_one_server_writes_shows_in_the_next_answer_of_another(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var server = await ServerProcess.StartAsync(site.Settings with { Urls = "http://127.0.0.1:0" });
        using var other = new Api(server.CreateClient(Given.Token));
        var path = $"/api/addresses/{(await site.Api.CreateAsync("addresses", Given.Address("0"))).Text("document_id")}";
        for (var i = 1; i <= 20; i++)
        {
            (await site.Api.PutAsync(path, new { data = Given.Address($"{i}") })).Expect(HttpStatusCode.OK);
            Assert.Equal($"{i}", (await other.GetAsync(path)).Data.Text("city"));
            Assert.Equal($"{i}", (await other.GetAsync(path)).Data.Text("city"));
        }
    }

    private static async Task<Reply[]> GetAllAsync(Api api, string[] paths)
    {
        var replies = new List<Reply>();
        foreach (var path in paths) replies.Add(await api.GetAsync(path));
        return [.. replies];
    }

    private static async Task ChangeBehindTheBackAsync(Site site, string from, string to)
    {
        await using var database = new SqliteConnection($"Data Source={site.Data["contenthub.db"]};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "UPDATE entries SET data = replace(data, @from, @to); UPDATE index_texts SET value = replace(value, @from, @to)";
        command.Parameters.AddWithValue("@from", from);
        command.Parameters.AddWithValue("@to", to);
        await command.ExecuteNonQueryAsync();
    }
}
