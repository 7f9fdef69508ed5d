using System.Text;
using System.Text.Json;
using ContentHub.Http;

namespace ContentHub.Hooks;

/// <summary>What a body says: JSON, or else the text or the bytes with their kind.</summary>
internal static class HookContent
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The JSON; of another body <c>{"content_type", "text"}</c>, or <c>{"content_type", "base64"}</c> where it is no text that can be stored. Problems: Invalid, where it must be JSON.</summary>
    public static Result<JsonElement> Read(IncomingRequest request, bool mustBeJson)
    {
        var text = TextOf(request.Body);
        Problem? fault = new Problem.Invalid("The body is not text in UTF-8");
        if (text is not null && (mustBeJson || request.ContentType is null || request.ContentType.Contains("json", StringComparison.OrdinalIgnoreCase)))
        {
            if (JsonBody.ParseText(text).Ok(out var json, out fault))
            {
                if (JsonText.IsClean(json)) return json;
                fault = new Problem.Invalid("The body has the NUL character, half a surrogate pair or a number beyond a double's range");
            }
        }

        if (mustBeJson) return fault;
        return text is not null && !text.Contains('\0', StringComparison.Ordinal)
            ? JsonSerializer.SerializeToElement(new { content_type = request.ContentType, text })
            : JsonSerializer.SerializeToElement(new { content_type = request.ContentType, base64 = Convert.ToBase64String(request.Body) });
    }

    private static string? TextOf(byte[] body)
    {
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
