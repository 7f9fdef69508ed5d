using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ContentHub.Server.Tests.Security;

/// <summary>What somebody else's page, link or form could make a browser or a program do.</summary>
public sealed partial class ForgeryTests(Sites sites) : IClassFixture<Sites>
{
    [Fact]
    public async Task No_write_that_only_a_cookie_vouches_for_is_done_wherever_it_goes()
    {
        var site = await sites.OnAsync();
        using var browser = await SignInAsync(site);
        var writes = await WritesAsync(site);
        Assert.True(writes.Count > 50, $"only {writes.Count} writes were found");
        var before = await CountsAsync(site);

        foreach (var (method, path) in writes)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
            using var answer = await browser.SendAsync(request);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answered {(int)answer.StatusCode}");
            Assert.Contains("X-CSRF-TOKEN", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var signOut = await browser.PostAsync("/admin/sign-out", null);
        Assert.Equal(HttpStatusCode.BadRequest, signOut.StatusCode);
        using var still = await browser.GetAsync("/admin/api/tokens");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        Assert.Equal(before, await CountsAsync(site));
    }

    [Fact]
    public async Task A_forms_kinds_of_content_change_nothing_of_that()
    {
        var site = await sites.OnAsync();
        using var browser = await SignInAsync(site);
        foreach (var kind in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
        {
            using var content = new StringContent("""{"data": {"name": "forged", "type": "full-access"}}""");
            content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(kind);
            using var answer = await browser.PostAsync("/admin/api/tokens", content);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_token_in_the_address_is_no_credential()
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);
        foreach (var name in (string[])["token", "access_token", "api_token", "apiKey", "authorization", "bearer"])
        {
            foreach (var path in (string[])["/admin/api/webhooks", "/api/addresses"])
                Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync($"{path}?{name}={Given.Token}")).Status);
        }

        foreach (var header in (string[])["X-Api-Key", "X-Auth-Token", "Token"]) Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/admin/api/webhooks", (header, Given.Token))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/admin/api/webhooks", ("Cookie", $"token={Given.Token}; contenthub={Given.Token}"))).Status);
    }

    [Fact]
    public async Task A_method_that_a_header_or_a_field_names_is_not_believed()
    {
        var site = await sites.OnAsync();
        var entry = await site.Api.CreateAsync("addresses", Given.Paris);
        var path = $"/api/addresses/{entry.Text("document_id")}";
        foreach (var header in (string[])["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"])
        {
            (await site.Api.GetAsync(path, (header, "DELETE"))).Expect(HttpStatusCode.OK);
            (await site.Api.PostAsync(path, new { data = new { } }, (header, "DELETE"))).Expect(HttpStatusCode.MethodNotAllowed);
        }

        Assert.NotEqual(HttpStatusCode.OK, (await site.Api.PostAsync($"{path}?_method=DELETE", new { data = new { } })).Status);
        (await site.Api.GetAsync(path)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/admin/api/tokens", """{"name": "m1", "type": "read-only", "hash": "x"}""", "hash")]
    [InlineData("/admin/api/tokens", """{"name": "m2", "type": "read-only", "id": 1}""", "id")]
    [InlineData("/admin/api/tokens", """{"name": "m3", "type": "read-only", "made_by": 1}""", "made_by")]
    [InlineData("/admin/api/webhooks", """{"url": "https://example.com", "events": ["*"], "sealed": "x"}""", "sealed")]
    [InlineData("/admin/api/webhooks", """{"url": "https://example.com", "events": ["*"], "owner": 1}""", "owner")]
    [InlineData("/admin/api/content-types", """{"name": "mass", "attributes": {}, "table": "users"}""", "table")]
    [InlineData("/admin/api/content-types", """{"name": "mass", "attributes": {"a": {"type": "string", "column": "x"}}}""", "attributes")]
    [InlineData("/admin/api/hooks", """{"name": "M", "scheme": "bearer", "sealed": "x"}""", "sealed")]
    [InlineData("/admin/api/webhooks/allowed-targets", """{"host": "a.internal", "reason": "r", "author": "somebody"}""", "author")]
    [InlineData("/api/addresses", """{"city": "Paris", "version": 7}""", "version")]
    public async Task A_field_that_is_not_asked_for_is_refused_and_nothing_is_made(string path, string data, string field)
    {
        var site = await sites.OnAsync();
        var refused = (await site.Api.PostTextAsync(path, $$"""{"data": {{data}} }""")).Expect(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Faults, f => f.StartsWith(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_is_found_under_its_own_type_alone()
    {
        var site = await sites.OnAsync();
        var address = await site.Api.CreateAsync("addresses", Given.Paris);
        foreach (var key in new[] { address.Text("document_id")!, address.Number("id").ToString(System.Globalization.CultureInfo.InvariantCulture) })
        {
            var path = $"/api/categories/{key}";
            (await site.Api.GetAsync(path)).Expect(HttpStatusCode.NotFound);
            (await site.Api.PutAsync(path, new { data = new { name = "Taken over" } })).Expect(HttpStatusCode.NotFound);
            (await site.Api.DeleteAsync(path)).Expect(HttpStatusCode.NotFound);
            (await site.Api.GetAsync($"{path}/versions")).Expect(HttpStatusCode.NotFound);
            (await site.Api.PostAsync($"{path}/duplicate")).Expect(HttpStatusCode.NotFound);
            (await site.Api.GetAsync($"{path}/triggered")).Expect(HttpStatusCode.NotFound);
            (await site.Api.PostAsync("/api/changesets", new { data = new { operations = new[] { new { op = "update", model = "category", id = key, data = new { name = "Taken over" } } } } })).Expect(HttpStatusCode.NotFound);
        }

        Assert.Equal("Paris", (await site.Api.GetAsync($"/api/addresses/{address.Text("document_id")}")).Expect(HttpStatusCode.OK).Data.Text("city"));
    }

    /// <summary>Every route that writes, from the server's own description, with something in each place of its path.</summary>
    private static async Task<List<(HttpMethod Method, string Path)>> WritesAsync(Site site)
    {
        var paths = JsonNode.Parse((await site.Api.GetAsync("/openapi.json")).Expect(HttpStatusCode.OK).Text)!["paths"]!.AsObject();
        return
        [
            .. from path in paths
               where !path.Key.StartsWith("/hooks/", StringComparison.Ordinal)   // they believe no cookie at all
               from method in path.Value!.AsObject()
               where method.Key is "post" or "put" or "patch" or "delete"
               select (new HttpMethod(method.Key.ToUpperInvariant()), Place().Replace(path.Key, "1")),
        ];
    }

    private static async Task<string> CountsAsync(Site site)
    {
        var counts = new List<long>();
        foreach (var list in (string[])["/admin/api/tokens", "/admin/api/webhooks", "/admin/api/hooks", "/admin/api/content-types", "/api/addresses", "/api/upload/files/page"])
            counts.Add((await site.Api.GetAsync(list)).Expect(HttpStatusCode.OK).Json.GetProperty("meta").GetProperty("pagination").Number("total"));
        return string.Join(' ', counts);
    }

    /// <summary>A browser with the session's cookie and nothing else.</summary>
    internal static async Task<HttpClient> SignInAsync(Site site)
    {
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = site.Server.BaseAddress };
        var page = await browser.GetStringAsync("/admin/sign-in");
        var fields = Hidden().Matches(page).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));
        fields["Input.Email"] = Given.Email;
        fields["Input.Password"] = Given.Password;
        using var answer = await browser.PostAsync("/admin/sign-in", new FormUrlEncodedContent(fields));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
