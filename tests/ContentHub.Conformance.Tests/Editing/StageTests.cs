using System.Net;
using System.Text.Json;

namespace ContentHub.Conformance.Tests.Editing;

/// <summary>Draft and publish, single types, history, trash, copies and schedules.</summary>
[Collection(Conformance.Name)]
public sealed class StageTests(Targets targets)
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_draft_is_seen_by_those_who_ask_for_it_until_it_goes_out(Place place)
    {
        var target = await targets.OnAsync(place);
        var pages = target.Path("pages");

        var draft = await target.Api.CreateAsync($"{pages}?status=draft", new { body = "no title yet" });
        var path = $"{pages}/{draft.Key()}";
        Assert.Equal(JsonValueKind.Null, draft.GetProperty("published_at").ValueKind);
        (await target.Api.GetAsync(path)).Refused(HttpStatusCode.NotFound, "NotFoundError");
        Assert.Equal(0, (await target.Api.GetAsync($"{pages}?filters[document_id]={draft.Key()}")).Ok().Data.GetArrayLength());
        Assert.Equal(1, (await target.Api.GetAsync($"{pages}?filters[document_id]={draft.Key()}&status=draft")).Ok().Data.GetArrayLength());
        Assert.Equal(["title: title is required"], (await target.Api.PostAsync($"{path}/publish")).Refused().Faults);
        await target.Api.ChangeAsync($"{path}?status=draft", new { title = "ab" });
        Assert.Equal(["title: title must be at least 3 characters"], (await target.Api.PostAsync($"{path}/publish")).Refused().Faults);
        (await target.Api.PutAsync($"{path}?status=draft", new { data = new { title = "far too long a title for a page, this" } })).Refused();
        await target.Api.ChangeAsync($"{path}?status=draft", new { title = "First" });
        Assert.Equal(JsonValueKind.String, (await target.Api.PostAsync($"{path}/publish")).Ok().Data.GetProperty("published_at").ValueKind);
        Assert.Equal("First", (await target.Api.GetAsync(path)).Ok().Data.Text("title"));

        await target.Api.ChangeAsync($"{path}?status=draft", new { title = "Second" });
        Assert.Equal(("First", "Second"), ((await target.Api.GetAsync(path)).Ok().Data.Text("title"), (await target.Api.GetAsync($"{path}?status=draft")).Ok().Data.Text("title")));
        (await target.Api.PostAsync($"{path}/discard-draft")).Ok();
        Assert.Equal("First", (await target.Api.GetAsync($"{path}?status=draft")).Ok().Data.Text("title"));
        await target.Api.ChangeAsync(path, new { title = "Third" });
        Assert.Equal("Third", (await target.Api.GetAsync(path)).Ok().Data.Text("title"));
        (await target.Api.PostAsync($"{path}/unpublish")).Ok();
        (await target.Api.GetAsync(path)).Refused(HttpStatusCode.NotFound, "NotFoundError");
        Assert.Equal("Third", (await target.Api.GetAsync($"{path}?status=draft")).Ok().Data.Text("title"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_goes_out_shows_only_what_is_out_itself(Place place)
    {
        var target = await targets.OnAsync(place);
        var pages = target.Path("pages");
        var parent = await target.Api.CreateAsync($"{pages}?status=draft", new { title = "Parent" });
        var child = await target.Api.CreateAsync(pages, new { title = "Child", parent = parent.Key() });
        var path = $"{pages}/{child.Key()}";

        Assert.Equal(JsonValueKind.Null, (await target.Api.GetAsync($"{path}?populate=parent")).Ok().Data.GetProperty("parent").ValueKind);
        Assert.Equal("", (await target.Api.GetAsync($"{pages}?filters[parent][title]=Parent")).Ok().Data.All("title"));
        Assert.Equal("Parent", (await target.Api.GetAsync($"{path}?populate=parent&status=draft")).Ok().Data.GetProperty("parent").Text("title"));
        (await target.Api.PostAsync($"{pages}/{parent.Key()}/publish")).Ok();
        Assert.Equal("Parent", (await target.Api.GetAsync($"{path}?populate=parent")).Ok().Data.GetProperty("parent").Text("title"));
        Assert.Equal("Child", (await target.Api.GetAsync($"{pages}?filters[parent][title]=Parent")).Ok().Data.All("title"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_one_entry_of_a_single_type_is_made_changed_and_removed(Place place)
    {
        var target = await targets.OnAsync(place);
        var front = target.Path("front");
        (await target.Api.DeleteAsync(front)).Expect(HttpStatusCode.NotFound);
        (await target.Api.GetAsync(front)).Refused(HttpStatusCode.NotFound, "NotFoundError");
        Assert.Equal(["title: title is required"], (await target.Api.PutAsync(front, new { data = new { } })).Refused().Faults);

        var made = (await target.Api.PutAsync(front, new { data = new { title = "One", secret = "hidden" } })).Ok().Data;
        var changed = (await target.Api.PutAsync(front, new { data = new { title = "Two" } })).Ok().Data;

        Assert.Equal((made.Key(), made.Id(), "Two"), (changed.Key(), changed.Id(), changed.Text("title")));
        Assert.DoesNotContain("secret", (await target.Api.GetAsync($"{front}?populate=*")).Ok().Text, StringComparison.Ordinal);
        foreach (var query in new[] { "populate=secret", "populate[best][filters][secret]=x", "fields=secret", "nothing=1" }) (await target.Api.GetAsync($"{front}?{query}")).Refused();
        (await target.Api.DeleteAsync(front)).Expect(HttpStatusCode.NoContent);
        (await target.Api.GetAsync(front)).Refused(HttpStatusCode.NotFound, "NotFoundError");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Versions_are_listed_compared_and_restored(Place place)
    {
        var target = await targets.OnAsync(place);
        var made = await target.Api.CreateAsync(target.Path("keepers"), new { name = "v1", links = new[] { new { label = "a" } } });
        var path = $"{target.Path("keepers")}/{made.Key()}";
        await target.Api.ChangeAsync(path, new { name = "v2", age = 5 });

        var versions = (await target.Api.GetAsync($"{path}/versions")).Ok();
        Assert.Equal("2 1", versions.Data.All("version"));
        Assert.Equal(2, versions.Pagination.Number("total"));
        Assert.Equal("v1", (await target.Api.GetAsync($"{path}/versions/1")).Ok().Data.GetProperty("entry").Text("name"));
        var differences = (await target.Api.GetAsync($"{path}/versions/1/compare/2")).Ok().Data.Items();
        Assert.Contains(differences, d => d.GetProperty("path")[0].GetString() == "name" && d.Text("before") == "v1" && d.Text("after") == "v2");
        var restored = (await target.Api.PostAsync($"{path}/versions/1/restore?populate=links")).Ok().Data;
        Assert.Equal(("v1", JsonValueKind.Null), (restored.Text("name"), restored.GetProperty("age").ValueKind));
        Assert.Equal("3 2 1", (await target.Api.GetAsync($"{path}/versions")).Ok().Data.All("version"));
        (await target.Api.PostAsync($"{path}/versions/99/restore")).Refused(HttpStatusCode.NotFound, "NotFoundError");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_deleted_entry_comes_back_from_the_trash_and_a_copy_is_an_entry_of_its_own(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("pages");
        var made = await target.Api.CreateAsync(path, new { title = "Binned", code = $"bin {place}", link = new { label = "l" } });
        var copy = (await target.Api.PostAsync($"{path}/{made.Key()}/duplicate")).Expect(HttpStatusCode.Created).Data;
        Assert.NotEqual(made.Key(), copy.Key());
        Assert.Equal(("Binned", JsonValueKind.Null), (copy.Text("title"), copy.GetProperty("code").ValueKind));

        (await target.Api.DeleteAsync($"{path}/{made.Key()}")).Expect(HttpStatusCode.NoContent);
        var trashed = Assert.Single((await target.Api.GetAsync($"/admin/api/trash?model={target["page"]}")).Ok().Data.Items(), t => t.Key() == made.Key());
        (await target.Api.PostAsync($"/admin/api/trash/{trashed.Id()}/restore")).Ok();

        var back = (await target.Api.GetAsync($"{path}/{made.Key()}?populate=link")).Ok().Data;
        Assert.Equal((made.Id(), "Binned", "l"), (back.Id(), back.Text("title"), back.GetProperty("link").Text("label")));
        Assert.Equal("Binned", (await target.Api.GetAsync($"{path}?filters[code]=bin {place}")).Ok().Data.All("title"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_draft_goes_out_at_its_time(Place place)
    {
        var target = await targets.OnAsync(place);
        var draft = await target.Api.CreateAsync($"{target.Path("pages")}?status=draft", new { title = "Timed" });
        var path = $"{target.Path("pages")}/{draft.Key()}";

        (await target.Api.PostAsync($"{path}/schedule", new { data = new { action = "publish", at = "2001-01-01T00:00:00.000Z" } })).Refused();
        (await target.Api.PostAsync($"{path}/schedule", new { data = new { action = "explode", at = "2999-01-01T00:00:00.000Z" } })).Refused();
        var later = (await target.Api.PostAsync($"{path}/schedule", new { data = new { action = "unpublish", at = "2999-01-01T00:00:00.000Z" } })).Expect(HttpStatusCode.Created).Data;
        (await target.Api.PostAsync($"{path}/schedule", new { data = new { action = "publish", at = DateTimeOffset.UtcNow.AddSeconds(1).ToString("O") } })).Expect(HttpStatusCode.Created);

        Assert.Equal(2, (await target.Api.GetAsync($"{path}/schedule")).Ok().Data.GetArrayLength());
        (await target.Api.DeleteAsync($"{path}/schedule/{later.Id()}")).Expect(HttpStatusCode.NoContent);
        await Testing.Eventually.TrueAsync(async () => (await target.Api.GetAsync(path)).Status == HttpStatusCode.OK);
    }
}
