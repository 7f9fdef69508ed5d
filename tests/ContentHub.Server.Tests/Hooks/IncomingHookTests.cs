using System.Net;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Hooks;

public sealed class IncomingHookTests(Sites sites) : IClassFixture<Sites>
{
    private const string Token = "a-token-of-some-length";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_the_npm_library_signs_is_accepted_once_and_everything_else_is_401(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        using var nobody = site.Caller(null);
        var hook = await MakeAsync(site, new { name = "Shop", scheme = "standard_webhooks", mapping = new { model = "address", attributes = new { city = "order.city" } } });
        var (secret, path) = (hook.Text("secret")!, hook.Text("path")!);
        const string Body = """{"order": {"city": "Łódź 🚀"}}""";
        var now = TimeProvider.System.GetUtcNow();

        Task<Reply> SendAsync(string id, string signature, DateTimeOffset? at = null, string body = Body) =>
            PostAsync(nobody, path, body, ("webhook-id", id), ("webhook-timestamp", $"{(at ?? now).ToUnixTimeSeconds()}"), ("webhook-signature", signature));

        var signature = await StandardWebhooks.SignAsync(secret, "msg_npm", now, Body);
        var first = (await SendAsync("msg_npm", "v1,bm90IHRoaXM= " + signature)).Expect(HttpStatusCode.Accepted);
        var again = (await SendAsync("msg_npm", signature)).Expect(HttpStatusCode.OK);
        var old = now.AddSeconds(-400);
        Reply[] refused =
        [
            await SendAsync("msg_npm", signature, body: Body + " "), await SendAsync("msg_other", signature), await SendAsync("msg_npm", "v1,"), await SendAsync("msg_npm", ""),
            await SendAsync("msg_old", await StandardWebhooks.SignAsync(secret, "msg_old", old, Body), old), await PostAsync(nobody, path, Body),
        ];

        Assert.Equal(("accepted", "duplicate"), (first.Data.Text("outcome"), again.Data.Text("outcome")));
        Assert.All(refused, r => Assert.Equal((HttpStatusCode.Unauthorized, refused[0].Text), (r.Status, r.Text)));   // the same words, whatever is wrong
        var calls = (await site.Api.GetAsync($"/admin/api/hooks/{hook.Number("id")}/calls")).Expect(HttpStatusCode.OK).Data.EnumerateArray().Reverse().ToArray();
        Assert.Equal(
            ["valid", "valid", "signature_mismatch", "signature_mismatch", "signature_malformed", "signature_missing", "outside_tolerance", "signature_missing"],
            calls.Select(c => c.Text("verdict")));
        var made = Assert.Single((await site.Api.GetAsync("/api/addresses?filters[city][$eq]=Łódź 🚀")).Data.EnumerateArray());
        Assert.Equal(calls[0].Text("document_id"), made.Text("document_id"));
        var told = (await site.Api.GetAsync("/admin/api/events?event=hook.received")).Data.EnumerateArray().Last();
        Assert.Equal("Łódź 🚀", told.GetProperty("payload").GetProperty("data").GetProperty("order").Text("city"));
        Assert.Equal(calls[0].Number("event_id"), long.Parse(told.Text("id")!));
    }

    [Fact]
    public async Task A_hook_is_made_changed_and_deleted_and_its_secret_is_shown_when_it_is_new()
    {
        var site = await sites.OnAsync();
        var made = await MakeAsync(site, new { name = "Payments", slug = "payments", scheme = "stripe", secret = "whsec_from_the_sender" });
        var path = $"/admin/api/hooks/{made.Number("id")}";
        Assert.Equal(("whsec_from_the_sender", "/hooks/payments"), (made.Text("secret"), made.Text("path")));

        var patched = (await site.Api.PatchAsync(path, new { data = new { name = "Money" } })).Expect(HttpStatusCode.OK);
        var put = (await site.Api.PutAsync(path, new { data = patched.Data })).Expect(HttpStatusCode.OK);   // what was read may be sent back
        var rotated = (await site.Api.PostAsync(path + "/rotate-secret")).Expect(HttpStatusCode.OK).Data;
        (await site.Api.PostAsync(path + "/rotate-secret", new { data = new { secret = "short" } })).Expect(HttpStatusCode.BadRequest);

        Assert.Equal(64, rotated.Text("secret")!.Length);
        foreach (var shown in new[] { patched.Text, put.Text, (await site.Api.GetAsync(path)).Text, (await site.Api.GetAsync("/admin/api/hooks")).Text })
        {
            Assert.DoesNotContain("whsec_from_the_sender", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("\"secret\"", shown, StringComparison.Ordinal);
        }

        Assert.Equal("Money", put.Data.Text("name"));
        var faulty = (await site.Api.PostAsync("/admin/api/hooks", new { data = new { name = "A", scheme = "basic", colour = 1, mapping = new { attributes = new { city = 1 } } } })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["scheme", "colour", "mapping.model", "mapping.attributes.city"], faulty.Faults.Select(f => f.Split(':')[0]));
        (await site.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await site.Api.GetAsync(path)).Expect(HttpStatusCode.NotFound);
        using var nobody = site.Caller(null);
        (await PostAsync(nobody, "/hooks/payments", "{}")).Expect(HttpStatusCode.NotFound);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_body_of_one_mebibyte_is_taken_and_a_byte_more_is_not(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        using var nobody = site.Caller(null);
        var hook = await MakeAsync(site, new { name = "Large", scheme = "bearer", secret = Token });
        var path = hook.Text("path")!;
        string Body(int bytes) => $"\"{new string('x', bytes - 2)}\"";

        (await PostAsync(nobody, path, Body(1024 * 1024), ("Authorization", $"Bearer {Token}"))).Expect(HttpStatusCode.Accepted);
        var declared = (await PostAsync(nobody, path, Body((1024 * 1024) + 1), ("Authorization", $"Bearer {Token}"))).Expect(HttpStatusCode.RequestEntityTooLarge);
        using var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Body((1024 * 1024) + 1))));
        var streamed = (await nobody.SendAsync(HttpMethod.Post, path, chunked, ("Authorization", $"Bearer {Token}"), ("Transfer-Encoding", "chunked"))).Expect(HttpStatusCode.RequestEntityTooLarge);

        Assert.All([declared, streamed], r => Assert.Equal("PayloadTooLargeError", r.Error.Text("name")));
        Assert.Equal("too_large", (await site.Api.GetAsync($"/admin/api/hooks/{hook.Number("id")}")).Data.GetProperty("last_call").Text("outcome"));
    }

    [Fact]
    public async Task Whoever_is_signed_in_in_a_browser_is_nobody_here_and_needs_no_antiforgery_token()
    {
        var site = await sites.OnAsync();
        var hook = await MakeAsync(site, new { name = "Cookie", scheme = "query", token_name = "key", secret = Token });
        using var owner = site.Caller(Given.Token);

        (await owner.PostTextAsync(hook.Text("path")!, "{}")).Expect(HttpStatusCode.Unauthorized);
        (await owner.PostTextAsync($"{hook.Text("path")}?key={Token}", "{}")).Expect(HttpStatusCode.Accepted);
        Assert.DoesNotContain(Token, site.Server.Output, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> MakeAsync(Site site, object hook) => (await site.Api.PostAsync("/admin/api/hooks", new { data = hook })).Expect(HttpStatusCode.Created).Data;

    private static Task<Reply> PostAsync(Api api, string path, string body, params (string Name, string Value)[] headers) =>
        api.SendAsync(HttpMethod.Post, path, new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { { "Content-Type", "application/json" } } }, headers);
}
