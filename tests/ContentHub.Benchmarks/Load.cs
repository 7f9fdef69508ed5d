using System.Diagnostics;
using System.Net.Http.Headers;

namespace ContentHub.Benchmarks;

/// <summary>A closed loop: each connection sends its next request when it has the answer to the last.</summary>
internal static class Load
{
    /// <returns>Requests answered with success in the time, and the time.</returns>
    /// <exception cref="InvalidOperationException">An answer was no success.</exception>
    public static async Task<(int Count, TimeSpan Took)> RunAsync(Uri address, string? token, int connections, TimeSpan atLeast, Func<int, HttpRequestMessage> request)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false }) { BaseAddress = address };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var (count, next) = (0, 0);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < atLeast)
            {
                using var message = request(Interlocked.Increment(ref next));
                using var answer = await client.SendAsync(message);
                await answer.Content.ReadAsByteArrayAsync();
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{message.Method} {message.RequestUri}: {(int)answer.StatusCode}");
                Interlocked.Increment(ref count);
            }
        })));
        return (count, watch.Elapsed);
    }
}
