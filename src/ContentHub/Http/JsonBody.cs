using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ContentHub.Http;

/// <summary>Reads request bodies: JSON of at most 64 levels, <c>{"data": …}</c>.</summary>
internal static class JsonBody
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The value of <c>data</c>. Problems: Invalid (malformed, missing), TooLarge.</summary>
    public static async Task<Result<JsonElement>> ReadDataAsync(HttpRequest request, CancellationToken ct)
    {
        if (!(await ReadAsync(request, ct)).Ok(out var root, out var problem)) return problem;
        return DataOf(root);
    }

    /// <summary>The value of <c>data</c> of a body that is already text.</summary>
    public static Result<JsonElement> ParseData(string text) => Parse(() => JsonDocument.Parse(text, Strict));

    /// <summary>A whole body that is already text. Problems: Invalid.</summary>
    public static Result<JsonElement> ParseText(string text) => Parse(() => JsonDocument.Parse(text, Strict));

    /// <summary>The members of <c>data</c> of a deed that may come without any body. Problems: Invalid (also a name that is not known), TooLarge.</summary>
    public static async Task<Result<IReadOnlyDictionary<string, JsonElement>>> ReadOptionsAsync(HttpRequest request, string[] known, CancellationToken ct)
    {
        var options = new Dictionary<string, JsonElement>();
        if (HasNone(request)) return options;
        if (!(await ReadDataAsync(request, ct)).Ok(out var data, out var problem)) return problem;
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("data must be an object", "data");
        foreach (var property in data.EnumerateObject())
        {
            if (!known.Contains(property.Name)) return new Problem.Invalid($"{property.Name} is not known{Nearest.Hint(property.Name, known)}", property.Name);
            options[property.Name] = property.Value;
        }

        return options;
    }

    /// <summary>Says on an endpoint that it takes no body; an empty object is as good as none.</summary>
    public static TBuilder TakesNoBody<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(async (call, next) => await FaultOfBodyAsync(call.HttpContext.Request, call.HttpContext.RequestAborted) is { } problem ? problem.ToResult() : await next(call));

    private static async Task<Problem?> FaultOfBodyAsync(HttpRequest request, CancellationToken ct)
    {
        if (HasNone(request)) return null;
        if (!(await ReadAsync(request, ct)).Ok(out var root, out var problem)) return problem;
        if (root.ValueKind != JsonValueKind.Object) return new Problem.Invalid("The body must be an object, and an empty one: nothing is read of it");
        IEnumerable<JsonProperty> inside = root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data.EnumerateObject() : [];
        var unknown = root.EnumerateObject().Where(p => p.Name != "data" || p.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object)).Concat(inside).Select(p => p.Name).FirstOrDefault();
        return unknown is null ? null : new Problem.Invalid($"Invalid key {unknown}: nothing is read of the body here", unknown);
    }

    private static bool HasNone(HttpRequest request) => request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0;

    /// <summary>The <c>data</c> property of a body.</summary>
    public static Result<JsonElement> DataOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data)
            ? data
            : new Problem.Invalid("Missing \"data\" payload in the request body");

    /// <summary>The whole body. Problems: Invalid, TooLarge, UnsupportedType.</summary>
    public static async Task<Result<JsonElement>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength == 0) return new Problem.Invalid("Missing \"data\" payload in the request body");
        if (request.ContentType is { } type && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) && !type.Contains("+json", StringComparison.OrdinalIgnoreCase))
            return new Problem.UnsupportedType($"The content type '{type}' is not understood here: send application/json");
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, ct);
            return document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            return Malformed(fault);
        }
        catch (InvalidOperationException)
        {
            return HalfName();
        }
    }

    private static Result<JsonElement> Parse(Func<JsonDocument> parse)
    {
        try
        {
            using var document = parse();
            return document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            return Malformed(fault);
        }
        catch (InvalidOperationException)
        {
            return HalfName();
        }
    }

    // The parser's word for such a name, which it meets when it looks for doubles.
    private static Problem.Invalid HalfName() => new("The body is not valid JSON: a name has half a surrogate pair");

    // Of a name that stands twice the parser says no place.
    private static Problem.Invalid Malformed(JsonException fault) => fault.LineNumber is { } line
        ? new($"The body is not valid JSON (line {line + 1}, byte {fault.BytePositionInLine + 1}; at most {MaxDepth} levels)")
        : new("The body is not valid JSON: a name stands twice in one object");
}
