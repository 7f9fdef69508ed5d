using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentHub.Testing;

/// <summary>The other side of a webhook: a real HTTP server on loopback that records every request and answers as told.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ReceivedRequest> _requests = [];
    private readonly TimeProvider _clock = TimeProvider.System;
    private TaskCompletionSource _arrival = NewSignal();
    private WebApplication? _server;
    private int _port;

    private Receiver()
    {
    }

    /// <summary>What to answer; gets the request and how often this delivery has come (1 for the first time). 200 unless set.</summary>
    public Func<ReceivedRequest, int, Answer> Respond { get; set; } = (_, _) => Answer.Ok;

    /// <summary>Where it listens, for instance <c>http://127.0.0.1:40123/</c>. Stays the same over a stop and a start.</summary>
    public Uri Address => new($"http://127.0.0.1:{_port}/");

    /// <summary>All that has come so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_gate) return [.. _requests];
        }
    }

    /// <summary>Starts one on a free port.</summary>
    public static async Task<Receiver> StartNewAsync(Func<ReceivedRequest, int, Answer>? respond = null)
    {
        var receiver = new Receiver();
        if (respond is not null) receiver.Respond = respond;
        await receiver.StartAsync();
        return receiver;
    }

    /// <summary>Listens again, on the port it had before.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, _port, options =>
            {
                options.Protocols = HttpProtocols.Http1;
                WireHeaders.Listen(options);
            });
        });
        // A receiver that goes down does not wait for its callers.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);

        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        var addresses = _server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        _port = new Uri(addresses.Addresses.Single()).Port;
    }

    /// <summary>Goes down: open connections are cut, new ones refused, until <see cref="StartAsync"/>.</summary>
    public async Task StopAsync()
    {
        if (_server is null) return;
        await _server.StopAsync();
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Forgets what has come; attempts count from 1 again.</summary>
    public void Clear()
    {
        lock (_gate) _requests.Clear();
    }

    /// <summary>Waits until at least so many requests have come.</summary>
    /// <param name="timeout">15 seconds when left out.</param>
    /// <returns>All requests.</returns>
    /// <exception cref="TimeoutException">They did not come; the message lists those that did.</exception>
    public Task<IReadOnlyList<ReceivedRequest>> WaitForAsync(int count, TimeSpan? timeout = null) =>
        WaitForAsync(all => all.Count >= count, timeout, $"{count} requests");

    /// <summary>Waits until a request comes, or has come, that fits.</summary>
    /// <returns>The first that fits.</returns>
    /// <inheritdoc cref="WaitForAsync(int, TimeSpan?)"/>
    public async Task<ReceivedRequest> WaitForAsync(
        Func<ReceivedRequest, bool> fits, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(fits))] string what = "") =>
        (await WaitForAsync(all => all.Any(fits), timeout, what)).First(fits);

    /// <summary>Waits until the list of all requests is as wanted.</summary>
    /// <inheritdoc cref="WaitForAsync(int, TimeSpan?)"/>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitForAsync(
        Func<IReadOnlyList<ReceivedRequest>, bool> enough, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(enough))] string what = "")
    {
        using var tooLate = new CancellationTokenSource(timeout ?? Eventually.Usual);
        while (true)
        {
            // The signal is taken before the look, so that an arrival between the two is not missed.
            Task arrival;
            lock (_gate) arrival = _arrival.Task;
            var all = Requests;
            if (enough(all)) return all;

            try
            {
                await arrival.WaitAsync(tooLate.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Waited {timeout ?? Eventually.Usual} for {what}; came {all.Count}:\n{string.Join('\n', all)}", e);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var wire = http.Features.GetRequiredFeature<IConnectionItemsFeature>().Items[typeof(WireHeaders)] as WireHeaders;
        var headers = wire!.Take();
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        wire.Done();

        var request = Record(http, headers, body.ToArray());
        var answer = Respond(request, request.Attempt);
        if (answer.Delay != TimeSpan.Zero) await Task.Delay(answer.Delay, _clock, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        if (answer.Status == Answer.Drop.Status || http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) http.Response.Headers[name] = value;
        if (answer.Body.Length > 0) await http.Response.WriteAsync(answer.Body, http.RequestAborted);
    }

    private ReceivedRequest Record(HttpContext http, IReadOnlyList<KeyValuePair<string, string>> headers, byte[] body)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        lock (_gate)
        {
            var request = new ReceivedRequest(_requests.Count + 1, 1, http.Request.Method, target, headers, body, _clock.GetUtcNow());
            var before = request.Header("webhook-id") is { } id
                ? _requests.Count(r => r.Header("webhook-id") == id)
                : _requests.Count(r => r.Target == target && r.Header("webhook-id") is null);
            request = request with { Attempt = before + 1 };
            _requests.Add(request);
            var arrival = _arrival;
            _arrival = NewSignal();
            arrival.SetResult();
            return request;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
