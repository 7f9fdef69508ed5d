using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ContentHub.Http;

/// <summary>Reads a multipart body part by part, handing each file on as a stream, so that none is held in memory.</summary>
internal static class MultipartForm
{
    private const int MaxFieldBytes = 1024 * 1024;
    private const int MaxParts = 200;

    public static bool Is(HttpRequest request) => request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <param name="file">Called for each file in turn with the name of its field, its own name and its bytes; a problem ends the reading.</param>
    /// <returns>The text fields, each there once; or Invalid, TooLarge, or the problem of a file.</returns>
    public static async Task<Result<IReadOnlyDictionary<string, string>>> ReadAsync(HttpRequest request, Func<string, string, Stream, Task<Problem?>> file, CancellationToken ct)
    {
        var fields = new Dictionary<string, string>();
        Problem? Field(string name, string text) => fields.TryAdd(name, text) ? null : new Problem.Invalid($"The field '{name}' is there twice", name);
        var read = await ReadAsync(request, file, Field, _ => false, ct);
        return read.Problem is { } problem ? problem : fields;
    }

    /// <summary>The same for forms that repeat fields.</summary>
    /// <param name="field">Called for each text field in turn with its name and text; a problem ends the reading.</param>
    /// <param name="isFile">Fields that hold a file also when it has no name; it is called <c>blob</c> then, as browsers do.</param>
    public static async Task<Result<Done>> ReadAsync(HttpRequest request, Func<string, string, Stream, Task<Problem?>> file, Func<string, string, Problem?> field, Func<string, bool> isFile, CancellationToken ct)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 200) return new Problem.Invalid("The multipart body has no boundary");

        // The server's limit is meant for JSON; here each part has a limit of its own.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        try
        {
            var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
            for (var parts = 0; await reader.ReadNextSectionAsync(ct) is { } section; parts++)
            {
                if (parts >= MaxParts) return new Problem.Invalid($"A request may have at most {MaxParts} parts");
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { Length: > 0 } name)
                    return new Problem.Invalid("Every part needs a Content-Disposition with a name");
                var fileName = FileName(disposition) ?? (isFile(name) ? "blob" : null);
                var body = fileName == "" ? await BegunAsync(section.Body, ct) : section.Body;
                if (body is null) continue;
                var problem = fileName is not null ? await file(name, fileName, body) : await ReadFieldAsync(body, name, field, ct);
                if (problem is not null) return problem;
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException && fault is not BadHttpRequestException)
        {
            return new Problem.Invalid("The multipart body is broken: it ends early or its parts are malformed");
        }

        return new Done();
    }

    private static string? FileName(ContentDispositionHeaderValue disposition) =>
        disposition.FileNameStar is { HasValue: true } star ? star.Value
        : disposition.FileName is { HasValue: true } plain ? HeaderUtilities.RemoveQuotes(plain).Value
        : null;

    /// <summary>The same bytes; null where there are none, which with an empty name is how browsers send an input for files that nobody touched.</summary>
    private static async Task<Stream?> BegunAsync(Stream body, CancellationToken ct)
    {
        var bytes = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
        var begun = await bytes.ReadAsync(ct);
        bytes.AdvanceTo(begun.Buffer.Start);
        return begun.Buffer.IsEmpty ? null : bytes.AsStream();
    }

    private static async Task<Problem?> ReadFieldAsync(Stream body, string name, Func<string, string, Problem?> field, CancellationToken ct)
    {
        var buffer = new byte[MaxFieldBytes + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        if (length > MaxFieldBytes) return new Problem.TooLarge($"The field '{name}'", MaxFieldBytes);
        return field(name, Encoding.UTF8.GetString(buffer, 0, length));
    }
}
