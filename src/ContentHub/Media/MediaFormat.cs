using System.Text.Json;

namespace ContentHub.Media;

/// <summary>A smaller picture made of a file.</summary>
/// <param name="Name">As the setting <c>Media:Breakpoints</c> names it, or <c>thumbnail</c>.</param>
/// <param name="Bytes">Its size.</param>
public sealed record MediaFormat(string Name, int Width, int Height, long Bytes)
{
    /// <summary>The name of the smallest format, which is always made.</summary>
    public const string Thumbnail = "thumbnail";

    /// <returns>JSON for a column; null for none.</returns>
    internal static string? Write(IReadOnlyList<MediaFormat> formats) => formats.Count == 0 ? null : JsonSerializer.Serialize(formats);

    internal static IReadOnlyList<MediaFormat> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<MediaFormat[]>(json)!;
}
