using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

public sealed class BodyTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_life_of_an_address_is_told_in_the_documented_bodies(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync();

        var entry = await site.Api.CreateAsync("addresses", Given.Paris);
        var path = $"/api/addresses/{entry.Text("document_id")}";
        (await site.Api.PutAsync(path, new { data = new { full_name = "Paris, France" } })).Expect(HttpStatusCode.OK);
        (await site.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);

        var told = await hook.Receiver.WaitForAsync(3);
        Assert.Equal(["entry.create", "entry.update", "entry.delete"], told.Select(r => r.Header("X-ContentHub-Event")));
        Assert.All(told, r => Assert.Empty(DocumentedBody.Differences(r.Header("X-ContentHub-Event")!, r.Json)));
        Assert.All(told, r => Assert.Equal(entry.Number("id"), r.Json.GetProperty("entry").Number("id")));
        Assert.Equal(["full_name"], told[1].Json.GetProperty("changed").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal("Paris, France", told[2].Json.GetProperty("entry").Text("full_name"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_life_of_a_png_is_told_in_the_documented_bodies(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync();

        var file = await site.Api.UploadAsync(Given.Png, "image.png");
        (await site.Api.DeleteAsync($"/api/upload/files/{file.Number("id")}")).Expect(HttpStatusCode.OK);

        var told = await hook.Receiver.WaitForAsync(2);
        Assert.Equal(["media.create", "media.delete"], told.Select(r => r.Header("X-ContentHub-Event")));
        Assert.All(told, r => Assert.Empty(DocumentedBody.Differences(r.Header("X-ContentHub-Event")!, r.Json)));
        var media = told[0].Json.GetProperty("media");
        Assert.Equal("image.png", media.Text("name"));
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(Given.Png)).TrimEnd('=').Replace('+', '-').Replace('/', '_'), media.Text("sha256"));
        Assert.Equal(Math.Round(Given.Png.Length / 1000m, 2), media.GetProperty("size").GetDecimal());
        Assert.Equal($"/uploads/{media.Text("hash")}.png", media.Text("url"));
        Assert.DoesNotContain("model", told[0].Json.Names());
    }

    [Fact]
    public async Task A_request_carries_the_documented_headers_and_signatures_that_others_can_verify()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();
        await site.Api.CreateAsync("addresses", Given.Address("Zürich – 東京 🗼"));

        var request = (await hook.Receiver.WaitForAsync(1))[0];

        Assert.Equal("POST", request.Method);
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.Matches(@"^ContentHub/\d+\.\d+\.\d+$", request.Header("User-Agent"));
        Assert.Equal("entry.create", request.Header("X-ContentHub-Event"));
        Assert.Equal("1", request.Header("X-ContentHub-Attempt"));
        Assert.Equal(request.Header("webhook-id"), request.Header("X-ContentHub-Delivery"));
        Assert.InRange(Math.Abs(request.At.ToUnixTimeSeconds() - long.Parse(request.Header("webhook-timestamp")!)), 0, 2);
        Assert.Matches("^v1,[A-Za-z0-9+/]{43}=$", request.Header("webhook-signature"));
        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(hook.Secret, request));
        // GitHub's form takes the secret's text as the key.
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(hook.Secret), request.Body.Span))}", request.Header("X-Hub-Signature-256"));
        // The table is complete: beside it only what HTTP itself needs.
        string[] documented =
        [
            "Host", "Content-Length", "Content-Type", "User-Agent", "X-ContentHub-Event", "X-ContentHub-Delivery", "X-ContentHub-Attempt",
            "webhook-id", "webhook-timestamp", "webhook-signature", "X-Hub-Signature-256",
        ];
        Assert.Equal(documented.Order(StringComparer.OrdinalIgnoreCase), request.Headers.Select(h => h.Key).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_log_shows_the_headers_that_were_sent_and_no_others()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();
        await site.Api.CreateAsync("addresses", Given.Address("Zürich"));
        var sent = (await hook.Receiver.WaitForAsync(1))[0].Headers.Select(h => $"{h.Key}: {h.Value}");

        var delivery = await hook.DeliveryAsync(d => d.Text("status") == "delivered");
        var test = (await site.Api.PostAsync($"{hook.Path}/test")).Expect(HttpStatusCode.OK).Data.GetProperty("request").Text("headers")!;

        var logged = delivery.GetProperty("attempt_log")[0].Text("request_headers")!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(sent.Order(StringComparer.Ordinal), logged.Order(StringComparer.Ordinal));
        Assert.Equal(hook.Receiver.Requests[^1].Headers.Select(h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal), test.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_custom_event_above_the_limit_is_sent_thin_with_a_link_to_itself()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { events = new[] { "report.made" } });
        await site.Api.PostAsync("/api/events/report.made", new { data = new { text = new string('x', 300_000) } });
        await site.Api.PostAsync("/api/events/another.one", new { data = 1 });

        var request = (await hook.Receiver.WaitForAsync(1))[0];

        Assert.Equal(["event", "created_at", "truncated", "href"], request.Json.Names());
        var told = Assert.Single((await site.Api.GetAsync(request.Json.Text("href")!)).Expect(HttpStatusCode.OK).Data.EnumerateArray());
        Assert.Equal(("report.made", 300_000), (told.Text("event"), told.GetProperty("payload").GetProperty("data").Text("text")!.Length));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Relations_are_told_one_level_deep_files_whole_and_unset_values_as_null_or_an_empty_list(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.DefineAsync(Given.Everything("told"));
        var picture = await site.Api.UploadAsync(Given.Png, "one.png");
        var category = await site.Api.CreateAsync("categories", new { name = "Capitals" });
        await using var hook = await site.HookAsync(new { models = new[] { "told" } });

        await site.Api.CreateAsync("tolds", new { title = "Bare" });
        await site.Api.CreateAsync("tolds", new { title = "Full", parent = category.Number("id"), friends = new[] { category.Text("document_id") }, picture = picture.Number("id"), pictures = new[] { picture.Number("id") } });

        var told = await hook.Receiver.WaitForAsync(2);
        var bare = told.Single(r => r.Json.GetProperty("entry").Text("title") == "Bare").Json.GetProperty("entry");
        foreach (var name in new[] { "body", "mail", "count", "price", "active", "day", "at", "colour", "extra", "code", "picture", "parent" })
            Assert.Equal(JsonValueKind.Null, bare.GetProperty(name).ValueKind);
        Assert.Equal(0, bare.GetProperty("pictures").GetArrayLength());
        Assert.Equal(0, bare.GetProperty("friends").GetArrayLength());

        var full = told.Single(r => r.Json.GetProperty("entry").Text("title") == "Full").Json.GetProperty("entry");
        Assert.Equal(["id", "document_id", "name", "created_at", "updated_at"], full.GetProperty("parent").Names());
        Assert.Equal("Capitals", full.GetProperty("friends")[0].Text("name"));
        Assert.Equal(picture.Names().Except(["document_id", "preview_url", "folder", "duplicate_of"]), full.GetProperty("picture").Names());
        Assert.Equal(picture.Text("sha256"), full.GetProperty("pictures")[0].Text("sha256"));
    }

    [Fact]
    public async Task Private_attributes_are_never_told_at_any_depth_nor_answered()
    {
        var site = await sites.OnAsync();
        await site.Api.DefineAsync(Given.Everything("person"));
        await site.Api.DefineAsync(new { name = "team", attributes = new { name = new { type = "string" }, lead = new { type = "relation", relation = "manyToOne", target = "person" } } });
        await using var hook = await site.HookAsync(new { models = new[] { "person", "team" } });

        var person = await site.Api.CreateAsync("persons", new { title = "Ada", secret_note = "hush-hush" });
        var team = await site.Api.CreateAsync("teams", new { name = "Engines", lead = person.Number("id") });
        (await site.Api.PutAsync($"/api/persons/{person.Number("id")}", new { data = new { secret_note = "hush-again", title = "Ada L." } })).Expect(HttpStatusCode.OK);
        var answers = new[] { await site.Api.GetAsync($"/api/persons/{person.Number("id")}"), await site.Api.GetAsync("/api/persons?populate=*"), await site.Api.GetAsync($"/api/teams/{team.Number("id")}?populate=*") };
        (await site.Api.DeleteAsync($"/api/persons/{person.Number("id")}")).Expect(HttpStatusCode.NoContent);

        var told = await hook.Receiver.WaitForAsync(4);
        Assert.All(told.Select(r => r.Text).Concat(answers.Select(a => a.Text)), text => Assert.DoesNotContain("hush", text, StringComparison.Ordinal));
        Assert.All(told.Select(r => r.Text).Concat(answers.Select(a => a.Text)), text => Assert.DoesNotContain("secret_note", text, StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_delete_tells_the_last_state_with_all_its_relations(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var category = await site.Api.CreateAsync("categories", new { name = "Ports" });
        var picture = await site.Api.UploadAsync(Given.Png, "harbour.png");
        var entry = await site.Api.CreateAsync("addresses", new { city = "Genoa", category = category.Number("id"), cover = picture.Number("id"), images = new[] { picture.Number("id") } });
        await using var hook = await site.HookAsync();

        (await site.Api.DeleteAsync($"/api/addresses/{entry.Number("id")}")).Expect(HttpStatusCode.NoContent);

        var last = (await hook.Receiver.WaitForAsync(r => r.Header("X-ContentHub-Event") == "entry.delete")).Json.GetProperty("entry");
        Assert.Equal("Genoa", last.Text("city"));
        Assert.Equal("Ports", last.GetProperty("category").Text("name"));
        Assert.Equal(picture.Number("id"), last.GetProperty("cover").Number("id"));
        Assert.Equal("image/png", last.GetProperty("images")[0].Text("mime"));
    }

    [Fact]
    public async Task A_body_above_the_limit_is_sent_thin_with_a_link()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();
        var entry = await site.Api.CreateAsync("addresses", new { city = "Long", full_name = new string('x', 300_000) });

        var request = (await hook.Receiver.WaitForAsync(1))[0];

        Assert.Equal(["event", "created_at", "model", "entry", "truncated", "href"], request.Json.Names());
        Assert.Equal(["id", "document_id"], request.Json.GetProperty("entry").Names());
        Assert.True(request.Json.GetProperty("truncated").GetBoolean());
        Assert.Equal(entry.Number("id"), (await site.Api.GetAsync(request.Json.Text("href")!)).Expect(HttpStatusCode.OK).Data.Number("id"));
    }

    [Fact]
    public async Task The_link_of_a_draft_leads_to_the_draft()
    {
        var site = await sites.OnAsync();
        await site.Api.PostAsync("/admin/api/content-types", new { data = new { name = "essay", draft_and_publish = true, attributes = new { body = new { type = "text" } } } });
        await using var hook = await site.HookAsync(new { models = new[] { "essay" } });
        var draft = (await site.Api.PostAsync("/api/essays?status=draft", new { data = new { body = new string('x', 300_000) } })).Expect(HttpStatusCode.Created).Data;

        var request = (await hook.Receiver.WaitForAsync(1))[0];

        Assert.True(request.Json.GetProperty("truncated").GetBoolean());
        Assert.Equal(draft.Text("document_id"), (await site.Api.GetAsync(request.Json.Text("href")!)).Expect(HttpStatusCode.OK).Data.Text("document_id"));
    }
}
