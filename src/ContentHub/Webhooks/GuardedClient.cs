using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace ContentHub.Webhooks;

/// <summary>A request to an address that a person gave us.</summary>
internal sealed record GuardedRequest(string Method, string Url, IReadOnlyList<WebhookHeader> Headers, ReadOnlyMemory<byte> Body, TimeSpan Timeout)
{
    /// <summary>Of every body.</summary>
    public const string ContentType = "application/json";

    /// <summary>As the client names it to the receiver: the name in ASCII, and the port unless it is the usual one.</summary>
    public string Host => new Uri(Url) is var url && url.IsDefaultPort ? HostOf(url) : string.Create(CultureInfo.InvariantCulture, $"{HostOf(url)}:{url.Port}");

    private static string HostOf(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
}

/// <summary>What came of one request; a failure is data, never an exception.</summary>
/// <param name="Error">Null for 2xx.</param>
/// <param name="RetryAfter">What the receiver asked for, if it did.</param>
internal sealed record Attempted(
    AttemptError? Error, string? ErrorMessage, int? StatusCode, string ResponseHeaders, string ResponseBody, TimeSpan? RetryAfter, DateTimeOffset StartedAt, TimeSpan Duration)
{
    /// <summary>The receiver is not well: no answer, or one that says so. Other refusals are about this one request.</summary>
    public bool ShowsTrouble => Error is not null and not AttemptError.Template and not AttemptError.Redirect && StatusCode is null or 408 or 429 or >= 500;

    /// <summary>429 and 503 may say for how long (RFC 9110, section 10.2.3; RFC 6585).</summary>
    public bool AsksToWait => StatusCode is 429 or 503;

    /// <summary>It did not come to a request.</summary>
    public static Attempted NotSent(AttemptError error, string message, DateTimeOffset at) => new(error, message, null, "", "", null, at, TimeSpan.Zero);
}

/// <summary>Classes of failure, as the log shows them in snake case.</summary>
internal enum AttemptError
{
    Dns,
    Connect,
    Tls,
    Timeout,
    Blocked,
    Redirect,
    HttpStatus,
    ResponseTooLarge,
    Cancelled,

    /// <summary>The webhook's own template could not make a body: nothing was sent.</summary>
    Template,
}

/// <summary>Asks for the addresses of a name, as <see cref="Dns.GetHostAddressesAsync(string, CancellationToken)"/> does.</summary>
internal delegate Task<IPAddress[]> NameResolver(string host, CancellationToken ct);

/// <summary>The one way out to addresses that people gave us: resolves once, judges every address, dials the judged one; no redirects, no proxy, no cookies, no decompression, one time limit over all.</summary>
internal sealed class GuardedClient : IDisposable
{
    private static readonly HttpRequestOptionsKey<bool> OpenedConnection = new("ContentHub.OpenedConnection");

    private readonly AddressPolicy _policy;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;
    private readonly NameResolver _resolve;
    private readonly HttpMessageInvoker _fresh;
    private volatile Kept? _kept;

    /// <param name="resolve">Null for the system's; names that answer one thing now and another then cannot be had on a test machine.</param>
    public GuardedClient(AddressPolicy policy, WebhookOptions options, TimeProvider clock, NameResolver? resolve = null)
    {
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
        _policy = policy;
        _options = options;
        _clock = clock;
        _fresh = new HttpMessageInvoker(Handler(TimeSpan.Zero));
    }

    /// <summary>Sends and waits for the outcome, at most the request's time limit. Never throws for what the receiver did.</summary>
    /// <param name="ct">The caller gave up: class <see cref="AttemptError.Cancelled"/>.</param>
    public async Task<Attempted> SendAsync(GuardedRequest request, CancellationToken ct)
    {
        var startedAt = _clock.GetUtcNow();
        var watch = Stopwatch.GetTimestamp();
        Attempted Failed(AttemptError error, string message) => new(error, message, null, "", "", null, startedAt, Stopwatch.GetElapsedTime(watch));

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(request.Timeout);
        try
        {
            using var response = await ExchangeAsync(request, limit.Token);
            return await ReadAsync(response, startedAt, watch, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return ct.IsCancellationRequested
                ? Failed(AttemptError.Cancelled, "The server is stopping.")
                : Failed(AttemptError.Timeout, string.Create(CultureInfo.InvariantCulture, $"No complete answer within {request.Timeout.TotalSeconds:0.###} s."));
        }
        catch (HttpRequestException fault)
        {
            var (error, message) = Classify(fault);
            return Failed(error, message);
        }
        catch (IOException fault)
        {
            return Failed(AttemptError.Connect, $"The connection broke: {fault.Message}");
        }
    }

    public void Dispose()
    {
        _kept?.Invoker.Dispose();
        _fresh.Dispose();
    }

    private async Task<HttpResponseMessage> ExchangeAsync(GuardedRequest request, CancellationToken ct)
    {
        using var first = Message(request);
        try
        {
            return await Pooled().SendAsync(first, ct);
        }
        catch (HttpRequestException fault) when (WasClosedUnderUs(fault) && !first.Options.TryGetValue(OpenedConnection, out _))
        {
            // A kept connection that the receiver closed just as we wrote: it has not processed the request. Once more on a fresh one, same attempt.
            using var second = Message(request);
            return await _fresh.SendAsync(second, ct);
        }
    }

    /// <summary>Kept connections were judged when they were opened: when what is open changes, they are not used again. What is under way on them ends; idle ones close by themselves.</summary>
    private HttpMessageInvoker Pooled()
    {
        var allowed = _policy.Allowed;
        if (_kept is { } kept && ReferenceEquals(kept.Allowed, allowed)) return kept.Invoker;
        _kept = kept = new Kept(allowed, new HttpMessageInvoker(Handler(TimeSpan.FromMinutes(2))));
        return kept.Invoker;
    }

    private static bool WasClosedUnderUs(HttpRequestException fault) =>
        fault.HttpRequestError == HttpRequestError.ResponseEnded || fault.InnerException is IOException { InnerException: SocketException };

    private static HttpRequestMessage Message(GuardedRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), request.Url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ReadOnlyMemoryContent(request.Body) };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", GuardedRequest.ContentType);
        // Names and values were checked by HeaderRules when they were saved.
        // Expires and a few others count as headers of the body here; they are not taken with the rest.
        foreach (var (name, value) in request.Headers)
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private async Task<Attempted> ReadAsync(HttpResponseMessage response, DateTimeOffset startedAt, long watch, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        var body = await ReadBodyAsync(response, ct);
        var (error, message) = status switch
        {
            >= 200 and < 300 => ((AttemptError?)null, (string?)null),
            >= 300 and < 400 => (AttemptError.Redirect, $"Answered {status}; redirects are not followed (Location: {response.Headers.Location?.ToString() ?? "none"})."),
            _ => (AttemptError.HttpStatus, $"Answered {status}."),
        };
        return new Attempted(error, message, status, HeaderText(response), body, RetryAfter(response), startedAt, Stopwatch.GetElapsedTime(watch));
    }

    private async Task<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = ArrayPool<byte>.Shared.Rent(_options.MaxResponseBytes + 1);
        try
        {
            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, _options.MaxResponseBytes + 1), _options.MaxResponseBytes + 1, throwOnEndOfStream: false, ct);
            var kept = Math.Min(length, _options.MaxResponseBytes);
            if (response.Content.Headers.ContentEncoding.Count > 0) return $"(encoded as {string.Join(", ", response.Content.Headers.ContentEncoding)}, {kept} bytes)";
            // NUL cannot be stored as text everywhere.
            return Encoding.UTF8.GetString(buffer, 0, kept).Replace('\0', '\uFFFD');
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string HeaderText(HttpResponseMessage response)
    {
        var text = new StringBuilder();
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            text.Append(name).Append(": ").Append(values.ToString().Replace('\0', '\uFFFD')).Append('\n');
        return text.ToString();
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is not { } asked ? null : asked.Delta ?? (asked.Date is { } date ? date - _clock.GetUtcNow() : null);

    private static (AttemptError, string) Classify(HttpRequestException fault)
    {
        for (Exception? inner = fault; inner is not null; inner = inner.InnerException)
            if (inner is TargetBlockedException blocked) return (AttemptError.Blocked, blocked.Message);
        return fault.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (AttemptError.Dns, "The host name cannot be resolved."),
            HttpRequestError.SecureConnectionError => (AttemptError.Tls, $"No secure connection: {(fault.InnerException ?? fault).Message}"),
            HttpRequestError.ConfigurationLimitExceeded => (AttemptError.ResponseTooLarge, "The answer's headers are too large."),
            HttpRequestError.InvalidResponse => (AttemptError.Connect, "The answer is not HTTP."),
            HttpRequestError.ResponseEnded => (AttemptError.Connect, "The connection was closed before the answer was complete."),
            _ => (AttemptError.Connect, (fault.InnerException ?? fault).Message),
        };
    }

    private SocketsHttpHandler Handler(TimeSpan lifetime) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        // Whatever the system would still allow.
        SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
        ConnectTimeout = _options.ConnectTimeout,
        PooledConnectionLifetime = lifetime,
        // Below the 5 s after which many servers close idle connections.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 16 * 1024,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        ConnectCallback = DialAsync,
    };

    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        context.InitialRequestMessage.Options.Set(OpenedConnection, true);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = AddressPolicy.Named(host) ?? await _resolve(host, ct);
        // One forbidden address among several is a refusal: otherwise a name could be public at one moment and private at the next.
        foreach (var address in addresses)
            if (_policy.WhyNot(host, port, address) is { } why) throw new TargetBlockedException(why);

        Exception? last = null;
        foreach (var address in addresses)
        {
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };   // fails where there is no IPv6
                await socket.ConnectAsync(new IPEndPoint(address, port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException fault)
            {
                socket?.Dispose();
                last = fault;
            }
            catch
            {
                socket?.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private sealed record Kept(IReadOnlyList<AllowedTarget> Allowed, HttpMessageInvoker Invoker);

    private sealed class TargetBlockedException(string why) : Exception(why);
}
