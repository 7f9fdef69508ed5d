using System.Net;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Security;

public sealed class SecurityHeadersTests(Sites sites) : IClassFixture<Sites>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/admin/sign-in")]
    [InlineData("/admin/nowhere")]
    [InlineData("/api/addresses")]
    [InlineData("/api/nowhere")]
    [InlineData("/admin/api/webhooks")]
    [InlineData("/admin/api/nowhere")]
    [InlineData("/hooks/nowhere")]
    [InlineData("/uploads/nothing")]
    [InlineData("/openapi.json")]
    [InlineData("/docs")]
    [InlineData("/health/live")]
    [InlineData("/nowhere")]
    [InlineData("/_content/ContentHub.Admin/admin.css")]
    public async Task Every_answer_tells_browsers_what_they_must_not_do(string path)
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);
        foreach (var answer in new[] { await nobody.GetAsync(path), await site.Api.GetAsync(path), await nobody.SendAsync(HttpMethod.Delete, path, null) }) AssertTold(answer);
    }

    [Fact]
    public async Task An_answer_to_a_fault_tells_it_too()
    {
        var site = await sites.OnAsync();
        using var body = new ByteArrayContent(new byte[17 * 1024 * 1024]);
        body.Headers.ContentType = new("application/json");
        AssertTold((await site.Api.SendAsync(HttpMethod.Post, "/api/addresses", body, ("Expect", "100-continue"))).Expect(HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task No_page_can_be_framed_and_none_runs_what_stands_in_it()
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);
        foreach (var path in (string[])["/admin/sign-in", "/docs"])
        {
            var page = (await nobody.GetAsync(path)).Expect(HttpStatusCode.OK);
            Assert.Equal("DENY", page.Header("X-Frame-Options"));
            Assert.Contains("frame-ancestors 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        }

        Assert.Equal("default-src 'none'; frame-ancestors 'none'", (await site.Api.GetAsync("/api/addresses")).Header("Content-Security-Policy"));
    }

    [Fact]
    public async Task What_is_managed_is_kept_by_no_cache()
    {
        var site = await sites.OnAsync();
        foreach (var path in (string[])["/admin/api/webhooks", "/admin/api/tokens", "/admin/api/audit", "/admin/api/nowhere", "/admin/api/events"])
            Assert.Equal("no-store", (await site.Api.GetAsync(path)).Header("Cache-Control"));
    }

    [Fact]
    public async Task Browsers_are_bound_to_https_only_where_it_is_spoken_and_not_while_developing()
    {
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("ASPNETCORE_ENVIRONMENT", "Production"), ("Proxy__Known__0", "127.0.0.1"));
        Assert.Null((await site.Api.GetAsync("/api/addresses")).Header("Strict-Transport-Security"));
        Assert.Equal("max-age=31536000", (await site.Api.GetAsync("/api/addresses", ("X-Forwarded-Proto", "https"))).Header("Strict-Transport-Security"));
    }

    private static void AssertTold(Reply answer)
    {
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", answer.Header("Referrer-Policy"));
        Assert.Equal("same-origin", answer.Header("Cross-Origin-Opener-Policy"));
        Assert.Contains("geolocation=()", answer.Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        Assert.NotEmpty(answer.Header("Content-Security-Policy")!);
        Assert.NotEmpty(answer.Header("X-Request-Id")!);
        Assert.Null(answer.Header("Server"));
        Assert.Null(answer.Header("X-Powered-By"));
    }
}
