using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using ContentHub.ContentTypes;
using ContentHub.Http;
using Microsoft.AspNetCore.Http;

namespace ContentHub.Entries;

/// <summary>Entries as answers of the content API, with their <c>ETag</c>s.</summary>
internal static class EntryAnswer
{
    // Enough that two answers never share one by chance.
    private const int BytesOfDigest = 12;

    /// <summary><c>{"data": {…}, "meta": {}}</c>; 304 for a GET whose caller has the same.</summary>
    public static IResult One(HttpContext http, EntryView view, SystemNames names, int status = StatusCodes.Status200OK, string? location = null)
    {
        // If-Match looks at the id and, at the end, the version (Preconditions). A draft differs from what was published of it by the date.
        var own = string.Create(CultureInfo.InvariantCulture, $"{view.Entry.Id}.{view.Type.Version}{(view.Entry.Stage == Stage.Draft ? "d" : "")}-{view.Entry.Version}");
        var isGet = HttpMethods.IsGet(http.Request.Method);
        // With populated parts the version does not stand for the whole answer; its bytes do.
        if (isGet && view.IsPopulated) return JsonResponse.One(json => view.Write(json, names), status, tag: bytes => $"\"{Digest(bytes)}.{own}\"");
        http.Response.Headers.ETag = $"\"{own}\"";
        return JsonResponse.One(json => view.Write(json, names), status, location);
    }

    /// <summary><c>{"data": […], "meta": {"pagination": …}}</c></summary>
    public static IResult List(EntryList list, SystemNames names) =>
        JsonResponse.List(list.Items, (view, json) => view.Write(json, names), json => list.Pagination.Write(json, list.Total), tag: bytes => $"\"{Digest(bytes)}\"");

    private static string Digest(ReadOnlyMemory<byte> bytes) => Base64Url.EncodeToString(SHA256.HashData(bytes.Span).AsSpan(0, BytesOfDigest)).Replace('-', '.');
}
