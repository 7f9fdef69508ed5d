using System.Text;
using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Tests.ContentTypes;

/// <summary>Types as the API shows them.</summary>
internal static class ContentTypeText
{
    public static string Of(ContentAttribute attribute) => JsonSerializer.Serialize(attribute, ContentTypeJson.Options);

    public static string Of(ContentType type)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) ContentTypeJson.Write(type, json);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
