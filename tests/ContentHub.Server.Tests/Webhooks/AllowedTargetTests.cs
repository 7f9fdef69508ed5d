using System.Net;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

public sealed class AllowedTargetTests
{
    private const string Targets = "/admin/api/webhooks/allowed-targets";
    private const string Fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_not_public_can_be_called_once_it_is_allowed_and_no_longer_when_that_is_taken_back(DatabaseKind database)
    {
        await using var receiver = RawServer.Answering(Fine);
        await using var site = await Site.StartAsync(database, ("Webhooks__AllowLoopback", "false"), ("Webhooks__AllowedNetworks__0", "10.1.2.0/24"));
        var form = new { data = new { url = receiver.Address, events = new[] { "*" } } };
        var refused = (await site.Api.PostAsync("/admin/api/webhooks", form)).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["url: url cannot be called: 127.0.0.1 is not a public address (an owner can allow it under Webhooks, Allowed targets)"], refused.Faults);

        var made = (await site.Api.PostAsync(Targets, new { data = new { network = "127.0.0.1", port = receiver.Address.Port, reason = "The test's receiver" } })).Expect(HttpStatusCode.Created).Data;

        Assert.Equal(["id", "network", "host", "port", "reason", "author", "created_at", "from_settings"], made.Names());
        Assert.Equal(("127.0.0.1/32", "The test's receiver", false), (made.Text("network"), made.Text("reason"), made.GetProperty("from_settings").GetBoolean()));
        var listed = (await site.Api.GetAsync(Targets)).Expect(HttpStatusCode.OK).Data;
        Assert.Equal([("10.1.2.0/24", true), ("127.0.0.1/32", false)], listed.EnumerateArray().Select(t => (t.Text("network")!, t.GetProperty("from_settings").GetBoolean())));
        Assert.Equal(JsonValueKind.Null, listed[0].GetProperty("id").ValueKind);
        Assert.Equal(200, (await site.Api.PostAsync("/admin/api/webhooks/test", form)).Expect(HttpStatusCode.OK).Data.Number("status_code"));
        Assert.Equal(200, (await site.Api.PostAsync($"/admin/api/webhooks/{(await site.Api.PostAsync("/admin/api/webhooks", form)).Data.Number("id")}/test")).Data.Number("status_code"));

        (await site.Api.DeleteAsync($"{Targets}/{made.Number("id")}")).Expect(HttpStatusCode.NoContent);
        (await site.Api.DeleteAsync($"{Targets}/{made.Number("id")}")).Expect(HttpStatusCode.NotFound);
        (await site.Api.PostAsync("/admin/api/webhooks/test", form)).Expect(HttpStatusCode.BadRequest);
        var faults = (await site.Api.PostAsync(Targets, new { data = new { network = 1, port = "x", ports = 1 } })).Expect(HttpStatusCode.BadRequest).Faults;
        Assert.Equal(["network: network must be a string", "port: port must be 1 to 65535, or null for any", "ports: ports is not known; did you mean 'port'?"], faults);
    }

    [Fact]
    public async Task No_proxy_of_the_environment_gets_anything()
    {
        await using var proxy = RawServer.Answering(Fine);
        string[] names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
        // Empty: else this machine would be left out of the proxy's reach anyway.
        (string, string)[] variables = [.. names.Concat(names.Select(n => n.ToLowerInvariant())).Select(n => (n, proxy.Address.ToString())), ("NO_PROXY", ""), ("no_proxy", "")];
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, variables);
        await using var hook = await site.HookAsync();

        Assert.Equal(200, (await site.Api.PostAsync($"{hook.Path}/test")).Expect(HttpStatusCode.OK).Data.Number("status_code"));
        Assert.Equal(200, (await site.Api.PostAsync("/admin/api/webhooks/test", new { data = new { url = hook.Receiver.Address, events = new[] { "*" } } })).Expect(HttpStatusCode.OK).Data.Number("status_code"));
        await site.Api.CreateAsync("addresses", Given.Paris);
        var delivery = await hook.DeliveryAsync(d => d.Text("status") == "delivered");
        (await site.Api.PostAsync($"/admin/api/webhooks/deliveries/{delivery.Number("id")}/redeliver")).Expect(HttpStatusCode.OK);
        await hook.Receiver.WaitForAsync(4);
        foreach (var target in (string[])["https://127.0.0.1:1/", "http://169.254.169.254/latest/", "http://10.0.0.1/"])
            await site.Api.PostAsync("/admin/api/webhooks/test", new { data = new { url = target, events = new[] { "*" } } });

        Assert.Equal(0, proxy.Accepted);
    }
}
