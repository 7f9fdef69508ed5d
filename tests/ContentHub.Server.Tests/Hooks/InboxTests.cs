using System.Net;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Hooks;

public sealed class InboxTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_webhook_to_an_inbox_arrives_there_with_a_valid_signature(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        using var owner = await OwnerAsync(site);
        await using var inbox = await InboxAsync(owner, ["entry.*"]);

        await site.Api.CreateAsync("addresses", Given.Address("Before"));
        await inbox.RequestsAsync(1);   // one after the other: entries do not wait for each other
        await site.Api.CreateAsync("addresses", Given.Address("After"));

        var requests = await inbox.RequestsAsync(2);
        Assert.All(requests, r => Assert.Equal(("valid", "POST"), (r.Text("verdict"), r.Text("method"))));
        Assert.All(requests, r => Assert.Equal(("valid", "valid"), (r.GetProperty("signatures").Text("standard_webhooks"), r.GetProperty("signatures").Text("github"))));
        var detail = (await owner.GetAsync($"{inbox.Path}/requests/{requests[0].Number("id")}")).Data;
        Assert.Contains(detail.GetProperty("headers").EnumerateArray(), h => h.Text("name") == "X-ContentHub-Event" && h.Text("value") == "entry.create");
        Assert.Equal("entry.create", JsonElement.Parse(Encoding.UTF8.GetBytes(detail.Text("body")!)).Text("event"));
        var differences = (await owner.GetAsync($"{inbox.Path}/requests/{requests[1].Number("id")}/differences/{requests[0].Number("id")}")).Data.EnumerateArray().ToArray();
        Assert.Contains(differences, d => d.Text("path") == "entry.city" && d.Text("before") == "\"Before\"" && d.Text("after") == "\"After\"");
        Assert.Contains(differences, d => d.Text("part") == "header" && d.Text("path") == "webhook-id");
        Assert.DoesNotContain(differences, d => d.Text("path") == "Content-Type");
    }

    [Fact]
    public async Task Another_secret_is_told_by_its_name()
    {
        var site = await sites.OnAsync();
        using var owner = await OwnerAsync(site);
        await using var inbox = await InboxAsync(owner, ["entry.*"]);
        (await owner.PatchAsync(inbox.Path, new { data = new { secret = Brought('x') } })).Expect(HttpStatusCode.OK);

        await site.Api.CreateAsync("addresses", Given.Paris);

        Assert.Equal("signature_mismatch", (await inbox.RequestsAsync(1))[0].Text("verdict"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task After_a_rotation_the_inbox_knows_the_new_secret_and_takes_the_old_one_as_long_as_both_sign(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        using var owner = await OwnerAsync(site);
        await using var inbox = await InboxAsync(owner, ["entry.*"]);
        await inbox.RotateAsync(Brought('a'), overlap: 0);
        await inbox.RotateAsync(Brought('b'), overlap: 3600);

        await site.Api.CreateAsync("addresses", Given.Paris);
        var delivered = (await inbox.RequestsAsync(1))[0].GetProperty("signatures");

        Assert.Equal(("valid", "valid"), (delivered.Text("standard_webhooks"), delivered.Text("github")));
        Assert.Equal(("valid", "valid"), (await inbox.VerdictAsync(Brought('a')), await inbox.VerdictAsync(Brought('b'))));
        await inbox.RotateAsync(Brought('c'), overlap: 0);
        Assert.Equal(
            ("signature_mismatch", "signature_mismatch", "valid"), (await inbox.VerdictAsync(Brought('a')), await inbox.VerdictAsync(Brought('b')), await inbox.VerdictAsync(Brought('c'))));
    }

    [Fact]
    public async Task A_secret_that_the_owner_of_an_inbox_gave_is_neither_replaced_nor_joined_by_anybody_elses()
    {
        var site = await sites.OnAsync();
        using var owner = await OwnerAsync(site);
        await using var inbox = await InboxAsync(owner, ["entry.*"]);
        (await owner.PatchAsync(inbox.Path, new { data = new { secret = Brought('o') } })).Expect(HttpStatusCode.OK);

        await inbox.RotateAsync(Brought('r'), overlap: 3600);

        Assert.Equal(("valid", "signature_mismatch"), (await inbox.VerdictAsync(Brought('o')), await inbox.VerdictAsync(Brought('r'))));
    }

    [Fact]
    public async Task Only_the_webhook_that_was_made_for_an_inbox_is_believed_and_only_while_it_leads_there()
    {
        var site = await sites.OnAsync();
        using var owner = await OwnerAsync(site);
        await using var inbox = await InboxAsync(owner, ["entry.*"]);
        var url = (await inbox.WebhookAsync()).Text("url")!;
        var foreign = (await site.Api.PostAsync("/admin/api/webhooks", new { data = new { name = "foreign", url, events = new[] { "custom.never" }, secret = Brought('f') } })).Expect(HttpStatusCode.Created).Data;
        await inbox.RotateAsync(Brought('m'), overlap: 0);

        Assert.Equal(("signature_mismatch", "valid"), (await inbox.VerdictAsync(Brought('f')), await inbox.VerdictAsync(Brought('m'))));
        (await site.Api.PatchAsync($"/admin/api/webhooks/{inbox.Webhook}", new { data = new { url = "http://127.0.0.1:9/elsewhere" } })).Expect(HttpStatusCode.OK);
        Assert.Equal("signature_mismatch", await inbox.VerdictAsync(Brought('m')));
        await site.Api.DeleteAsync($"/admin/api/webhooks/{foreign.Number("id")}");
    }

    [Fact]
    public async Task Gone_switches_the_webhook_off()
    {
        var site = await sites.OnAsync();
        using var owner = await OwnerAsync(site);
        await using var inbox = await InboxAsync(owner, ["entry.*"], new { status = 410 });

        await site.Api.CreateAsync("addresses", Given.Paris);

        await Eventually.TrueAsync(async () => !(await inbox.WebhookAsync()).GetProperty("enabled").GetBoolean());
        Assert.Contains("410", (await inbox.WebhookAsync()).Text("disabled_reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failing_once_makes_one_retry_of_the_same_message()
    {
        var site = await sites.OnAsync();
        using var owner = await OwnerAsync(site);
        await using var inbox = await InboxAsync(owner, ["entry.*"], new { status = 500, times = 1, body = "not today" });

        await site.Api.CreateAsync("addresses", Given.Paris);

        var requests = await inbox.RequestsAsync(2);
        Assert.Equal([200, 500], requests.Select(r => r.GetProperty("answered").Number("status")));
        var ids = await Task.WhenAll(requests.Select(async r => await inbox.HeaderAsync(owner, r, "webhook-id")));
        Assert.Equal(ids[0], ids[1]);
        await Eventually.TrueAsync(async () => (await inbox.DeliveryAsync()).Text("status") == "delivered");
        Assert.Equal("not today", (await inbox.DeliveryAsync()).GetProperty("attempt_log")[0].Text("response_body"));
        Assert.Equal(JsonValueKind.Null, (await owner.GetAsync(inbox.Path)).Data.GetProperty("answer").ValueKind);
    }

    [Theory]
    [InlineData("""{"hang_up": true, "times": 2}""", null, "connect")]   // a connection that is closed under the sender is tried afresh once, within the same attempt
    [InlineData("""{"delay_ms": 30000, "times": 1}""", null, "timeout")]
    [InlineData("""{"status": 302, "location": "http://127.0.0.1:1/", "times": 1}""", 302, "redirect")]
    [InlineData("""{"status": 503, "retry_after": 1, "times": 1}""", 503, "http_status")]
    public async Task A_fault_drives_the_sender_to_its_documented_state(string answer, int? status, string error)
    {
        var site = await sites.OnAsync();
        using var owner = await OwnerAsync(site);
        await using var inbox = await InboxAsync(owner, ["entry.*"], JsonElement.Parse(Encoding.UTF8.GetBytes(answer)));

        await site.Api.CreateAsync("addresses", Given.Paris);

        await Eventually.TrueAsync(async () => (await inbox.DeliveryAsync()) is { ValueKind: JsonValueKind.Object } delivery && delivery.Text("status") == "delivered");
        var first = (await inbox.DeliveryAsync()).GetProperty("attempt_log")[0];
        Assert.Equal((error, status), (first.Text("error"), first.GetProperty("status_code").ValueKind == JsonValueKind.Null ? null : (int?)first.Number("status_code")));
    }

    [Fact]
    public async Task Every_method_is_caught_a_long_body_is_cut_and_the_answer_never_runs_as_a_page()
    {
        var site = await sites.OnAsync();
        using var owner = await OwnerAsync(site);
        using var nobody = site.Caller(null);
        await using var inbox = await InboxAsync(owner, null, new { status = 418, body = "<script>alert(1)</script>" });

        var answer = await nobody.GetAsync(inbox.Address + "?a=b%00");
        await nobody.PutAsync(inbox.Address, new string('x', 300_000));
        await nobody.SendAsync(HttpMethod.Delete, inbox.Address, null);

        Assert.Equal((418, "text/plain; charset=utf-8", "nosniff"), ((int)answer.Status, answer.Header("Content-Type"), answer.Header("X-Content-Type-Options")));
        Assert.Contains("sandbox", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        var requests = await inbox.RequestsAsync(3);
        Assert.Equal([("DELETE", false), ("PUT", true), ("GET", false)], requests.Select(r => (r.Text("method"), r.GetProperty("truncated").GetBoolean())));
        Assert.Equal(262_144, requests[1].Number("body_bytes"));
        Assert.Equal("?a=b%00", (await owner.GetAsync($"{inbox.Path}/requests/{requests[2].Number("id")}")).Data.Text("query"));
        (await owner.DeleteAsync($"{inbox.Path}/requests")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(0, (await owner.GetAsync(inbox.Path)).Data.Number("requests"));
    }

    [Fact]
    public async Task Inboxes_are_of_people_and_cannot_be_guessed()
    {
        var site = await sites.OnAsync();
        using var owner = await OwnerAsync(site);
        using var nobody = site.Caller(null);
        await using var inbox = await InboxAsync(owner, null);

        var token = (await site.Api.GetAsync("/admin/api/inboxes")).Expect(HttpStatusCode.Forbidden);
        Assert.Contains("sign in", token.Message, StringComparison.Ordinal);
        Assert.Matches("^/inbox/tried-[0-9a-z]{24}$", inbox.Address);
        (await nobody.PostAsync(inbox.Address[..^1] + "!")).Expect(HttpStatusCode.NotFound);
        (await nobody.PostAsync("/inbox/tried")).Expect(HttpStatusCode.NotFound);
        (await owner.PatchAsync(inbox.Path, new { data = new { answer = new { status = 99, hang = true } } })).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task In_production_there_is_none_unless_it_is_switched_on()
    {
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("ASPNETCORE_ENVIRONMENT", "Production"));
        using var owner = await OwnerAsync(site);

        (await owner.PostAsync("/inbox/any")).Expect(HttpStatusCode.NotFound);
        Assert.Contains("Inbox:Enabled", (await owner.GetAsync("/admin/api/inboxes")).Expect(HttpStatusCode.Conflict).Message, StringComparison.Ordinal);

        await site.ComeUpAsync(new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Inbox__Enabled"] = "true" });
        using var again = await OwnerAsync(site);
        var made = (await again.PostAsync("/admin/api/inboxes", new { data = new { name = "tried" } })).Expect(HttpStatusCode.Created).Data;
        (await again.PostAsync(made.Text("path")!)).Expect(HttpStatusCode.OK);
        // There this machine may not be called: the same verdict as for every other webhook.
        (await again.PostAsync($"/admin/api/inboxes/{made.Number("id")}/webhook", new { data = new { events = new[] { "*" } } })).Expect(HttpStatusCode.BadRequest);
    }

    /// <summary>A secret of nothing but this letter.</summary>
    private static string Brought(char letter) => "whsec_" + Convert.ToBase64String(Encoding.ASCII.GetBytes(new string(letter, 32)));

    private static async Task<Api> OwnerAsync(Site site)
    {
        using var nobody = site.Caller(null);
        return site.Caller((await nobody.PostAsync("/admin/api/login", new { email = Given.Email, password = Given.Password })).Expect(HttpStatusCode.OK).Data.Text("token"));
    }

    /// <param name="events">Of a webhook to it that tries again after a second; null for no webhook.</param>
    private static async Task<Tried> InboxAsync(Api owner, string[]? events, object? answer = null)
    {
        var made = (await owner.PostAsync("/admin/api/inboxes", new { data = new { name = "tried" } })).Expect(HttpStatusCode.Created).Data;
        var path = $"/admin/api/inboxes/{made.Number("id")}";
        if (answer is not null) (await owner.PatchAsync(path, new { data = new { answer } })).Expect(HttpStatusCode.OK);
        var webhook = events is null ? (JsonElement?)null : (await owner.PostAsync($"{path}/webhook", new { data = new { events } })).Expect(HttpStatusCode.Created).Data;
        if (webhook is { } to) (await owner.PatchAsync($"/admin/api/webhooks/{to.Number("webhook")}", new { data = new { schedule = new[] { 1, 1, 1 }, timeout_ms = 1500 } })).Expect(HttpStatusCode.OK);
        return new Tried(owner, path, made.Text("path")!, webhook?.Number("webhook"));
    }

    private sealed class Tried(Api owner, string path, string address, long? webhook) : IAsyncDisposable
    {
        public string Path => path;

        public string Address => address;

        public long? Webhook => webhook;

        /// <summary>Newest first, when there are so many.</summary>
        public async Task<JsonElement[]> RequestsAsync(int count)
        {
            JsonElement[] requests = [];
            await Eventually.TrueAsync(async () => (requests = [.. (await owner.GetAsync($"{path}/requests")).Expect(HttpStatusCode.OK).Data.EnumerateArray()]).Length >= count);
            return requests;
        }

        /// <param name="overlap">Seconds.</param>
        public async Task RotateAsync(string secret, int overlap) => (await owner.PostAsync($"/admin/api/webhooks/{webhook}/rotate-secret", new { data = new { secret, overlap_seconds = overlap } })).Expect(HttpStatusCode.OK);

        /// <summary>Of a request that is signed with this secret alone.</summary>
        public async Task<string?> VerdictAsync(string secret)
        {
            var (body, now) = ("""{"tried": true}""", DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
            using var content = new StringContent(body);
            (await owner.SendAsync(
                HttpMethod.Post, address, content, ("webhook-id", "msg_tried"), ("webhook-timestamp", $"{now.ToUnixTimeSeconds()}"),
                ("webhook-signature", await StandardWebhooks.SignAsync(secret, "msg_tried", now, body)))).Expect(HttpStatusCode.OK);
            return (await RequestsAsync(1))[0].Text("verdict");
        }

        public async Task<JsonElement> WebhookAsync() => (await owner.GetAsync($"/admin/api/webhooks/{webhook}")).Expect(HttpStatusCode.OK).Data;

        /// <summary>The only delivery with its attempts; undefined while there is none.</summary>
        public async Task<JsonElement> DeliveryAsync()
        {
            var all = (await owner.GetAsync($"/admin/api/webhooks/{webhook}/deliveries")).Expect(HttpStatusCode.OK).Data.EnumerateArray().ToArray();
            return all.Length == 0 ? default : (await owner.GetAsync($"/admin/api/webhooks/deliveries/{all[0].Number("id")}")).Expect(HttpStatusCode.OK).Data;
        }

        public async Task<string?> HeaderAsync(Api reader, JsonElement request, string name) =>
            (await reader.GetAsync($"{path}/requests/{request.Number("id")}")).Data.GetProperty("headers").EnumerateArray().Single(h => h.Text("name")!.Equals(name, StringComparison.OrdinalIgnoreCase)).Text("value");

        public async ValueTask DisposeAsync()
        {
            if (webhook is not null) await owner.DeleteAsync($"/admin/api/webhooks/{webhook}");
            await owner.DeleteAsync(path);
        }
    }
}
