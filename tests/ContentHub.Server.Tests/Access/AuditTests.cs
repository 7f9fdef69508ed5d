using System.Net;
using System.Text.Json;

namespace ContentHub.Server.Tests.Access;

public sealed class AuditTests(Sites sites) : IClassFixture<Sites>
{
    private const string Path = "/admin/api/audit";

    [Fact]
    public async Task A_deed_is_told_with_its_caller_and_what_changed()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { name = "Told" });
        var changed = (await site.Api.PatchAsync(hook.Path, new { data = new { name = "Told twice" } })).Expect(HttpStatusCode.OK);

        var told = (await site.Api.GetAsync($"{Path}?subject=webhook:{hook.Id}&action=webhook.update")).Expect(HttpStatusCode.OK).Data[0];

        Assert.Equal(("token:1", "bootstrap", "Told twice", "127.0.0.1"), (told.Text("actor"), told.Text("actor_name"), told.Text("subject_name"), told.Text("address")));
        Assert.Equal(changed.Header("X-Request-Id"), told.Text("request_id"));
        Assert.Equal("""[{"field":"name","before":"Told","after":"Told twice"}]""", told.GetProperty("changes").GetRawText());
    }

    [Fact]
    public async Task Pages_follow_a_cursor_and_faults_of_the_question_are_told()
    {
        var site = await sites.OnAsync();
        for (var i = 0; i < 3; i++) await site.Api.CreateAsync("addresses", new { city = $"City {i}" });

        var first = (await site.Api.GetAsync($"{Path}?action=entry.*&limit=2")).Expect(HttpStatusCode.OK).Json;
        var second = (await site.Api.GetAsync($"{Path}?action=entry.*&limit=2&before={first.GetProperty("meta").Text("cursor")}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(2, first.GetProperty("data").GetArrayLength());
        Assert.DoesNotContain(first.GetProperty("data").EnumerateArray(), f => second.GetProperty("data").EnumerateArray().Any(s => s.Text("id") == f.Text("id")));

        foreach (var (query, fault) in new[] { ("before=x", "before"), ("limit=0", "limit"), ("limit=101", "limit"), ("from=yesterday", "from"), ("from=2030-01-02&to=2030-01-01", "from"), ("actr=user:1", "actr") })
            Assert.StartsWith(fault, (await site.Api.GetAsync($"{Path}?{query}")).Expect(HttpStatusCode.BadRequest).Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_export_is_a_file_that_no_spreadsheet_carries_out_and_is_recorded_itself()
    {
        var site = await sites.OnAsync();
        (await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = "=HYPERLINK(\"http://evil\")", type = "read-only" } })).Expect(HttpStatusCode.Created);

        var csv = (await site.Api.GetAsync($"{Path}/export?action=token.create")).Expect(HttpStatusCode.OK);
        Assert.StartsWith("attachment; filename=\"audit-", csv.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.StartsWith("text/csv", csv.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", csv.Text, StringComparison.Ordinal);
        Assert.StartsWith("id,at,action,", csv.Text, StringComparison.Ordinal);

        var lines = (await site.Api.GetAsync($"{Path}/export?format=jsonl&action=audit.export")).Expect(HttpStatusCode.OK).Text.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.Equal("audit.export", JsonSerializer.Deserialize<JsonElement>(line).Text("action")));
        (await site.Api.GetAsync($"{Path}/export?format=xml")).Expect(HttpStatusCode.BadRequest);
    }
}
