using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentHub.Conformance.Tests;

/// <summary>What the server answered.</summary>
public sealed record Reply(string Request, HttpStatusCode Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public JsonElement Data => Json.GetProperty("data");

    public JsonElement Pagination => Json.GetProperty("meta").GetProperty("pagination");

    public JsonElement Error => Json.GetProperty("error");

    public string Message => Error.Text("message")!;

    /// <summary>Every fault that the envelope lists: <c>path.path: message</c>.</summary>
    public string[] Faults => [.. Error.GetProperty("details").GetProperty("errors").Items().Select(e => $"{string.Join('.', e.GetProperty("path").Items())}: {e.Text("message")}")];

    public string? Header(string name) =>
        Headers.NonValidated.TryGetValues(name, out var values) || ContentHeaders.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    /// <summary>The reply itself, if it has the status; the message of a failure carries question and answer.</summary>
    public Reply Expect(HttpStatusCode status) => Status == status ? this : throw new InvalidOperationException($"Expected {(int)status}, got {(int)Status}: {Request} -> {Text}");

    public Reply Ok() => Expect(HttpStatusCode.OK);

    /// <summary>A refusal by validation, in a whole envelope.</summary>
    public Reply Refused(HttpStatusCode status = HttpStatusCode.BadRequest, string name = "ValidationError")
    {
        Expect(status);
        Assert.Equal(JsonValueKind.Null, Data.ValueKind);
        Assert.Equal((int)status, Error.Number("status"));
        Assert.Equal(name, Error.Text("name"));
        Assert.NotEmpty(Message);
        Assert.Equal(JsonValueKind.Object, Error.GetProperty("details").ValueKind);
        Assert.NotNull(Header("X-Request-Id"));
        return this;
    }
}

/// <summary>A caller of a server.</summary>
public sealed class Api(HttpClient http) : IDisposable
{
    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, Body(body), headers);

    public Task<Reply> PutAsync(string path, object body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, Body(body), headers);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return new Reply($"{method} {path}", response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    /// <summary>The answer as it comes, for streams.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken ct) => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);

    /// <summary>Makes an entry that must be accepted.</summary>
    /// <param name="path">Of the type, with a query if wanted.</param>
    public async Task<JsonElement> CreateAsync(string path, object data) => (await PostAsync(path, new { data })).Expect(HttpStatusCode.Created).Data;

    /// <summary>Changes an entry, which must be accepted.</summary>
    public async Task<JsonElement> ChangeAsync(string path, object data) => (await PutAsync(path, new { data })).Ok().Data;

    /// <summary>Uploads a file that must be accepted.</summary>
    public async Task<JsonElement> UploadAsync(byte[] bytes, string name, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "files", name } };
        foreach (var (field, value) in fields) form.Add(new StringContent(value), field);
        return (await SendAsync(HttpMethod.Post, "/api/upload", form)).Expect(HttpStatusCode.Created).Json[0];
    }

    public void Dispose() => http.Dispose();

    private static StringContent? Body(object? body) => body is null ? null : new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
}

/// <summary>Reads of JSON and writes of queries that tests need often.</summary>
public static class Reads
{
    public static string? Text(this JsonElement json, string property) => json.GetProperty(property).GetString();

    public static long Number(this JsonElement json, string property) => json.GetProperty(property).GetInt64();

    /// <summary>The numeric id.</summary>
    public static long Id(this JsonElement json) => json.Number("id");

    /// <summary>The document id, in either spelling.</summary>
    public static string Key(this JsonElement json) => json.TryGetProperty("document_id", out var key) || json.TryGetProperty("documentId", out key) ? key.GetString()! : throw new InvalidOperationException("No document id.");

    public static string[] Names(this JsonElement json) => [.. json.EnumerateObject().Select(p => p.Name)];

    public static JsonElement[] Items(this JsonElement json) => [.. json.EnumerateArray()];

    /// <summary>One property of each item, joined by blanks; strings without their quotes.</summary>
    public static string All(this JsonElement list, string property) => string.Join(' ', list.EnumerateArray().Select(i => i.GetProperty(property).ToString()));

    /// <summary>A value for a query string.</summary>
    public static string Escaped(this string value) => UrlEncoder.Default.Encode(value);

    public static JsonObject Object(object value) => JsonSerializer.SerializeToNode(value)!.AsObject();
}
