using System.Net;
using System.Text.Json;

namespace ContentHub.Conformance.Tests.Editing;

/// <summary>Changesets, repeated requests and conditions on versions.</summary>
[Collection(Conformance.Name)]
public sealed class WriteTests(Targets targets)
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_changeset_is_carried_out_whole_or_not_at_all(Place place)
    {
        var target = await targets.OnAsync(place);
        var (cards, card) = (target.Path("cards"), target["card"]);
        var made = await target.Api.CreateAsync(cards, new { name = "set 1" });
        var gone = await target.Api.CreateAsync(cards, new { name = "set gone" });
        Task<Reply> ApplyAsync(params object[] operations) => target.Api.PostAsync("/api/changesets", new { data = new { operations } });
        async Task<string> NamesAsync() => (await target.Api.GetAsync($"{cards}?filters[name][$startsWith]=set&sort=name")).Ok().Data.All("name");

        var done = (await ApplyAsync(new { op = "create", model = card, data = new { name = "set 2" } }, new { op = "update", model = card, id = made.Key(), data = new { name = "set 3" } }, new { op = "delete", model = card, id = gone.Id() })).Ok().Data;
        Assert.Equal("create update delete", done.GetProperty("operations").All("op"));
        Assert.Equal("set 2 set 3", await NamesAsync());

        object create = new { op = "create", model = card, data = new { name = "set never" } };
        foreach (var faulty in new object[] { new { op = "create", model = card, data = new { rank = "high" } }, new { op = "update", model = card, id = "nosuchentry0000000000000", data = new { } }, new { op = "explode", model = card }, new { op = "create", model = "nothing", data = new { } }, new { op = "delete", model = card }, new { op = "create", model = card, id = made.Key(), data = new { } }, new { op = "update", model = card, id = made.Key(), version = 1, data = new { name = "set stale" } } })
            Assert.InRange((int)(await ApplyAsync(create, faulty)).Status, 400, 412);
        Assert.Equal("set 2 set 3", await NamesAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_repeated_request_is_answered_again_and_carried_out_once(Place place)
    {
        var target = await targets.OnAsync(place);
        var cards = target.Path("cards");
        var key = ("Idempotency-Key", $"{target.Prefix}key");

        var first = (await target.Api.PostAsync(cards, new { data = new { name = "once only" } }, key)).Expect(HttpStatusCode.Created);
        var again = (await target.Api.PostAsync(cards, new { data = new { name = "once only" } }, key)).Expect(HttpStatusCode.Created);
        Assert.Equal((first.Text, first.Header("Location"), first.Header("ETag")), (again.Text, again.Header("Location"), again.Header("ETag")));
        Assert.Equal(1, (await target.Api.GetAsync($"{cards}?filters[name]=once only")).Ok().Pagination.Number("total"));
        (await target.Api.PostAsync(cards, new { data = new { name = "another" } }, key)).Refused(HttpStatusCode.Conflict, "ConflictError");
        (await target.Api.PostAsync(cards, new { data = new { name = "x" } }, ("Idempotency-Key", new string('k', 256)))).Refused();

        var refused = ("Idempotency-Key", $"{target.Prefix}refused");
        Assert.Equal((await target.Api.PostAsync(cards, new { data = new { rank = "x" } }, refused)).Refused().Text, (await target.Api.PostAsync(cards, new { data = new { rank = "x" } }, refused)).Refused().Text);
        var removal = ("Idempotency-Key", $"{target.Prefix}delete");
        for (var i = 0; i < 2; i++) (await target.Api.DeleteAsync($"{cards}/{first.Data.Key()}", removal)).Expect(HttpStatusCode.NoContent);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_a_route_does_not_read_is_refused_by_name_and_nothing_is_done(Place place)
    {
        var target = await targets.OnAsync(place);
        var draft = await target.Api.CreateAsync($"{target.Path("pages")}?status=draft", new { title = "Strict" });
        var path = $"{target.Path("pages")}/{draft.Key()}";
        var version = (await target.Api.GetAsync($"{path}/versions")).Ok().Pagination.Number("total");

        foreach (var (method, route) in ((HttpMethod, string)[])[(HttpMethod.Delete, path), (HttpMethod.Post, $"{path}/publish"), (HttpMethod.Post, $"{path}/duplicate"), (HttpMethod.Post, $"{path}/versions/1/restore")])
            Assert.Equal("Invalid key popluate; did you mean 'populate'?", (await target.Api.SendAsync(method, $"{route}?popluate=*", null)).Refused().Message);
        foreach (var (method, route) in ((HttpMethod, string)[])[(HttpMethod.Get, $"{path}/versions/1"), (HttpMethod.Get, $"{path}/schedule"), (HttpMethod.Post, "/api/changesets"), (HttpMethod.Delete, "/api/upload/files/1")])
            Assert.Equal("Invalid key popluate", (await target.Api.SendAsync(method, $"{route}?popluate=*", null)).Refused().Message);
        (await target.Api.DeleteAsync($"{path}?filters[title]=Another")).Refused();
        foreach (var body in new[] { """{"data":{"title":"Other"}}""", """{"title":"Other"}""", """{"data":"title"}""", "[]" })
            foreach (var deed in new[] { "publish", "duplicate", "versions/1/restore" }) (await target.Api.PostAsync($"{path}/{deed}", body)).Refused();
        Assert.Equal(["title: Invalid key title: nothing is read of the body here"], (await target.Api.PostAsync($"{path}/publish", """{"data":{"title":"Other"}}""")).Refused().Faults);

        Assert.Equal(version, (await target.Api.GetAsync($"{path}/versions")).Ok().Pagination.Number("total"));
        foreach (var body in new[] { null, "{}", """{"data":{}}""", """{"data":null}""" }) (await target.Api.PostAsync($"{path}/publish?fields=title", body)).Ok();
        (await target.Api.DeleteAsync($"{path}?locale=en")).Expect(HttpStatusCode.NoContent);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Tags_are_compared_one_by_one(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = $"{target.Path("cards")}/{(await target.Api.CreateAsync(target.Path("cards"), new { name = "compared" })).Key()}";
        var tag = (await target.Api.GetAsync(path)).Ok().Header("ETag")!;

        // Asked twice, the second answer may be one that was kept.
        foreach (var known in new[] { tag, $"W/{tag}", $"\"a,b\", {tag}", $"W/\"a\",W/{tag} , \"b\"", "*" })
            for (var i = 0; i < 2; i++) Assert.Equal("", (await target.Api.GetAsync(path, ("If-None-Match", known))).Expect(HttpStatusCode.NotModified).Text);
        foreach (var other in new[] { "\"a\"", "W/\"a\", \"b\"", "nonsense", tag.Trim('"') }) (await target.Api.GetAsync(path, ("If-None-Match", other))).Ok();

        (await target.Api.PutAsync(path, new { data = new { rank = 1 } }, ("If-Match", "\"a\", \"b,c\""))).Refused(HttpStatusCode.PreconditionFailed, "PreconditionFailedError");
        (await target.Api.PutAsync(path, new { data = new { rank = 1 } }, ("If-Match", $"\"a\", {tag}"))).Ok();
        (await target.Api.PutAsync(path, new { data = new { rank = 2 } }, ("If-Match", $"{tag}, \"b,c\""))).Refused(HttpStatusCode.PreconditionFailed, "PreconditionFailedError");
        (await target.Api.PutAsync(path, new { data = new { rank = 2 } }, ("If-Match", "\"a\", nonsense"))).Refused();
        await target.Api.DeleteAsync(path);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_tag_saves_the_answer_and_guards_the_change_and_the_removal(Place place)
    {
        var target = await targets.OnAsync(place);
        var made = (await target.Api.PostAsync(target.Path("cards"), new { data = new { name = "tagged" } })).Expect(HttpStatusCode.Created);
        var path = $"{target.Path("cards")}/{made.Data.Key()}";
        var tag = (await target.Api.GetAsync(path)).Ok().Header("ETag")!;

        Assert.Equal("", (await target.Api.GetAsync(path, ("If-None-Match", tag))).Expect(HttpStatusCode.NotModified).Text);
        var changed = (await target.Api.PutAsync(path, new { data = new { rank = 2 } }, ("If-Match", tag))).Ok();
        Assert.NotEqual(tag, changed.Header("ETag"));
        (await target.Api.GetAsync(path, ("If-None-Match", tag))).Ok();
        foreach (var stale in new[] { await target.Api.PutAsync(path, new { data = new { rank = 3 } }, ("If-Match", tag)), await target.Api.DeleteAsync(path, ("If-Match", tag)) })
            Assert.Equal(2, stale.Refused(HttpStatusCode.PreconditionFailed, "PreconditionFailedError").Error.GetProperty("details").Number("actual"));
        (await target.Api.PutAsync(path, new { data = new { rank = 3 } }, ("If-Match", "nonsense"))).Refused();
        Assert.Equal(2, (await target.Api.GetAsync(path)).Ok().Data.Number("rank"));
        (await target.Api.PutAsync(path, new { data = new { rank = 4 } }, ("If-Match", "*"))).Ok();
        var list = (await target.Api.GetAsync($"{target.Path("cards")}?filters[name]=tagged")).Ok();
        (await target.Api.GetAsync($"{target.Path("cards")}?filters[name]=tagged", ("If-None-Match", list.Header("ETag")!))).Expect(HttpStatusCode.NotModified);
        var newest = (await target.Api.GetAsync($"{path}?populate=*")).Ok().Header("ETag")!;
        (await target.Api.DeleteAsync(path, ("If-Match", newest))).Expect(HttpStatusCode.NoContent);
        Assert.Equal(JsonValueKind.Null, (await target.Api.GetAsync(path)).Expect(HttpStatusCode.NotFound).Data.ValueKind);
    }
}
