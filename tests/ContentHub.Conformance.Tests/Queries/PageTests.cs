namespace ContentHub.Conformance.Tests.Queries;

[Collection(Conformance.Name)]
public sealed class PageTests(Targets targets)
{
    /// <summary>Query; the names on the page; its pagination.</summary>
    public static IEnumerable<object?[]> Pages { get; } =
    [
        ["", "ann bob cid dora", """{"page":1,"pageSize":25,"pageCount":1,"total":4}"""],
        ["pagination[page]=1&pagination[pageSize]=3", "ann bob cid", """{"page":1,"pageSize":3,"pageCount":2,"total":4}"""],
        ["pagination[page]=2&pagination[pageSize]=3", "dora", """{"page":2,"pageSize":3,"pageCount":2,"total":4}"""],
        ["pagination[page]=999", "", """{"page":999,"pageSize":25,"pageCount":1,"total":4}"""],
        ["pagination[page]=-1", "ann bob cid dora", """{"page":1,"pageSize":25,"pageCount":1,"total":4}"""],
        ["pagination[page]=0&pagination[pageSize]=2", "ann bob", """{"page":1,"pageSize":2,"pageCount":2,"total":4}"""],
        ["pagination[pageSize]=0", "ann", """{"page":1,"pageSize":1,"pageCount":4,"total":4}"""],
        ["pagination[pageSize]=1000", "ann bob cid dora", """{"page":1,"pageSize":100,"pageCount":1,"total":4}"""],
        ["pagination[page]=1&pagination[pageSize]=2&pagination[withCount]=true", "ann bob", """{"page":1,"pageSize":2,"pageCount":2,"total":4}"""],
        ["pagination[page]=1&pagination[pageSize]=2&pagination[withCount]=false", "ann bob", """{"page":1,"pageSize":2}"""],
        ["pagination[withCount]=0", "ann bob cid dora", """{"page":1,"pageSize":25}"""],
        ["pagination[withCount]=f", "ann bob cid dora", """{"page":1,"pageSize":25}"""],
        ["pagination[withCount]=t", "ann bob cid dora", """{"page":1,"pageSize":25,"pageCount":1,"total":4}"""],
        ["pagination[start]=0", "ann bob cid dora", """{"start":0,"limit":25,"total":4}"""],
        ["pagination[start]=1&pagination[limit]=2", "bob cid", """{"start":1,"limit":2,"total":4}"""],
        ["pagination[start]=3&pagination[limit]=5", "dora", """{"start":3,"limit":5,"total":4}"""],
        ["pagination[start]=9", "", """{"start":9,"limit":25,"total":4}"""],
        ["pagination[limit]=-1", "ann bob cid dora", """{"start":0,"limit":100,"total":4}"""],
        ["pagination[limit]=500", "ann bob cid dora", """{"start":0,"limit":100,"total":4}"""],
        ["pagination[start]=-5&pagination[limit]=1", "ann", """{"start":0,"limit":1,"total":4}"""],
        ["pagination[start]=1&pagination[limit]=1&pagination[withCount]=false", "bob", """{"start":1,"limit":1}"""],
        ["filters[name]=nobody", "", """{"page":1,"pageSize":25,"pageCount":0,"total":0}"""],
    ];

    /// <summary>Sort; the names in that order.</summary>
    public static IEnumerable<object?[]> Orders { get; } =
    [
        ["", "bob ann cid dora"], ["sort=name", "ann bob cid dora"], ["sort=name:asc", "ann bob cid dora"], ["sort=name:ASC", "ann bob cid dora"], ["sort=name:desc", "dora cid bob ann"], ["sort=name:DESC", "dora cid bob ann"], ["sort[0]=name:desc", "dora cid bob ann"], ["sort[]=name:desc", "dora cid bob ann"], ["sort[name]=desc", "dora cid bob ann"], ["sort[0][name]=desc", "dora cid bob ann"],
        ["sort=id:desc", "dora cid ann bob"], ["sort=created_at:desc,id:desc", "dora cid ann bob"], ["sort=createdAt:asc,id", "bob ann cid dora"], ["filters[age][$notNull]=true&sort=age", "cid ann bob"], ["filters[age][$notNull]=true&sort=age:desc,name", "bob ann cid"], ["filters[age][$notNull]=true&sort[0]=age:desc&sort[1]=name:asc", "bob ann cid"],
        ["filters[best][$notNull]=true&sort=best.name", "ann bob"], ["filters[best][$notNull]=true&sort=best.name:desc", "bob ann"], ["filters[best][$notNull]=true&sort[best][name]=desc", "bob ann"], ["filters[best][$notNull]=true&sort[0][best][rank]=asc", "bob ann"], ["filters[seo][$notNull]=true&sort=seo.title:desc", "bob ann"], ["filters[cards][$notNull]=true&sort=cards.rank:desc,name&populate=cards", "ann bob"], ["filters[cards][$notNull]=true&sort[cards][name]=asc&sort[name]=desc", "bob ann"],
    ];

    public static IEnumerable<object?[]> Refused { get; } = ((string[])
    [
        "pagination[page]=1&pagination[start]=1", "pagination[pageSize]=2&pagination[limit]=2", "pagination[page]=x", "pagination[page]=1.5", "pagination[limit]=", "pagination[withCount]=maybe", "pagination[size]=2", "pagination=2", "pagination[page]=99999999999",
        "sort=nothing", "sort=name:up", "sort=name:", "sort=secret", "sort=secret:desc", "sort=pass", "sort[secret]=asc", "sort[0]=secret", "sort=best.secret", "sort[best][secret]=asc", "sort=best.pass:asc", "sort=hidden_card.name", "sort=hidden_card", "sort[hidden_card][rank]=desc", "sort=seo.secret", "sort[0][links][secret]=asc", "sort=friends.friends.secret", "sort=cards.nothing", "sort=zone", "sort=best", "sort=Name", "sort=name;drop", "sort[name][$eq]=x", "sort=created_by", "sort=createdBy.email",
        "fields=nothing", "fields=secret", "fields=pass", "fields[0]=secret", "fields[]=name&fields[]=pass", "fields=name,secret", "fields=best", "fields[0]=seo", "fields[a]=name", "fields[0][name]=1", "fields=Name", "fields=created_by",
        "populate=nothing", "populate=secret", "populate=pass", "populate=name", "populate=hidden_card", "populate[0]=hidden_card", "populate[hidden_card]=true", "populate[hidden_card][fields]=name", "populate=best.secret", "populate=best.nothing", "populate[best][fields]=secret", "populate[best][fields][0]=pass", "populate[best][filters][secret]=x", "populate[cards][filters][$or][0][pass]=x", "populate[cards][sort]=secret", "populate[best][populate]=nothing", "populate[friends][populate]=hidden_card", "populate[friends][populate][hidden_card]=true",
        "populate[best][nothing]=1", "populate[seo][fields]=secret", "populate[seo][populate][links][fields]=secret", "populate[cover][fields]=folder_path", "populate[cover][fields]=nothing", "populate[zone][fields]=label", "populate=zone.label", "populate[zone][on][nothing]=true", "populate[zone][filters][label]=x", "populate[best]=maybe", "populate[created_by]=true", "populate=createdBy", "populate[best][status]=draft",
        "populate=friends.friends.friends.friends.friends.friends", "nothing=1", "filter[name]=ann", "status=secret", "status=", "locale=x", "_q[a]=b",
    ]).Select(q => (object?[])[q]);

    [Theory, OnSqlite(nameof(Pages)), OnPostgreSql(nameof(Pages))]
    public async Task A_page_has_its_piece_and_says_which(Place place, string query, string names, string pagination)
    {
        var target = await DeepFilterTests.CollectorsAsync(await targets.OnAsync(place));

        var page = (await target.Api.GetAsync($"{target.Path("collectors")}?sort=name&{query}")).Ok();

        Assert.Equal(names, page.Data.All("name"));
        Assert.Equal(pagination, page.Pagination.GetRawText());
    }

    [Theory, OnSqlite(nameof(Orders)), OnPostgreSql(nameof(Orders))]
    public async Task A_list_is_sorted_in_every_spelling_without_doubles(Place place, string query, string names)
    {
        var target = await DeepFilterTests.CollectorsAsync(await targets.OnAsync(place));

        var list = (await target.Api.GetAsync($"{target.Path("collectors")}?{query}")).Ok();

        Assert.Equal(names, list.Data.All("name"));
        Assert.Equal(names.Split(' ').Length, list.Pagination.Number("total"));
    }

    [Theory, OnSqlite(nameof(Refused)), OnPostgreSql(nameof(Refused))]
    public async Task What_cannot_be_asked_for_is_refused_of_lists_and_where_it_applies_of_one(Place place, string query)
    {
        var target = await DeepFilterTests.CollectorsAsync(await targets.OnAsync(place));

        (await target.Api.GetAsync($"{target.Path("collectors")}?{query}")).Refused();
        var one = (await target.Api.GetAsync($"{target.Path("collectors")}?filters[name]=ann")).Data[0];
        (await target.Api.GetAsync($"{target.Path("collectors")}/{one.Key()}?{query}")).Refused();
    }
}
