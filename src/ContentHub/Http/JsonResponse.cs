using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ContentHub.Http;

/// <summary>An answer written straight as JSON, in the envelope of the API.</summary>
internal sealed class JsonResponse(int status, Action<Utf8JsonWriter> write, string contentType = JsonResponse.Json) : IResult
{
    /// <summary>The type of most answers.</summary>
    public const string Json = "application/json; charset=utf-8";

    /// <summary>Sent as <c>Location</c> when set.</summary>
    public string? Location { get; init; }

    /// <summary>Makes the <c>ETag</c> of the bytes; an answer that the caller already has is not sent again. Null for none.</summary>
    public Func<ReadOnlyMemory<byte>, string>? Tag { get; init; }

    /// <summary><c>{"data": …, "meta": {}}</c></summary>
    public static JsonResponse One(Action<Utf8JsonWriter> writeData, int status = StatusCodes.Status200OK, string? location = null, Func<ReadOnlyMemory<byte>, string>? tag = null) =>
        new(status, json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("data");
            writeData(json);
            json.WriteStartObject("meta");
            json.WriteEndObject();
            json.WriteEndObject();
        })
        { Location = location, Tag = tag };

    /// <summary><c>{"data": [...], "meta": {"pagination": {page, pageSize, pageCount, total}}}</c></summary>
    public static JsonResponse List<T>(Page<T> page, Action<T, Utf8JsonWriter> writeItem) => List(
        page.Items, writeItem,
        json =>
        {
            json.WriteNumber("page", page.Number);
            json.WriteNumber("pageSize", page.Size);
            json.WriteNumber("pageCount", page.Count);
            json.WriteNumber("total", page.Total);
        });

    /// <summary>The same with other properties in <c>pagination</c>.</summary>
    public static JsonResponse List<T>(IReadOnlyList<T> items, Action<T, Utf8JsonWriter> writeItem, Action<Utf8JsonWriter> writePagination, Func<ReadOnlyMemory<byte>, string>? tag = null) =>
        new(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var item in items) writeItem(item, json);
            json.WriteEndArray();
            json.WriteStartObject("meta");
            json.WriteStartObject("pagination");
            writePagination(json);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        })
        { Tag = tag };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var buffer = new LentBuffer();
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Compact)) write(json);

        if (Tag is not null) httpContext.Response.Headers.ETag = Tag(buffer.Written);
        if (status == StatusCodes.Status200OK) httpContext.Features.Get<KeptAnswers.Wanted>()?.Take(httpContext.Response.Headers.ETag, buffer.Written);
        if (Location is not null) httpContext.Response.Headers.Location = Location;
        await SendAsync(httpContext, status, contentType, buffer.Written);
    }

    /// <summary>Sends the bytes, or 304 to a GET whose caller has those of the <c>ETag</c> that is set.</summary>
    public static async Task SendAsync(HttpContext http, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var (request, response) = (http.Request, http.Response);
        if (response.Headers.ETag.Count > 0 && HttpMethods.IsGet(request.Method) && Names(request.Headers.IfNoneMatch, response.Headers.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>Whether <c>If-None-Match</c> names a tag, by the weak comparison: a compressing proxy makes tags weak (RFC 9110, 13.1.2).</summary>
    private static bool Names(StringValues given, StringValues tag) =>
        given.Count > 0 && (given == tag || (EntityTagHeaderValue.TryParse(tag.ToString(), out var own) && EntityTagHeaderValue.TryParseList(given, out var tags) && tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(own, useStrongComparison: false))));
}
