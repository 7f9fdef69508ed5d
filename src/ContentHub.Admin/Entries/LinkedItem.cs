using System.Text.Encodings.Web;
using System.Text.Json;
using ContentHub.Admin.Media;
using ContentHub.Entries;
using ContentHub.Media;

namespace ContentHub.Admin.Entries;

/// <summary>An entry or a file as it stands in a relation or media control.</summary>
/// <param name="Id">What is saved.</param>
/// <param name="Label">Title of the entry or name of the file.</param>
/// <param name="Detail">In smaller letters beside it.</param>
/// <param name="Href">Where it can be looked at; relative to the base address.</param>
/// <param name="Mime">Of a file; null for an entry.</param>
/// <param name="Url">Of a file's bytes; null for an entry.</param>
/// <param name="Focus">Of a picture; null for the centre.</param>
public sealed record LinkedItem(long Id, string Label, string Detail, string Href, string? Mime = null, string? Url = null, FocalPoint? Focus = null)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An entry.</summary>
    public static LinkedItem Of(EntryView view) =>
        new(view.Entry.Id.Value, EntryTitle.Of(view), $"#{view.Entry.Id}", EntryAddress.Of(view.Type, view.Entry.DocumentId));

    /// <summary>A file.</summary>
    public static LinkedItem Of(MediaAsset asset) =>
        new(asset.Id.Value, asset.Name, $"{FileText.Kind(asset.Mime)}, {FileText.Size(asset.Size)}", $"admin/media?file={asset.Id}", asset.Mime, asset.Url, asset.FocalPoint);

    /// <summary>The list as the text that <see cref="EntryForm"/> keeps.</summary>
    public static string Text(IEnumerable<LinkedItem> items) => JsonSerializer.Serialize(items, Options);

    /// <summary>The list behind the text; empty when it is none, which only a damaged copy in the browser can be.</summary>
    public static IReadOnlyList<LinkedItem> Read(string text)
    {
        try
        {
            return text.Length == 0 ? [] : JsonSerializer.Deserialize<LinkedItem[]>(text, Options) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
