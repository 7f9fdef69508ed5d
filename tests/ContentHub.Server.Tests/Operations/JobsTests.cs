using System.Net;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Operations;

public sealed class JobsTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_waits_what_is_planned_and_what_is_kept_is_told(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var dead = await site.HookAsync(new { name = "Dead", url = "http://127.0.0.1:9/", schedule = new[] { 3600, 7200 } });
        await using var off = await site.HookAsync(new { name = "Off", enabled = false });
        await site.Api.DefineAsync(new { name = "story", plural = "stories", draft_and_publish = true, attributes = new { title = new { type = "string" } } });
        var entry = await site.Api.CreateAsync("stories", new { title = "Later" });
        (await site.Api.PostAsync($"/api/stories/{entry.Text("document_id")}/schedule", new { data = new { action = "publish", at = "2099-01-01T00:00:00Z" } })).Expect(HttpStatusCode.Created);
        var jobs = default(System.Text.Json.JsonElement);

        await Eventually.TrueAsync(async () =>
        {
            jobs = (await site.Api.GetAsync("/admin/api/jobs")).Expect(HttpStatusCode.OK).Data;
            return Queue("Dead").Number("later") > 0;
        });

        Assert.True(Queue("Dead").Number("failures") > 0);
        Assert.NotNull(Queue("Dead").Text("failing_since"));
        Assert.Equal((false, 0), (Queue("Off").GetProperty("enabled").GetBoolean(), Queue("Off").Number("due")));
        var planned = Assert.Single(jobs.GetProperty("planned").EnumerateArray());
        Assert.Equal(("publish", "2099-01-01T00:00:00.000Z"), (planned.Text("action"), planned.Text("at")));
        Assert.Equal(30 * 86_400, jobs.GetProperty("retention").EnumerateArray().Single(k => k.Text("setting") == "Entries:KeepTrashFor").Number("kept_for_seconds"));
        Assert.NotNull(jobs.GetProperty("retention").EnumerateArray().Single(k => k.GetProperty("setting").ValueKind == System.Text.Json.JsonValueKind.Null).Text("oldest_at"));

        System.Text.Json.JsonElement Queue(string name) => jobs.GetProperty("queues").EnumerateArray().Single(q => q.Text("name") == name);
    }
}
