using System.Net;
using System.Text.Json;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Server.Tests.Webhooks;

public sealed class ManagementTests(Sites sites) : IClassFixture<Sites>
{
    private const string Webhooks = "/admin/api/webhooks";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_new_webhook_shows_its_secret_once_and_its_header_values_and_query_never(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var form = new { name = "Site", url = "http://127.0.0.1:9/hook?key=query-secret", headers = new { Authorization = "Bearer header-secret" }, events = new[] { "entry.create" }, models = new[] { "address" } };

        var created = (await site.Api.PostAsync(Webhooks, new { data = form })).Expect(HttpStatusCode.Created);

        var path = $"{Webhooks}/{created.Data.Number("id")}";
        Assert.Equal(path, created.Header("Location"));
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", created.Data.Text("secret"));
        var read = (await site.Api.GetAsync(path)).Expect(HttpStatusCode.OK);
        var listed = (await site.Api.GetAsync(Webhooks)).Expect(HttpStatusCode.OK);
        Assert.All([read, listed], r => Assert.DoesNotContain("secret\":\"", r.Text, StringComparison.Ordinal));
        Assert.All([created, read, listed], r => Assert.DoesNotContain("query-secret", r.Text, StringComparison.Ordinal));
        Assert.All([created, read, listed], r => Assert.DoesNotContain("header-secret", r.Text, StringComparison.Ordinal));
        Assert.Equal(
            ["id", "name", "url", "headers", "events", "models", "filter", "template", "method", "enabled", "has_secret", "retiring_secrets", "timeout_ms", "concurrency", "rate_per_minute", "schedule",
                "created_at", "updated_at", "last_delivery", "disabled_reason", "off_since", "health", "hints"],
            read.Data.Names());
        Assert.Equal("http://127.0.0.1:9/hook?********", read.Data.Text("url"));
        Assert.Equal("********", read.Data.GetProperty("headers").Text("Authorization"));
        Assert.True(read.Data.GetProperty("enabled").GetBoolean());
        Assert.True(read.Data.GetProperty("has_secret").GetBoolean());
        (await site.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_webhook_needs_only_a_url_and_events_and_is_named_after_its_host()
    {
        var site = await sites.OnAsync();
        var made = (await site.Api.PostAsync(Webhooks, new { data = new { url = "https://hooks.example.com/a/b", eventTypes = new[] { "entry.*" } } })).Expect(HttpStatusCode.Created).Data;

        Assert.Equal("hooks.example.com", made.Text("name"));
        Assert.Equal(["entry.*"], made.GetProperty("events").EnumerateArray().Select(e => e.GetString()));
        Assert.Empty(made.GetProperty("headers").Names());
        Assert.Equal(15000, made.Number("timeout_ms"));
        Assert.Equal(8, made.Number("concurrency"));
        (await site.Api.DeleteAsync($"{Webhooks}/{made.Number("id")}")).Expect(HttpStatusCode.NoContent);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_changed_at_the_same_time_is_all_changed_and_the_answered_secret_signs(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var receiver = await Receiver.StartNewAsync();
        for (var i = 0; i < 10; i++)
        {
            var made = (await site.Api.PostAsync(Webhooks, new { data = new { url = $"{receiver.Address}race", events = new[] { "race.over" } } })).Expect(HttpStatusCode.Created).Data;
            var path = $"{Webhooks}/{made.Number("id")}";

            var rotating = site.Api.PostAsync($"{path}/rotate-secret", new { data = new { overlap_seconds = 0 } });
            var answers = await Task.WhenAll(
                rotating, site.Api.PatchAsync(path, new { data = new { name = "Both" } }), site.Api.PatchAsync(path, new { data = new { concurrency = 3 } }),
                site.Api.PatchAsync(path, new { data = new { headers = new { A = "k" } } }));

            Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
            var now = (await site.Api.GetAsync(path)).Data;
            Assert.Equal(("Both", 3), (now.Text("name"), now.Number("concurrency")));
            Assert.Equal(["A"], now.GetProperty("headers").Names());
            (await site.Api.PostAsync($"{path}/test", new { })).Expect(HttpStatusCode.OK);
            var request = (await receiver.WaitForAsync(i + 1))[i];
            var signature = WebhookSignature.Standard((await rotating).Data.Text("secret")!, request.Header("webhook-id")!, long.Parse(request.Header("webhook-timestamp")!, System.Globalization.CultureInfo.InvariantCulture), request.Body.Span);
            Assert.Equal(signature, request.Header("webhook-signature"));
            (await site.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_answer_shows_the_headers_and_secrets_as_they_are_since_and_the_audit_log_which_headers_came_and_went(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var made = (await site.Api.PostAsync(Webhooks, new { data = new { url = "http://127.0.0.1:9/h", events = new[] { "*" }, headers = new { A = "1" } } })).Expect(HttpStatusCode.Created).Data;
        var path = $"{Webhooks}/{made.Number("id")}";

        Assert.Equal(["B"], (await site.Api.PatchAsync(path, new { data = new { headers = new { B = "2" } } })).Expect(HttpStatusCode.OK).Data.GetProperty("headers").Names());
        Assert.Equal(["C"], (await site.Api.PutAsync(path, new { data = new { url = "http://127.0.0.1:9/h", events = new[] { "*" }, headers = new { C = "3" } } })).Expect(HttpStatusCode.OK).Data.GetProperty("headers").Names());
        Assert.Equal(1, (await site.Api.PostAsync($"{path}/rotate-secret", new { data = new { } })).Expect(HttpStatusCode.OK).Data.GetProperty("retiring_secrets").GetArrayLength());
        Assert.Equal(0, (await site.Api.PostAsync($"{path}/rotate-secret", new { data = new { overlap_seconds = 0 } })).Expect(HttpStatusCode.OK).Data.GetProperty("retiring_secrets").GetArrayLength());

        var noted = (await site.Api.GetAsync("/admin/api/audit?action=webhook.update&limit=1")).Expect(HttpStatusCode.OK).Data[0].GetProperty("changes").GetRawText();
        Assert.Contains("headers.B", noted, StringComparison.Ordinal);
        Assert.Contains("headers.C", noted, StringComparison.Ordinal);
        (await site.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_hidden_query_is_not_taken_for_one_of_another_address()
    {
        var site = await sites.OnAsync();
        var made = (await site.Api.PostAsync(Webhooks, new { data = new { url = "http://127.0.0.1:9/old?key=1", events = new[] { "*" } } })).Expect(HttpStatusCode.Created).Data;
        var path = $"{Webhooks}/{made.Number("id")}";

        var refused = (await site.Api.PatchAsync(path, new { data = new { url = "http://127.0.0.1:9/new?********" } })).Expect(HttpStatusCode.BadRequest);

        Assert.Contains("the query of url is hidden: write it again", refused.Text, StringComparison.Ordinal);
        (await site.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_sent_back_masked_stays_as_it_was(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var receiver = await Receiver.StartNewAsync();
        var form = new { url = $"{receiver.Address}hook?key=query-secret", headers = new Dictionary<string, string> { ["X-Key"] = "header-secret", ["X-Gone"] = "gone" }, events = new[] { "*" } };
        var made = (await site.Api.PostAsync(Webhooks, new { data = form })).Expect(HttpStatusCode.Created).Data;
        var path = $"{Webhooks}/{made.Number("id")}";

        var changed = (await site.Api.GetAsync(path)).Data.Node().AsObject();
        changed["name"] = "Renamed";
        changed["headers"]!.AsObject().Remove("X-Gone");
        changed["headers"]!["X-New"] = "new";
        var put = (await site.Api.PutAsync(path, new { data = changed })).Expect(HttpStatusCode.OK).Data;
        var patched = (await site.Api.PatchAsync(path, new { data = new { url = made.Text("url"), timeout_ms = 2000 } })).Expect(HttpStatusCode.OK).Data;
        await site.Api.CreateAsync("addresses", Given.Paris);

        Assert.Equal("Renamed", put.Text("name"));
        Assert.Equal("Renamed", patched.Text("name"));
        Assert.Equal(2000, patched.Number("timeout_ms"));
        Assert.Equal(["X-Key", "X-New"], patched.GetProperty("headers").Names());
        var request = (await receiver.WaitForAsync(1))[0];
        Assert.Equal("/hook?key=query-secret", request.Target);
        Assert.Equal("header-secret", request.Header("X-Key"));
        Assert.Equal("new", request.Header("x-new"));
        Assert.Null(request.Header("X-Gone"));
        (await site.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_list_is_paged_and_filtered_by_event_state_and_url(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var ids = new List<long>();
        foreach (var (host, name, on) in new[] { ("a", "entry.create", true), ("b", "entry.*", false), ("c", "media.create", true) })
            ids.Add((await site.Api.PostAsync(Webhooks, new { data = new { url = $"https://{host}.list.example.com/", events = new[] { name }, enabled = on } })).Expect(HttpStatusCode.Created).Data.Number("id"));

        async Task<IEnumerable<long>> ListAsync(string query) => (await site.Api.GetAsync($"{Webhooks}?url=list.example.com{query}")).Expect(HttpStatusCode.OK).Data.EnumerateArray().Select(w => w.Number("id"));
        Assert.Equal(ids, await ListAsync(""));
        Assert.Equal([ids[0], ids[1]], await ListAsync("&event=entry.create"));
        Assert.Equal([ids[1]], await ListAsync("&enabled=false"));
        Assert.Equal([ids[2]], await ListAsync("&event=media.create&enabled=true"));
        Assert.Equal([ids[2]], await ListAsync("&pagination[page]=2&pagination[pageSize]=2"));
        var pagination = (await site.Api.GetAsync($"{Webhooks}?url=B.LIST.example.com&pagination[pageSize]=2")).Json.GetProperty("meta").GetProperty("pagination");
        Assert.Equal("""{"page":1,"pageSize":2,"pageCount":1,"total":1}""", pagination.GetRawText());

        var deleted = (await site.Api.PostAsync($"{Webhooks}/batch-delete", new { ids = new[] { ids[0], ids[2], 999_999 } })).Expect(HttpStatusCode.OK).Data;
        Assert.Equal([ids[0], ids[2]], deleted.EnumerateArray().Select(i => i.GetInt64()).Order());
        Assert.Equal([ids[1]], await ListAsync(""));
        (await site.Api.PostAsync($"{Webhooks}/batch-delete", new { ids = new[] { ids[1] } })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_test_shows_what_the_receiver_answered_and_leaves_no_delivery()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { enabled = false, headers = new Dictionary<string, string> { ["X-Key"] = "header-secret" } }, (_, _) => new Answer(418, "short and stout"));

        var test = (await site.Api.PostAsync($"{hook.Path}/test")).Expect(HttpStatusCode.OK).Data;

        Assert.Equal(418, test.Number("status_code"));
        Assert.Equal("http_status", test.Text("error"));
        Assert.Equal("short and stout", test.Text("response_body"));
        Assert.True(test.GetProperty("duration_ms").GetDouble() > 0);
        var request = Assert.Single(hook.Receiver.Requests);
        Assert.Equal("webhook.test", request.Header("X-ContentHub-Event"));
        Assert.Equal("header-secret", request.Header("X-Key"));
        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(hook.Secret, request));
        Assert.Equal(request.Text, test.GetProperty("request").Text("body"));
        Assert.DoesNotContain("header-secret", test.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await hook.DeliveriesAsync());
    }

    [Fact]
    public async Task A_form_can_be_tested_before_it_is_saved()
    {
        var site = await sites.OnAsync();
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(200, "fine"));
        var before = (await site.Api.GetAsync(Webhooks)).Data.GetArrayLength();

        var test = (await site.Api.PostAsync($"{Webhooks}/test", new { data = new { url = receiver.Address } })).Expect(HttpStatusCode.OK).Data;

        Assert.Equal(200, test.Number("status_code"));
        Assert.Equal(JsonValueKind.Null, test.GetProperty("error").ValueKind);
        Assert.Equal("fine", test.Text("response_body"));
        Assert.Single(receiver.Requests);
        Assert.Equal(before, (await site.Api.GetAsync(Webhooks)).Data.GetArrayLength());
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "connect")]
    [InlineData("http://no-such-host.invalid/", "dns")]
    public async Task A_test_that_reaches_nobody_says_so_and_gives_no_status_code(string url, string error)
    {
        var site = await sites.OnAsync();

        var test = (await site.Api.PostAsync($"{Webhooks}/test", new { data = new { url } })).Expect(HttpStatusCode.OK).Data;

        Assert.Equal(JsonValueKind.Null, test.GetProperty("status_code").ValueKind);
        Assert.Equal(error, test.Text("error"));
        Assert.NotEmpty(test.Text("error_message")!);
    }

    [Fact]
    public async Task A_new_secret_is_shown_once_and_signs_from_then_on()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();

        var rotated = (await site.Api.PostAsync($"{hook.Path}/rotate-secret")).Expect(HttpStatusCode.OK).Data.Text("secret")!;
        await site.Api.CreateAsync("addresses", Given.Paris);

        Assert.NotEqual(hook.Secret, rotated);
        Assert.DoesNotContain(rotated, (await site.Api.GetAsync(hook.Path)).Text, StringComparison.Ordinal);
        var request = (await hook.Receiver.WaitForAsync(1))[0];
        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(rotated, request));
        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(hook.Secret, request));   // for a day, so that the receiver can change over

        var sudden = (await site.Api.PostAsync($"{hook.Path}/rotate-secret", new { data = new { overlap_seconds = 0 } })).Expect(HttpStatusCode.OK).Data.Text("secret")!;
        await site.Api.CreateAsync("addresses", Given.Paris);
        var second = (await hook.Receiver.WaitForAsync(2))[1];
        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(sudden, second));
        foreach (var old in new[] { rotated, hook.Secret }) Assert.NotEqual("ok", await StandardWebhooks.VerifyAsync(old, second));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Deliveries_are_filtered_by_status_event_entry_and_time(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync(new { schedule = new[] { 3600 } }, (r, _) => r.Json.GetProperty("entry").Text("city") == "Bad" ? new Answer(500) : Answer.Ok);
        var good = await site.Api.CreateAsync("addresses", Given.Address("Good"));
        (await site.Api.PutAsync($"/api/addresses/{good.Number("id")}", new { data = new { city = "Better" } })).Expect(HttpStatusCode.OK);
        var bad = await site.Api.CreateAsync("addresses", Given.Address("Bad"));
        await Eventually.TrueAsync(async () => (await hook.DeliveriesAsync("?status=delivered")).Count == 2 && (await hook.ReadAsync()).GetProperty("last_delivery").ValueKind == JsonValueKind.Object);
        await Eventually.TrueAsync(async () => (await hook.DeliveriesAsync("?status=pending")).Any(d => d.Number("attempts") == 1));

        Assert.Equal(["entry.create", "entry.update", "entry.create"], (await hook.DeliveriesAsync()).Select(d => d.Text("event")));
        Assert.Equal($"entry:{bad.Number("id")}", Assert.Single(await hook.DeliveriesAsync("?status=pending")).Text("subject"));
        Assert.Empty(await hook.DeliveriesAsync("?status=failed"));
        Assert.Single(await hook.DeliveriesAsync("?event=entry.update"));
        Assert.Equal(2, (await hook.DeliveriesAsync($"?entry={good.Number("id")}")).Count);
        Assert.Equal(3, (await hook.DeliveriesAsync("?after=2020-01-01T00:00:00Z")).Count);
        Assert.Empty(await hook.DeliveriesAsync("?before=2020-01-01T00:00:00Z"));
        Assert.Single(await hook.DeliveriesAsync("?pagination[page]=2&pagination[pageSize]=2"));
    }

    [Theory]
    [InlineData("", "url is required")]
    [InlineData("example.com/hook", "absolute http or https")]
    [InlineData("/hook", "absolute http or https")]
    [InlineData("ftp://example.com/", "absolute http or https")]
    [InlineData("file:///etc/passwd", "absolute http or https")]
    [InlineData("javascript:alert(1)", "absolute http or https")]
    [InlineData("http://", "absolute http or https")]
    [InlineData("http:///hook", "absolute http or https")]
    [InlineData("http://example.com/a b", "absolute http or https")]
    [InlineData("http://example.com/\r\nX: 1", "absolute http or https")]
    [InlineData("http://user:secret@example.com/", "user name or password")]
    [InlineData("http://example.com/#top", "fragment")]
    [InlineData("http://example.com:0/", "port 0")]
    [InlineData("http://example.com:70000/", "absolute http or https")]
    [InlineData("http://10.0.0.1/", "not a public address")]
    [InlineData("http://192.168.1.1/", "not a public address")]
    [InlineData("http://169.254.169.254/latest/meta-data", "metadata")]
    [InlineData("http://0x0a000001/", "not a public address")]
    [InlineData("http://10.1/", "not a public address")]
    [InlineData("http://167772161/", "not a public address")]
    [InlineData("http://[::ffff:10.0.0.1]/", "not a public address")]
    [InlineData("http://[64:ff9b::10.0.0.1]/", "not a public address")]
    [InlineData("http://[2002:a00:1::]/", "not a public address")]
    [InlineData("http://[fe80::1]/", "not a public address")]
    [InlineData("http://[fd00:ec2::254]/", "metadata")]
    public async Task A_bad_url_is_refused_by_save_and_test_alike(string url, string why)
    {
        var site = await sites.OnAsync();
        var before = (await site.Api.GetAsync(Webhooks)).Json.GetProperty("meta").GetProperty("pagination").Number("total");

        var saved = (await site.Api.PostAsync(Webhooks, new { data = new { url, events = new[] { "*" } } })).Expect(HttpStatusCode.BadRequest);
        var tested = (await site.Api.PostAsync($"{Webhooks}/test", new { data = new { url } })).Expect(HttpStatusCode.BadRequest);

        Assert.All([saved, tested], r => Assert.Contains(why, Assert.Single(r.Faults, f => f.StartsWith("url: ", StringComparison.Ordinal)), StringComparison.Ordinal));
        Assert.Equal(before, (await site.Api.GetAsync(Webhooks)).Json.GetProperty("meta").GetProperty("pagination").Number("total"));
    }

    [Theory]
    [InlineData("X-Bad", "a\r\nX-Evil: 1", "printable ASCII")]
    [InlineData("X-Bad", "a\nb", "printable ASCII")]
    [InlineData("X-Bad", "naïve", "printable ASCII")]
    [InlineData("X-Bad", "a\tb", "printable ASCII")]
    [InlineData("X Bad", "a", "not a header name")]
    [InlineData("", "a", "not a header name")]
    [InlineData("X-Bäd", "a", "not a header name")]
    [InlineData("X:Bad", "a", "not a header name")]
    [InlineData("Host", "a", "reserved")]
    [InlineData("content-type", "text/plain", "reserved")]
    [InlineData("Webhook-Id", "a", "reserved")]
    [InlineData("X-ContentHub-Event", "a", "reserved")]
    [InlineData("x-hub-signature-256", "a", "reserved")]
    [InlineData("Transfer-Encoding", "chunked", "reserved")]
    [InlineData("Proxy-Authorization", "a", "reserved")]
    [InlineData("Cookie", "a", "reserved")]
    public async Task A_bad_header_is_refused(string name, string value, string why)
    {
        var site = await sites.OnAsync();
        var answer = (await site.Api.PostAsync(Webhooks, new { data = new { url = "https://example.com/", events = new[] { "*" }, headers = new Dictionary<string, string> { [name] = value } } })).Expect(HttpStatusCode.BadRequest);
        Assert.Contains(why, Assert.Single(answer.Faults), StringComparison.Ordinal);
        Assert.StartsWith("headers", Assert.Single(answer.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_too_long_doubled_and_unprintable_headers_are_refused()
    {
        var site = await sites.OnAsync();
        async Task<string> RefusedAsync(string headers) =>
            Assert.Single((await site.Api.PostTextAsync(Webhooks, $$"""{"data": {"url": "https://example.com/", "events": ["*"], "headers": {{headers}} } }""")).Expect(HttpStatusCode.BadRequest).Faults);

        Assert.Contains("at most 30", await RefusedAsync(JsonSerializer.Serialize(Enumerable.Range(0, 31).ToDictionary(i => $"X-{i}", i => "v"))), StringComparison.Ordinal);
        Assert.Contains("at most 4096", await RefusedAsync(JsonSerializer.Serialize(new Dictionary<string, string> { ["X-Long"] = new('x', 4097) })), StringComparison.Ordinal);
        Assert.Contains("twice", await RefusedAsync("""{"X-A": "1", "x-a": "2"}"""), StringComparison.Ordinal);
        Assert.Contains("headers", await RefusedAsync("""{"X-A": "a\u0000b"}"""), StringComparison.Ordinal);
        Assert.Contains("headers", await RefusedAsync("""{"X-A": "\ud800"}"""), StringComparison.Ordinal);
        Assert.Contains("headers", await RefusedAsync("""{"X-A": 1}"""), StringComparison.Ordinal);
        Assert.Contains("headers", await RefusedAsync("[]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_of_a_form_are_told_sudden()
    {
        var site = await sites.OnAsync();
        var read = (await site.Api.PostAsync(Webhooks, new { data = new { url = 1, events = "entry.create", enabeld = true, concurrency = "8" } })).Expect(HttpStatusCode.BadRequest).Faults;
        var checkd = (await site.Api.PostAsync(Webhooks, new { data = new { url = "nowhere", events = new[] { "entry.creat" }, concurrency = 65, timeout_ms = 999, schedule = new[] { 0 } } })).Expect(HttpStatusCode.BadRequest).Faults;

        Assert.Equal(["url", "events", "enabeld", "concurrency"], read.Select(f => f.Split(':')[0]));
        Assert.Contains("enabeld: enabeld is not known; did you mean 'enabled'?", read);
        Assert.Equal(["concurrency", "events", "schedule", "timeout_ms", "url"], checkd.Select(f => f.Split(':')[0]).Order());
        Assert.Contains("events: 'entry.creat' is not an event; did you mean 'entry.create'?", checkd);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_longest_names_and_addresses_are_kept(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var host = string.Join('.', Enumerable.Repeat(new string('a', 60), 4)) + ".com";
        var url = $"https://{host}/" + new string('p', 2048 - host.Length - 18) + "?12345678";

        var made = (await site.Api.PostAsync(Webhooks, new { data = new { url, events = new[] { "*" } } })).Expect(HttpStatusCode.Created).Data;

        Assert.Equal(2048, url.Length);
        (await site.Api.PostAsync(Webhooks, new { data = new { url = url + "9", events = new[] { "*" } } })).Expect(HttpStatusCode.BadRequest);
        (await site.Api.PostAsync(Webhooks, new { data = new { url = url.Replace("?12345678", "?1", StringComparison.Ordinal), events = new[] { "*" } } })).Expect(HttpStatusCode.Created);
        (await site.Api.PostAsync(Webhooks, new { data = new { url = url.Replace("?12345678", "pppppppp?", StringComparison.Ordinal), events = new[] { "*" } } })).Expect(HttpStatusCode.BadRequest);
        Assert.StartsWith(made.Text("name")!, host, StringComparison.Ordinal);
        (await site.Api.DeleteAsync($"{Webhooks}/{made.Number("id")}")).Expect(HttpStatusCode.NoContent);
    }
}
