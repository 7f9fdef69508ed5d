using System.Net;
using System.Text;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Access;

public sealed class AccessTests(Sites sites) : IClassFixture<Sites>
{
    public static TheoryData<string, string, string?> Endpoints => new()
    {
        // What a read-only token lacks; null where it may.
        { "GET", "/api/addresses", null },
        { "POST", "/api/addresses", "entries.create" },
        { "PUT", "/api/addresses", "entries.update" },
        { "DELETE", "/api/addresses", "entries.delete" },
        { "GET", "/api/addresses/1", null },
        { "PUT", "/api/addresses/1", "entries.update" },
        { "DELETE", "/api/addresses/1", "entries.delete" },
        { "GET", "/api/nowhere", null },
        { "GET", "/admin/api/nowhere", null },
        { "POST", "/api/upload", "media.write" },
        { "GET", "/api/upload/files", null },
        { "GET", "/api/upload/files/page", null },
        { "GET", "/api/upload/files/1", null },
        { "DELETE", "/api/upload/files/1", "media.write" },
        { "GET", "/admin/api/media/folders", null },
        { "POST", "/admin/api/media/folders", "media.write" },
        { "PUT", "/admin/api/media/folders/1", "media.write" },
        { "DELETE", "/admin/api/media/folders/1", "media.write" },
        { "POST", "/admin/api/media/move", "media.write" },
        { "POST", "/admin/api/media/delete", "media.write" },
        { "GET", "/admin/api/media/1/duplicates", null },
        { "GET", "/admin/api/content-types", null },
        { "POST", "/admin/api/content-types", "types.manage" },
        { "GET", "/admin/api/content-types/1", null },
        { "PUT", "/admin/api/content-types/1", "types.manage" },
        { "DELETE", "/admin/api/content-types/1", "types.manage" },
        { "GET", "/admin/api/content-types/1/views", null },
        { "GET", "/admin/api/settings/retention", "access.manage" },
        { "PUT", "/admin/api/settings/retention", "access.manage" },
        { "POST", "/admin/api/settings/retention/plan", "access.manage" },
        { "GET", "/admin/api/webhooks", "webhooks.manage" },
        { "POST", "/admin/api/webhooks", "webhooks.manage" },
        { "POST", "/admin/api/webhooks/test", "webhooks.manage" },
        { "POST", "/admin/api/webhooks/batch-delete", "webhooks.manage" },
        { "GET", "/admin/api/webhooks/1", "webhooks.manage" },
        { "PUT", "/admin/api/webhooks/1", "webhooks.manage" },
        { "PATCH", "/admin/api/webhooks/1", "webhooks.manage" },
        { "DELETE", "/admin/api/webhooks/1", "webhooks.manage" },
        { "POST", "/admin/api/webhooks/1/test", "webhooks.manage" },
        { "POST", "/admin/api/webhooks/1/enable", "webhooks.manage" },
        { "POST", "/admin/api/webhooks/1/disable", "webhooks.manage" },
        { "POST", "/admin/api/webhooks/1/rotate-secret", "webhooks.manage" },
        { "GET", "/admin/api/webhooks/1/deliveries", "webhooks.manage" },
        { "GET", "/admin/api/webhooks/deliveries/1", "webhooks.manage" },
        { "POST", "/admin/api/webhooks/deliveries/1/redeliver", "webhooks.manage" },
        { "GET", "/admin/api/webhooks/allowed-targets", "webhooks.manage" },
        { "POST", "/admin/api/webhooks/allowed-targets", "access.manage" },
        { "DELETE", "/admin/api/webhooks/allowed-targets/1", "access.manage" },
        { "GET", "/admin/api/hooks", "webhooks.manage" },
        { "POST", "/admin/api/hooks", "webhooks.manage" },
        { "GET", "/admin/api/hooks/1", "webhooks.manage" },
        { "PUT", "/admin/api/hooks/1", "webhooks.manage" },
        { "PATCH", "/admin/api/hooks/1", "webhooks.manage" },
        { "DELETE", "/admin/api/hooks/1", "webhooks.manage" },
        { "POST", "/admin/api/hooks/1/rotate-secret", "webhooks.manage" },
        { "GET", "/admin/api/hooks/1/calls", "webhooks.manage" },
        { "GET", "/admin/api/inboxes", "webhooks.manage" },
        { "POST", "/admin/api/inboxes", "webhooks.manage" },
        { "GET", "/admin/api/inboxes/1", "webhooks.manage" },
        { "PATCH", "/admin/api/inboxes/1", "webhooks.manage" },
        { "DELETE", "/admin/api/inboxes/1", "webhooks.manage" },
        { "POST", "/admin/api/inboxes/1/webhook", "webhooks.manage" },
        { "GET", "/admin/api/inboxes/1/requests", "webhooks.manage" },
        { "DELETE", "/admin/api/inboxes/1/requests", "webhooks.manage" },
        { "GET", "/admin/api/inboxes/1/requests/1", "webhooks.manage" },
        { "GET", "/admin/api/inboxes/1/requests/1/differences/1", "webhooks.manage" },
        { "GET", "/admin/api/audit", "audit.read" },
        { "GET", "/admin/api/audit/export", "audit.read" },
        { "GET", "/metrics", "metrics.read" },
        { "GET", "/admin/api/tokens", "access.manage" },
        { "POST", "/admin/api/tokens", "access.manage" },
        { "DELETE", "/admin/api/tokens/1", "access.manage" },
    };

    [Theory]
    [InlineData("/openapi.json")]
    [InlineData("/docs")]
    [InlineData("/docs/docs.js")]
    [InlineData("/docs/swagger-ui-bundle.js")]
    public async Task Discovery_is_open_to_everybody(string path)
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);
        Assert.NotEmpty((await nobody.GetAsync(path)).Expect(HttpStatusCode.OK).Text);
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Without_credentials_nothing_is_told_and_a_read_only_token_may_only_read(string method, string path, string? lacking)
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);
        using var stranger = site.Caller("ch_" + new string('x', 43));
        using var reader = await ReaderAsync(site);

        Task<Reply> AskAsync(Api api) => api.SendTextAsync(new HttpMethod(method), path, "{}");
        foreach (var refused in new[] { await AskAsync(nobody), await AskAsync(stranger) })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
            Assert.Equal("UnauthorizedError", refused.Error.Text("name"));
            Assert.NotEmpty(refused.Header("X-Request-Id")!);
        }

        var read = await AskAsync(reader);
        if (lacking is null)
        {
            Assert.InRange((int)read.Status, 200, 404);
            Assert.NotEqual(HttpStatusCode.Forbidden, read.Status);
            Assert.NotEqual(HttpStatusCode.Unauthorized, read.Status);
        }
        else
        {
            Assert.Equal(HttpStatusCode.Forbidden, read.Status);
            Assert.Contains($"'{lacking}'", read.Message, StringComparison.Ordinal);
            Assert.Equal(lacking, read.Error.GetProperty("details").Text("permission"));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_token_works_until_it_is_deleted(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var made = (await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = "Build", type = "full-access" } })).Expect(HttpStatusCode.Created).Data;
        using var build = site.Caller(made.Text("token"));
        (await build.GetAsync("/admin/api/webhooks")).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain(made.Text("token")!, (await site.Api.GetAsync("/admin/api/tokens")).Text, StringComparison.Ordinal);

        (await site.Api.DeleteAsync($"/admin/api/tokens/{made.Number("id")}")).Expect(HttpStatusCode.NoContent);

        Assert.StartsWith("ch_", made.Text("token"), StringComparison.Ordinal);
        (await build.GetAsync("/admin/api/webhooks")).Expect(HttpStatusCode.Unauthorized);
        (await site.Api.DeleteAsync($"/admin/api/tokens/{made.Number("id")}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_ends_when_its_time_has_come()
    {
        var site = await sites.OnAsync();
        var ends = TimeProvider.System.GetUtcNow().AddSeconds(3);
        var made = (await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = "Brief", type = "read-only", expires_at = ends } })).Expect(HttpStatusCode.Created).Data;
        using var brief = site.Caller(made.Text("token"));
        (await brief.GetAsync("/api/addresses")).Expect(HttpStatusCode.OK);

        await Eventually.TrueAsync(async () => (await brief.GetAsync("/api/addresses")).Status == HttpStatusCode.Unauthorized);

        Assert.True(TimeProvider.System.GetUtcNow() >= ends.AddSeconds(-1));
    }

    [Theory]
    [InlineData("""{"type": "read-only"}""", "name")]
    [InlineData("""{"name": "", "type": "read-only"}""", "name")]
    [InlineData("""{"name": "A", "type": "special"}""", "type")]
    [InlineData("""{"name": "A", "type": 1}""", "type")]
    [InlineData("""{"name": "A", "type": "read-only", "expires_at": "2001-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"name": "A", "type": "read-only", "expires_at": "tomorrow"}""", "expires_at")]
    [InlineData("""{"name": "A", "type": "read-only", "expires_at": "\ud800"}""", "expires_at")]
    [InlineData("""{"name": "A", "type": "read-only", "permissions": []}""", "type")]
    [InlineData("""{"name": "A", "type": "custom", "permissions": ["media.reed"]}""", "permissions")]
    [InlineData("""{"name": "A", "type": "custom", "permissions": ["entries.read"]}""", "permissions")]
    [InlineData("""{"name": "A", "type": "custom", "entries": {"nothing": {"read": true}}}""", "entries.nothing")]
    [InlineData("""{"name": "A", "type": "custom", "entries": {"address": {"reed": true}}}""", "entries.address.reed")]
    [InlineData("""{"name": "A", "type": "custom", "entries": {"address": {"read": {"fields": ["towm"]}}}}""", "entries.address.read.fields")]
    [InlineData("""{"name": "A", "type": "custom", "entries": {"*": {"read": {"fields": ["city"]}}}}""", "entries.*.read.fields")]
    [InlineData("""{"name": "A", "type": "custom", "entries": {"address": {"create": {"own": true}}}}""", "entries.address.create.own")]
    [InlineData("""{"name": "A", "type": "custom", "entries": {"address": {"delete": {"fields": []}}}}""", "entries.address.delete.fields")]
    [InlineData("""{"name": "A", "type": "custom", "hash": "x"}""", "hash")]
    [InlineData("""{"name": "bootstrap", "type": "read-only"}""", "name")]
    public async Task A_faulty_token_is_refused(string data, string path)
    {
        var site = await sites.OnAsync();
        var refused = (await site.Api.PostTextAsync("/admin/api/tokens", $$"""{"data": {{data}} }""")).Expect(HttpStatusCode.BadRequest);
        Assert.StartsWith(path + ": ", Assert.Single(refused.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_stands_readable_in_the_data_directory_or_in_the_log()
    {
        await using var site = await Site.StartAsync();
        await using var hook = await site.HookAsync(new { url = "http://127.0.0.1:9/?key=query-secret-1", headers = new { Authorization = "Bearer header-secret-1" }, schedule = new[] { 1 } });
        var token = (await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = "Build", type = "full-access" } })).Expect(HttpStatusCode.Created).Data.Text("token")!;
        var session = (await site.Api.PostAsync("/admin/api/login", new { email = Given.Email, password = Given.Password })).Expect(HttpStatusCode.OK).Data.Text("token")!;
        await site.Api.PostAsync($"{hook.Path}/test");
        await site.Api.CreateAsync("addresses", Given.Paris);
        await hook.DeliveryAsync(d => d.Text("status") == "failed");
        Assert.Equal(0, await site.Server.StopAsync());

        string[] secrets = [Given.Token, token, hook.Secret, hook.Secret["whsec_".Length..], "header-secret-1", "query-secret-1", Given.Password, session];
        foreach (var file in Directory.EnumerateFiles(site.Data.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.DoesNotContain(secrets, s => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(s)) >= 0);
        }

        Assert.DoesNotContain(secrets, s => site.Server.Output.Contains(s, StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Signing_in_gives_a_session_for_scripts(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        using var nobody = site.Caller(null);

        var session = (await nobody.PostAsync("/admin/api/login", new { email = "OWNER@example.com", password = Given.Password })).Expect(HttpStatusCode.OK).Data;

        using var owner = site.Caller(session.Text("token"));
        (await owner.GetAsync("/admin/api/webhooks")).Expect(HttpStatusCode.OK);
        (await owner.PostAsync("/api/addresses", new { data = Given.Paris })).Expect(HttpStatusCode.Created);
        Assert.InRange(DateTimeOffset.Parse(session.Text("expires_at")!) - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(11), TimeSpan.FromHours(13));
        using var forger = site.Caller(session.Text("token")![..^4] + "AAAA");
        (await forger.GetAsync("/admin/api/webhooks")).Expect(HttpStatusCode.Unauthorized);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_wrong_password_and_an_unknown_address_look_alike_and_five_failures_lock(DatabaseKind database)
    {
        await using var site = await Site.StartAsync(database, ("Access__TriesPerAddress", "100"));
        using var nobody = site.Caller(null);
        Task<Reply> SignInAsync(string email, string password) => nobody.PostAsync("/admin/api/login", new { email, password });

        var unknown = (await SignInAsync("nobody@example.com", "Wrong-password-1")).Expect(HttpStatusCode.Unauthorized);
        for (var i = 0; i < 5; i++) Assert.Equal(unknown.Text, (await SignInAsync(Given.Email, "Wrong-password-1")).Expect(HttpStatusCode.Unauthorized).Text);

        var locked = (await SignInAsync(Given.Email, Given.Password)).Expect(HttpStatusCode.TooManyRequests);
        Assert.Equal("RateLimitError", locked.Error.Text("name"));
        Assert.InRange(int.Parse(locked.Header("Retry-After")!), 1, 300);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"email": 1, "password": 2}""")]
    [InlineData("""{"email": "owner@example.com"}""")]
    [InlineData("""{"email": "\ud800", "password": "\u0000"}""")]
    public async Task A_sign_in_without_both_parts_is_refused(string body)
    {
        var site = await sites.OnAsync();
        (await site.Api.PostTextAsync("/admin/api/login", body)).Expect(HttpStatusCode.BadRequest);
    }

    private static async Task<Api> ReaderAsync(Site site)
    {
        var name = $"reader {Guid.NewGuid()}";
        return site.Caller((await site.Api.PostAsync("/admin/api/tokens", new { data = new { name, type = "read-only" } })).Expect(HttpStatusCode.Created).Data.Text("token"));
    }
}
