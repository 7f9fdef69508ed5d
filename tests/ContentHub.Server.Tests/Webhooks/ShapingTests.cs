using System.Net;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

/// <summary>What owners say about the shape of what is sent, over the management API.</summary>
public sealed class ShapingTests(Sites sites) : IClassFixture<Sites>
{
    private const string Webhooks = "/admin/api/webhooks";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_webhook_sends_what_its_filter_template_and_method_say(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync(new { filter = "filters[entry][city][$eq]=Paris", template = """{"text":"{{event}}: {{entry.city}}"}""", method = "put", rate_per_minute = 6000 });

        await site.Api.CreateAsync("addresses", Given.Address("London"));
        await site.Api.CreateAsync("addresses", Given.Paris);

        var told = (await hook.Receiver.WaitForAsync(1))[0];
        Assert.Equal(("PUT", """{"text":"entry.create: Paris"}"""), (told.Method, told.Text));
        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(hook.Secret, told));
        var read = (await site.Api.GetAsync(hook.Path)).Expect(HttpStatusCode.OK).Data;
        Assert.Equal(("filters[entry][city][$eq]=Paris", "PUT", 6000), (read.Text("filter"), read.Text("method"), read.Number("rate_per_minute")));
    }

    [Theory]
    [InlineData("filter", "filters[entry][ctiy]=x", "No type that this webhook is told of sends 'ctiy'")]
    [InlineData("filter", "filters[entry][city][$equals]=x", "Invalid operator $equals")]
    [InlineData("filter", "city=Paris", "A filter begins with filters[…]")]
    [InlineData("template", "{{#if}", "The template cannot be read")]
    [InlineData("method", "GET", "method must be POST, PUT or PATCH")]
    [InlineData("rate_per_minute", 0, "rate_per_minute must be 1 to 6000, or null")]
    [InlineData("rate_per_minute", "many", "rate_per_minute must be a whole number, or null")]
    [InlineData("secret", "whsec_c2hvcnQ=", "secret must be 'whsec_' and base64 of 24 to 64 bytes")]
    public async Task A_slip_of_the_pen_is_told_at_its_field(string field, object value, string why)
    {
        var site = await sites.OnAsync();

        var refused = (await site.Api.PostAsync(Webhooks, new { data = new Dictionary<string, object> { ["url"] = "https://example.com/", ["events"] = new[] { "*" }, [field] = value } })).Expect(HttpStatusCode.BadRequest);

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"\"path\":[\"{field}\"]", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_that_are_not_there_are_hinted_at_and_may_be_to_come()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { models = new[] { "adress", "address", "yet-to-come" } });
        static string[] Hints(JsonElement webhook) => [.. webhook.GetProperty("hints").EnumerateArray().Select(h => $"{h.GetProperty("path")[0]}: {h.Text("message")}")];

        Assert.Equal(
            ["models: There is no content type 'adress', so nothing of it is sent; did you mean 'address'?", "models: There is no content type 'yet-to-come', so nothing of it is sent"],
            Hints(await hook.ReadAsync()));

        await site.Api.DefineAsync(new { name = "yet-to-come", attributes = new { text = new { type = "string" } } });
        Assert.Equal(["models: There is no content type 'adress', so nothing of it is sent; did you mean 'address'?"], Hints(await hook.PatchAsync(new { name = "Renamed" })));
        Assert.Empty(Hints(await hook.PatchAsync(new { models = new[] { "address" } })));
    }

    [Theory]
    [InlineData("""{"a":"{{#if entry.gone}}{{shout entry.city}}{{/if}}"}""", "The template calls 'shout', and there is no such helper: there are if, unless, each, with, lookup, json")]
    [InlineData("""{"a":"{{#if (eq entry.city 'Paris')}}x{{/if}}"}""", "The template calls 'eq', and there is no such helper")]
    [InlineData("""{"a":"{{#if entry.gone}}{{> footer}}{{/if}}"}""", "The template calls the partial 'footer', and there are none")]
    [InlineData("""{"a":{{json entry event}}}""", "json takes one value")]
    [InlineData("""{"a":{{entry.city}}}""", "What the template makes of entry.create is not JSON: line 1, byte ")]
    [InlineData("New: {{entry.city}}", "What the template makes of entry.create is not JSON: line 1, byte ")]
    public async Task A_template_that_could_make_no_body_is_refused_before_anything_is_lost(string template, string why)
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { events = new[] { "entry.*" }, models = new[] { "address" } });

        var refused = (await site.Api.PatchAsync(hook.Path, new { data = new { template } })).Expect(HttpStatusCode.BadRequest);

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("\"path\":[\"template\"]", refused.Text, StringComparison.Ordinal);
        Assert.Null((await hook.ReadAsync()).Text("template"));
    }

    [Fact]
    public async Task Of_what_applications_send_nobody_knows_whether_a_template_fits()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { events = new[] { "order.paid" }, template = """{"sum":{{data.sum}}}""" });
        await site.Api.PostAsync("/api/events/order.paid", new { data = new { sum = 12 } });

        Assert.Equal("""{"sum":12}""", (await hook.Receiver.WaitForAsync(1))[0].Text);
    }

    [Fact]
    public async Task A_secret_that_somebody_brings_along_signs()
    {
        const string Mine = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { secret = Mine });

        await site.Api.CreateAsync("addresses", Given.Paris);

        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(Mine, (await hook.Receiver.WaitForAsync(1))[0]));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_preview_shows_a_real_event_as_it_would_be_sent_and_why_one_would_not(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.CreateAsync("addresses", Given.Address("Preview town"));
        await site.Api.CreateAsync("addresses", Given.Address("Last town"));

        async Task<JsonElement> PreviewAsync(object form) => (await site.Api.PostAsync($"{Webhooks}/preview", form)).Expect(HttpStatusCode.OK).Data;
        var fits = await PreviewAsync(new { data = new { filter = "filters[entry][city]=Preview town", template = """{"c":{{json entry.city}}}""" } });
        var none = await PreviewAsync(new { data = new { filter = "filters[entry][city]=Nowhere" } });
        var chosen = await PreviewAsync(new { data = new { events = new[] { "media.*" } }, @event = fits.GetProperty("event").Text("id") });

        Assert.Equal((true, """{"c":"Preview town"}"""), (fits.GetProperty("sent").GetBoolean(), fits.Text("body")));
        Assert.Equal((false, "its filter does not fit"), (none.GetProperty("sent").GetBoolean(), none.Text("why_not")));
        Assert.Equal("it does not ask for entry.create", chosen.Text("why_not"));
        (await site.Api.PostAsync($"{Webhooks}/preview", new { data = new { template = "{{entry.id}} is it" } })).Expect(HttpStatusCode.BadRequest);
        (await site.Api.PostAsync($"{Webhooks}/preview", new { data = new { }, @event = 999_999_999 })).Expect(HttpStatusCode.NotFound);
        (await site.Api.PostAsync($"{Webhooks}/preview", new { data = new { }, @event = "x" })).Expect(HttpStatusCode.BadRequest);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_failed_is_planned_and_then_recovered_over_the_API(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var isBack = false;
        await using var hook = await site.HookAsync(new { schedule = Array.Empty<int>() }, (_, _) => isBack ? Answer.Ok : new Answer(400, "no such luck"));
        await site.Api.CreateAsync("addresses", Given.Paris);
        await hook.DeliveryAsync(d => d.Text("status") == "failed");
        isBack = true;

        var plan = (await site.Api.PostAsync($"{hook.Path}/replay", new { data = new { only = "failed", dry_run = true } })).Expect(HttpStatusCode.OK).Data;
        Assert.Equal(1, plan.Number("would_send"));
        Assert.Single(hook.Receiver.Requests);
        var replay = (await site.Api.PostAsync($"{hook.Path}/replay", new { data = new { only = "failed" } })).Expect(HttpStatusCode.Accepted);
        var again = (await hook.Receiver.WaitForAsync(2))[1];

        Assert.Equal("true", again.Header("X-ContentHub-Replay"));
        Assert.Equal(hook.Receiver.Requests[0].Text, again.Text);
        await Eventually.TrueAsync(async () => (await site.Api.GetAsync(replay.Header("Location")!)).Data.Text("status") == "done");
        Assert.Equal(1, (await site.Api.GetAsync($"{hook.Path}/replays")).Expect(HttpStatusCode.OK).Json.GetProperty("data")[0].Number("queued"));
        var found = (await site.Api.GetAsync($"{hook.Path}/deliveries?text=SUCH LUCK")).Expect(HttpStatusCode.OK).Json.GetProperty("data");
        Assert.Equal(1, found.GetArrayLength());
        Assert.Equal(1, (await site.Api.GetAsync($"{hook.Path}/deliveries?text={again.Header("webhook-id")}")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await site.Api.GetAsync($"{hook.Path}/deliveries?text=100%25")).Json.GetProperty("data").GetArrayLength());
        (await site.Api.PostAsync($"{hook.Path}/replay", new { data = new { only = "some", until = 1 } })).Expect(HttpStatusCode.BadRequest);
        (await site.Api.PostAsync($"{Webhooks}/999999/replay", new { data = new { } })).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_happened_while_it_was_off_is_sent_when_the_owner_asks_for_it()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();
        await hook.SwitchAsync(false);
        await site.Api.CreateAsync("addresses", Given.Address("Missed"));

        (await site.Api.PostAsync($"{hook.Path}/enable", new { data = new { catch_up = true, discard = true } })).Expect(HttpStatusCode.BadRequest);
        (await site.Api.PostAsync($"{hook.Path}/enable", new { data = new { catch_up = true } })).Expect(HttpStatusCode.OK);

        var told = (await hook.Receiver.WaitForAsync(1))[0];
        Assert.Equal(("Missed", "true"), (told.Json.GetProperty("entry").Text("city"), told.Header("X-ContentHub-Replay")));
    }

    [Fact]
    public async Task Switched_on_without_what_waited_nothing_of_it_is_sent()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { schedule = new[] { 3600 } }, (_, attempt) => attempt == 1 ? new Answer(500) : Answer.Ok);
        await site.Api.CreateAsync("addresses", Given.Address("Forgotten"));
        await hook.DeliveryAsync(d => d.Number("attempts") == 1);
        await hook.SwitchAsync(false);

        (await site.Api.PostAsync($"{hook.Path}/enable", new { data = new { discard = true } })).Expect(HttpStatusCode.OK);

        Assert.Equal(0, (await site.Api.GetAsync($"{hook.Path}/deliveries")).Json.GetProperty("data").GetArrayLength());
    }
}
