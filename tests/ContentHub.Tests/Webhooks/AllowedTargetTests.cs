using System.Net;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class AllowedTargetTests
{
    private const string Fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_an_owner_opens_is_open_everywhere_at_once_and_closed_again_at_once_even_where_a_connection_stands(DatabaseKind kind)
    {
        await using var server = RawServer.Answering(Fine);
        await using var product = await StartAsync(kind);
        await using var other = product.AnotherNode(("Webhooks:AllowLoopback", "false"));
        var form = new WebhookForm { Url = server.Address.ToString(), Events = ["*"], Schedule = [] };
        Assert.Contains("under Webhooks, Allowed targets", Assert.Single(Given.Faults(await product.Webhooks.CreateAsync(Given.Owner, form, default))), StringComparison.Ordinal);

        var target = (await AddAsync(product, network: "127.0.0.1", port: server.Address.Port)).Value;
        var webhook = (await product.Webhooks.CreateAsync(Given.Owner, form, default)).Value.View.Webhook;
        Assert.Equal(200, (await product.Webhooks.TestAsync(Given.Owner, webhook.Id, default)).Value.StatusCode);
        Assert.Equal(200, (await other.Webhooks.TestAsync(Given.Owner, webhook.Id, default)).Value.StatusCode);
        await product.EntryAsync("pages", """{"title":"x"}""");
        await product.DrainAsync(webhook);
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(await product.DeliveriesAsync(webhook)).Status);
        Assert.Equal((2, 3), (server.Accepted, server.Requests.Count));   // a connection for each node

        Assert.Null((await product.Get<AllowedTargetService>().RemoveAsync(Given.Owner, target.Id, default)).Problem);

        Assert.Equal("blocked", (await product.Webhooks.TestAsync(Given.Owner, webhook.Id, default)).Value.Error);
        Assert.Equal("blocked", (await other.Webhooks.TestAsync(Given.Owner, webhook.Id, default)).Value.Error);
        Assert.NotNull((await product.Webhooks.TestAsync(Given.Owner, null, form, default)).Problem);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Opening_and_closing_are_in_the_log_with_their_actor_and_told_only_to_webhooks_that_name_them(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        await AddAsync(product, network: "127.0.0.0/8");
        var everything = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        var named = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Events = ["webhook.target_allowed", "webhook.target_forbidden"] });
        var count = (await product.EventsAsync()).Count;

        var target = (await AddAsync(product, "10.1.2.3/24", "CI.Internal.", 443, " The build server ")).Value;
        await product.Get<AllowedTargetService>().RemoveAsync(Given.Owner, target.Id, default);

        var told = (await product.EventsAsync()).Skip(count).ToArray();
        Assert.Equal(["webhook.target_allowed", "webhook.target_forbidden"], told.Select(e => e.Name));
        Assert.All(told, e => Assert.Equal(("user:1", $"webhook_target:{target.Id}"), (e.Actor, e.Subject)));
        Assert.All(told, e => Assert.Equal(
            $$"""{"id":{{target.Id}},"network":"10.1.2.0/24","host":"ci.internal","port":443,"reason":"The build server","author":"owner@example.com"}""",
            JsonElement.Parse(e.Body).GetProperty("data").GetProperty("target").GetRawText()));
        Assert.Empty(await product.DeliveriesAsync(everything));
        Assert.Equal(2, (await product.DeliveriesAsync(named)).Count);
    }

    [Fact]
    public async Task Everything_that_a_row_names_must_fit()
    {
        await using var product = await StartAsync(DatabaseKind.Sqlite);
        var (ten, other) = (IPAddress.Parse("10.1.2.3"), IPAddress.Parse("10.9.9.9"));
        await AddAsync(product, "10.1.2.0/24", "ci.internal", 443);
        await AddAsync(product, host: "*.lan", port: 8080);
        await AddAsync(product, network: "fd12::/16");
        var policy = product.Get<AddressPolicy>();
        bool May(string host, int port, IPAddress address) => policy.WhyNot(host, port, address) is null;

        Assert.True(May("ci.internal", 443, ten));
        Assert.True(May("CI.internal.", 443, ten));
        Assert.True(May("ci.internal", 443, ten.MapToIPv6()));
        Assert.False(May("ci.internal", 444, ten));
        Assert.False(May("ci.internal", 443, other));
        Assert.False(May("ci.internal.example.com", 443, ten));
        Assert.False(May("10.1.2.3", 443, ten));
        Assert.True(May("a.lan", 8080, other));
        Assert.True(May("a.b.lan", 8080, IPAddress.IPv6Loopback));
        Assert.False(May("lan", 8080, other));
        Assert.False(May("wlan", 8080, other));
        Assert.False(May("a.lan", 8080, IPAddress.Parse("169.254.169.254")));
        Assert.True(May("anything", 1, IPAddress.Parse("fd12::1")));
        Assert.False(May("anything", 1, IPAddress.Parse("fd13::1")));
    }

    [Theory]
    [InlineData(null, null, null, "x", "network: network or host is required")]
    [InlineData("", "", null, "x", "network: network or host is required")]
    [InlineData("10.0.0.0/33", null, null, "x", "network: network must be a range such as 10.1.2.0/24 or an address such as 10.1.2.3")]
    [InlineData("10.1/16", null, null, "x", "network: network must be a range such as 10.1.2.0/24 or an address such as 10.1.2.3")]
    [InlineData("010.0.0.1", null, null, "x", "network: network must be a range such as 10.1.2.0/24 or an address such as 10.1.2.3")]
    [InlineData("fe80::1%2", null, null, "x", "network: network must be a range such as 10.1.2.0/24 or an address such as 10.1.2.3")]
    [InlineData("ci.internal", null, null, "x", "network: network must be a range such as 10.1.2.0/24 or an address such as 10.1.2.3")]
    [InlineData("::ffff:10.0.0.0/104", null, null, "x", "network: network must name IPv4 addresses as such, without the IPv6 around them")]
    [InlineData("64:ff9b::10.0.0.1", null, null, "x", "network: network must name IPv4 addresses as such, without the IPv6 around them")]
    [InlineData("169.254.169.254", null, null, "x", "network: network is a cloud metadata service, which stays closed")]
    [InlineData(null, "10.0.0.1", null, "x", "host: host must be a name such as ci.internal or *.internal; an address belongs into network")]
    [InlineData(null, "127。0。0。1", null, "x", "host: host must be a name such as ci.internal or *.internal; an address belongs into network")]
    [InlineData(null, "*", null, "x", "host: host must be a name such as ci.internal or *.internal; an address belongs into network")]
    [InlineData(null, "a/b", null, "x", "host: host must be a name such as ci.internal or *.internal; an address belongs into network")]
    [InlineData(null, "a:80", null, "x", "host: host must be a name such as ci.internal or *.internal; an address belongs into network")]
    [InlineData("10.0.0.1", null, 0, "x", "port: port must be 1 to 65535, or null for any")]
    [InlineData("10.0.0.1", null, 65536, "x", "port: port must be 1 to 65535, or null for any")]
    [InlineData("10.0.0.1", null, null, " ", "reason: reason is required")]
    [InlineData("10.0.0.1", null, null, "a\nb", "reason: reason must be at most 500 characters in one line")]
    public void What_cannot_be_meant_is_refused(string? network, string? host, int? port, string reason, string fault) =>
        Assert.Equal([fault], Given.Faults(new AllowedTargetForm(network, host, port, reason).Read()));

    [Fact]
    public async Task What_the_settings_open_is_listed_first_and_cannot_be_removed_here_and_nothing_is_opened_twice()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite, ("Webhooks:AllowedNetworks:0", "10.1.2.0/24"));
        await AddAsync(product, host: "ci.internal");

        var listed = product.Get<AllowedTargetService>().List(Given.Owner, new Paging(1, 25)).Value;

        Assert.Equal(
            [("10.1.2.0/24", true, "Webhooks:AllowedNetworks"), ("127.0.0.0/8", true, "This machine, as always in Development"), ("::1/128", true, "This machine, as always in Development"), ("", false, "For this test")],
            listed.Items.Select(t => (t.Network.ToString() ?? "", t.IsFromSettings, t.Reason)));
        Assert.IsType<Problem.NotFound>((await product.Get<AllowedTargetService>().RemoveAsync(Given.Owner, new(0), default)).Problem);
        Assert.IsType<Problem.Conflict>((await AddAsync(product, network: "10.1.2.7/24")).Problem);
        Assert.IsType<Problem.Conflict>((await AddAsync(product, host: "CI.internal")).Problem);
    }

    [Fact]
    public async Task Who_may_send_may_look_but_only_who_gives_access_may_open()
    {
        await using var product = await StartAsync(DatabaseKind.Sqlite);
        var editor = new Actor(ActorKind.User, 2, "editor@example.com", Rights.Everywhere([Permission.WebhooksManage]));
        var targets = product.Get<AllowedTargetService>();
        var target = (await AddAsync(product, network: "10.0.0.1")).Value;

        Assert.Single(targets.List(editor, new Paging(1, 25)).Value.Items);
        Assert.IsType<Problem.Forbidden>((await targets.AddAsync(editor, new AllowedTargetForm("10.0.0.2", null, null, "x"), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await targets.RemoveAsync(editor, target.Id, default)).Problem);
        Assert.IsType<Problem.Forbidden>(targets.List(Given.Reader, new Paging(1, 25)).Problem);
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind, ("Webhooks:AllowLoopback", "false"));
        await product.TypeAsync(Given.Page);
        return product;
    }

    private static Task<Result<AllowedTarget>> AddAsync(ProductHarness product, string? network = null, string? host = null, int? port = null, string reason = "For this test") =>
        product.Get<AllowedTargetService>().AddAsync(Given.Owner, new AllowedTargetForm(network, host, port, reason), default);
}
