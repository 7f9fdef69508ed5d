using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentHub.Admin.Components;

/// <summary>JSON as people read it.</summary>
internal static class PrettyJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    public static string Of(JsonNode? json) => json?.ToJsonString(Indented) ?? "null";

    /// <param name="utf8">Of the product's own making.</param>
    public static string Of(byte[] utf8) => JsonSerializer.Serialize(JsonText.Parse(utf8), Indented);
}
