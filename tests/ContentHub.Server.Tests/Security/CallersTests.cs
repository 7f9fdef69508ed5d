using System.Net;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Security;

/// <summary>Who calls, from where, and how often: limits, proxies, hosts, other sites.</summary>
public sealed class CallersTests(Sites sites) : IClassFixture<Sites>
{
    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back_and_others_are_not_hindered()
    {
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("RateLimits__Loopback", "true"), ("RateLimits__PerToken", "20"), ("RateLimits__PerAddress", "20"));
        using var other = site.Caller((await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = "other", type = "read-only" } })).Expect(HttpStatusCode.Created).Data.Text("token"));
        using var nobody = site.Caller(null);

        Reply? refused = null;
        for (var i = 0; i < 40 && refused is null; i++)
            if (await site.Api.GetAsync("/api/addresses") is { Status: HttpStatusCode.TooManyRequests } reply) refused = reply;

        Assert.Equal("RateLimitError", refused!.Error.Text("name"));
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 1, 60);
        Assert.NotNull(refused.Header("X-Request-Id"));
        (await other.GetAsync("/api/addresses")).Expect(HttpStatusCode.OK);
        (await nobody.GetAsync("/openapi.json")).Expect(HttpStatusCode.OK);
        using var guesser = site.Caller("ch_" + new string('x', 43));
        var guesses = new List<HttpStatusCode>();
        for (var i = 0; i < 60; i++) guesses.Add((await guesser.GetAsync("/api/addresses")).Status);   // a token that is none counts by its address
        Assert.Contains(HttpStatusCode.Unauthorized, guesses);
        Assert.Contains(HttpStatusCode.TooManyRequests, guesses);
        (await other.GetAsync("/api/addresses")).Expect(HttpStatusCode.OK);
        (await nobody.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_address_that_somebody_claims_counts_only_from_a_known_proxy()
    {
        var site = await sites.OnAsync();
        Assert.Equal("127.0.0.1", await RecordedAddressAsync(site));

        await using var behind = await Site.StartAsync(DatabaseKind.Sqlite, ("Proxy__Known__0", "127.0.0.0/8"));
        Assert.Equal("203.0.113.9", await RecordedAddressAsync(behind));
        await using var elsewhere = await Site.StartAsync(DatabaseKind.Sqlite, ("Proxy__Known__0", "10.1.2.3"));
        Assert.Equal("127.0.0.1", await RecordedAddressAsync(elsewhere));
    }

    [Fact]
    public async Task With_a_list_of_hosts_other_names_are_refused_and_no_answer_that_a_cache_may_keep_repeats_the_name_it_was_asked_under()
    {
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("AllowedHosts", "127.0.0.1;cms.example.com"));
        Assert.Equal(HttpStatusCode.BadRequest, (await site.Api.GetAsync("/api/addresses", ("Host", "evil.example"))).Status);
        (await site.Api.GetAsync("/api/addresses", ("Host", "cms.example.com"))).Expect(HttpStatusCode.OK);

        var open = await sites.OnAsync();
        foreach (var path in (string[])["/", "/admin", "/admin/sign-in", "/api/addresses", "/openapi.json", "/docs", "/nowhere", "/api/upload/files"])
        {
            foreach (var header in (string[])["Host", "X-Forwarded-Host", "X-Host", "Forwarded"])
            {
                var reply = await open.Api.GetAsync(path, (header, header == "Forwarded" ? "host=evil.example" : "evil.example"));
                // Links of the panel's pages are whole addresses, but no cache may keep a page.
                if (reply.Header("Cache-Control")?.Contains("no-store", StringComparison.Ordinal) == true) continue;
                Assert.DoesNotContain("evil.example", reply.Text + reply.Header("Location"), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Other_sites_may_call_nothing_unless_the_settings_name_them_and_never_the_management()
    {
        var closed = await sites.OnAsync();
        Assert.Null((await closed.Api.GetAsync("/api/addresses", ("Origin", "https://www.example.com"))).Header("Access-Control-Allow-Origin"));

        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("Cors__Origins__0", "https://www.example.com"), ("Cors__Headers__0", "X-Mine"), ("Cors__MaxAge", "00:01:00"));
        using var nobody = site.Caller(null);
        Task<Reply> PreflightAsync(string path, string origin) =>
            nobody.SendAsync(HttpMethod.Options, path, null, ("Origin", origin), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "authorization,x-mine"));

        var allowed = await PreflightAsync("/api/addresses/1", "https://www.example.com");
        Assert.Equal(("https://www.example.com", "60", null), (allowed.Header("Access-Control-Allow-Origin"), allowed.Header("Access-Control-Max-Age"), allowed.Header("Access-Control-Allow-Credentials")));
        Assert.Contains("X-Mine", allowed.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
        var answer = (await site.Api.GetAsync("/api/addresses", ("Origin", "https://www.example.com"))).Expect(HttpStatusCode.OK);
        Assert.Equal("https://www.example.com", answer.Header("Access-Control-Allow-Origin"));
        Assert.Contains("ETag", answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        foreach (var (path, origin) in new[]
        {
            ("/api/addresses/1", "https://evil.example"), ("/api/addresses/1", "null"), ("/api/addresses/1", "https://www.example.com.evil.example"), ("/admin/api/webhooks", "https://www.example.com"),
            ("/admin/api/login", "https://www.example.com"), ("/admin", "https://www.example.com"), ("/hooks/shop", "https://www.example.com"),
        })
            Assert.Null((await PreflightAsync(path, origin)).Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("Cors__Origins__0", "www.example.com", "Cors:Origins")]
    [InlineData("Cors__Origins__0", "https://www.example.com/", "Cors:Origins")]
    [InlineData("Cors__MaxAge", "9.00:00:00", "Cors:MaxAge")]
    [InlineData("RateLimits__PerToken", "0", "PerToken")]
    [InlineData("Proxy__Known__0", "proxy.internal", "Proxy:Known")]
    [InlineData("Audit__KeepFor", "00:00:01", "KeepFor")]
    public async Task Faulty_settings_stop_the_start_and_are_named(string name, string value, string told)
    {
        using var data = new TempFolder();
        var (code, output) = await ServerProcess.RunToEndAsync(new ServerSettings(data.Path) { Variables = new Dictionary<string, string> { [name] = value } }, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        Assert.Contains(told, output, StringComparison.Ordinal);
    }

    private static async Task<string?> RecordedAddressAsync(Site site)
    {
        (await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = Guid.NewGuid().ToString(), type = "read-only" } }, ("X-Forwarded-For", "203.0.113.9"), ("X-Real-IP", "203.0.113.9"), ("Forwarded", "for=203.0.113.9")))
            .Expect(HttpStatusCode.Created);
        return (await site.Api.GetAsync("/admin/api/audit?action=token.create&limit=1")).Expect(HttpStatusCode.OK).Data[0].Text("address");
    }
}
