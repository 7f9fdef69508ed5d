using System.Net;
using System.Text.Json;

namespace ContentHub.Conformance.Tests.Rights;

/// <summary>A right to some fields is a right to nothing else: not in answers, not by asking, not in the history, the feed or the description.</summary>
[Collection(Conformance.Name)]
public sealed class FieldTests(Targets targets)
{
    private const string Right = "right-guess-1", Wrong = "wrong-guess-2";

    /// <summary>Queries with a guess in it.</summary>
    public static IEnumerable<object?[]> Probes { get; } = ((string[])
    [
        "filters[pay]={0}", "filters[pay][$startsWith]={0}", "filters[pay][$in][]={0}", "filters[pay][$null]={0}", "filters[$or][0][pay]={0}", "filters[$and][0][$or][0][pay][$contains]={0}", "filters[$not][pay]={0}", "filters[$or][0][name]=x&filters[$or][1][pay]={0}",
        "filters[agent][alias]={0}", "filters[agent][dossiers][pay]={0}", "filters[agent][dossiers][vault][name]={0}", "filters[vault][name]={0}", "filters[vault][id]={0}", "filters[vault]={0}", "filters[vault][$null]={0}", "filters[seo][card][secret]={0}", "filters[secret_seo][title]={0}",
        "_q={0}", "_q={0}&populate=*", "sort[pay]=asc&_q={0}", "sort=agent.alias&_q={0}", "sort=vault.name&_q={0}", "fields=pay&_q={0}", "populate=vault&_q={0}", "populate[agent][filters][alias]={0}", "populate[agent][sort]=alias&_q={0}", "populate[agent][populate][dossiers][filters][pay]={0}", "populate[agent][populate][dossiers][filters][vault][name]={0}",
        "populate[secret_seo][populate]=*&_q={0}", "populate[seo][populate][card][filters][name]={0}", "populate[seo][filters][card][name]={0}", "populate[seo][filters][card][secret]={0}", "populate[seo][sort]=card.name&_q={0}",
    ]).Select(p => (object?[])[p]);

    [Theory, OnSqlite(nameof(Probes)), OnPostgreSql(nameof(Probes))]
    public async Task A_right_guess_and_a_wrong_one_get_the_same_answer(Place place, string probe)
    {
        var scene = await SceneAsync(place);
        using var clerk = scene.Clerk();

        var (right, wrong) = (await clerk.GetAsync($"{scene.Dossiers}?{string.Format(probe, Right)}"), await clerk.GetAsync($"{scene.Dossiers}?{string.Format(probe, Wrong)}"));

        Assert.Equal(wrong.Status, right.Status);
        Assert.Equal(wrong.Text.Replace(Wrong, "", StringComparison.Ordinal), right.Text.Replace(Right, "", StringComparison.Ordinal));
        Assert.Equal(wrong.Header("ETag"), right.Header("ETag"));
        if ((int)right.Status == 200) Assert.DoesNotContain(Right, right.Text, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_field_without_a_right_and_one_that_does_not_exist_differ_in_the_name_only(Place place)
    {
        var scene = await SceneAsync(place);
        using var clerk = scene.Clerk();
        foreach (var form in new[] { "filters[{0}]=x", "filters[agent][dossiers][{0}][$eq]=x", "sort={0}", "fields={0}", "populate={0}", "populate[agent][populate][dossiers][fields]={0}" })
        {
            var unknown = await clerk.GetAsync($"{scene.Dossiers}?{string.Format(form, "zzqxwv")}");
            foreach (var hidden in form.StartsWith("populate=", StringComparison.Ordinal) ? new[] { "vault", "secret_seo" } : ["pay"])
            {
                var answer = await clerk.GetAsync($"{scene.Dossiers}?{string.Format(form, hidden)}");
                Assert.Equal(unknown.Refused().Text.Replace("zzqxwv", "", StringComparison.Ordinal), answer.Refused().Text.Replace(hidden, "", StringComparison.Ordinal));
            }
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task No_answer_of_any_kind_shows_a_field_without_a_right(Place place)
    {
        var scene = await SceneAsync(place);
        using var clerk = scene.Clerk();
        var entry = $"{scene.Dossiers}/{scene.Key}";
        await scene.Target.Api.ChangeAsync(entry, new { pay = Right + "!", note = "seen" });
        await scene.Target.Api.ChangeAsync(entry, new { pay = Right });
        var versions = (await clerk.GetAsync($"{entry}/versions")).Ok();
        var newest = versions.Data[0].Number("version");
        List<Reply> answers =
        [
            versions, await clerk.GetAsync(scene.Dossiers), await clerk.GetAsync($"{scene.Dossiers}?populate=*"), await clerk.GetAsync($"{entry}?populate[agent][populate]=*"), await clerk.GetAsync($"{entry}?fields=*&populate=*"),
            await clerk.GetAsync($"{entry}/versions/{newest}"), await clerk.GetAsync($"{entry}/versions/{newest - 1}/compare/{newest}"), await clerk.PutAsync($"{entry}?populate=*", new { data = new { note = "mine" } }),
            await clerk.GetAsync("/admin/api/events?limit=1000"), await clerk.GetAsync($"/admin/api/events?limit=1000&model={scene.Target["dossier"]}"), await clerk.GetAsync($"{entry}/triggered"), await clerk.GetAsync("/openapi.json"), await clerk.GetAsync("/admin/api/events/catalog"),
            await clerk.GetAsync("/api/upload/files"), await clerk.GetAsync("/admin/api/trash"), await clerk.PostAsync("/api/changesets", new { data = new { operations = new[] { new { op = "update", model = scene.Target["dossier"], id = scene.Key, data = new { note = "x" } } } } }),
        ];

        Assert.All(answers, a =>
        {
            Assert.True((int)a.Status is 200 or 403, a.Request + a.Text);
            Assert.DoesNotContain(Right, a.Text, StringComparison.Ordinal);
            Assert.DoesNotMatch("\"(pay|vault|secret_seo|alias)\"\\s*:", a.Text);
            Assert.DoesNotContain($"\"{scene.Target["vault"]}\"", a.Text, StringComparison.Ordinal);
        });
        Assert.Contains("\"note\"", answers[8].Text, StringComparison.Ordinal);   // the feed shows what may be seen
        Assert.DoesNotContain("\"pay\"", answers[8].Text, StringComparison.Ordinal);   // nor does it list it as changed
        Assert.Contains(scene.Target["dossier"], answers[11].Text.ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Values_are_written_where_there_is_a_right_to_the_field_and_nowhere_else(Place place)
    {
        var scene = await SceneAsync(place);
        using var clerk = scene.Clerk();
        var entry = $"{scene.Dossiers}/{scene.Key}";

        Assert.Equal("changed", (await clerk.PutAsync(entry, new { data = new { note = "changed" } })).Ok().Data.Text("note"));
        // It may be read, so that it is there is no secret; it may not be written.
        var readable = (await clerk.PutAsync(entry, new { data = new { name = "other" } })).Refused(HttpStatusCode.Forbidden, "ForbiddenError");
        Assert.Contains($"entries.update on {scene.Target["dossier"]}.name", readable.Message, StringComparison.Ordinal);
        var hidden = (await clerk.PutAsync(entry, new { data = new { pay = "x" } })).Refused();
        var unknown = (await clerk.PutAsync(entry, new { data = new { zzqxwv = "x" } })).Refused();
        Assert.Equal(unknown.Text.Replace("zzqxwv", "", StringComparison.Ordinal), hidden.Text.Replace("pay", "", StringComparison.Ordinal));
        (await clerk.PostAsync("/api/changesets", new { data = new { operations = new[] { new { op = "update", model = scene.Target["dossier"], id = scene.Key, data = new { name = "x" } } } } })).Refused(HttpStatusCode.Forbidden, "ForbiddenError");
        // What touches the entry as a whole needs the right to all of it.
        foreach (var whole in new[] { $"{entry}/duplicate", $"{entry}/versions/1/restore" }) (await clerk.PostAsync(whole)).Refused(HttpStatusCode.Forbidden, "ForbiddenError");
        foreach (var deed in new[] { await clerk.DeleteAsync(entry), await clerk.PostAsync(scene.Dossiers, new { data = new { note = "x" } }), await clerk.PostAsync($"{entry}/publish") }) deed.Refused(HttpStatusCode.Forbidden, "ForbiddenError");

        var now = (await scene.Target.Api.GetAsync(entry)).Ok().Data;
        Assert.Equal(("the one", Right), (now.Text("name"), now.Text("pay")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_type_without_a_right_cannot_be_told_from_one_that_does_not_exist(Place place)
    {
        var scene = await SceneAsync(place);
        using var clerk = scene.Clerk();
        foreach (var (method, rest) in new[] { ("GET", ""), ("GET", "/1"), ("POST", ""), ("PUT", "/1"), ("DELETE", "/1"), ("POST", "/1/publish"), ("GET", "/1/versions"), ("GET", "/1/triggered") })
        {
            async Task<Reply> AskAsync(string plural) => await clerk.SendAsync(new HttpMethod(method), scene.Target.Path(plural) + rest, method is "POST" or "PUT" ? new StringContent("""{"data": {}}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) : null);
            var (there, missing) = (await AskAsync("vaults"), await AskAsync("zzqxws"));
            Assert.Equal(HttpStatusCode.Forbidden, there.Status);
            Assert.Equal(missing.Text.Replace("zzqxws", "", StringComparison.Ordinal), there.Text.Replace("vaults", "", StringComparison.Ordinal));
        }

        // Nor by the door of another type: its ids are nobody's there.
        var vault = scene.Vault.GetProperty("id").GetInt64();
        foreach (var key in new[] { vault.ToString(System.Globalization.CultureInfo.InvariantCulture), scene.Vault.Key() })
        {
            (await clerk.GetAsync($"{scene.Dossiers}/{key}")).Refused(HttpStatusCode.NotFound, "NotFoundError");
            (await clerk.PutAsync($"{scene.Dossiers}/{key}", new { data = new { note = "x" } })).Refused(HttpStatusCode.NotFound, "NotFoundError");
        }
    }

    private async Task<Scene> SceneAsync(Place place)
    {
        var target = await targets.OnAsync(place);
        return await target.OnceAsync("fields", async () =>
        {
            object Relation(string to, string kind = "manyToOne", string? inversed = null) => inversed is null ? new { type = "relation", relation = kind, target = target[to] } : new { type = "relation", relation = kind, target = target[to], inversed_by = inversed };
            object text = new { type = "string" };
            await Types.DefineAsync(target, new { name = target["vault"], attributes = new { name = text } });
            var agent = await Types.DefineAsync(target, new { name = target["agent"], attributes = new { name = text, alias = text } });
            await Types.DefineAsync(target, new
            {
                name = target["dossier"],
                searchable = true,
                attributes = new { name = new { type = "string", indexed = true }, pay = new { type = "string", indexed = true }, note = text, agent = Relation("agent", inversed: "dossiers"), vault = Relation("vault"), cover = new { type = "media" }, seo = new { type = "component", component = target["parts.seo"] }, secret_seo = new { type = "component", component = target["parts.seo"] } },
            });
            (await target.Api.PutAsync($"/admin/api/content-types/{agent.Id()}", new { data = new { name = target["agent"], attributes = new { name = text, alias = text, dossiers = new { type = "relation", relation = "oneToMany", target = target["dossier"], mapped_by = "agent" } } } })).Ok();

            var vault = await target.Api.CreateAsync(target.Path("vaults"), new { name = Right });
            var smith = (await target.Api.CreateAsync(target.Path("agents"), new { name = "smith", alias = Right })).Id();
            var picture = await target.Api.UploadAsync(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), "cover.png");
            var one = await target.Api.CreateAsync(target.Path("dossiers"), new { name = "the one", pay = Right, note = "x", agent = smith, vault = vault.Id(), cover = picture.Id(), seo = new { title = "seo" }, secret_seo = new { title = Right } });
            foreach (var i in Enumerable.Range(0, 3)) await target.Api.CreateAsync(target.Path("dossiers"), new { name = $"other {i}", pay = $"p{i}", agent = smith });

            var token = (await target.Api.PostAsync("/admin/api/tokens", new
            {
                data = new
                {
                    name = target["clerk"],
                    type = "custom",
                    permissions = new[] { "events.read", "media.read", "types.read" },
                    entries = new Dictionary<string, object>
                    {
                        [target["dossier"]] = new { read = new { fields = new[] { "name", "note", "agent", "cover", "seo" } }, update = new { fields = new[] { "note" } } },
                        [target["agent"]] = new { read = new { fields = new[] { "name", "dossiers" } } },
                    },
                },
            })).Expect(HttpStatusCode.Created).Data.Text("token")!;
            return new Scene(target, token, one.Key(), vault);
        });
    }

    private sealed record Scene(Target Target, string Token, string Key, JsonElement Vault)
    {
        public string Dossiers => Target.Path("dossiers");

        public Api Clerk() => Target.Caller(Token);
    }
}
