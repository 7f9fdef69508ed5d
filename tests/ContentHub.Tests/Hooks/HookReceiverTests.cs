using System.Text;
using System.Text.Json;
using ContentHub.Hooks;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Hooks;

public sealed class HookReceiverTests
{
    private const string Token = "a-token-of-some-length";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_the_right_sender_sends_is_an_event_with_hook_and_data(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        var hook = await HookAsync(product, new HookForm { Name = "Shop", Slug = "shop", Scheme = HookScheme.StandardWebhooks });

        var outcome = await ReceiveAsync(product, "shop", """{"order": {"total": 12.50}}""", Signed(product, hook.Secret, "msg_1", """{"order": {"total": 12.50}}"""));

        Assert.Equal(CallOutcome.Accepted, outcome.Value);
        var told = Assert.Single(await product.EventsAsync());
        Assert.Equal("hook.received", told.Name);
        var body = JsonElement.Parse(told.Body);
        Assert.Equal(["event", "created_at", "hook", "data"], body.EnumerateObject().Select(p => p.Name));
        Assert.Equal("shop", body.GetProperty("hook").GetProperty("slug").GetString());
        Assert.Equal("12.50", body.GetProperty("data").GetProperty("order").GetProperty("total").GetRawText());
        Assert.Equal($"hook:{hook.View.Hook.Id}", told.Actor);
        var call = await LastCallAsync(product, hook);
        Assert.Equal((CallOutcome.Accepted, Verdict.Valid, "msg_1", told.Id.Value), (call.Outcome, call.Verdict, call.MessageId, call.EventId));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_webhook_that_wants_it_gets_what_a_hook_received(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        await using var receiver = await Receiver.StartNewAsync();
        await product.StartDrainingAsync();
        await product.WebhookAsync(receiver.Address, form => form with { Events = ["hook.received"] });
        await TokenHookAsync(product);

        await ReceiveAsync(product, "shop", """{"a": 1}""", Bearer());

        var told = Assert.Single(await receiver.WaitForAsync(1));
        Assert.Contains("\"data\":{\"a\":1}", told.Text, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_same_message_does_nothing_the_second_time(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        await product.TypeAsync(Given.Page);
        var hook = await HookAsync(product, new HookForm { Name = "Shop", Slug = "shop", Mapping = Titles("name") });

        for (var i = 0; i < 2; i++) Assert.Null((await ReceiveAsync(product, "shop", """{"name": "Once"}""", Signed(product, hook.Secret, "msg_1", """{"name": "Once"}"""))).Problem);
        var other = await ReceiveAsync(product, "shop", """{"name": "Two"}""", Signed(product, hook.Secret, "msg_2", """{"name": "Two"}"""));

        Assert.Equal(CallOutcome.Accepted, other.Value);
        Assert.Equal(["entry.create", "hook.received", "entry.create", "hook.received"], (await product.EventsAsync()).Select(e => e.Name));
        Assert.Equal([CallOutcome.Accepted, CallOutcome.Duplicate, CallOutcome.Accepted], (await CallsAsync(product, hook)).Select(c => c.Outcome));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_same_message_many_times_at_once_makes_one_entry(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        await using var other = product.AnotherNode();
        await product.TypeAsync(Given.Page);
        var hook = await HookAsync(product, new HookForm { Name = "Shop", Slug = "shop", Mapping = Titles("name") });
        var headers = Signed(product, hook.Secret, "msg_1", """{"name": "Once"}""");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ReceiveAsync(i % 2 == 0 ? product : other, "shop", """{"name": "Once"}""", headers)));

        Assert.Equal(1, outcomes.Count(o => o.Value == CallOutcome.Accepted));
        Assert.Equal(19, outcomes.Count(o => o.Value == CallOutcome.Duplicate));
        Assert.Single(await product.EventsAsync(), e => e.Name == "entry.create");
    }

    [Theory]
    [InlineData(HookScheme.Github, """{"a": 1}""", "X-GitHub-Delivery")]
    [InlineData(HookScheme.Stripe, """{"id": "evt_1"}""", null)]
    [InlineData(HookScheme.Bearer, """{"a": 1}""", "X-Message")]
    [InlineData(HookScheme.Header, """{"a": 1}""", "X-Message")]
    [InlineData(HookScheme.Query, """{"a": 1}""", "X-Message")]
    public async Task Every_scheme_lets_the_right_one_in_once_and_the_wrong_one_never(HookScheme scheme, string body, string? idHeader)
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        var hook = await HookAsync(product, new HookForm
        {
            Name = "Shop",
            Slug = "shop",
            Scheme = scheme,
            Secret = Token,
            TokenName = scheme is HookScheme.Header or HookScheme.Query ? "x-key" : null,
            IdHeader = scheme is HookScheme.Github or HookScheme.Stripe ? null : idHeader,
        });
        (string, string)[] id = idHeader is null ? [] : [(idHeader, "1")];

        var first = await SendAsync(Token);
        var again = await SendAsync(Token);
        var wrong = await SendAsync(Token + "!");
        var none = await ReceiveAsync(product, "shop", body, id);

        Assert.Equal(CallOutcome.Accepted, first.Value);
        Assert.Equal(CallOutcome.Duplicate, again.Value);
        Assert.Equal(new Problem.Unauthorized(), wrong.Problem);
        Assert.Equal(new Problem.Unauthorized(), none.Problem);
        var signed = scheme is HookScheme.Github or HookScheme.Stripe;
        Assert.Equal(
            [Verdict.Valid, Verdict.Valid, signed ? Verdict.SignatureMismatch : Verdict.TokenMismatch, signed ? Verdict.SignatureMissing : Verdict.TokenMissing],
            (await CallsAsync(product, hook)).Select(c => c.Verdict));
        Assert.Single(await product.EventsAsync());

        Task<Result<CallOutcome>> SendAsync(string secret)
        {
            var time = product.Clock.Now.ToUnixTimeSeconds();
            (string, string)[] proof = scheme switch
            {
                HookScheme.Github => [("x-hub-signature-256", WebhookSignature.GitHub(secret, Encoding.UTF8.GetBytes(body)))],
                HookScheme.Stripe => [("Stripe-Signature", $"t={time},v1={WebhookSignature.GitHub(secret, Encoding.UTF8.GetBytes($"{time}.{body}"))[7..]}")],
                HookScheme.Bearer => [("Authorization", $"Bearer {secret}")],
                HookScheme.Header => [("X-Key", secret)],
                _ => [],
            };
            return ReceiveAsync(product, "shop", body, [.. id, .. proof], scheme == HookScheme.Query ? $"?a=1&x-key={Uri.EscapeDataString(secret)}" : "");
        }
    }

    [Fact]
    public async Task A_message_that_is_sent_again_after_five_minutes_is_refused()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        var hook = await HookAsync(product, new HookForm { Name = "Shop", Slug = "shop" });
        var headers = Signed(product, hook.Secret, "msg_1", "{}");

        product.Clock.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal(CallOutcome.Accepted, (await ReceiveAsync(product, "shop", "{}", headers)).Value);
        product.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<Problem.Unauthorized>((await ReceiveAsync(product, "shop", "{}", headers)).Problem);
        Assert.Equal(Verdict.OutsideTolerance, (await LastCallAsync(product, hook)).Verdict);
    }

    [Fact]
    public async Task Ids_are_forgotten_after_their_time_and_not_before()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite, ("Hooks:KeepIdsFor", "1.00:00:00"));
        await HookAsync(product, new HookForm { Name = "Shop", Slug = "shop", Scheme = HookScheme.Bearer, Secret = Token, IdHeader = "X-Message" });
        Task<Result<CallOutcome>> SendAsync() => ReceiveAsync(product, "shop", "{}", [.. Bearer(), ("X-Message", "1")]);
        await SendAsync();

        product.Clock.Advance(TimeSpan.FromHours(24));
        await product.Get<HookReceiver>().ExpireAsync(default);
        Assert.Equal(CallOutcome.Duplicate, (await SendAsync()).Value);
        product.Clock.Advance(TimeSpan.FromSeconds(1));
        await product.Get<HookReceiver>().ExpireAsync(default);

        Assert.Equal(CallOutcome.Accepted, (await SendAsync()).Value);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_mapping_makes_an_entry_of_what_came(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        await product.TypeAsync("""{"name":"lead","draft_and_publish":true,"attributes":{"email":{"type":"email","required":true},"first":{"type":"string"},"raw":{"type":"json"},"note":{"type":"string","default":"by hook"}}}""");
        await TokenHookAsync(product, new HookMapping("lead", [new("email", "data.object.email"), new("first", "data.items.0.name"), new("raw", "$"), new("note", "nowhere")], AsDraft: true));

        await ReceiveAsync(product, "shop", """{"data": {"object": {"email": "a@b.cd"}, "items": [{"name": "One"}]}}""", Bearer());

        var events = await product.EventsAsync();
        Assert.Equal(["entry.create", "hook.received"], events.Select(e => e.Name));   // a draft: a person publishes it
        var entry = JsonElement.Parse(events[0].Body).GetProperty("entry");
        Assert.Equal(("a@b.cd", "One", "by hook"), (entry.GetProperty("email").GetString(), entry.GetProperty("first").GetString(), entry.GetProperty("note").GetString()));
        Assert.Equal("One", entry.GetProperty("raw").GetProperty("data").GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(entry.GetProperty("document_id").GetString(), (await LastCallAsync(product)).DocumentId);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_does_not_fit_the_type_is_refused_whole_and_may_be_sent_again_when_it_does(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        var type = await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string","required":true,"unique":true}}}""");
        var hook = await HookAsync(product, new HookForm { Name = "Shop", Slug = "shop", Mapping = Titles("name") });
        await product.EntryAsync("pages", """{"title": "Taken"}""");

        var lacking = await SendAsync("msg_1", "{}");
        var number = await SendAsync("msg_1", """{"name": 12}""");
        var taken = await SendAsync("msg_1", """{"name": "Taken"}""");
        var text = await SendAsync("msg_1", "name=Fine");

        Assert.Equal(["title: title is required"], Given.Faults(lacking));
        Assert.StartsWith("title: title must be", Assert.Single(Given.Faults(number)), StringComparison.Ordinal);
        Assert.StartsWith("title: ", Assert.Single(Given.Faults(taken)), StringComparison.Ordinal);
        Assert.Contains("not valid JSON", Assert.Single(Given.Faults(text)), StringComparison.Ordinal);
        var calls = await CallsAsync(product, hook);
        Assert.All(calls, c => Assert.Equal((CallOutcome.Invalid, Verdict.Valid), (c.Outcome, c.Verdict)));
        Assert.Equal("title is required", calls[0].Detail);
        Assert.Single(await product.EventsAsync());   // of the entry made by hand
        Assert.Equal(CallOutcome.Accepted, (await SendAsync("msg_1", """{"name": "Free"}""")).Value);

        Task<Result<CallOutcome>> SendAsync(string id, string body) => ReceiveAsync(product, "shop", body, Signed(product, hook.Secret, id, body));
    }

    [Fact]
    public async Task A_duplicate_is_one_also_when_the_type_would_refuse_it_now()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        var type = await product.TypeAsync(Given.Page);
        var hook = await HookAsync(product, new HookForm { Name = "Shop", Slug = "shop", Mapping = Titles("name") });
        var headers = Signed(product, hook.Secret, "msg_1", """{"name": "Long"}""");
        await ReceiveAsync(product, "shop", """{"name": "Long"}""", headers);
        await product.ChangeTypeAsync(type, """{"name":"page","attributes":{"title":{"type":"string","max_length":2}}}""");

        Assert.Equal(CallOutcome.Duplicate, (await ReceiveAsync(product, "shop", """{"name": "Long"}""", headers)).Value);
    }

    [Theory]
    [InlineData("plain words", "text/plain", "text", "plain words")]
    [InlineData("payload=%7B%7D", "application/x-www-form-urlencoded", "text", "payload=%7B%7D")]
    [InlineData("{broken", "application/json", "text", "{broken")]
    [InlineData("", null, "text", "")]
    [InlineData("a\0b", "text/plain", "base64", "YQBi")]
    [InlineData("\"\\ud800\"", "application/json", "text", "\"\\ud800\"")]
    public async Task Without_a_mapping_what_is_no_JSON_is_kept_as_it_is(string body, string? contentType, string key, string expected)
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        await TokenHookAsync(product);

        Assert.Equal(CallOutcome.Accepted, (await ReceiveAsync(product, "shop", body, contentType is null ? Bearer() : [.. Bearer(), ("Content-Type", contentType)])).Value);

        var data = JsonElement.Parse(Assert.Single(await product.EventsAsync()).Body).GetProperty("data");
        Assert.Equal((contentType, expected), (data.GetProperty("content_type").GetString(), data.GetProperty(key).GetString()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Bytes_that_are_no_text_are_kept_too(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        await TokenHookAsync(product);
        var request = new IncomingRequest("POST", "/hooks/shop", "", [.. Bearer().Select(h => KeyValuePair.Create(h.Name, h.Value))], [0xff, 0x00, 0xfe], Truncated: false);

        await product.Get<HookReceiver>().ReceiveAsync((await product.Get<HookReceiver>().FindAsync("shop", default))!, request, default);

        Assert.Equal("/wD+", JsonElement.Parse(Assert.Single(await product.EventsAsync()).Body).GetProperty("data").GetProperty("base64").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Strangers_cannot_wash_good_calls_out_of_the_log(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        var hook = await TokenHookAsync(product);
        await ReceiveAsync(product, "shop", "{}", Bearer());

        for (var i = 0; i < 110; i++) await ReceiveAsync(product, "shop", "{}");

        var calls = (await product.Get<HookService>().CallsAsync(Given.Owner, hook.View.Hook.Id, new Paging(1, 100), default)).Value;
        Assert.Equal(101, calls.Total);
        Assert.Equal(CallOutcome.Accepted, (await CallsAsync(product, hook))[0].Outcome);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_mapping_follows_renames_and_holds_its_type(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        var type = await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string"},"extra":{"type":"string"}}}""");
        await TokenHookAsync(product, new HookMapping("page", [new("title", "name"), new("extra", "more")], AsDraft: false));

        await product.ChangeTypeAsync(type, """{"name":"sheet","attributes":{"headline":{"type":"string","renamed_from":"title"}}}""");

        Assert.Equal(CallOutcome.Accepted, (await ReceiveAsync(product, "shop", """{"name": "Moved"}""", Bearer())).Value);
        Assert.Contains("\"headline\":\"Moved\"", Encoding.UTF8.GetString((await product.EventsAsync())[0].Body), StringComparison.Ordinal);
        var refused = await product.Types.DeleteAsync(Given.Owner, type.Id, default);
        Assert.IsType<Problem.Conflict>(refused.Problem);
    }

    [Fact]
    public async Task A_hook_that_is_off_or_not_there_is_not_found()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        await HookAsync(product, new HookForm { Name = "Off", Slug = "off", Enabled = false });

        foreach (var slug in (string[])["off", "nowhere", "OFF", "", "a\0b", "../x"]) Assert.Null(await product.Get<HookReceiver>().FindAsync(slug, default));
    }

    private static async Task<HookWithSecret> HookAsync(ProductHarness product, HookForm form) => (await product.Get<HookService>().CreateAsync(Given.Owner, form, default)).Value;

    private static Task<HookWithSecret> TokenHookAsync(ProductHarness product, HookMapping? mapping = null) =>
        HookAsync(product, new HookForm { Name = "Shop", Slug = "shop", Scheme = HookScheme.Bearer, Secret = Token, Mapping = mapping });

    private static HookMapping Titles(string path) => new("page", [new MappedAttribute("title", path)], AsDraft: false);

    private static (string Name, string Value)[] Bearer() => [("Authorization", $"Bearer {Token}")];

    private static (string Name, string Value)[] Signed(ProductHarness product, string secret, string id, string body)
    {
        var time = product.Clock.Now.ToUnixTimeSeconds();
        return [("webhook-id", id), ("webhook-timestamp", $"{time}"), ("webhook-signature", WebhookSignature.Standard(secret, id, time, Encoding.UTF8.GetBytes(body)))];
    }

    private static async Task<Result<CallOutcome>> ReceiveAsync(ProductHarness product, string slug, string body, (string Name, string Value)[]? headers = null, string query = "")
    {
        var receiver = product.Get<HookReceiver>();
        var request = new IncomingRequest("POST", $"/hooks/{slug}", query, [.. (headers ?? []).Select(h => KeyValuePair.Create(h.Name, h.Value))], Encoding.UTF8.GetBytes(body), Truncated: false);
        return await receiver.ReceiveAsync((await receiver.FindAsync(slug, default))!, request, default);
    }

    /// <summary>Oldest first.</summary>
    private static async Task<HookCall[]> CallsAsync(ProductHarness product, HookWithSecret hook)
    {
        var calls = new List<HookCall>();
        for (var page = 1; (await product.Get<HookService>().CallsAsync(Given.Owner, hook.View.Hook.Id, new Paging(page, 100), default)).Value.Items is { Count: > 0 } items; page++) calls.AddRange(items);
        calls.Reverse();
        return [.. calls];
    }

    private static async Task<HookCall> LastCallAsync(ProductHarness product, HookWithSecret? hook = null) =>
        hook is null ? (await product.Get<HookService>().ListAsync(Given.Owner, Paging.First, default)).Value.Items[0].LastCall! : (await product.Get<HookService>().GetAsync(Given.Owner, hook.View.Hook.Id, default)).Value.LastCall!;
}
