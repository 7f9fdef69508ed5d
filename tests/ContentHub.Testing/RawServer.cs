using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContentHub.Testing;

/// <summary>A receiver that speaks bytes, for everything a well-behaved HTTP server would not do.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<RawConnection, Task> _answer;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Task _accepting;
    private int _accepted;

    private RawServer(IPAddress address, int port, Func<RawConnection, Task> answer)
    {
        _answer = answer;
        _listener = new TcpListener(address, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Connections that came.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Requests that were read, head and body as they stood on the wire.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>For instance <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Listens on a loopback address.</summary>
    /// <param name="answer">Called once for each connection.</param>
    /// <param name="address">127.0.0.1 when left out.</param>
    /// <param name="port">A free one when left out.</param>
    public static RawServer Start(Func<RawConnection, Task> answer, IPAddress? address = null, int port = 0) => new(address ?? IPAddress.Loopback, port, answer);

    /// <summary>Answers every request of every connection with these bytes.</summary>
    public static RawServer Answering(string answer, IPAddress? address = null, int port = 0) => Start(
        async connection =>
        {
            while (await connection.ReadRequestAsync() is not null) await connection.WriteAsync(answer);
        },
        address, port);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    internal void Record(string request) => _requests.Enqueue(request);

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                serving.Add(ServeAsync(client, Interlocked.Increment(ref _accepted)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using (client)
        {
            try
            {
                await _answer(new RawConnection(this, client, number, _stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The other side gave up, or the test is over.
            }
        }
    }
}

/// <summary>One connection to a <see cref="RawServer"/>.</summary>
/// <param name="number">1 for the first connection the server got.</param>
/// <param name="stopping">The test is over.</param>
public sealed class RawConnection(RawServer server, TcpClient client, int number, CancellationToken stopping)
{
    private readonly NetworkStream _stream = client.GetStream();

    /// <summary>1 for the first connection the server got.</summary>
    public int Number => number;

    /// <summary>Reads one request with its body.</summary>
    /// <returns>Head and body; null when the other side closed instead.</returns>
    public async Task<string?> ReadRequestAsync()
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(bytes))
        {
            if (await _stream.ReadAsync(one, stopping) == 0) return null;
            bytes.Add(one[0]);
        }

        var head = Encoding.Latin1.GetString([.. bytes]);
        var length = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line
            ? int.Parse(line.AsSpan("Content-Length:".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) : 0;
        var body = new byte[length];
        await _stream.ReadExactlyAsync(body, stopping);
        var request = head + Encoding.UTF8.GetString(body);
        server.Record(request);
        return request;
    }

    /// <summary>Sends text as it stands.</summary>
    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, stopping);

    /// <summary>Sends the text again and again, with a pause between, until the other side has enough.</summary>
    public async Task WriteForEverAsync(string text, TimeSpan pause)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (pause == TimeSpan.Zero)
            while (true) await WriteAsync(bytes);
        using var next = new PeriodicTimer(pause);
        while (await next.WaitForNextTickAsync(stopping)) await WriteAsync(bytes);
    }

    /// <summary>Says nothing more until the other side gives up.</summary>
    public async Task HangAsync()
    {
        while (await _stream.ReadAsync(new byte[1024], stopping) > 0)
        {
            // What still comes is not looked at.
        }
    }

    /// <summary>Cuts the connection with a reset instead of a proper end.</summary>
    public void Reset()
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }

    private static bool EndsHead(List<byte> bytes) => bytes.Count >= 4 && bytes[^1] == '\n' && bytes[^2] == '\r' && bytes[^3] == '\n' && bytes[^4] == '\r';
}
