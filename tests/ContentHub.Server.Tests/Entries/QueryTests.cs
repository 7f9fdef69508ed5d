using System.Net;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Entries;

/// <summary>Parameters of reads over HTTP.</summary>
public sealed class QueryTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Lists_are_filtered_sorted_cut_and_counted_as_the_dialect_has_it(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.DefineAsync(new { name = "query-town", plural = "query-towns", attributes = new Dictionary<string, object> { ["name"] = new { type = "string" }, ["people"] = new { type = "integer" } } });
        foreach (var (name, people) in ((string, int?)[])[("Łódź", 3), ("Paris", 5), ("paris", null), ("Lyon", 1)]) await site.Api.CreateAsync("query-towns", new { name, people });
        async Task<string> NamesAsync(string query) => string.Join(' ', (await site.Api.GetAsync($"/api/query-towns?{query}")).Expect(HttpStatusCode.OK).Data.EnumerateArray().Select(e => e.Text("name")));
        async Task<string> MetaAsync(string query) => (await site.Api.GetAsync($"/api/query-towns?{query}")).Expect(HttpStatusCode.OK).Json.GetProperty("meta").GetRawText();

        Assert.Equal("Paris paris", await NamesAsync("filters[name][$eqi]=PARIS"));
        Assert.Equal("Łódź", await NamesAsync("filters[name][$containsi]=%C5%81%C3%93D"));
        Assert.Equal("Łódź Paris", await NamesAsync("filters[people][$gt]=1"));
        Assert.Equal("paris", await NamesAsync("filters[people][$null]=true"));
        Assert.Equal("paris Lyon Łódź Paris", await NamesAsync("sort=people"));
        Assert.Equal("Paris Łódź Lyon paris", await NamesAsync("sort[people]=desc"));
        Assert.Equal("Paris paris", await NamesAsync("_q=ARI"));
        Assert.Equal("", await NamesAsync("locale=fr"));
        Assert.Equal("""{"pagination":{"page":2,"pageSize":3,"pageCount":2,"total":4}}""", await MetaAsync("pagination[page]=2&pagination[pageSize]=3"));
        Assert.Equal("""{"pagination":{"page":1,"pageSize":1,"pageCount":4,"total":4}}""", await MetaAsync("pagination[page]=-1&pagination[pageSize]=0"));
        Assert.Equal("""{"pagination":{"start":1,"limit":100,"total":4}}""", await MetaAsync("pagination[start]=1&pagination[limit]=-1"));
        Assert.Equal("""{"pagination":{"start":0,"limit":2}}""", await MetaAsync("pagination[limit]=2&pagination[withCount]=false"));
        Assert.Equal("""{"pagination":{"page":1,"pageSize":25,"pageCount":0,"total":0}}""", await MetaAsync("filters[name]=nowhere"));
        Assert.Equal(["id", "document_id", "name"], (await site.Api.GetAsync("/api/query-towns?fields=name")).Data[0].EnumerateObject().Select(p => p.Name));
    }

    [Theory, OnSqlite]
    public async Task A_fault_of_a_query_is_told_as_the_dialect_tells_it(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);

        var reply = (await site.Api.GetAsync("/api/addresses?filters[city][$foo]=x")).Expect(HttpStatusCode.BadRequest);

        Assert.Equal("Invalid key $foo at city", reply.Message);
        var details = reply.Error.GetProperty("details");
        Assert.Equal(("$foo", "city", "query", "filters"), (details.Text("key"), details.Text("path"), details.Text("source"), details.Text("param")));
        Assert.Equal(JsonValueKind.Null, (await site.Api.GetAsync("/api/addresses?filters[$foo]=x")).Error.GetProperty("details").GetProperty("path").ValueKind);
        foreach (var bad in (string[])["filters=x", "sort[a][b][c]=d", "fields[a]=b", "populate[city]=true", "pagination=1", "_q[a]=b", "a=%ff", "a=%00", "status=", "filters[city]=a&filters[city][$eq][b]=c"])
            Assert.Equal((HttpStatusCode.BadRequest, bad), ((await site.Api.GetAsync($"/api/addresses?{bad}")).Status, bad));
    }

    [Theory, OnSqlite]
    public async Task Populated_answers_and_lists_are_not_sent_twice_and_change_with_what_they_show(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.DefineAsync(new { name = "query-tag", attributes = new { name = new { type = "string" } } });
        await site.Api.DefineAsync(new { name = "query-post", attributes = new { tag = new { type = "relation", relation = "manyToOne", target = "query-tag" } } });
        var tag = await site.Api.CreateAsync("query-tags", new { name = "a" });
        var post = await site.Api.CreateAsync("query-posts", new { tag = tag.Number("id") });
        foreach (var path in (string[])[$"/api/query-posts/{post.Number("id")}?populate=tag", "/api/query-posts?populate=*"])
        {
            var etag = (await site.Api.GetAsync(path)).Expect(HttpStatusCode.OK).Header("ETag")!;
            Assert.Equal(HttpStatusCode.NotModified, (await site.Api.GetAsync(path, ("If-None-Match", etag))).Status);
            (await site.Api.PutAsync($"/api/query-tags/{tag.Number("id")}", new { data = new { name = path } })).Expect(HttpStatusCode.OK);
            Assert.Equal(HttpStatusCode.OK, (await site.Api.GetAsync(path, ("If-None-Match", etag))).Status);
        }
    }
}
