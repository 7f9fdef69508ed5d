using System.Net;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

public sealed class TriggeredTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_entry_tells_what_its_changes_set_off(DatabaseKind kind)
    {
        var site = await sites.OnAsync(kind);
        await using var good = await site.HookAsync(new { name = "Search index" });
        await using var bad = await site.HookAsync(new { name = "Shop", schedule = new[] { 3600 } }, (_, _) => new Answer(503, "closed"));
        await using var other = await site.HookAsync(new { name = "Files", events = new[] { "media.*" } });
        var address = await site.Api.CreateAsync("addresses", Given.Paris);
        var path = $"/api/addresses/{address.GetProperty("document_id").GetString()}/triggered";

        await Eventually.TrueAsync(async () => (await VerdictsAsync(site, path)).SequenceEqual(["Search index delivered", "Shop failing", "Files filtered_out"]));

        var triggered = (await site.Api.GetAsync(path)).Expect(HttpStatusCode.OK);
        var (newest, webhooks) = (triggered.Data[0], triggered.Data[0].GetProperty("webhooks"));
        Assert.Equal(("entry.create", 1L, 1L), (newest.Text("event"), newest.Number("version"), triggered.Json.GetProperty("meta").GetProperty("pagination").Number("total")));
        Assert.StartsWith("token:", newest.Text("actor"), StringComparison.Ordinal);
        Assert.InRange(webhooks[0].Number("duration_ms"), 0, 15_000);
        Assert.Equal(200, webhooks[0].GetProperty("last").Number("status_code"));
        Assert.True(webhooks[1].GetProperty("next_attempt_at").GetDateTimeOffset() > TimeProvider.System.GetUtcNow().AddMinutes(30));
        Assert.Equal(("http_status", 503L), (webhooks[1].GetProperty("last").Text("error"), webhooks[1].GetProperty("last").Number("status_code")));
        Assert.Equal("It does not ask for entry.create.", webhooks[2].Text("why"));
        Assert.Equal("delivered", (await site.Api.GetAsync($"/admin/api/webhooks/deliveries/{webhooks[0].Number("delivery")}")).Expect(HttpStatusCode.OK).Data.Text("status"));
        Assert.DoesNotContain("127.0.0.1", triggered.Text, StringComparison.Ordinal);

        var ofEvent = (await site.Api.GetAsync($"/admin/api/events/{newest.Number("event_id")}/deliveries")).Expect(HttpStatusCode.OK).Data;
        Assert.Equal(webhooks.GetRawText(), ofEvent.GetProperty("webhooks").GetRawText());
    }

    [Fact]
    public async Task What_is_not_there_or_not_allowed_is_refused()
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);

        (await site.Api.GetAsync("/api/addresses/nothing/triggered")).Expect(HttpStatusCode.NotFound);
        (await site.Api.GetAsync("/api/nothing/1/triggered")).Expect(HttpStatusCode.NotFound);
        (await site.Api.GetAsync("/api/addresses/triggered")).Expect(HttpStatusCode.NotFound);
        (await site.Api.GetAsync("/admin/api/events/999999999/deliveries")).Expect(HttpStatusCode.NotFound);
        (await site.Api.GetAsync("/api/addresses/1/triggered?page=2")).Expect(HttpStatusCode.BadRequest);
        (await nobody.GetAsync("/api/addresses/1/triggered")).Expect(HttpStatusCode.Unauthorized);
        (await nobody.GetAsync("/admin/api/events/1/deliveries")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_catalogue_is_there_for_all_events_or_some()
    {
        var site = await sites.OnAsync();

        var all = (await site.Api.GetAsync("/admin/api/events/catalog")).Expect(HttpStatusCode.OK).Data;
        var one = (await site.Api.GetAsync("/admin/api/events/catalog?event=entry.create&model=address")).Expect(HttpStatusCode.OK).Data;

        Assert.Contains("media.create", all.EnumerateArray().Select(k => k.Text("event")));
        Assert.Equal("Some city", Assert.Single(one.EnumerateArray()).GetProperty("example").GetProperty("entry").Text("city"));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", one[0].GetProperty("schema").Text("$schema"));
        (await site.Api.GetAsync("/admin/api/events/catalog?evnt=x")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_webhook_has_code_to_verify_it_and_never_its_secret()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();

        var snippets = (await site.Api.GetAsync($"{hook.Path}/snippets")).Expect(HttpStatusCode.OK);

        Assert.Equal(["csharp", "typescript", "python", "php", "go", "ruby"], snippets.Data.EnumerateArray().Select(s => s.Text("key")));
        Assert.Contains($"webhook {hook.Id} ", snippets.Data[0].Text("code"), StringComparison.Ordinal);
        Assert.DoesNotContain(hook.Secret[6..], snippets.Text, StringComparison.Ordinal);
        (await site.Api.GetAsync("/admin/api/webhooks/999999/snippets")).Expect(HttpStatusCode.NotFound);
    }

    private static async Task<string[]> VerdictsAsync(Site site, string path) =>
        [.. (await site.Api.GetAsync(path)).Expect(HttpStatusCode.OK).Data[0].GetProperty("webhooks").EnumerateArray().Select(w => $"{w.Text("name")} {w.Text("verdict")}")];
}
