using System.Text.Json;
using ContentHub.Media;

namespace ContentHub.Admin.Entries;

/// <summary>A file of the library as an image block holds it: the names are those of the blocks format, whatever the API's own are.</summary>
internal static class BlockImage
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>As the editor in the browser takes it.</summary>
    /// <param name="time">Another each time, so that the same picture can be chosen twice.</param>
    public static string Text(MediaAsset asset, int time) => JsonSerializer.Serialize(
        new { time, image = new { asset.Name, asset.AlternativeText, asset.Url, asset.Caption, asset.Width, asset.Height, asset.Hash, asset.Ext, asset.Mime, asset.Size, asset.CreatedAt, asset.UpdatedAt } }, Options);
}
