using System.Net;
using ContentHub.Access;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Entries;

/// <summary>Saved views over HTTP: their shape, and whose they are.</summary>
public sealed class SavedViewTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_view_is_made_read_changed_and_deleted_and_belongs_to_its_person(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var views = $"/admin/api/content-types/{await TypeAsync(site, "address")}/views";
        using var owner = site.Caller(await LoginAsync(site, Given.Email));
        using var editor = await PersonAsync(site, "views-editor");
        using var other = await PersonAsync(site, "views-other");

        var answer = (await editor.PostAsync(views, new { data = new { name = "In Paris", query = "filters[city][$eq]=Paris&sort=city:asc" } })).Expect(HttpStatusCode.Created);
        var made = answer.Data;
        Assert.Equal(["id", "name", "query", "shared", "own", "created_at", "updated_at"], made.Names());
        Assert.Equal(("In Paris", "filters[city][$eq]=Paris&sort=city:asc", false, true), (made.Text("name"), made.Text("query"), made.GetProperty("shared").GetBoolean(), made.GetProperty("own").GetBoolean()));
        var view = $"{views}/{made.Number("id")}";
        Assert.Equal(view, answer.Header("Location"));
        Assert.Equal("Paris", (await editor.PutAsync(view, new { data = new { name = "Paris" } })).Expect(HttpStatusCode.OK).Data.Text("name"));

        foreach (var stranger in new[] { owner, other })
        {
            Assert.DoesNotContain("Paris", (await stranger.GetAsync(views)).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
            (await stranger.PutAsync(view, new { data = new { name = "Taken" } })).Expect(HttpStatusCode.NotFound);
            (await stranger.DeleteAsync(view)).Expect(HttpStatusCode.NotFound);
        }

        (await editor.PutAsync(view, new { data = new { shared = true } })).Expect(HttpStatusCode.Forbidden);
        var shared = (await owner.PostAsync(views, new { data = new { name = "For all", shared = true } })).Expect(HttpStatusCode.Created).Data.Number("id");
        Assert.False(Assert.Single((await other.GetAsync(views)).Expect(HttpStatusCode.OK).Data.EnumerateArray()).GetProperty("own").GetBoolean());
        (await other.PutAsync($"{views}/{shared}", new { data = new { name = "Taken" } })).Expect(HttpStatusCode.Forbidden);
        (await other.DeleteAsync($"{views}/{shared}")).Expect(HttpStatusCode.Forbidden);
        (await editor.DeleteAsync($"/admin/api/content-types/{await TypeAsync(site, "category")}/views/{made.Number("id")}")).Expect(HttpStatusCode.NotFound);

        (await site.Api.PostAsync(views, new { data = new { name = "A token's" } })).Expect(HttpStatusCode.Forbidden);
        var faults = (await editor.PostAsync(views, new { data = new { name = 1, shard = true, shared = "yes" } })).Expect(HttpStatusCode.BadRequest).Faults;
        Assert.Equal(["name: name must be a string", "shard: shard is not known; did you mean 'shared'?", "shared: shared must be true or false"], faults);
        (await editor.PostAsync(views, new { data = new { name = "x", query = "filters[nosuch][$eq]=1" } })).Expect(HttpStatusCode.BadRequest);
        (await editor.PostAsync(views, new { data = new { name = "PARIS" } })).Expect(HttpStatusCode.Conflict);

        (await editor.DeleteAsync(view)).Expect(HttpStatusCode.NoContent);
        (await editor.DeleteAsync(view)).Expect(HttpStatusCode.NotFound);
        (await owner.DeleteAsync($"{views}/{shared}")).Expect(HttpStatusCode.NoContent);
    }

    private static async Task<long> TypeAsync(Site site, string name) =>
        (await site.Api.GetAsync("/admin/api/content-types?pagination[pageSize]=100")).Expect(HttpStatusCode.OK).Data.EnumerateArray().Single(t => t.Text("name") == name).Number("id");

    private static async Task<Api> PersonAsync(Site site, string name)
    {
        var invited = (await site.Api.PostAsync("/admin/api/users/invitations", new { data = new { email = $"{name}@example.com", role_id = Role.Editor.Value } })).Expect(HttpStatusCode.Created).Data;
        (await site.Api.PostAsync("/admin/api/users/invitations/accept", new { token = invited.Text("link")!.Split("token=")[1], name, password = Given.Password })).Expect(HttpStatusCode.Created);
        return site.Caller(await LoginAsync(site, $"{name}@example.com"));
    }

    private static async Task<string> LoginAsync(Site site, string email) =>
        (await site.Api.PostAsync("/admin/api/login", new { email, password = Given.Password })).Expect(HttpStatusCode.OK).Data.Text("token")!;
}
