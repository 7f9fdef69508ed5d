using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ContentHub.Server.Commands;

/// <summary>The main job on a temporary folder: a receiver, a webhook to it, and every kind of change, through the same API that anybody would use.</summary>
internal static class DemoCommand
{
    private const string Email = "demo@example.com";

    // The smallest PNG: one transparent pixel.
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    public static async Task RunAsync(IEnumerable<string> args, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("contenthub-demo-");
        var (password, token) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10)), "ch_demo_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        try
        {
            await using var receiver = await StartReceiverAsync(ct);
            await using var app = ServerHost.Build(args, builder => Prepare(builder, folder.FullName, password, token));
            using var hold = await ServeCommand.StartAsync(app, ct);

            var address = AddressOf(app);
            Say($"""

                ContentHub demo on {folder.FullName}
                  Panel    {address}/admin      e-mail {Email}   password {password}
                  API      {address}/api        token  {token}
                  Receiver {AddressOf(receiver)}

                """);
            using var client = Client(address, token);
            await PlayAsync(client, AddressOf(receiver), ct);
            Say("Everything was sent. The server stays up; Ctrl+C ends it and removes the folder.");
            await app.WaitForShutdownAsync(ct);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Prepare(WebApplicationBuilder builder, string folder, string password, string token)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:DataDirectory"] = folder,
            ["Bootstrap:AdminEmail"] = Email,
            ["Bootstrap:AdminPassword"] = password,
            ["Bootstrap:ApiToken"] = token,
            ["Bootstrap:Sample"] = "true",
            ["Webhooks:AllowLoopback"] = "true",   // the receiver is on this machine
            ["Logging:LogLevel:Default"] = "Warning",
        });
    }

    /// <summary>One change at a time, so that what is printed can be followed.</summary>
    private static async Task PlayAsync(HttpClient client, string receiver, CancellationToken ct)
    {
        await SendAsync(client, HttpMethod.Post, "/admin/api/webhooks", new { data = new { name = "Demo receiver", url = receiver + "/hook", events = new[] { "entry.*", "media.*" } } }, ct);
        var entry = await SendAsync(client, HttpMethod.Post, "/api/addresses", new { data = new { city = "Paris", full_name = "Paris", geolocation = new { } } }, ct);
        var key = entry.GetProperty("data").GetProperty("document_id").GetString();
        await SendAsync(client, HttpMethod.Put, $"/api/addresses/{key}", new { data = new { postal_code = "75001" } }, ct);
        var file = await UploadAsync(client, ct);
        await SendAsync(client, HttpMethod.Delete, $"/api/upload/files/{file}", null, ct);
        await SendAsync(client, HttpMethod.Delete, $"/api/addresses/{key}", null, ct);
        await Arrived.WaitAsync(5, ct);
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request, ct);
        Say($"→ {method} {path}: {(int)response.StatusCode}");
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync(ct);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private static async Task<long> UploadAsync(HttpClient client, CancellationToken ct)
    {
        using var form = new MultipartFormDataContent();
        using var part = new ByteArrayContent(Picture);
        part.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(part, "files", "image.png");
        using var response = await client.PostAsync("/api/upload", form, ct);
        Say($"→ POST /api/upload: {(int)response.StatusCode}");
        response.EnsureSuccessStatusCode();
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(ct))[0].GetProperty("id").GetInt64();
    }

    private static async Task<WebApplication> StartReceiverAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = builder.Build();
        receiver.MapPost("/hook", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
            var text = new StringBuilder().AppendLine($"← {request.Method} {request.Path}");
            foreach (var (name, value) in request.Headers) text.AppendLine($"  {name}: {value}");
            Say(text.Append("  ").AppendLine(body).ToString());
            Arrived.Count();
            return Results.Ok();
        });
        await receiver.StartAsync(ct);
        return receiver;
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("[::]", "localhost", StringComparison.Ordinal);

    // Straight to our own server on this machine: nobody else's address comes into it.
#pragma warning disable RS0030
    private static HttpClient Client(string address, string token) =>
        new() { BaseAddress = new Uri(address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
#pragma warning restore RS0030

    private static void Say(string text) => Console.WriteLine(text);

    /// <summary>Deliveries received so far.</summary>
    private static class Arrived
    {
        private static readonly SemaphoreSlim All = new(0);

        public static void Count() => All.Release();

        public static async Task WaitAsync(int count, CancellationToken ct)
        {
            for (var i = 0; i < count; i++)
                if (!await All.WaitAsync(TimeSpan.FromSeconds(30), ct)) throw new CannotStartException($"only {i} of {count} deliveries arrived within 30 seconds.");
        }
    }
}
