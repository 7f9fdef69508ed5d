using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

public sealed class RetryTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_receiver_that_fails_twice_gets_the_same_bytes_three_times(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync(null, (_, attempt) => attempt <= 2 ? new Answer(500, "not today") : new Answer(200, "thanks"));

        await site.Api.CreateAsync("addresses", Given.Paris);

        var told = await hook.Receiver.WaitForAsync(3);
        Assert.Equal(["1", "2", "3"], told.Select(r => r.Header("X-ContentHub-Attempt")));
        Assert.Single(told.Select(r => r.Header("webhook-id")).Distinct());
        Assert.All(told, r => Assert.Equal(told[0].Body.ToArray(), r.Body.ToArray()));
        foreach (var request in told)
        {
            Assert.InRange(Math.Abs(request.At.ToUnixTimeSeconds() - long.Parse(request.Header("webhook-timestamp")!)), 0, 2);
            Assert.Equal("ok", await StandardWebhooks.VerifyAsync(hook.Secret, request));
        }

        // Fresh: a receiver that refuses old timestamps must accept a retry of days later.
        Assert.Equal(3, told.Select(r => r.Header("webhook-signature")).Distinct().Count());
        var delivery = await hook.DeliveryAsync(d => d.Text("status") == "delivered");
        Assert.Equal(3, delivery.Number("attempts"));
        Assert.Equal(told[0].Text, delivery.Text("request_body"));
        Assert.Equal(told[0].Header("webhook-id"), delivery.Text("message_id"));
        var log = delivery.GetProperty("attempt_log").EnumerateArray().ToArray();
        Assert.Equal([1, 2, 3], log.Select(a => a.Number("number")));
        Assert.Equal([500, 500, 200], log.Select(a => a.Number("status_code")));
        Assert.Equal(["http_status", "http_status", null], log.Select(a => a.Text("error")));
        Assert.Equal(["not today", "not today", "thanks"], log.Select(a => a.Text("response_body")));
        Assert.All(log, a => Assert.Contains("X-ContentHub-Event: entry.create", a.Text("request_headers"), StringComparison.Ordinal));
        Assert.Equal(200, (await hook.ReadAsync()).GetProperty("last_delivery").Number("status_code"));
    }

    [Fact]
    public async Task Retry_After_lengthens_the_wait()
    {
        var site = await sites.OnAsync();
        var busy = new Answer(503) { Headers = new Dictionary<string, string> { ["Retry-After"] = "3" } };
        await using var hook = await site.HookAsync(null, (_, attempt) => attempt == 1 ? busy : Answer.Ok);

        await site.Api.CreateAsync("addresses", Given.Paris);

        var told = await hook.Receiver.WaitForAsync(2);
        Assert.InRange((told[1].At - told[0].At).TotalSeconds, 2.9, 8);
    }

    [Fact]
    public async Task Gone_switches_the_webhook_off_and_says_why()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(null, (_, _) => new Answer(410));

        await site.Api.CreateAsync("addresses", Given.Paris);

        await Eventually.TrueAsync(async () => !(await hook.ReadAsync()).GetProperty("enabled").GetBoolean());
        Assert.Contains("410", (await hook.ReadAsync()).Text("disabled_reason"), StringComparison.Ordinal);
        await site.Api.CreateAsync("addresses", Given.Paris);
        var delivery = await hook.DeliveryAsync();
        Assert.Equal("failed", delivery.Text("status"));
        Assert.Single(hook.Receiver.Requests);
        // Switched on again it is as before.
        Assert.Null((await hook.SwitchAsync(true)).Text("disabled_reason"));
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        var site = await sites.OnAsync();
        await using var other = await Receiver.StartNewAsync();
        var moved = new Answer(302) { Headers = new Dictionary<string, string> { ["Location"] = other.Address.ToString() } };
        await using var hook = await site.HookAsync(new { schedule = new[] { 1 } }, (_, _) => moved);

        await site.Api.CreateAsync("addresses", Given.Paris);

        var delivery = await hook.DeliveryAsync(d => d.Text("status") == "failed");
        Assert.All(delivery.GetProperty("attempt_log").EnumerateArray(), a => Assert.Equal("redirect", a.Text("error")));
        Assert.Equal(302, delivery.GetProperty("attempt_log")[0].Number("status_code"));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task An_exhausted_schedule_is_failed_and_a_redelivery_sends_the_same_again()
    {
        var site = await sites.OnAsync();
        var up = false;
        await using var hook = await site.HookAsync(new { schedule = new[] { 1 } }, (_, _) => new Answer(up ? 204 : 500));
        await site.Api.CreateAsync("addresses", Given.Paris);
        var failed = await hook.DeliveryAsync(d => d.Text("status") == "failed");
        Assert.Equal(2, failed.Number("attempts"));
        Assert.NotNull(failed.Text("finished_at"));
        Assert.Null(failed.Text("next_attempt_at"));

        up = true;
        var again = (await site.Api.PostAsync($"/admin/api/webhooks/deliveries/{failed.Number("id")}/redeliver")).Expect(HttpStatusCode.OK).Data;

        Assert.Equal(failed.Number("id"), again.Number("id"));
        var told = await hook.Receiver.WaitForAsync(3);
        Assert.Single(told.Select(r => r.Header("webhook-id")).Distinct());
        Assert.All(told, r => Assert.Equal(told[0].Body.ToArray(), r.Body.ToArray()));
        Assert.Equal("3", told[2].Header("X-ContentHub-Attempt"));
        Assert.Equal(3, (await hook.DeliveryAsync(d => d.Text("status") == "delivered")).GetProperty("attempt_log").GetArrayLength());
    }

    [Fact]
    public async Task A_receiver_that_says_nothing_in_time_is_a_timeout()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { timeout_ms = 1000 }, (_, attempt) => attempt == 1 ? new Answer { Delay = Timeout.InfiniteTimeSpan } : Answer.Ok);

        await site.Api.CreateAsync("addresses", Given.Paris);

        await AssertFirstFailedAsync(hook, "timeout");
    }

    [Fact]
    public async Task A_connection_that_is_dropped_is_a_failure_to_connect()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(null, (_, attempt) => attempt == 1 ? Answer.Drop : Answer.Ok);

        await site.Api.CreateAsync("addresses", Given.Paris);

        await AssertFirstFailedAsync(hook, "connect");
    }

    [Fact]
    public async Task A_receiver_that_is_down_gets_its_event_when_it_is_back()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { schedule = new[] { 3, 3, 3, 3, 3, 3, 3, 3 } });
        await hook.Receiver.StopAsync();
        await site.Api.CreateAsync("addresses", Given.Paris);
        await hook.DeliveryAsync(d => d.Number("attempts") >= 1);

        await hook.Receiver.StartAsync();

        await AssertFirstFailedAsync(hook, "connect");
    }

    [Fact]
    public async Task What_is_not_HTTP_is_a_failure_to_connect_and_a_plain_server_is_a_failure_of_TLS()
    {
        var site = await sites.OnAsync();
        using var garbage = new TcpListener(IPAddress.Loopback, 0);
        garbage.Start();
        var serving = ServeGarbageAsync(garbage);
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)garbage.LocalEndpoint).Port}/");
        await using var plain = await Receiver.StartNewAsync();

        var odd = (await site.Api.PostAsync("/admin/api/webhooks/test", new { data = new { url = address } })).Expect(HttpStatusCode.OK).Data;
        var unencrypted = (await site.Api.PostAsync("/admin/api/webhooks/test", new { data = new { url = $"https://127.0.0.1:{plain.Address.Port}/" } })).Expect(HttpStatusCode.OK).Data;

        garbage.Stop();
        await serving;
        Assert.Equal("connect", odd.Text("error"));
        Assert.Equal("tls", unencrypted.Text("error"));
        Assert.All([odd, unencrypted], r => Assert.Equal(JsonValueKind.Null, r.GetProperty("status_code").ValueKind));
    }

    [Fact]
    public async Task A_create_does_not_wait_for_a_receiver_that_hangs()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(null, (_, _) => new Answer { Delay = TimeSpan.FromHours(1) });
        await site.Api.CreateAsync("addresses", Given.Address("Warm-up"));
        await hook.Receiver.WaitForAsync(1);

        for (var i = 0; i < 20; i++) await site.Api.CreateAsync("addresses", Given.Address($"City {i}"));

        Assert.All(await hook.DeliveriesAsync(), d => Assert.Equal("pending", d.Text("status")));
    }

    private static async Task AssertFirstFailedAsync(Hook hook, string error)
    {
        var delivery = await hook.DeliveryAsync(d => d.Text("status") == "delivered");
        var first = delivery.GetProperty("attempt_log")[0];
        Assert.Equal(error, first.Text("error"));
        Assert.NotEmpty(first.Text("error_message")!);
        Assert.Equal(JsonValueKind.Null, first.GetProperty("status_code").ValueKind);
    }

    private static async Task ServeGarbageAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var caller = await listener.AcceptTcpClientAsync();
                await caller.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray());
            }
        }
        catch (SocketException)
        {
            // Stopped.
        }
    }
}
