using System.Text.Json;

namespace ContentHub.Conformance.Tests.Queries;

/// <summary><c>fields</c> and <c>populate</c>: what an answer shows.</summary>
[Collection(Conformance.Name)]
public sealed class ShapeTests(Targets targets)
{
    private const string System = "id document_id";

    /// <summary>Query; the names that ann then has.</summary>
    public static IEnumerable<object?[]> Fields { get; } =
    [
        ["", $"{System} name age created_at updated_at published_at"], ["fields=*", $"{System} name age created_at updated_at published_at"], ["fields=name", $"{System} name"], ["fields[0]=name", $"{System} name"], ["fields[]=name", $"{System} name"], ["fields=name,age", $"{System} name age"], ["fields[0]=age&fields[1]=name", $"{System} name age"], ["fields=id", System], ["fields=documentId", System], ["fields=createdAt", $"{System} created_at"], ["fields[]=updated_at&fields[]=name", $"{System} name updated_at"],
        ["fields=name&populate=best", $"{System} name best"], ["fields=name&populate[best]=true&populate[cards]=false", $"{System} name best"], ["fields=name&populate=*", $"{System} name seo links cover pictures best cards friends zone"], ["fields=name&populate=", $"{System} name"], ["fields=name&populate=best,cards", $"{System} name best cards"], ["fields=name&populate[0]=best&populate[1]=cards", $"{System} name best cards"], ["fields=name&populate[]=cover", $"{System} name cover"], ["fields=name&populate[cards]=*", $"{System} name cards"],
    ];

    /// <summary>Populate; an attribute; what ann has there.</summary>
    public static IEnumerable<object?[]> Parts { get; } =
    [
        ["populate=best", "best", """{"name":"ace","rank":14}"""], ["populate[best][fields]=name", "best", """{"name":"ace"}"""], ["populate[best][fields][0]=rank", "best", """{"rank":14}"""], ["populate=cards", "cards", """[{"name":"ace","rank":14},{"name":"king","rank":13}]"""], ["populate[cards][fields]=name", "cards", """[{"name":"ace"},{"name":"king"}]"""],
        ["populate[cards][fields]=name&populate[cards][sort]=rank", "cards", """[{"name":"king"},{"name":"ace"}]"""], ["populate[cards][fields]=name&populate[cards][sort][0]=name:desc", "cards", """[{"name":"king"},{"name":"ace"}]"""], ["populate[cards][fields]=name&populate[cards][filters][name]=king", "cards", """[{"name":"king"}]"""], ["populate[cards][fields]=name&populate[cards][filters][rank][$gt]=99", "cards", "[]"], ["populate[cards][fields]=name&populate[cards][filters][$or][0][rank]=14&populate[cards][filters][$or][1][rank]=1", "cards", """[{"name":"ace"}]"""], ["populate[cards][count]=true", "cards", """{"count":2}"""],
        ["populate[friends][fields]=name", "friends", """[{"name":"bob"}]"""], ["populate[friends][fields]=name&populate[friends][populate][best][fields]=name", "friends", """[{"name":"bob","best":{"name":"ten"}}]"""], ["populate=friends.best&populate[friends][fields]=name", null, null], ["populate[friends][fields]=name&populate[friends][populate][0]=best", "friends", """[{"name":"bob","best":{"name":"ten","rank":10}}]"""],
        ["populate=seo", "seo", """{"title":"about ann","text":null}"""], ["populate[seo][fields]=title&populate[seo][populate]=links", "seo", """{"title":"about ann","links":[{"label":"deep","url":null}]}"""], ["populate=seo.links", "seo", """{"title":"about ann","text":null,"links":[{"label":"deep","url":null}]}"""], ["populate[seo][fields]=title&populate[seo][populate][card]=true", "seo", """{"title":"about ann","card":null}"""], ["populate[seo][populate][picture][fields]=name&populate[seo][fields]=title", "seo", """{"title":"about ann","picture":{"name":"deep-cover.png"}}"""],
        ["populate=links", "links", """[{"label":"home","url":"https://ann.example"},{"label":"work","url":"https://work.example"}]"""], ["populate[links][fields]=label", "links", """[{"label":"home"},{"label":"work"}]"""], ["populate[cover][fields][0]=name&populate[cover][fields][1]=caption", "cover", """{"name":"deep-cover.png","caption":"some words"}"""], ["populate[cover][fields]=alternativeText", "cover", """{"alternative_text":null}"""], ["populate=pictures", "pictures", "[]"],
        ["populate[links][fields]=label&populate[links][filters][label]=work", "links", """[{"label":"work"}]"""], ["populate[links][fields]=label&populate[links][sort]=label:desc", "links", """[{"label":"work"},{"label":"home"}]"""], ["populate[links][fields]=label&populate[links][sort][url]=asc&populate[links][filters][url][$containsi]=EXAMPLE", "links", """[{"label":"home"},{"label":"work"}]"""],
        ["populate[links][fields]=label&populate[links][filters][$or][0][label]=work&populate[links][filters][$or][1][url][$null]=true", "links", """[{"label":"work"}]"""], ["populate[links][filters][label]=none", "links", "[]"], ["populate[links][fields]=label&populate[links][filters][$not][label]=home", "links", """[{"label":"work"}]"""],
        ["populate[seo][filters][title]=another", "seo", "null"], ["populate[seo][fields]=title&populate[seo][filters][title][$startsWith]=about&populate[seo][sort]=title", "seo", """{"title":"about ann"}"""], ["populate[seo][fields]=title&populate[seo][filters][links][label]=deep", "seo", """{"title":"about ann"}"""], ["populate[seo][fields]=title&populate[seo][filters][picture][name]=deep-cover.png", "seo", """{"title":"about ann"}"""], ["populate[seo][filters][card][name]=king", "seo", "null"],
        ["populate[seo][fields]=title&populate[seo][populate][links][filters][label][$ne]=deep", "seo", """{"title":"about ann","links":[]}"""], ["populate[friends][fields]=name&populate[friends][populate][seo][fields]=title&populate[friends][populate][seo][filters][card][name]=king", "friends", """[{"name":"bob","seo":{"title":"about bob"}}]"""], ["populate[friends][fields]=name&populate[friends][populate][links][fields]=label&populate[friends][populate][links][filters][label]=work", "friends", """[{"name":"bob","links":[]}]"""],
        ["populate=zone", "zone", "[]"], ["populate[zone][count]=true", "zone", """{"count":0}"""],
    ];

    [Theory, OnSqlite(nameof(Fields)), OnPostgreSql(nameof(Fields))]
    public async Task Only_what_is_asked_for_is_shown(Place place, string query, string names)
    {
        var (target, ann) = await AnnAsync(place);

        var one = (await target.Api.GetAsync($"{target.Path("collectors")}/{ann}?{query}")).Ok().Data;
        var listed = (await target.Api.GetAsync($"{target.Path("collectors")}?filters[name]=ann&{query}")).Ok().Data[0];

        Assert.Equal(names.Split(' ').Order(), one.Names().Where(n => n != "locale").Order());
        Assert.True(JsonElement.DeepEquals(one, listed));
    }

    [Theory, OnSqlite(nameof(Parts)), OnPostgreSql(nameof(Parts))]
    public async Task A_part_is_shown_as_asked_for(Place place, string populate, string? attribute, string? expected)
    {
        var (target, ann) = await AnnAsync(place);

        var answer = await target.Api.GetAsync($"{target.Path("collectors")}/{ann}?{populate}");

        // One key cannot be a text and an object at once; whichever it is read as, it does no harm.
        if (attribute is null) Assert.True((int)answer.Status is 200 or 400);
        else Assert.Equal(expected, WithoutSystem(answer.Ok().Data.GetProperty(attribute)));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Each_kind_of_part_in_a_zone_is_populated_for_itself(Place place)
    {
        var (target, _) = await AnnAsync(place);
        var king = (await target.Api.GetAsync($"{target.Path("cards")}?filters[name]=king")).Data[0].Id();
        var (link, seo) = (target["parts.link"], target["parts.seo"]);
        var made = await target.Api.CreateAsync(target.Path("collectors"), new { name = "zoned", zone = new object[] { new { __component = link, label = "one" }, new { __component = seo, title = "two", card = king, links = new[] { new { label = "in" } } } } });
        async Task<string> ZoneAsync(string query) => WithoutSystem((await target.Api.GetAsync($"{target.Path("collectors")}/{made.Key()}?{query}")).Ok().Data.GetProperty("zone")).Replace(target.Prefix, "", StringComparison.Ordinal);

        Assert.Equal("""[{"__component":"parts.link","label":"one","url":null},{"__component":"parts.seo","title":"two","text":null}]""", await ZoneAsync("populate=zone"));
        Assert.Equal("""[{"__component":"parts.seo","title":"two","text":null,"card":{"name":"king","rank":13}}]""", await ZoneAsync($"populate[zone][on][{seo}][populate]=card"));
        Assert.Equal("""[{"__component":"parts.link","label":"one"},{"__component":"parts.seo","title":"two","links":[{"label":"in"}]}]""", await ZoneAsync($"populate[zone][on][{seo}][populate][links][fields]=label&populate[zone][on][{seo}][fields]=title&populate[zone][on][{link}][fields]=label"));
        Assert.Equal("""{"count":2}""", await ZoneAsync("populate[zone][count]=true"));
        Assert.Contains("\"card\":{", await ZoneAsync("populate[zone][populate]=*"), StringComparison.Ordinal);
        await target.Api.DeleteAsync($"{target.Path("collectors")}/{made.Key()}");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Components_are_chosen_and_sorted_in_each_entry_for_itself_and_in_answers_to_writes(Place place)
    {
        var target = await targets.OnAsync(place);
        var keepers = target.Path("keepers");
        var deep = new { title = "deep", links = new[] { new { label = "z" }, new { label = "x" }, new { label = "y" } } };
        const string Query = "fields=name&populate[links][fields]=label&populate[links][sort][0]=url:desc&populate[links][filters][label][$ne]=b&populate[seo][fields]=title&populate[seo][populate][links][fields]=label&populate[seo][populate][links][sort]=label&populate[seo][populate][links][filters][label][$ne]=y";
        const string Own = """{"name":"chosen 1","seo":{"title":"deep","links":[{"label":"x"},{"label":"z"}]},"links":[{"label":"c"},{"label":"d"},{"label":"a"}]}""";

        var made = await target.Api.CreateAsync($"{keepers}?{Query}", new { name = "chosen 1", links = new object[] { new { label = "a" }, new { label = "b", url = "9" }, new { label = "c", url = "2" }, new { label = "d", url = "1" } }, seo = deep });
        var other = await target.Api.CreateAsync(keepers, new { name = "chosen 2", links = new[] { new { label = "b" } } });
        var listed = (await target.Api.GetAsync($"{keepers}?filters[name][$startsWith]=chosen&sort=name&{Query}")).Ok().Data;

        Assert.Equal(Own, WithoutSystem(made));
        Assert.Equal($$"""[{{Own}},{"name":"chosen 2","seo":null,"links":[]}]""", WithoutSystem(listed));
        foreach (var entry in new[] { made, other }) await target.Api.DeleteAsync($"{keepers}/{entry.Key()}");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_list_of_more_than_a_hundred_names_is_a_list_still(Place place)
    {
        var (target, ann) = await AnnAsync(place);
        var query = string.Join('&', Enumerable.Range(0, 120).Select(i => $"fields[{i}]={(i % 2 == 0 ? "name" : "age")}"));

        Assert.Equal("ann", (await target.Api.GetAsync($"{target.Path("collectors")}/{ann}?{query}")).Ok().Data.Text("name"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_write_answers_with_what_was_asked_for(Place place)
    {
        var (target, _) = await AnnAsync(place);
        var ace = (await target.Api.GetAsync($"{target.Path("cards")}?filters[name]=ace")).Data[0].Id();

        var made = await target.Api.CreateAsync($"{target.Path("collectors")}?fields=name&populate=best", new { name = "made", best = ace });
        var changed = (await target.Api.PutAsync($"{target.Path("collectors")}/{made.Key()}?fields=name&populate[best][fields]=rank", new { data = new { name = "changed" } })).Ok().Data;

        Assert.Equal(["best", "document_id", "id", "name"], made.Names().Where(n => n != "locale").Order());
        Assert.Equal("""{"rank":14}""", WithoutSystem(changed.GetProperty("best")));
        (await target.Api.PostAsync($"{target.Path("collectors")}?populate=nothing", new { data = new { name = "never" } })).Refused();
        Assert.Equal(0, (await target.Api.GetAsync($"{target.Path("collectors")}?filters[name]=never")).Data.GetArrayLength());
        await target.Api.DeleteAsync($"{target.Path("collectors")}/{made.Key()}");
    }

    private async Task<(Target Target, string Ann)> AnnAsync(Place place)
    {
        var target = await DeepFilterTests.CollectorsAsync(await targets.OnAsync(place));
        return (target, (await target.Api.GetAsync($"{target.Path("collectors")}?filters[name]=ann")).Ok().Data[0].Key());
    }

    // Ids and moments differ from run to run.
    private static string WithoutSystem(JsonElement json)
    {
        var hidden = new HashSet<string> { "id", "document_id", "created_at", "updated_at", "published_at", "locale" };
        return json.ValueKind switch
        {
            JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject().Where(p => !hidden.Contains(p.Name)).Select(p => $"\"{p.Name}\":{WithoutSystem(p.Value)}"))}}}",
            JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(WithoutSystem))}]",
            _ => json.GetRawText(),
        };
    }
}
