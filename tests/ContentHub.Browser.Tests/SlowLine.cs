using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ContentHub.Browser.Tests;

/// <summary>A TCP relay to a server of this machine that lets every byte arrive later, in both directions.</summary>
public sealed class SlowLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _held;

    /// <param name="server">Its address.</param>
    /// <param name="delay">Of each direction.</param>
    public SlowLine(string server, TimeSpan delay)
    {
        _listener.Start();
        _accepting = AcceptAsync(new Uri(server).Port, delay);
    }

    /// <summary>Without a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>From now on nothing comes through, in either direction, until what is returned is disposed. What is sent meanwhile comes then.</summary>
    public IDisposable Hold() => new Holding(this);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync(int port, TimeSpan delay)
    {
        try
        {
            while (true) _ = RelayAsync(await _listener.AcceptTcpClientAsync(_ending.Token), port, delay);
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task RelayAsync(TcpClient browser, int port, TimeSpan delay)
    {
        using var server = new TcpClient();
        using (browser)
        {
            await server.ConnectAsync(IPAddress.Loopback, port, _ending.Token);
            (browser.NoDelay, server.NoDelay) = (true, true);
            await Task.WhenAny(CopyAsync(browser.GetStream(), server.GetStream(), delay), CopyAsync(server.GetStream(), browser.GetStream(), delay));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, TimeSpan delay)
    {
        var under = Channel.CreateUnbounded<(byte[] Bytes, DateTimeOffset Due)>();
        var arriving = ArriveAsync(under.Reader, to);
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _ending.Token) is > 0 and var read) under.Writer.TryWrite((buffer[..read], TimeProvider.System.GetUtcNow() + delay));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has hung up.
        }

        under.Writer.Complete();
        await arriving;
    }

    private async Task ArriveAsync(ChannelReader<(byte[] Bytes, DateTimeOffset Due)> under, NetworkStream to)
    {
        try
        {
            await foreach (var (bytes, due) in under.ReadAllAsync(_ending.Token))
            {
                if (due - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } wait) await Task.Delay(wait, _ending.Token);
                if (_held is { } held) await held.Task.WaitAsync(_ending.Token);
                await to.WriteAsync(bytes, _ending.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody is there to take it.
        }
    }

    private sealed class Holding : IDisposable
    {
        private readonly SlowLine _line;

        public Holding(SlowLine line) => (_line = line)._held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose()
        {
            var held = _line._held!;
            _line._held = null;
            held.SetResult();
        }
    }
}
