namespace ContentHub.Conformance.Tests.Privacy;

/// <summary>What is private cannot be found out by asking: a right guess and a wrong one look the same.</summary>
[Collection(Conformance.Name)]
public sealed class OracleTests(Targets targets)
{
    private const string Right = "right-guess-1", Wrong = "wrong-guess-2";

    /// <summary>Queries with a guess in it.</summary>
    public static IEnumerable<object?[]> Probes { get; } = ((string[])
    [
        "filters[secret]={0}", "filters[secret][$eq]={0}", "filters[secret][$startsWith]={0}", "filters[secret][$in][]={0}", "filters[secret][$not][$eq]={0}", "filters[$or][0][secret]={0}", "filters[$and][0][$or][0][secret][$contains]={0}", "filters[$not][secret]={0}", "filters[pass]={0}", "filters[pass][$ne]={0}", "filters[pass][$startsWithi]={0}",
        "filters[best][secret]={0}", "filters[best][pass][$eq]={0}", "filters[cards][secret][$eqi]={0}", "filters[hidden_card][name]={0}", "filters[hidden_card][secret]={0}", "filters[friends][secret]={0}", "filters[friends][friends][best][secret]={0}", "filters[seo][secret]={0}", "filters[links][secret]={0}", "filters[seo][card][secret]={0}", "filters[zone][secret]={0}", "filters[t0.secret]={0}", "filters[t.secret]={0}", "filters[updated_by][password]={0}", "filters[updatedBy][email]={0}", "filters[created_by][reset_token]={0}", "filters[createdBy]={0}",
        "where[secret]={0}", "_where[secret]={0}", "lookup[secret]={0}", "secret={0}", "filters[$or][0][name]=x&filters[$or][1][best][secret]={0}", "populate[best][filters][secret]={0}", "populate[cards][filters][$or][0][pass]={0}", "populate[friends][populate][best][filters][secret]={0}", "populate[seo][populate][card][filters][secret]={0}", "populate[links][filters][secret]={0}", "populate[seo][filters][$not][secret][$startsWith]={0}", "populate[seo][populate][links][filters][secret]={0}", "populate[seo][filters][card][secret]={0}", "populate[links][sort]=secret&_q={0}", "populate[seo][sort]=card.secret&_q={0}", "populate[best][fields][0]=secret&_q={0}", "_q={0}", "_q={0}&populate=*", "sort[secret]=asc&_q={0}", "fields=secret&_q={0}", "filters[Secret]={0}", "filters[ secret]={0}", "filters[secret ]={0}", "filters[%73ecret]={0}", "filters[secret%00]={0}",
    ]).Select(p => (object?[])[p]);

    [Theory, OnSqlite(nameof(Probes)), OnPostgreSql(nameof(Probes))]
    public async Task A_right_guess_and_a_wrong_one_get_the_same_answer(Place place, string probe)
    {
        var target = await SecretsAsync(place);
        async Task<Reply> AskAsync(string guess) => await target.Api.GetAsync($"{target.Path("keepers")}?{string.Format(probe, guess)}");

        var (right, wrong) = (await AskAsync(Right), await AskAsync(Wrong));

        Assert.Equal(wrong.Status, right.Status);
        // The guess itself may be repeated in the answer.
        Assert.Equal(wrong.Text.Replace(Wrong, "", StringComparison.Ordinal), right.Text.Replace(Right, "", StringComparison.Ordinal));
        Assert.Equal(wrong.Header("ETag"), right.Header("ETag"));
        if ((int)right.Status == 200) Assert.DoesNotContain(Right, right.Text, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_answer_to_a_hidden_name_and_to_an_unknown_one_differ_in_the_name_only(Place place)
    {
        var target = await SecretsAsync(place);
        foreach (var form in new[] { "filters[{0}]=x", "filters[best][{0}][$eq]=x", "sort={0}", "sort=best.{0}:desc", "fields={0}", "fields[0]={0}", "populate={0}", "populate[{0}][fields]=name", "populate[best][fields]={0}", "populate[cards][sort]={0}", "populate[cards][filters][{0}][$null]=true", "populate[links][filters][{0}]=x", "populate[links][sort]={0}", "populate[seo][populate][links][filters][{0}]=x" })
        {
            var unknown = await target.Api.GetAsync($"{target.Path("keepers")}?{string.Format(form, "zzqxwv")}");
            foreach (var hidden in form.StartsWith("populate=", StringComparison.Ordinal) ? new[] { "hidden_card" } : ["secret", "pass"])
            {
                var answer = await target.Api.GetAsync($"{target.Path("keepers")}?{string.Format(form, hidden)}");
                Assert.Equal(unknown.Refused().Text.Replace("zzqxwv", "", StringComparison.Ordinal), answer.Refused().Text.Replace(hidden, "", StringComparison.Ordinal));
            }
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task No_private_value_stands_in_any_answer_at_any_depth(Place place)
    {
        var target = await SecretsAsync(place);
        var deep = "populate[best]=true&populate[cards]=true&populate[seo][populate]=*&populate[links]=true&populate[zone][populate]=*&populate[friends][populate][friends][populate]=*&populate[friends][populate][best]=true";
        var key = (await target.Api.GetAsync($"{target.Path("keepers")}?filters[name]=keeper")).Data[0].Key();
        var path = $"{target.Path("keepers")}/{key}";
        List<Reply> answers =
        [
            await target.Api.GetAsync($"{path}?{deep}"), await target.Api.GetAsync($"{path}?populate=*"), await target.Api.GetAsync($"{target.Path("keepers")}?{deep}&fields=*"), await target.Api.PutAsync($"{path}?{deep}", new { data = new { secret = Right, hidden_card = (object?)null, age = 4 } }),
            await target.Api.PostAsync($"{path}/duplicate?{deep}"), await target.Api.GetAsync($"{path}/versions"), await target.Api.GetAsync($"{target.Path("cards")}?populate=*"),
        ];

        Assert.All(answers, a =>
        {
            Assert.True((int)a.Status is 200 or 201, a.Text);
            Assert.DoesNotContain(Right, a.Text, StringComparison.Ordinal);
            Assert.DoesNotMatch("\"(secret|pass|hidden_card)\"\\s*:", a.Text);
        });
    }

    private async Task<Target> SecretsAsync(Place place)
    {
        var target = await targets.OnAsync(place);
        await target.OnceAsync("secrets", async () =>
        {
            var card = (await target.Api.CreateAsync(target.Path("cards"), new { name = "secret card", secret = Right, pass = Right })).Id();
            var friend = (await target.Api.CreateAsync(target.Path("keepers"), new { name = "friend", secret = Right, pass = Right, best = card })).Id();
            var parts = new { title = "seo", secret = Right, card, links = new[] { new { label = "in", secret = Right } } };
            await target.Api.CreateAsync(target.Path("keepers"), new { name = "keeper", secret = Right, pass = Right, best = card, cards = new[] { card }, hidden_card = card, friends = new[] { friend }, seo = parts, links = new[] { new { label = "one", secret = Right } }, zone = new object[] { new { __component = target["parts.link"], label = "z", secret = Right } } });
            return true;
        });
        return target;
    }
}
