using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentHub.Webhooks;
using Microsoft.OpenApi;

namespace ContentHub.Server.Tests.OpenApi;

public sealed class OpenApiTests(Sites sites) : IClassFixture<Sites>
{
    [Fact]
    public async Task The_document_is_valid_for_everybody()
    {
        var site = await sites.OnAsync();
        await DefineAsync(site, "valid");
        using var nobody = site.Caller(null);
        using var reader = await ReaderAsync(site);
        foreach (var caller in new[] { site.Api, reader, nobody })
        {
            using var text = new MemoryStream(Encoding.UTF8.GetBytes((await caller.GetAsync("/openapi.json")).Expect(HttpStatusCode.OK).Text));
            var read = await OpenApiDocument.LoadAsync(text, "json");
            Assert.Empty(read.Diagnostic!.Errors);
            Assert.Empty(read.Diagnostic.Warnings);
            var ids = read.Document!.Paths.SelectMany(p => p.Value.Operations!.Values).Select(o => o.OperationId).ToList();
            Assert.Equal(ids.Count, ids.Distinct().Count());
        }
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var site = await sites.OnAsync();
        await DefineAsync(site, "linked");
        var document = await DocumentAsync(site.Api);
        foreach (var reference in References(document))
        {
            var place = reference.TrimStart('#', '/').Split('/').Aggregate<string, JsonNode?>(document, (node, part) => node?[part]);
            Assert.True(place is not null, reference);
        }
    }

    [Fact]
    public async Task Every_route_of_content_and_management_is_there()
    {
        var site = await sites.OnAsync();
        await DefineAsync(site, "routed");
        var paths = (await DocumentAsync(site.Api))["paths"]!.AsObject();
        string[] expected =
        [
            "get /api/routeds", "post /api/routeds", "get /api/routeds/{key}", "put /api/routeds/{key}", "delete /api/routeds/{key}", "post /api/routeds/{key}/publish", "post /api/routeds/{key}/unpublish",
            "post /api/routeds/{key}/discard-draft", "post /api/routeds/{key}/duplicate", "get /api/routeds/{key}/versions", "post /api/routeds/{key}/versions/{version}/restore", "get /api/routeds/{key}/schedule", "get /api/routeds/{key}/related",
            "get /api/routed-home", "put /api/routed-home", "delete /api/routed-home", "get /api/routed-home/versions", "get /api/routed-home/related", "get /api/addresses", "post /api/upload", "get /api/upload/files", "get /uploads/{file}",
            "post /api/changesets", "post /api/events/{name}", "get /admin/api/events", "get /admin/api/audit", "get /admin/api/audit/export", "get /admin/api/content-types", "post /admin/api/tokens", "patch /admin/api/webhooks/{id}", "post /admin/api/login", "get /admin/api/trash", "post /hooks/{slug}", "post /admin/api/hooks", "patch /admin/api/inboxes/{id}",
        ];
        Assert.DoesNotContain(expected, e => e.Split(' ') is [var method, var path] && paths[path]?[method] is null);
        Assert.Null(paths["/api/addresses/{key}/publish"]);
        Assert.Null(paths["/api/routed-home"]!["post"]);
        Assert.Null(paths["/api/routed-homes"]);
        Assert.DoesNotContain(paths, p => p.Key.Contains("{route}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_class_of_failure_of_an_attempt_is_named()
    {
        var site = await sites.OnAsync();
        var delivery = (await site.Api.GetAsync("/openapi.json")).Expect(HttpStatusCode.OK).Json.GetProperty("components").GetProperty("schemas").GetProperty("Delivery");

        var named = delivery.GetProperty("properties").GetProperty("last_attempt").GetProperty("properties").GetProperty("error").GetProperty("enum").EnumerateArray().Select(e => e.GetString());

        Assert.Equal(Enum.GetNames<AttemptError>().Select(name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name)).Append(null).Order(), named.Order());
    }

    [Fact]
    public async Task What_is_private_is_nowhere_and_a_password_only_where_it_is_written()
    {
        var site = await sites.OnAsync();
        await DefineAsync(site, "hidden");
        var document = await DocumentAsync(site.Api);
        var schemas = document["components"]!["schemas"]!;

        Assert.DoesNotContain("hidden_note", document.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(schemas["Hidden"]!["properties"]!["passphrase"]);
        Assert.True((bool)schemas["HiddenInput"]!["properties"]!["passphrase"]!["writeOnly"]!);
        Assert.DoesNotContain("passphrase", document["paths"]!["/api/hiddens"]!["get"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_of_the_attributes_are_told()
    {
        var site = await sites.OnAsync();
        await DefineAsync(site, "ruled");
        var schemas = (await DocumentAsync(site.Api))["components"]!["schemas"]!;
        var input = schemas["RuledInput"]!;
        Assert.Equal(["title"], input["required"]!.AsArray().Select(r => (string?)r));
        Assert.Equal(40, (int)input["properties"]!["title"]!["maxLength"]!);
        Assert.Equal("^[A-Z]", (string?)input["properties"]!["title"]!["pattern"]);
        Assert.Equal(10, (int)input["properties"]!["count"]!["maximum"]!);
        Assert.Contains("red", input["properties"]!["colour"]!["enum"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"const\":\"ruled.seo\"", input["properties"]!["zone"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(schemas["RuledChange"]!["required"]);
        Assert.NotNull(schemas["Ruled"]!["properties"]!["document_id"]);
    }

    [Fact]
    public async Task A_reader_is_shown_no_writes_and_nobody_no_content()
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);
        using var reader = await ReaderAsync(site);

        var read = await DocumentAsync(reader);
        Assert.NotNull(read["paths"]!["/api/addresses"]!["get"]);
        Assert.Null(read["paths"]!["/api/addresses"]!["post"]);
        Assert.Null(read["paths"]!["/admin/api/webhooks"]);
        Assert.Null(read["components"]!["schemas"]!["AddressInput"]);

        var open = await DocumentAsync(nobody);
        Assert.NotNull(open["paths"]!["/admin/api/login"]!["post"]);
        Assert.DoesNotContain(open["paths"]!.AsObject(), p => p.Key.StartsWith("/api/", StringComparison.Ordinal));
        Assert.DoesNotContain("Address", open.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_a_type_is_told_at_once()
    {
        var site = await sites.OnAsync();
        var type = await site.Api.DefineAsync(new { name = "moving", attributes = new { first = new { type = "string" } } });
        Assert.NotNull((await DocumentAsync(site.Api))["components"]!["schemas"]!["Moving"]!["properties"]!["first"]);

        (await site.Api.PutAsync($"/admin/api/content-types/{type.Number("id")}", new { data = new { name = "moving", attributes = new { second = new { type = "string" } } } })).Expect(HttpStatusCode.OK);

        var after = (await DocumentAsync(site.Api))["components"]!["schemas"]!["Moving"]!["properties"]!;
        Assert.NotNull(after["second"]);
        Assert.Null(after["first"]);
    }

    [Fact]
    public async Task The_spelling_of_the_products_own_fields_follows_the_setting()
    {
        await using var site = await Site.StartAsync(variables: ("Api__SystemFields", "CamelCase"));
        var properties = (await DocumentAsync(site.Api))["components"]!["schemas"]!["Address"]!["properties"]!;
        Assert.NotNull(properties["documentId"]);
        Assert.Null(properties["document_id"]);
    }

    [Fact]
    public async Task The_explorer_is_served_with_a_policy_that_lets_nothing_in_from_elsewhere()
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);
        var page = (await nobody.GetAsync("/docs")).Expect(HttpStatusCode.OK);
        Assert.Contains("script-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("name=\"csrf-token\" content=\"\"", page.Text, StringComparison.Ordinal);
        (await nobody.GetAsync("/docs/index.html")).Expect(HttpStatusCode.NotFound);
    }

    private static async Task<JsonNode> DocumentAsync(Api caller) => JsonNode.Parse((await caller.GetAsync("/openapi.json")).Expect(HttpStatusCode.OK).Text)!;

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject all => all.SelectMany(p => p is { Key: "$ref", Value: JsonValue reference } ? [(string)reference!] : References(p.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static async Task<Api> ReaderAsync(Site site) =>
        site.Caller((await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = $"reader {Guid.NewGuid()}", type = "read-only" } })).Expect(HttpStatusCode.Created).Data.Text("token"));

    /// <summary>A component, a type with drafts and an attribute of every kind, and a single type.</summary>
    private static async Task DefineAsync(Site site, string name)
    {
        await site.Api.DefineAsync(new { name = $"{name}.seo", kind = "component", attributes = new { headline = new { type = "string", required = true } } });
        await site.Api.DefineAsync(new { name = $"{name}-home", kind = "single", attributes = new { intro = new { type = "richtext" } } });
        await site.Api.DefineAsync(new
        {
            name,
            draft_and_publish = true,
            attributes = new Dictionary<string, object>
            {
                ["title"] = new { type = "string", required = true, max_length = 40, regex = "^[A-Z]" },
                ["body"] = new { type = "blocks" },
                ["passphrase"] = new { type = "password" },
                ["slug"] = new { type = "uid", target_field = "title" },
                ["count"] = new { type = "integer", min = 0, max = 10 },
                ["big"] = new { type = "biginteger", max = "9007199254740993" },
                ["ratio"] = new { type = "float" },
                ["at"] = new { type = "time" },
                ["colour"] = new { type = "enumeration", @enum = new[] { "red", "green" } },
                ["hidden_note"] = new { type = "string", @private = true },
                ["pictures"] = new { type = "media", multiple = true },
                ["parent"] = new { type = "relation", relation = "manyToOne", target = name },
                ["seo"] = new { type = "component", component = $"{name}.seo" },
                ["list"] = new { type = "component", component = $"{name}.seo", repeatable = true, max = 3 },
                ["zone"] = new { type = "dynamiczone", components = new[] { $"{name}.seo" } },
            },
        });
    }
}
