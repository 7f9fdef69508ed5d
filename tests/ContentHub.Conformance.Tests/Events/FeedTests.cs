using System.Diagnostics;
using System.Net;

namespace ContentHub.Conformance.Tests.Events;

[Collection(Conformance.Name)]
public sealed class FeedTests(Targets targets)
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Every_change_is_told_once_in_order(Place place)
    {
        var target = await targets.OnAsync(place);
        var pages = target.Path("pages");
        var after = await NewestAsync(target);

        var page = await target.Api.CreateAsync($"{pages}?status=draft", new { title = "Told" });
        await target.Api.ChangeAsync($"{pages}/{page.Key()}?status=draft", new { title = "Told again" });
        foreach (var step in new[] { "publish", "unpublish", "publish" }) (await target.Api.PostAsync($"{pages}/{page.Key()}/{step}")).Ok();
        (await target.Api.DeleteAsync($"{pages}/{page.Key()}")).Expect(HttpStatusCode.NoContent);

        var feed = (await target.Api.GetAsync($"/admin/api/events?after={after}&model={target["page"]}")).Ok();
        Assert.Equal("entry.create entry.update entry.publish entry.unpublish entry.publish entry.delete", feed.Data.All("event"));
        Assert.Equal(feed.Data.Items().Select(e => long.Parse(e.Text("id")!)).Order(), feed.Data.Items().Select(e => long.Parse(e.Text("id")!)));
        Assert.Equal("entry.delete", (await target.Api.GetAsync($"/admin/api/events?after={after}&event=entry.delete&entry={page.Id()}")).Ok().Data.All("event"));
        Assert.Equal("Told", feed.Data[0].GetProperty("payload").GetProperty("entry").Text("title"));
        Assert.Equal(2, (await target.Api.GetAsync($"/admin/api/events?after={after}&limit=2")).Ok().Data.GetArrayLength());
        Assert.Equal(0, (await target.Api.GetAsync($"/admin/api/events?after={feed.Json.GetProperty("meta").Text("cursor")}")).Ok().Data.GetArrayLength());
        foreach (var query in new[] { "after=x", "wait=1000", "limit=0", "nothing=1" }) (await target.Api.GetAsync($"/admin/api/events?{query}")).Refused();
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_waits_is_told_as_soon_as_it_happens(Place place)
    {
        var target = await targets.OnAsync(place);
        var after = await NewestAsync(target);
        var start = Stopwatch.GetTimestamp();

        var waiting = target.Api.GetAsync($"/admin/api/events?after={after}&model={target["card"]}&wait=20");
        // Another reader of the same, who waits for a second, goes away with nothing; the first still waits.
        Assert.Equal(0, (await target.Api.GetAsync($"/admin/api/events?after={after}&model={target["card"]}&wait=1")).Ok().Data.GetArrayLength());
        Assert.False(waiting.IsCompleted);
        await target.Api.CreateAsync(target.Path("cards"), new { name = "awaited" });

        Assert.Equal("entry.create", (await waiting).Ok().Data.All("event"));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.2, 10);
        Assert.Equal(0, (await target.Api.GetAsync($"/admin/api/events?after={await NewestAsync(target)}&wait=1")).Ok().Data.GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_stream_goes_on_where_its_reader_stopped(Place place)
    {
        var target = await targets.OnAsync(place);
        var after = await NewestAsync(target);
        using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await target.Api.CreateAsync(target.Path("cards"), new { name = "streamed 1" });

        async Task<string[]> ReadAsync(string? last, int count, Func<Task>? meanwhile = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/admin/api/events/stream?model={target["card"]}", UriKind.Relative));
            if (last is not null) request.Headers.Add("Last-Event-ID", last);
            using var response = await target.Api.OpenAsync(request, ending.Token);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ending.Token));
            var ids = new List<string>();
            while (ids.Count < count && await lines.ReadLineAsync(ending.Token) is { } line)
            {
                if (line.StartsWith(": connected", StringComparison.Ordinal) && meanwhile is not null) await meanwhile();
                if (line.StartsWith("id: ", StringComparison.Ordinal)) ids.Add(line[4..]);
            }

            return [.. ids];
        }

        foreach (var last in new[] { "abc", "-1", "1.5", "99999999999999999999" }) Assert.Contains("Last-Event-ID", (await target.Api.GetAsync("/admin/api/events/stream", ("Last-Event-ID", last))).Refused().Message, StringComparison.Ordinal);
        var first = await ReadAsync(after, 1);
        await target.Api.CreateAsync(target.Path("cards"), new { name = "streamed 2" });
        var second = await ReadAsync(first[0], 2, () => target.Api.CreateAsync(target.Path("cards"), new { name = "streamed 3" }));
        var live = await ReadAsync(null, 1, () => target.Api.CreateAsync(target.Path("cards"), new { name = "streamed 4" }));

        var told = (await target.Api.GetAsync($"/admin/api/events?after={after}&model={target["card"]}")).Ok().Data.Items().Select(e => e.Text("id")!);
        Assert.Equal(told, [.. first, .. second, .. live]);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_custom_event_stands_in_the_feed_with_its_data(Place place)
    {
        var target = await targets.OnAsync(place);
        var after = await NewestAsync(target);

        (await target.Api.PostAsync("/api/events/order.shipped", new { data = new { number = 7 } })).Expect(HttpStatusCode.Accepted);

        var told = Assert.Single((await target.Api.GetAsync($"/admin/api/events?after={after}&event=order.shipped")).Ok().Data.Items());
        Assert.Equal(7, told.GetProperty("payload").GetProperty("data").Number("number"));
        foreach (var name in new[] { "entry.create", "media.delete", "Bad Name", "webhook.test" }) (await target.Api.PostAsync($"/api/events/{name}", new { data = new { } })).Refused();
        (await target.Api.PostAsync("/api/events/order.shipped", new { })).Refused();
        using var nobody = target.Caller(null);
        (await nobody.PostAsync("/api/events/order.shipped", new { data = 1 })).Refused(HttpStatusCode.Unauthorized, "UnauthorizedError");
    }

    private static async Task<string> NewestAsync(Target target)
    {
        (await target.Api.PostAsync("/api/events/feed.mark", new { data = 1 })).Expect(HttpStatusCode.Accepted);
        var cursor = "0";
        while ((await target.Api.GetAsync($"/admin/api/events?after={cursor}&limit=1000")).Ok() is var page && page.Data.GetArrayLength() > 0) cursor = page.Json.GetProperty("meta").Text("cursor")!;
        return cursor;
    }
}
