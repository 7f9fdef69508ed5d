using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentHub.Hooks;

/// <summary>A request as it came.</summary>
/// <param name="Query">With its question mark; empty without one.</param>
/// <param name="Body">The bytes, or the beginning of them.</param>
/// <param name="Truncated">There were more bytes than wanted.</param>
internal sealed record IncomingRequest(string Method, string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, bool Truncated)
{
    /// <summary>What the caller says that the body is; null when he says nothing.</summary>
    public string? ContentType => Header("Content-Type");

    /// <summary>The first header of the name, whatever its case; null when there is none.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The first query parameter of exactly this name; null when there is none.</summary>
    public string? Parameter(string name) => QueryHelpers.ParseQuery(Query).FirstOrDefault(p => p.Key == name).Value.FirstOrDefault();

    /// <summary>Reads the bytes as they come, at most so many and never more into memory.</summary>
    public static async Task<IncomingRequest> ReadAsync(HttpRequest request, int most, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; body.Length <= most && (read = await request.Body.ReadAsync(buffer, ct)) > 0;) body.Write(buffer, 0, read);
        var truncated = body.Length > most;
        if (truncated) body.SetLength(most);
        return new IncomingRequest(
            request.Method, request.Path, request.QueryString.Value ?? "",
            [.. request.Headers.SelectMany(h => h.Value, (h, value) => KeyValuePair.Create(h.Key, value ?? ""))], body.ToArray(), truncated);
    }
}
