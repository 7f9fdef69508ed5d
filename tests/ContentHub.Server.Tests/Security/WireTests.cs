using System.Net;
using System.Net.Sockets;
using System.Text;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Security;

/// <summary>Bytes that no well-behaved client sends, and text that wants to be more than text.</summary>
public sealed class WireTests(Sites sites) : IClassFixture<Sites>
{
    [Theory]
    [InlineData("POST /api/addresses HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345")]
    [InlineData("POST /api/addresses HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /api/addresses HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /api/addresses HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("GET /api/addresses HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /api/addresses HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/addresses\0x HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /api/addresses HTTP/1.1\r\nHost: h\r\nX-A: b\r\n folded\r\n\r\n")]
    [InlineData("GET /api/addresses HTTP/1.1\r\nHost: h\r\nX-A: b\rX-B: c\r\n\r\n")]
    public async Task A_request_of_which_two_readers_could_make_two_things_is_refused_and_the_connection_ended(string request)
    {
        var site = await sites.OnAsync();
        var answer = await SendAsync(site, Encoding.Latin1.GetBytes(request));
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
    }

    [Fact]
    public async Task Of_two_lengths_the_chunks_count_and_what_follows_is_no_second_request()
    {
        var site = await sites.OnAsync();
        // RFC 9112, 6.1: a server may read the chunks alone, and must close the connection then.
        var answer = await SendAsync(site, "POST /api/addresses HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray());
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_are_too_many_or_too_long_are_refused()
    {
        var site = await sites.OnAsync();
        Assert.StartsWith("HTTP/1.1 431 ", await SendAsync(site, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: h\r\nX-A: {new string('a', 40_000)}\r\n\r\n")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", await SendAsync(site, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: h\r\n{string.Concat(Enumerable.Range(0, 150).Select(i => $"X-{i}: a\r\n"))}\r\n")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", await SendAsync(site, Encoding.ASCII.GetBytes($"GET /{new string('a', 80_000)} HTTP/1.1\r\nHost: h\r\n\r\n")), StringComparison.Ordinal);
        var explained = await SendAsync(site, Encoding.ASCII.GetBytes($"GET /api/addresses?_q={new string('a', 20_000)} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 414 ", explained, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Request-Id: ", explained, StringComparison.Ordinal);
        Assert.Contains("\"status\":414", explained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_drop_by_drop_is_not_waited_for()
    {
        var site = await sites.OnAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(site.Server.BaseAddress.Host, site.Server.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/addresses HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {Given.Token}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Contains(" 408 ", (await ReadAsync(stream, patience.Token)).Split('\n')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/addresses", "text/xml", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/admin/api/webhooks", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/api/addresses", "application/json", HttpStatusCode.BadRequest)]
    public async Task A_body_of_another_kind_is_refused_with_its_reason(string path, string kind, HttpStatusCode status)
    {
        var site = await sites.OnAsync();
        var refused = (await site.Api.PostTextAsync(path, "<xml/>", kind)).Expect(status);
        Assert.NotEmpty(refused.Message);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_with_its_reason_also_when_it_does_not_say_how_long_it_is()
    {
        var site = await sites.OnAsync();
        foreach (var told in new[] { true, false })
        {
            using HttpContent body = told ? new ByteArrayContent(new byte[17 * 1024 * 1024]) : new StreamContent(new EndlessStream((16 * 1024 * 1024) + 1000));
            body.Headers.ContentType = new("application/json");
            var refused = (await site.Api.SendAsync(HttpMethod.Post, "/api/addresses", body, told ? [("Expect", "100-continue")] : [])).Expect(HttpStatusCode.RequestEntityTooLarge);
            Assert.Equal("PayloadTooLargeError", refused.Error.Text("name"));
        }
    }

    [Theory]
    [InlineData("X-A", "b\r\nX-Injected: c")]
    [InlineData("X-A", "b\nX-Injected: c")]
    [InlineData("X-A\r\nX-Injected", "b")]
    [InlineData("X-A", "b\0")]
    [InlineData("X-A:", "b")]
    public async Task A_header_of_a_webhook_cannot_carry_another(string name, string value)
    {
        var site = await sites.OnAsync();
        var refused = (await site.Api.PostAsync("/admin/api/webhooks", new { data = new { url = "https://example.com", events = new[] { "*" }, headers = new Dictionary<string, string> { [name] = value } } })).Expect(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Faults, f => f.StartsWith("headers", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://example.com/a%0d%0aX: y", true)]
    [InlineData("https://example.com/a\r\nX: y", false)]
    [InlineData("https://exa\nmple.com/", false)]
    public async Task The_address_of_a_webhook_cannot_carry_a_line(string url, bool escaped)
    {
        var site = await sites.OnAsync();
        var reply = await site.Api.PostAsync("/admin/api/webhooks", new { data = new { url, events = new[] { "*" } } });
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);   // the space after the colon, or the line end itself
        Assert.Equal(escaped, !url.Any(char.IsControl));
    }

    [Theory]
    [InlineData("/admin/sign-in?returnUrl=https://evil.example/")]
    [InlineData("/admin/sign-in?returnUrl=//evil.example/")]
    [InlineData("/admin/sign-in?returnUrl=%2F%5Cevil.example")]
    [InlineData("/admin/sign-in?returnUrl=/admin%0d%0aSet-Cookie:%20a=b")]
    [InlineData("/admin/sign-in?returnUrl=javascript:alert(1)")]
    public async Task After_signing_in_one_stays_on_this_server_and_no_header_is_added(string path)
    {
        var site = await sites.OnAsync();
        using var browser = await ForgeryTests.SignInAsync(site);
        using var answer = await browser.GetAsync(path);   // whoever is signed in is sent on
        Assert.False(answer.Headers.Contains("Set-Cookie") && answer.Headers.GetValues("Set-Cookie").Any(c => c.StartsWith("a=b", StringComparison.Ordinal)));
        var location = answer.Headers.Location;
        Assert.NotNull(location);
        Assert.Equal(site.Server.BaseAddress.Authority, new Uri(site.Server.BaseAddress, location).Authority);
        Assert.StartsWith("http", new Uri(site.Server.BaseAddress, location).Scheme, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_sends_never_begins_a_line_of_the_log()
    {
        const string Forged = "info: Forged[0] I was never logged";
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("Logging__LogLevel__Default", "Debug"), ("Logging__LogLevel__Microsoft.AspNetCore", "Debug"));
        var line = $"\r\n{Forged}\r\n\u2028{Forged}\u001b[2K";
        await using (var hook = await site.HookAsync(new { name = "Answers back", schedule = new[] { 1 } }, (_, _) => new Answer(500, line)))
        {
            await site.Api.CreateAsync("addresses", new { city = line, full_name = line });
            await hook.DeliveryAsync(d => d.Text("status") == "failed");
        }

        await site.Api.GetAsync($"/api/addresses?filters[city][$eq]={Uri.EscapeDataString(line)}&_q={Uri.EscapeDataString(line)}");
        await site.Api.GetAsync($"/api/{Uri.EscapeDataString(line)}");
        await site.Api.GetAsync("/api/addresses", ("User-Agent", "a"), ("X-Request-Id", "forged"));
        await site.Api.PostAsync("/admin/api/login", new { email = $"a@b.c{line}", password = line });
        await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = line, type = "read-only" } });
        using (var form = new MultipartFormDataContent { { new ByteArrayContent(Given.Png), "files", $"a{Uri.EscapeDataString(line)}.png" } }) await site.Api.SendAsync(HttpMethod.Post, "/api/upload", form);
        await SendAsync(site, Encoding.ASCII.GetBytes($"GET /{Uri.EscapeDataString(line)} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
        await site.Server.StopAsync();

        var lines = site.Server.Output.Split('\n');
        Assert.DoesNotContain(lines, l => l.TrimStart('\u2028', '\r', ' ').StartsWith("info: Forged", StringComparison.Ordinal) && !l.StartsWith("      ", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', site.Server.Output);
        Assert.DoesNotContain('\u2028', site.Server.Output);
        Assert.Contains("dbug: ", site.Server.Output, StringComparison.Ordinal);
        // Every line is an entry, or belongs to the exception above it.
        Assert.All(lines.Where(l => l.Trim().Length > 0), l => Assert.Matches("^(trce|dbug|info|warn|fail|crit): |^      ", l));
    }

    private static async Task<string> SendAsync(Site site, byte[] bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(site.Server.BaseAddress.Host, site.Server.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(bytes);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await ReadAsync(stream, patience.Token);
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, ct)) > 0) text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The server keeps the connection open for more, or has cut it; what came by then is what there is.
        }

        return text.ToString();
    }

    /// <summary>So many spaces and no word of how many.</summary>
    private sealed class EndlessStream(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, read).Fill((byte)' ');
            _left -= read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
