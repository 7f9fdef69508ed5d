using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ContentHub.Server.Tests;

/// <summary>What the server answered.</summary>
public sealed record Reply(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public JsonElement Data => Json.GetProperty("data");

    public JsonElement Error => Json.GetProperty("error");

    public string Message => Error.GetProperty("message").GetString()!;

    /// <summary>Every fault that the envelope lists: <c>path.path: message</c>.</summary>
    public string[] Faults =>
        [.. Error.GetProperty("details").GetProperty("errors").EnumerateArray().Select(e => $"{string.Join('.', e.GetProperty("path").EnumerateArray().Select(p => p.GetString()))}: {e.GetProperty("message").GetString()}")];

    public string? Header(string name) =>
        Headers.NonValidated.TryGetValues(name, out var values) || ContentHeaders.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    /// <summary>The reply itself, if it has the status; the message of a failure carries the answer.</summary>
    public Reply Expect(HttpStatusCode status) => Status == status ? this : throw new InvalidOperationException($"Expected {(int)status}, got {(int)Status}: {Text}");
}

/// <summary>A caller of the server's HTTP API.</summary>
public sealed class Api(HttpClient http) : IDisposable
{
    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, Json(body), headers);

    public Task<Reply> PutAsync(string path, object body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, Json(body), headers);

    public Task<Reply> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, Json(body));

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    /// <summary>The bytes of the text as they are, so that malformed JSON can be sent.</summary>
    public Task<Reply> PostTextAsync(string path, string text, string? contentType = "application/json") => SendTextAsync(HttpMethod.Post, path, text, contentType);

    public Task<Reply> SendTextAsync(HttpMethod method, string path, string text, string? contentType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return SendAsync(method, path, content);
    }

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return new Reply(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    /// <summary>Creates an entry that must be accepted.</summary>
    /// <returns>The entry.</returns>
    public async Task<JsonElement> CreateAsync(string plural, object data) => (await PostAsync($"/api/{plural}", new { data })).Expect(HttpStatusCode.Created).Data;

    /// <summary>Uploads a file that must be accepted.</summary>
    /// <returns>The file.</returns>
    public async Task<JsonElement> UploadAsync(byte[] bytes, string name)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "files", name } };
        return (await SendAsync(HttpMethod.Post, "/api/upload", form)).Expect(HttpStatusCode.Created).Json[0];
    }

    /// <summary>Defines a content type that must be accepted.</summary>
    /// <returns>The type.</returns>
    public async Task<JsonElement> DefineAsync(object type) => (await PostAsync("/admin/api/content-types", new { data = type })).Expect(HttpStatusCode.Created).Data;

    public void Dispose() => http.Dispose();

    private static StringContent? Json(object? body) => body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
}
