using System.Text.Json.Nodes;
using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Events;
using ContentHub.Media;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Events;

public sealed class EventCatalogTests
{
    private const string Everything = """
        {"name":"article","plural":"articles","draft_and_publish":true,"attributes":{
          "title":{"type":"string","required":true,"max_length":12},"body":{"type":"text"},"words":{"type":"richtext"},"tree":{"type":"blocks"},"mail":{"type":"email"},"slug":{"type":"uid","target_field":"title"},
          "count":{"type":"integer","min":5,"max":9},"big":{"type":"biginteger"},"price":{"type":"decimal","max":2},"ratio":{"type":"float"},"active":{"type":"boolean"},"day":{"type":"date"},"opens":{"type":"time"},
          "at":{"type":"datetime"},"stage":{"type":"enumeration","enum":["idea","ready"],"default":"ready"},"extra":{"type":"json"},"passphrase":{"type":"password"},"secret_note":{"type":"string","private":true},
          "cover":{"type":"media"},"gallery":{"type":"media","multiple":true},"parent":{"type":"relation","relation":"manyToOne","target":"page"},"friends":{"type":"relation","relation":"manyToMany","target":"article"},
          "seo":{"type":"component","component":"shared.seo"},"parts":{"type":"component","component":"shared.seo","repeatable":true},"zone":{"type":"dynamiczone","components":["shared.seo"]}}}
        """;

    [Fact]
    public async Task Every_example_fits_its_schema_and_tells_nothing_private()
    {
        await using var product = await StartAsync(DatabaseKind.Sqlite);

        var kinds = product.Get<EventCatalog>().List(Given.Owner).Value;

        Assert.Equal(
            ["entry.create article", "entry.update article", "entry.delete article", "entry.publish article", "entry.unpublish article", "entry.create page", "entry.update page", "entry.delete page",
                "media.create ", "media.update ", "media.delete ", "changeset.commit ", "hook.received ", "webhook.test ", "webhook.failing ", "webhook.recovered ", "webhook.disabled ", "webhook.target_allowed ", "webhook.target_forbidden ", "custom "],
            kinds.Select(k => $"{k.Name} {k.Model}"));
        foreach (var kind in kinds)
        {
            Assert.Equal([], JsonSchemaCheck.Faults(kind.Schema, kind.Example));
            Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)kind.Schema["$schema"]);
            Assert.DoesNotContain("passphrase", kind.Schema.ToJsonString() + kind.Example.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("secret", kind.Schema.ToJsonString() + kind.Example.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Every_body_that_was_recorded_fits_the_schema_of_its_event(DatabaseKind database)
    {
        await using var product = await StartAsync(database);
        var (page, file) = (await product.EntryAsync("pages", """{"title":"Home"}"""), await product.FileAsync());
        var bare = await product.EntryAsync("articles", """{"title":"Bare"}""");
        var full = await product.EntryAsync("articles", $$"""
            {"title":"Full","body":"a","words":"b","tree":[{"type":"paragraph","children":[{"type":"text","text":"c"}]}],"mail":"a@example.com","count":6,"big":"9007199254740993","price":1.25,"ratio":0.1,"active":false,
             "day":"2020-01-31","opens":"08:30","at":"2020-01-31T08:30:00Z","stage":"idea","extra":{"any":[1]},"passphrase":"Horse-1-battery","secret_note":"hush","cover":{{file.Asset.Id}},"gallery":[{{file.Asset.Id}}],
             "parent":{{page.Entry.Id}},"friends":[{{bare.Entry.Id}}],"seo":{"headline":"h","picture":{{file.Asset.Id}}},"parts":[{"headline":"i"},{}],"zone":[{"__component":"shared.seo","headline":"j"}]}
            """);
        await product.ChangeAsync("articles", full, """{"title":"Changed"}""");
        await product.Entries.UnpublishAsync(Given.Owner, "articles", full.Entry.DocumentId, null, EntryQuery.Everything, default);
        await product.TryRemoveAsync("articles", full);
        await product.Media.DescribeAsync(Given.Owner, file.Asset.Id, new FileDetails { Name = "dot.png" }, default);
        await product.Media.DeleteAsync(Given.Owner, file.Asset.Id, default);
        await product.Get<EntryChangesets>().ApplyAsync(Given.Owner, [new ChangesetOperation(ChangesetDeed.Delete, "pages", page.Entry.DocumentId, null)], default);
        await product.Get<CustomEvents>().RaiseAsync(Given.Owner, "LIKED_PHOTO", Given.Json("""{"photo":1}"""), default);
        var target = (await product.Get<AllowedTargetService>().AddAsync(Given.Owner, new AllowedTargetForm("10.1.2.0/24", null, null, "The build server"), default)).Value;
        await product.Get<AllowedTargetService>().RemoveAsync(Given.Owner, target.Id, default);
        var log = await product.EventsAsync();

        var kinds = product.Get<EventCatalog>().List(Given.Owner).Value;

        Assert.Equal([], log.SelectMany(e => Faults(kinds, e)));
        Assert.Equal(["entry.update page", "hook.received ", "webhook.test ", "webhook.failing ", "webhook.recovered ", "webhook.disabled "], kinds.Select(k => $"{k.Name} {k.Model}").Except(log.Select(e => e.Name == "LIKED_PHOTO" ? "custom " : $"{e.Name} {e.Model}")));
    }

    [Fact]
    public async Task A_body_that_is_too_large_to_send_fits_as_well()
    {
        await using var product = await StartAsync(DatabaseKind.Sqlite, ("Events:MaxBodyBytes", "1024"));
        await product.EntryAsync("articles", $$"""{"title":"Long","body":"{{new string('x', 2000)}}"}""");
        await product.Get<CustomEvents>().RaiseAsync(Given.Owner, "LONG", Given.Json($"\"{new string('x', 2000)}\""), default);
        var kinds = product.Get<EventCatalog>().List(Given.Owner).Value;

        var thin = (await product.EventsAsync()).Where(e => e.ThinBody is not null).ToArray();

        Assert.Contains(thin, e => e.Name == "entry.create");
        Assert.Contains(thin, e => e.Name == "LONG");
        Assert.Equal([], thin.SelectMany(e => Faults(kinds, e, e.ThinBody)));
    }

    [Fact]
    public async Task A_test_fits_its_schema()
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(DatabaseKind.Sqlite);
        await product.Webhooks.TestAsync(Given.Owner, (await product.WebhookAsync(receiver.Address)).Id, default);

        var kind = product.Get<EventCatalog>().List(Given.Owner, "webhook.test").Value.Single();

        Assert.Equal([], JsonSchemaCheck.Faults(kind.Schema, JsonNode.Parse(receiver.Requests.Single().Text)));
    }

    [Fact]
    public async Task What_is_told_of_webhooks_fits_as_well()
    {
        var status = 500;
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(status));
        await using var product = await StartAsync(DatabaseKind.Sqlite);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 1, Schedule = [3600] });
        foreach (var next in new[] { 500, 200, 410 })
        {
            status = next;
            product.Clock.Advance(TimeSpan.FromMinutes(10));
            for (var i = 0; i < 10; i++) await product.EntryAsync("pages", "{}");
            await product.DrainAsync(webhook);
        }

        var told = (await product.EventsAsync()).Where(e => e.Name.StartsWith("webhook.", StringComparison.Ordinal)).ToArray();

        Assert.Equal(["webhook.failing", "webhook.recovered", "webhook.disabled"], told.Select(e => e.Name));
        var kinds = product.Get<EventCatalog>().List(Given.Owner).Value;
        Assert.Equal([], told.SelectMany(e => Faults(kinds, e)));
    }

    [Fact]
    public async Task A_change_of_a_type_is_in_the_catalogue_at_once_and_a_stranger_sees_none()
    {
        await using var product = await StartAsync(DatabaseKind.Sqlite);
        var catalog = product.Get<EventCatalog>();
        var page = product.Types.List(Given.Owner).Value.ByName("page")!;
        await product.ChangeTypeAsync(page, """{"name":"page","attributes":{"title":{"type":"string"},"subtitle":{"type":"string"}}}""");

        var kinds = catalog.List(Given.Owner, model: "page").Value;

        Assert.All(kinds, k => Assert.NotNull(k.Example["entry"]!["subtitle"]));
        Assert.IsType<Problem.Unauthorized>(catalog.List(Actor.Anonymous).Problem);
    }

    [Fact]
    public void The_check_itself_finds_what_is_wrong()
    {
        var schema = JsonNode.Parse("""{"type":"object","properties":{"id":{"type":"integer"},"at":{"type":["string","null"],"format":"date-time"}},"required":["id","at"]}""")!.AsObject();

        Assert.Equal(["/id: 1.5 is not integer", "/at: \"soon\" is no date-time", "/more is not described"], JsonSchemaCheck.Faults(schema, JsonNode.Parse("""{"id":1.5,"at":"soon","more":1}""")));
        Assert.Equal(["/at is missing"], JsonSchemaCheck.Faults(schema, JsonNode.Parse("""{"id":1}""")));
    }

    private static IEnumerable<string> Faults(IReadOnlyList<EventKind> kinds, Event recorded, byte[]? body = null)
    {
        var kind = kinds.SingleOrDefault(k => k.Name == recorded.Name && k.Model == recorded.Model) ?? kinds.Single(k => k.Name == EventCatalog.Custom);
        return JsonSchemaCheck.Faults(kind.Schema, JsonNode.Parse(body ?? recorded.Body)).Select(fault => $"{recorded.Name}{fault}");
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind, params (string Key, string Value)[] settings)
    {
        var product = await ProductHarness.StartAsync(kind, settings);
        await product.TypeAsync(Given.Page);
        await product.TypeAsync("""{"name":"shared.seo","kind":"component","attributes":{"headline":{"type":"string"},"hidden":{"type":"string","private":true},"picture":{"type":"media"}}}""");
        await product.TypeAsync(Everything);
        return product;
    }
}
