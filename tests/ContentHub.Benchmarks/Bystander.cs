using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentHub.Benchmarks;

/// <summary>A bare server in a process of its own: answers the bytes it was given, and receives webhooks, which it can hold back.</summary>
internal sealed class Bystander : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private Bystander(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _client = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    public static async Task<Bystander> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, ArgumentList = { "bystander" } })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The bare server ended.");
        return new Bystander(process, new Uri(line));
    }

    public async Task ServeAsync(byte[] body) => (await _client.PutAsync(new Uri("/", UriKind.Relative), new ByteArrayContent(body))).EnsureSuccessStatusCode();

    /// <summary>While closed, webhooks that come wait for their answer.</summary>
    public async Task SetGateAsync(bool open) => (await _client.PutAsync(new Uri($"/gate?open={open}", UriKind.Relative), null)).EnsureSuccessStatusCode();

    /// <summary>Webhooks answered since the last <see cref="ForgetAsync"/>, and the machine's time stamp of the last arrival.</summary>
    public async Task<(int Count, long LastArrival)> SeenAsync()
    {
        var parts = (await _client.GetStringAsync(new Uri("/seen", UriKind.Relative))).Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public async Task ForgetAsync() => (await _client.DeleteAsync(new Uri("/seen", UriKind.Relative))).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The program of the process.</summary>
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://0.0.0.0:0");   // every address of 127/8: to the sender each is a host of its own
        var app = builder.Build();
        var (body, seen, last) = (Array.Empty<byte>(), 0, 0L);
        var gate = Opened();
        app.MapPut("/", async (HttpContext http) =>
        {
            using var copy = new MemoryStream();
            await http.Request.Body.CopyToAsync(copy);
            body = copy.ToArray();
        });
        app.MapGet("/", (HttpContext http) =>
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = body.Length;
            return http.Response.Body.WriteAsync(body).AsTask();
        });
        app.MapPost("/hook/{name}", async (HttpContext http) =>
        {
            Interlocked.Exchange(ref last, Stopwatch.GetTimestamp());
            await http.Request.Body.CopyToAsync(Stream.Null);
            await gate.Task;
            Interlocked.Increment(ref seen);
        });
        app.MapPost("/slow/{milliseconds:int}/{name}", async (int milliseconds, HttpContext http) =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            await Task.Delay(milliseconds);
            Interlocked.Increment(ref seen);
        });
        app.MapPost("/hang/{name}", (HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        app.MapPost("/fail/{name}", () => Results.StatusCode(500));
        app.MapPut("/gate", (bool open) =>
        {
            if (open) gate.TrySetResult();
            else gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        });
        app.MapGet("/seen", () => $"{seen} {last}");
        app.MapDelete("/seen", () => { Interlocked.Exchange(ref seen, 0); });
        await app.StartAsync();
        Console.WriteLine(app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        await app.WaitForShutdownAsync();
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
