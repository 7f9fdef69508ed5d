using System.Net;

namespace ContentHub.Server.Tests.Entries;

/// <summary>The plan of a change of a type over HTTP.</summary>
public sealed class TypePlanTests(Sites sites) : IClassFixture<Sites>
{
    [Fact]
    public async Task A_plan_says_what_a_change_would_do_and_does_nothing()
    {
        var site = await sites.OnAsync();
        var type = await site.Api.DefineAsync(new { name = "harbour", attributes = new { city = new { type = "string" }, depth = new { type = "integer" } } });
        var entry = await site.Api.CreateAsync("harbours", new { city = "Hamburg", depth = 15 });
        await site.Api.CreateAsync("harbours", new { city = "Rom" });
        var wanted = new { data = new { name = "harbour", attributes = new { town = new { type = "string", renamed_from = "city", max_length = 5 } } } };

        var plan = (await site.Api.PostAsync($"/admin/api/content-types/{type.Number("id")}/plan", wanted)).Expect(HttpStatusCode.OK).Data;

        Assert.Equal(["removed depth", "renamed town"], plan.GetProperty("changes").EnumerateArray().Select(c => $"{c.Text("change")} {c.Text("attribute")}"));
        Assert.Equal((2, true), ((int)plan.Number("entries"), plan.GetProperty("removes_data").GetBoolean()));
        var findings = plan.GetProperty("findings");
        Assert.Equal(["loses depth 1", "fails town 1"], findings.EnumerateArray().Select(f => $"{f.Text("effect")} {f.Text("attribute")} {f.Number("entries")}"));
        var sample = findings[1].GetProperty("samples")[0];
        Assert.Equal((entry.Number("id"), "Hamburg", "harbour"), (sample.Number("id"), sample.Text("title"), sample.Text("content_type")));
        Assert.Equal(["city", "depth"], (await site.Api.GetAsync($"/admin/api/content-types/{type.Number("id")}")).Expect(HttpStatusCode.OK).Data.GetProperty("attributes").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_save_that_removes_values_is_refused_until_it_says_so()
    {
        var site = await sites.OnAsync();
        var type = await site.Api.DefineAsync(new { name = "quay", attributes = new { name = new { type = "string" }, note = new { type = "string" } } });
        await site.Api.CreateAsync("quays", new { name = "North", note = "wet" });
        var path = $"/admin/api/content-types/{type.Number("id")}";
        var attributes = new { name = new { type = "string" } };

        Assert.Contains("remove_data", (await site.Api.PutAsync(path, new { data = new { name = "quay", attributes } })).Expect(HttpStatusCode.Conflict).Text, StringComparison.Ordinal);
        (await site.Api.PutAsync(path, new { data = new { name = "quay", attributes, remove_data = true } })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_plan_of_a_new_type_tells_what_is_wrong_with_it_and_one_of_nothing_is_not_found()
    {
        var site = await sites.OnAsync();
        var wrong = await site.Api.PostAsync("/admin/api/content-types/plan", new { data = new { name = "jetty", attributes = new { by = new { type = "relation", relation = "manyToOne", target = "nothing" } } } });
        Assert.Contains("there is no content type 'nothing'", wrong.Expect(HttpStatusCode.BadRequest).Text, StringComparison.Ordinal);
        var good = (await site.Api.PostAsync("/admin/api/content-types/plan", new { data = new { name = "jetty", attributes = new { a = new { type = "string" } } } })).Expect(HttpStatusCode.OK).Data;
        Assert.Equal("added", good.GetProperty("changes")[0].Text("change"));
        (await site.Api.PostAsync("/admin/api/content-types/999999/plan", new { data = new { name = "jetty", attributes = new { } } })).Expect(HttpStatusCode.NotFound);
    }
}
