using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ContentHub.Testing;

namespace ContentHub.Tests.Tools;

public sealed class ReceiverTests
{
    [Fact]
    public async Task A_request_is_recorded_as_it_came_over_the_wire()
    {
        await using var receiver = await Receiver.StartNewAsync();

        await SendRawAsync(receiver, "PUT /a%20b?x=1&x=2 HTTP/1.1\r\nzebra: 1\r\nHost: here\r\nX-ContentHub-Event: entry.create\r\nzebra: 2\r\nContent-Length: 3\r\n\r\n\0é");

        var request = await receiver.WaitForAsync(r => r.Method == "PUT");
        Assert.Equal("/a%20b?x=1&x=2", request.Target);
        Assert.Equal(["zebra=1", "Host=here", "X-ContentHub-Event=entry.create", "zebra=2", "Content-Length=3"], request.Headers.Select(h => $"{h.Key}={h.Value}"));
        Assert.Equal([0, 0xC3, 0xA9], request.Body.ToArray());
        Assert.Equal("1, 2", request.Header("ZEBRA"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Requests_on_one_connection_keep_their_own_headers(bool chunked)
    {
        await using var receiver = await Receiver.StartNewAsync();
        using var client = new HttpClient();

        for (var i = 1; i <= 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Address);
            request.Content = new StringContent(new string('x', 20_000 * i));
            request.Headers.TransferEncodingChunked = chunked;
            request.Headers.Add("number", $"{i}");
            using var answer = await client.SendAsync(request);
        }

        Assert.Equal(["1", "2", "3"], receiver.Requests.Select(r => r.Header("number")));
        Assert.Equal([20_000, 40_000, 60_000], receiver.Requests.Select(r => r.Body.Length));
        Assert.All(receiver.Requests, r => Assert.Equal(4, r.Headers.Count));
    }

    [Fact]
    public async Task The_answer_may_depend_on_how_often_a_delivery_has_come()
    {
        await using var receiver = await Receiver.StartNewAsync((_, attempt) => attempt < 3 ? new(500, "no") { Headers = new Dictionary<string, string> { ["Retry-After"] = "7" } } : Answer.Ok);
        using var client = new HttpClient();

        var statuses = new List<string>();
        foreach (var id in new[] { "a", "a", "b", "a" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Address) { Headers = { { "webhook-id", id } } };
            using var answer = await client.SendAsync(request);
            statuses.Add($"{id} {(int)answer.StatusCode} {answer.Headers.RetryAfter} {await answer.Content.ReadAsStringAsync()}".Trim());
        }

        Assert.Equal(["a 500 7 no", "a 500 7 no", "b 500 7 no", "a 200"], statuses);
    }

    [Fact]
    public async Task It_goes_down_and_comes_back_on_the_same_port()
    {
        await using var receiver = await Receiver.StartNewAsync();
        using var client = new HttpClient();
        using var before = await client.GetAsync(receiver.Address);

        await receiver.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(receiver.Address));

        await receiver.StartAsync();
        using var after = await client.GetAsync(receiver.Address);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal(2, receiver.Requests.Count);
    }

    [Fact]
    public async Task Going_down_cuts_the_callers_that_wait()
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => Answer.Ok with { Delay = Timeout.InfiniteTimeSpan });
        using var client = new HttpClient();
        var waiting = client.GetAsync(receiver.Address);
        await receiver.WaitForAsync(1);

        await receiver.StopAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => waiting);
    }

    [Fact]
    public async Task A_dropped_connection_gives_no_answer()
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => Answer.Drop);
        using var client = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(receiver.Address));
    }

    [Fact]
    public async Task Waiting_in_vain_tells_what_did_come()
    {
        await using var receiver = await Receiver.StartNewAsync();
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(receiver.Address, "something"));

        var waiting = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<TimeoutException>(() => receiver.WaitForAsync(2, TimeSpan.FromMilliseconds(50)));

        Assert.Contains("2 requests", error.Message, StringComparison.Ordinal);
        Assert.Contains("GET /something", error.Message, StringComparison.Ordinal);
        Assert.InRange(waiting.ElapsedMilliseconds, 40, 10_000);
    }

    private static async Task SendRawAsync(Receiver receiver, string text)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, receiver.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));
        Assert.NotEqual(0, await socket.GetStream().ReadAsync(new byte[1]));
    }
}
