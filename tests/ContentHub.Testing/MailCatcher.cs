using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ContentHub.Testing;

/// <summary>A mail as it came.</summary>
/// <param name="Text">Headers and body, decoded.</param>
public sealed record CaughtMail(string From, string To, string Text);

/// <summary>The other side of a mail: a small SMTP server on loopback (RFC 5321, no sign-in, no encryption) that keeps every mail.</summary>
public sealed partial class MailCatcher : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<CaughtMail> _mails = [];
    private readonly Task _listening;

    private MailCatcher()
    {
        _listener.Start();
        _listening = ListenAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All that came so far.</summary>
    public IReadOnlyList<CaughtMail> Mails
    {
        get
        {
            lock (_gate) return [.. _mails];
        }
    }

    /// <summary>Starts one on a free port.</summary>
    public static MailCatcher Start() => new();

    /// <summary>Waits for the mail of that number, from 1 on.</summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public async Task<CaughtMail> WaitForAsync(int number)
    {
        await Eventually.TrueAsync(() => Task.FromResult(Mails.Count >= number));
        return Mails[number - 1];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _listening;
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or IOException)
        {
            // Either side ended the talk.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        var (from, to) = ("", "");
        await writer.WriteLineAsync("220 catcher");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            var command = line.Split(' ', ':')[0].ToUpperInvariant();
            if (command == "MAIL") from = Address(line);
            if (command == "RCPT") to = Address(line);
            if (command == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var text = await ReadDataAsync(reader);
                lock (_gate) _mails.Add(new CaughtMail(from, to, Decode(text)));
            }

            await writer.WriteLineAsync(command == "QUIT" ? "221 bye" : "250 ok");
            if (command == "QUIT") return;
        }
    }

    private async Task<string> ReadDataAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line && line != ".") text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return text.ToString();
    }

    // The body comes in lines of 76 characters: quoted-printable or base 64.
    private static string Decode(string mail)
    {
        var parts = mail.Split("\r\n\r\n", 2);
        if (parts[0].Contains("base64", StringComparison.OrdinalIgnoreCase)) return parts[0] + "\r\n\r\n" + Encoding.UTF8.GetString(Convert.FromBase64String(parts[1].Replace("\r\n", "", StringComparison.Ordinal)));
        return parts[0].Contains("quoted-printable", StringComparison.OrdinalIgnoreCase)
            ? parts[0] + "\r\n\r\n" + QuotedByte().Replace(parts[1].Replace("=\r\n", "", StringComparison.Ordinal), b => ((char)Convert.ToByte(b.Groups[1].Value, 16)).ToString())
            : mail;
    }

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex QuotedByte();

    private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
