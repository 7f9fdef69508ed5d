using System.Text;
using ContentHub.Events;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class PayloadFilterTests
{
    private const string Body = """
        {"event":"entry.update","created_at":"2020-01-10T08:47:36.649Z","model":"page",
         "entry":{"id":7,"document_id":"abc","title":"Zażółć","price":12.50,"count":3,"open":true,"none":null,"day":"2020-01-31",
                  "author":{"id":5,"document_id":"au5","name":"Ann"},"tags":[{"id":1,"name":"red"},{"id":2,"name":"blue"}],"list":[],"seo":{"title":"meta"}},
         "changed":["title","price"]}
        """;

    [Theory]
    [InlineData("filters[entry][title][$eq]=Zażółć", true)]
    [InlineData("filters[entry][title]=Zażółć", true)]
    [InlineData("filters[entry][title][$eq]=zażółć", false)]
    [InlineData("filters[entry][title][$eqi]=ZAŻÓŁĆ", true)]
    [InlineData("filters[entry][title][$ne]=other", true)]
    [InlineData("filters[entry][title][$nei]=ZAŻÓŁĆ", false)]
    [InlineData("filters[entry][title][$contains]=żół", true)]
    [InlineData("filters[entry][title][$containsi]=ŻÓŁ", true)]
    [InlineData("filters[entry][title][$notContains]=żół", false)]
    [InlineData("filters[entry][title][$startsWith]=Za", true)]
    [InlineData("filters[entry][title][$endsWithi]=ŁĆ", true)]
    [InlineData("filters[entry][price][$eq]=12.5", true)]
    [InlineData("filters[entry][price][$gt]=9", true)]
    [InlineData("filters[entry][price][$lt]=9", false)]
    [InlineData("filters[entry][price][$eq]=cheap", false)]
    [InlineData("filters[entry][price][$ne]=cheap", true)]
    [InlineData("filters[entry][count][$between][0]=1&filters[entry][count][$between][1]=3", true)]
    [InlineData("filters[entry][count][$in][0]=1&filters[entry][count][$in][1]=3", true)]
    [InlineData("filters[entry][count][$notIn][0]=1&filters[entry][count][$notIn][1]=3", false)]
    [InlineData("filters[entry][open]=true", true)]
    [InlineData("filters[entry][open]=0", false)]
    [InlineData("filters[entry][day][$gte]=2020-01-31", true)]
    [InlineData("filters[created_at][$lt]=2020-01-10T09:47:36%2B01:00", false)]
    [InlineData("filters[created_at][$lt]=2020-01-10T10:47:36%2B01:00", true)]
    [InlineData("filters[entry][none][$null]=true", true)]
    [InlineData("filters[entry][none][$ne]=1", false)]
    [InlineData("filters[entry][missing][$null]=true", true)]
    [InlineData("filters[entry][missing][$notNull]=true", false)]
    [InlineData("filters[entry][title][$null]=false", true)]
    [InlineData("filters[entry][author]=5", true)]
    [InlineData("filters[entry][author]=au5", true)]
    [InlineData("filters[entry][author][name]=Ann", true)]
    [InlineData("filters[entry][author][$null]=true", false)]
    [InlineData("filters[entry][tags][name]=blue", true)]
    [InlineData("filters[entry][tags][name]=green", false)]
    [InlineData("filters[entry][tags][name][$ne]=blue", false)]
    [InlineData("filters[entry][seo][title]=meta", true)]
    [InlineData("filters[changed]=title", true)]
    [InlineData("filters[changed][$in][0]=title&filters[changed][$in][1]=body", true)]
    [InlineData("filters[changed][$ne]=title", false)]
    [InlineData("filters[changed][$ne]=body", true)]
    [InlineData("filters[$or][0][entry][title]=x&filters[$or][1][entry][count]=3", true)]
    [InlineData("filters[$and][0][entry][title]=x&filters[$and][1][entry][count]=3", false)]
    [InlineData("filters[$not][entry][title]=x", true)]
    [InlineData("filters[entry][count][$gt]=1&filters[entry][count][$lt]=3", false)]
    [InlineData("filters[event]=entry.update&filters[model]=page", true)]
    public void A_filter_fits_as_the_same_one_of_the_content_API_would(string filter, bool fits) =>
        Assert.Equal(fits, PayloadFilter.Parse(filter).Value.Fits(JsonText.Parse(Encoding.UTF8.GetBytes(Body))));

    [Theory]
    [InlineData("filters[entri][title]=x", "filters[entri] is not part of a body; did you mean 'entry'?")]
    [InlineData("filters[entry][title][$eqq]=x", "Invalid operator $eqq; did you mean '$eq'?")]
    [InlineData("sort=title", "A filter begins with filters[…]; 'sort' is not known here")]
    [InlineData("", "The filter has no condition; leave it out to be told of everything")]
    [InlineData("filters=x", "A condition needs a path, such as filters[entry][city][$eq]=Paris")]
    [InlineData("filters[entry][n][$between]=1", "$between at entry.n takes two values")]
    [InlineData("filters[entry][n][$eq][a]=1", "$eq takes a value")]
    public void A_filter_that_cannot_be_read_is_refused_in_words(string filter, string why)
    {
        Assert.False(PayloadFilter.Parse(filter).Ok(out _, out var problem));
        Assert.Equal(why, problem!.Message);
    }

    [Fact]
    public void A_filter_has_at_most_100_conditions()
    {
        Assert.False(PayloadFilter.Parse(string.Join('&', Enumerable.Range(0, 101).Select(i => $"filters[$or][{i}][entry][a]={i}"))).Ok(out _, out var problem));
        Assert.Equal("The filter has more than 100 conditions", problem!.Message);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_webhook_with_a_filter_is_told_of_what_fits_and_of_nothing_else(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var webhook = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Filter = "filters[entry][title][$startsWith]=A&filters[$or][0][event]=entry.create&filters[$or][1][changed]=title" });

        var fits = await product.EntryAsync("pages", """{"title":"A1"}""");
        await product.EntryAsync("pages", """{"title":"B1"}""");
        await product.ChangeAsync("pages", fits, """{"title":"A2"}""");
        await product.ChangeAsync("pages", fits, """{"title":"B2"}""");

        Assert.Equal(["A1", "A2"], (await product.DeliveriesAsync(webhook)).Select(d => JsonText.Parse(EventOf(product, d).Body).GetProperty("entry").GetProperty("title").GetString()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_filter_follows_attributes_to_their_new_names(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var page = await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string"}}}""");
        await product.TypeAsync("""{"name":"note","attributes":{"title":{"type":"string"},"about":{"type":"relation","relation":"manyToOne","target":"page"}}}""");
        var pages = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Models = ["page"], Filter = "filters[entry][title][$eq]=a&filters[changed]=title" });
        var both = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Filter = "filters[entry][title][$eq]=a" });
        var behind = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Filter = "filters[$or][0][entry][about][title][$in][0]=a" });

        await product.ChangeTypeAsync(page, """{"name":"page","attributes":{"headline":{"type":"string","renamed_from":"title"}}}""");

        async Task<string?> FilterAsync(Webhook webhook) => (await product.Webhooks.GetAsync(Given.Owner, webhook.Id, default)).Value.Webhook.Filter;
        Assert.Equal("filters[entry][headline][$eq]=a&filters[changed]=headline", await FilterAsync(pages));
        Assert.Equal("filters[entry][title][$eq]=a", await FilterAsync(both));   // the other type has a title still
        Assert.Equal("filters[$or][0][entry][about][headline][$in][0]=a", await FilterAsync(behind));
    }

    private static Event EventOf(ProductHarness product, Delivery delivery) => product.Database.Read(db => db.Events.Single(e => e.Id == delivery.EventId));
}
