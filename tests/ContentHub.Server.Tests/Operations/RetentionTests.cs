using System.Net;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Operations;

public sealed class RetentionTests
{
    private const string Path = "/admin/api/settings/retention";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Times_are_read_planned_and_set_and_a_restart_keeps_them(DatabaseKind database)
    {
        await using var site = await Site.StartAsync(database, ("Entries__KeepTrashFor", "60.00:00:00"));
        var entry = await site.Api.CreateAsync("addresses", Given.Paris);
        (await site.Api.DeleteAsync($"/api/addresses/{entry.Text("document_id")}")).Expect(HttpStatusCode.NoContent);

        var trash = One(await site.Api.GetAsync(Path), "trash");
        Assert.Equal(["name", "what", "setting", "kept_for_seconds", "configured_seconds", "stored_seconds", "least_seconds", "most_seconds", "oldest_at"], trash.Names());
        Assert.Equal((60 * 86_400, 60 * 86_400, JsonValueKind.Null), (trash.Number("kept_for_seconds"), trash.Number("configured_seconds"), trash.GetProperty("stored_seconds").ValueKind));
        Assert.Equal("{}", (await site.Api.PostAsync($"{Path}/plan", new { data = new { trash = 86_400 } })).Expect(HttpStatusCode.OK).Data.GetRawText());

        trash = One(await site.Api.PutAsync(Path, new { data = new { trash = 86_400 } }), "trash");
        Assert.Equal((86_400, 60 * 86_400, 86_400), (trash.Number("kept_for_seconds"), trash.Number("configured_seconds"), trash.Number("stored_seconds")));
        Assert.Equal(86_400, (await site.Api.GetAsync("/admin/api/jobs")).Data.GetProperty("retention").EnumerateArray().Single(k => k.Text("setting") == "Entries:KeepTrashFor").Number("kept_for_seconds"));
        await site.ComeUpAsync();
        Assert.Equal(86_400, One(await site.Api.GetAsync(Path), "trash").Number("kept_for_seconds"));
        Assert.Equal(60 * 86_400, One(await site.Api.PutAsync(Path, new { data = new Dictionary<string, object?> { ["trash"] = null } }), "trash").Number("kept_for_seconds"));
        Assert.Equal(2, (await site.Api.GetAsync("/admin/api/audit?action=retention.update")).Expect(HttpStatusCode.OK).Data.GetArrayLength());

        foreach (var (data, fault) in new[] { ("""{"trash": 59}""", "trash: trash must be 1 minute to 3,650 days"), ("""{"trash": -9223372036854775808}""", "trash: trash must be a whole number of seconds, or null for what is configured"),
            ("""{"trash": "x"}""", "trash: trash must be a whole number of seconds, or null for what is configured"), ("""{"trsh": 60}""", "trsh: trsh is not known; did you mean 'trash'?") })
        {
            foreach (var (method, path) in new[] { (HttpMethod.Put, Path), (HttpMethod.Post, $"{Path}/plan") })
                Assert.Equal([fault], (await site.Api.SendTextAsync(method, path, $$"""{"data": {{data}} }""")).Expect(HttpStatusCode.BadRequest).Faults);
        }

        (await site.Api.PutAsync(Path, new { data = new[] { 1 } })).Expect(HttpStatusCode.BadRequest);
    }

    private static JsonElement One(Reply reply, string name) => reply.Expect(HttpStatusCode.OK).Data.EnumerateArray().Single(t => t.Text("name") == name);
}
