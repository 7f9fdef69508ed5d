using System.Net;
using System.Text.Json;

namespace ContentHub.Conformance.Tests.Rights;

/// <summary>Rights to one's own entries, and the right to publish.</summary>
[Collection(Conformance.Name)]
public sealed class OwnTests(Targets targets)
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_may_read_only_what_is_his_finds_nothing_else_in_any_way(Place place)
    {
        var target = await targets.OnAsync(place);
        var (diaries, name) = (target.Path("diaries"), target["diary"]);
        await target.OnceAsync("diary", () => Types.DefineAsync(target, new { name, plural = target["diaries"], attributes = new { title = new { type = "string", indexed = true }, rank = new { type = "integer", indexed = true }, next = new { type = "relation", relation = "manyToOne", target = name } } }));
        using var anna = await CallerAsync(target, "anna", new() { [name] = new { read = new { own = true }, create = true, update = new { own = true }, delete = new { own = true } } });
        using var boris = await CallerAsync(target, "boris", new() { [name] = new { read = new { own = true }, create = true, update = new { own = true }, delete = new { own = true } } });
        var hers = await anna.CreateAsync(diaries, new { title = "anna one", rank = 1 });
        var his = await boris.CreateAsync(diaries, new { title = "boris one", rank = 2 });

        Assert.Equal(["anna one"], (await anna.GetAsync(diaries)).Ok().Data.Items().Select(e => e.Text("title")));
        foreach (var query in new[] { "filters[title]=boris one", "filters[rank][$gt]=1", "_q=boris", "filters[$or][0][title][$startsWith]=boris", "sort=rank&filters[title][$startsWithi]=BORIS", $"filters[id]={his.Id()}" })
            Assert.Equal(0, (await anna.GetAsync($"{diaries}?{query}")).Ok().Pagination.Number("total"));
        foreach (var sort in new[] { "title", "rank:desc", "created_at", "id" }) Assert.Equal(1, (await anna.GetAsync($"{diaries}?sort={sort}")).Ok().Pagination.Number("total"));
        foreach (var key in new[] { his.Key(), his.Id().ToString(System.Globalization.CultureInfo.InvariantCulture) })
        {
            var missing = await anna.GetAsync($"{diaries}/{new string('z', 24)}");
            var answers = new[] { await anna.GetAsync($"{diaries}/{key}"), await anna.PutAsync($"{diaries}/{key}", new { data = new { title = "x" } }), await anna.DeleteAsync($"{diaries}/{key}"), await anna.GetAsync($"{diaries}/{key}/versions"), await anna.GetAsync($"{diaries}/{key}/related") };
            Assert.All(answers, a => Assert.Equal(missing.Message.Replace(new string('z', 24), "", StringComparison.Ordinal), a.Refused(HttpStatusCode.NotFound, "NotFoundError").Message.Replace($"'{key}'", "''", StringComparison.Ordinal)));
            // Nor is a precondition looked at before.
            (await anna.PutAsync($"{diaries}/{key}", new { data = new { title = "x" } }, ("If-Match", "\"1.1-1\""))).Refused(HttpStatusCode.NotFound, "NotFoundError");
        }

        // What is linked by somebody who sees both stays unseen behind the link.
        await target.Api.ChangeAsync($"{diaries}/{hers.Key()}", new { next = his.Id() });
        Assert.Equal(JsonValueKind.Null, (await anna.GetAsync($"{diaries}/{hers.Key()}?populate=*")).Ok().Data.GetProperty("next").ValueKind);
        Assert.Equal(0, (await anna.GetAsync($"{diaries}?filters[next][title]=boris one")).Ok().Pagination.Number("total"));
        Assert.Equal(0, (await anna.GetAsync($"{diaries}?populate[next][count]=true&filters[title]=anna one")).Ok().Data[0].GetProperty("next").Number("count"));
        // Nor is it told in front of the link.
        await target.Api.ChangeAsync($"{diaries}/{his.Key()}", new { next = hers.Id() });
        var use = Assert.Single((await target.Api.GetAsync($"{diaries}/{hers.Key()}/related")).Ok().Data.Items());
        Assert.Equal((name, his.Id(), "next"), (use.Text("model"), use.Number("id"), use.Text("field")));
        Assert.Equal(0, (await anna.GetAsync($"{diaries}/{hers.Key()}/related")).Ok().Pagination.Number("total"));
        // One cannot try out which entries there are by linking to them.
        var tried = (await anna.PutAsync($"{diaries}/{hers.Key()}", new { data = new { next = his.Id() } })).Refused();
        var none = (await anna.PutAsync($"{diaries}/{hers.Key()}", new { data = new { next = 999_999_999 } })).Refused();
        Assert.Equal(none.Text, tried.Text);

        Assert.Equal("anna two", (await anna.PutAsync($"{diaries}/{hers.Key()}", new { data = new { title = "anna two" } })).Ok().Data.Text("title"));
        (await anna.DeleteAsync($"{diaries}/{hers.Key()}")).Expect(HttpStatusCode.NoContent);
        await boris.DeleteAsync($"{diaries}/{his.Key()}");
        Assert.Equal(hers.Id(), Assert.Single((await anna.GetAsync("/admin/api/trash")).Ok().Data.EnumerateArray()).Number("id"));
        (await anna.PostAsync($"/admin/api/trash/{his.Id()}/restore")).Refused(HttpStatusCode.NotFound, "NotFoundError");
        (await anna.PostAsync($"/admin/api/trash/{hers.Id()}/restore")).Ok();
        Assert.Equal("anna two", (await anna.GetAsync($"{diaries}/{hers.Key()}")).Ok().Data.Text("title"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_author_writes_drafts_of_his_own_and_others_publish_them(Place place)
    {
        var target = await targets.OnAsync(place);
        var (pages, name) = (target.Path("pages"), target["page"]);
        using var author = await CallerAsync(target, "author", new() { ["*"] = new { read = true, create = true, update = new { own = true }, delete = new { own = true } } });
        using var reader = await CallerAsync(target, "reader", new() { [name] = new { read = true } });
        using var publisher = await CallerAsync(target, "publisher", new() { [name] = new { read = true, publish = true } });
        var page = new { title = "by an author", zone = new object[] { new { __component = target["parts.link"], label = "l" } } };

        var refused = (await author.PostAsync(pages, new { data = page })).Refused(HttpStatusCode.Forbidden, "ForbiddenError");
        Assert.Contains($"entries.publish on {name}", refused.Message, StringComparison.Ordinal);
        var draft = await author.CreateAsync($"{pages}?status=draft", page);
        var foreign = await target.Api.CreateAsync($"{pages}?status=draft", new { title = "a foreign draft" });
        var at = $"{pages}/{draft.Key()}";

        (await author.GetAsync($"{at}?status=draft")).Ok();
        (await author.GetAsync($"{pages}/{foreign.Key()}?status=draft")).Refused(HttpStatusCode.NotFound, "NotFoundError");
        Assert.DoesNotContain("a foreign draft", (await author.GetAsync($"{pages}?status=draft&pagination[pageSize]=100&sort=id:desc")).Ok().Text, StringComparison.Ordinal);
        (await reader.GetAsync($"{pages}?status=draft")).Refused(HttpStatusCode.Forbidden, "ForbiddenError");
        (await reader.GetAsync(at)).Refused(HttpStatusCode.NotFound, "NotFoundError");
        foreach (var deed in new[] { "publish", "unpublish" }) (await author.PostAsync($"{at}/{deed}")).Refused(HttpStatusCode.Forbidden, "ForbiddenError");
        (await author.PostAsync($"{at}/schedule", new { data = new { action = "publish", at = "2090-01-01T00:00:00Z" } })).Refused(HttpStatusCode.Forbidden, "ForbiddenError");
        (await publisher.PutAsync($"{at}?status=draft", new { data = new { title = "not mine" } })).Refused(HttpStatusCode.Forbidden, "ForbiddenError");

        (await publisher.PostAsync($"{at}/publish")).Ok();

        Assert.Equal("by an author", (await reader.GetAsync(at)).Ok().Data.Text("title"));
        (await author.PutAsync($"{at}?status=draft", new { data = new { title = "next version" } })).Ok();
        Assert.Equal("by an author", (await reader.GetAsync(at)).Ok().Data.Text("title"));
        (await author.DeleteAsync($"{pages}/{foreign.Key()}")).Refused(HttpStatusCode.Forbidden, "ForbiddenError");
        (await author.DeleteAsync(at)).Expect(HttpStatusCode.NoContent);
        await target.Api.DeleteAsync($"{pages}/{foreign.Key()}");
    }

    private static async Task<Api> CallerAsync(Target target, string name, Dictionary<string, object> entries)
    {
        var made = (await target.Api.PostAsync("/admin/api/tokens", new { data = new { name = target[$"{name}-{Guid.NewGuid():N}"], type = "custom", entries } })).Expect(HttpStatusCode.Created).Data;
        return target.Caller(made.Text("token"));
    }
}
