using System.Text.Json;
using ContentHub.Media;

namespace ContentHub.Admin.Media;

/// <summary>One file on its way to the library.</summary>
/// <param name="Key">Given by the browser.</param>
/// <param name="Percent">How much was sent.</param>
/// <param name="Failure">Why it did not arrive; null while it may.</param>
internal sealed record Upload(int Key, string Name, long Size, int Percent = 0, string? Failure = null)
{
    /// <summary>Reads the answer of <c>POST /api/upload</c>: a list of new files, or the one whose bytes were replaced.</summary>
    /// <param name="status">0: the server was not reached.</param>
    /// <param name="names">As the server spells them.</param>
    /// <returns>The file, and the one that had the same bytes before it; null for none.</returns>
    public static Result<(Id<MediaAsset> File, Id<MediaAsset>? DuplicateOf)> Answer(int status, string body, SystemNames names)
    {
        if (status == 0) return new Problem.Conflict(T("The server could not be reached."));
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (status is 200 or 201)
            {
                var file = status == 200 ? answer.RootElement : answer.RootElement[0];
                return (new Id<MediaAsset>(file.GetProperty("id").GetInt64()), file.TryGetProperty(names.DuplicateOf.EncodedUtf8Bytes, out var first) ? new Id<MediaAsset>(first.GetInt64()) : null);
            }

            return new Problem.Conflict(answer.RootElement.GetProperty("error").GetProperty("message").GetString()!);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return new Problem.Conflict(status == 413 ? T("The file is too large.") : T("The server answered {0}.", status));
        }
    }
}
