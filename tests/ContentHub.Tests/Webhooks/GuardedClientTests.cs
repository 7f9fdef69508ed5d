using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class GuardedClientTests : IDisposable
{
    private const string Fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    private readonly GuardedClient _client = Client("127.0.0.1/32", "::1/128");

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_request_carries_its_headers_and_body_and_nothing_of_ours_besides()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok");
        using var activity = new Activity("outer").AddBaggage("secret", "canary").Start();

        await PostAsync(server.Address);
        var attempt = await PostAsync(server.Address, [new WebhookHeader("X-A", "1"), new WebhookHeader("Authorization", "Bearer x")]);

        Assert.Equal((null, 200, "ok"), (attempt.Error, attempt.StatusCode, attempt.ResponseBody));
        Assert.Equal("Set-Cookie: a=b\nContent-Length: 2\n", attempt.ResponseHeaders);
        var head = server.Requests[1].Split("\r\n\r\n")[0].Split("\r\n");
        Assert.Equal("POST / HTTP/1.1", head[0]);
        Assert.Equal(["Authorization: Bearer x", "Content-Length: 8", "Content-Type: application/json", $"Host: {server.Address.Authority}", "X-A: 1"], head[1..].Order(StringComparer.Ordinal));
        Assert.EndsWith("\r\n\r\n{\"a\":1}\n", server.Requests[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Expires", "0")]
    [InlineData("Last-Modified", "yesterday")]
    [InlineData("Allow", "GET")]
    [InlineData("User-Agent", "(odd")]
    [InlineData("From", "not an address")]
    [InlineData("If-Match", "odd")]
    [InlineData("Date", "some day")]
    [InlineData("X-Empty", "")]
    public async Task Every_header_that_may_be_set_arrives(string name, string value)
    {
        Assert.Null(HeaderRules.Fault(name, value));
        await using var server = RawServer.Answering(Fine);

        await PostAsync(server.Address, [new WebhookHeader(name, value)]);

        Assert.Contains($"\r\n{name}: {value}\r\n", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_value_that_passes_the_rules_can_begin_a_line_of_its_own()
    {
        await using var server = RawServer.Answering(Fine);
        var sent = 0;

        foreach (var c in Enumerable.Range(0, 0x180).Append(0x2028).Append(0x560d).Append(0x560a).Select(c => (char)c))
        {
            var header = new WebhookHeader("X-A", $"a{c}X-Evil: 1");
            if (HeaderRules.Fault(header.Name, header.Value) is not null) continue;
            await PostAsync(server.Address, [header]);
            sent++;
            Assert.Contains($"\r\nX-A: {header.Value}\r\n", server.Requests[^1], StringComparison.Ordinal);
        }

        Assert.Equal(95, sent);
        Assert.DoesNotContain(server.Requests, r => r.Contains("\nX-Evil", StringComparison.Ordinal) || r.Contains("\rX-Evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_nobody_goes_there()
    {
        await using var elsewhere = RawServer.Answering(Fine);
        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            await using var server = RawServer.Answering($"HTTP/1.1 {status} Moved\r\nLocation: {elsewhere.Address}\r\nContent-Length: 0\r\n\r\n");

            var attempt = await PostAsync(server.Address);

            Assert.Equal((AttemptError.Redirect, status), (attempt.Error, attempt.StatusCode));
            Assert.Contains(elsewhere.Address.ToString(), attempt.ErrorMessage, StringComparison.Ordinal);
        }

        Assert.Equal(0, elsewhere.Accepted);
    }

    [Theory]
    [InlineData(204, null)]
    [InlineData(299, null)]
    [InlineData(400, "HttpStatus")]
    [InlineData(410, "HttpStatus")]
    [InlineData(500, "HttpStatus")]
    public async Task Success_is_two_hundred_and_something(int status, string? error)
    {
        await using var server = RawServer.Answering($"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");

        var attempt = await PostAsync(server.Address);

        Assert.Equal((error, status), (attempt.Error?.ToString(), attempt.StatusCode));
    }

    [Fact]
    public async Task A_receiver_that_trickles_is_left_at_the_time_limit()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            await connection.WriteForEverAsync("x", TimeSpan.FromMilliseconds(20));
        });

        await TimesOutAsync(server);
    }

    [Fact]
    public async Task A_receiver_that_trickles_headers_is_left_at_the_time_limit()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nX-A: ");
            await connection.WriteForEverAsync("x", TimeSpan.FromMilliseconds(20));
        });

        await TimesOutAsync(server);
    }

    [Fact]
    public async Task A_receiver_that_hangs_before_its_answer_is_left_at_the_time_limit()
    {
        await using var server = RawServer.Start(connection => connection.HangAsync());

        await TimesOutAsync(server);
    }

    [Fact]
    public async Task An_endless_answer_is_cut_at_the_limit()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n\r\n");
            await connection.WriteForEverAsync(new string('x', 1000), TimeSpan.Zero);
        });

        var attempt = await PostAsync(server.Address).WaitAsync(Long);

        Assert.Equal((null, 200, 16 * 1024), (attempt.Error, attempt.StatusCode, attempt.ResponseBody.Length));
    }

    [Fact]
    public async Task An_endless_chunked_answer_is_cut_at_the_limit()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n");
            await connection.WriteForEverAsync("5\r\nab\0cd\r\n", TimeSpan.Zero);
        });

        var attempt = await PostAsync(server.Address).WaitAsync(Long);

        Assert.Equal((AttemptError.HttpStatus, 16 * 1024), (attempt.Error, attempt.ResponseBody.Length));
        Assert.StartsWith("ab\uFFFDcd", attempt.ResponseBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n");
            await connection.WriteForEverAsync($"X-A: {new string('x', 1000)}\r\n", TimeSpan.Zero);
        });

        Assert.Equal(AttemptError.ResponseTooLarge, (await PostAsync(server.Address).WaitAsync(Long)).Error);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("\0\u0001\u0002\u0003\r\n\r\n")]
    [InlineData("HTTP/1.1 two hundred\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("")]
    public async Task Garbage_and_half_an_answer_are_failures_to_connect(string answer)
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(answer);
        });

        var attempt = await PostAsync(server.Address);

        Assert.Equal((AttemptError.Connect, null), (attempt.Error, attempt.StatusCode));
        Assert.NotEmpty(attempt.ErrorMessage!);
    }

    [Fact]
    public async Task A_reset_and_a_closed_port_are_failures_to_connect()
    {
        Uri closed;
        await using (var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        }))
        {
            closed = server.Address;
            Assert.Equal(AttemptError.Connect, (await PostAsync(server.Address)).Error);
            Assert.Equal(1, server.Accepted);
        }

        Assert.Equal(AttemptError.Connect, (await PostAsync(closed)).Error);
    }

    [Fact]
    public async Task A_packed_answer_is_not_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) await gzip.WriteAsync(new byte[1_000_000]);
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n");
            await connection.WriteAsync(packed.ToArray());
        });

        var attempt = await PostAsync(server.Address);

        Assert.Equal($"(encoded as gzip, {packed.Length} bytes)", attempt.ResponseBody);
        Assert.DoesNotContain("Accept-Encoding", server.Requests[0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_not_used()
    {
        await using var proxy = RawServer.Answering(Fine);
        await using var server = RawServer.Answering(Fine);
        var before = HttpClient.DefaultProxy;
        try
        {
            // What HTTP_PROXY and its kin come to; they themselves are read only once in a process.
            HttpClient.DefaultProxy = new WebProxy(proxy.Address, BypassOnLocal: false);
            using var client = Client("127.0.0.1/32");

            Assert.Null((await PostAsync(server.Address, client: client)).Error);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Equal((0, 1), (proxy.Accepted, server.Accepted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kept_connection_that_is_closed_under_us_is_tried_once_more_within_the_attempt(bool reset)
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Fine);
            if (connection.Number > 1) return;
            await connection.ReadRequestAsync();
            if (reset) connection.Reset();
        });

        Assert.Null((await PostAsync(server.Address)).Error);
        var second = await PostAsync(server.Address);

        Assert.Equal((null, 200), (second.Error, second.StatusCode));
        Assert.Equal((2, 3), (server.Accepted, server.Requests.Count));
        Assert.Equal(server.Requests[1], server.Requests[2]);
    }

    [Fact]
    public async Task A_fresh_connection_that_is_closed_under_us_is_a_failure_at_once()
    {
        await using var server = RawServer.Start(connection => connection.ReadRequestAsync());

        Assert.Equal(AttemptError.Connect, (await PostAsync(server.Address)).Error);
        Assert.Equal((1, 1), (server.Accepted, server.Requests.Count));
    }

    [Fact]
    public async Task After_the_second_try_it_is_a_failure()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            if (connection.Number > 1) return;
            await connection.WriteAsync(Fine);
            await connection.ReadRequestAsync();
        });

        await PostAsync(server.Address);

        Assert.Equal(AttemptError.Connect, (await PostAsync(server.Address)).Error);
        Assert.Equal((2, 3), (server.Accepted, server.Requests.Count));
    }

    [Fact]
    public async Task A_forbidden_address_is_never_dialled()
    {
        await using var server = RawServer.Answering(Fine, IPAddress.Parse("127.0.0.9"));
        await using var here = RawServer.Answering(Fine);
        using var closed = Client();

        var blocked = await PostAsync(server.Address);
        Assert.Equal(AttemptError.Blocked, blocked.Error);
        Assert.Contains("127.0.0.9 is not a public address", blocked.ErrorMessage, StringComparison.Ordinal);
        foreach (var host in (string[])["127.0.0.1", "localhost", "127.1", "0x7f000001", "[::ffff:127.0.0.1]", "127。0。0。1", "[64:ff9b::127.0.0.1]"])
            Assert.Equal(AttemptError.Blocked, (await PostAsync(new Uri($"http://{host}:{here.Address.Port}/"), client: closed)).Error);
        Assert.Equal((0, 0), (server.Accepted, here.Accepted));
    }

    [Fact]
    public async Task IPv6_is_dialled_as_well()
    {
        await using var server = RawServer.Answering(Fine, IPAddress.IPv6Loopback);

        Assert.Null((await PostAsync(server.Address)).Error);
        Assert.Contains($"Host: [::1]:{server.Address.Port}", server.Requests[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("soon", null)]
    [InlineData("-1", null)]
    [InlineData("Thu, 10 Jan 2030 08:49:36 GMT", 120)]
    public async Task What_the_receiver_asks_for_is_read_as_seconds_or_as_a_moment(string value, int? seconds)
    {
        await using var server = RawServer.Answering($"HTTP/1.1 503 Busy\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n");

        var attempt = await PostAsync(server.Address);

        Assert.Equal(seconds, attempt.RetryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null);
    }

    [Fact]
    public async Task Whoever_stops_the_server_does_not_fail_the_receiver()
    {
        await using var server = RawServer.Start(connection => connection.HangAsync());
        using var stopping = new CancellationTokenSource();

        var posting = _client.SendAsync(Request(server.Address, [], Long), stopping.Token);
        await Eventually.TrueAsync(() => server.Accepted == 1);
        await stopping.CancelAsync();

        Assert.Equal(AttemptError.Cancelled, (await posting.WaitAsync(Long)).Error);
    }

    private static GuardedClient Client(params string[] allowed) =>
        new(AddressPolicyTests.Policy(allowed), new WebhookOptions(), new SettableClock());

    private static GuardedRequest Request(Uri target, IReadOnlyList<WebhookHeader> headers, TimeSpan timeout) =>
        new("POST", target.OriginalString, headers, Encoding.UTF8.GetBytes("{\"a\":1}\n"), timeout);

    private Task<Attempted> PostAsync(Uri target, IReadOnlyList<WebhookHeader>? headers = null, GuardedClient? client = null) =>
        (client ?? _client).SendAsync(Request(target, headers ?? [], Long), CancellationToken.None);

    private async Task TimesOutAsync(RawServer server)
    {
        var attempt = await _client.SendAsync(Request(server.Address, [], Short), CancellationToken.None).WaitAsync(Long);

        Assert.Equal((AttemptError.Timeout, "No complete answer within 0.5 s."), (attempt.Error, attempt.ErrorMessage));
        Assert.InRange(attempt.Duration, Short - TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
    }
}
