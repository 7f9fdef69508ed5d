using System.Text.Json;

namespace ContentHub.Media;

/// <summary>A file with the entries that use it, as answers and events show it.</summary>
/// <param name="Related">Model, entry id and attribute of every use.</param>
public sealed record MediaView(MediaAsset Asset, IReadOnlyList<MediaUse> Related)
{
    /// <summary>In the answer to its upload: the oldest file that had the same bytes when it was stored. Null for none, and where nobody asked.</summary>
    public Id<MediaAsset>? DuplicateOf { get; init; }

    /// <summary>Writes the file object of webhooks.md, for events: size in kB of 1000 bytes with two decimals.</summary>
    public void Write(Utf8JsonWriter json) => Write(json, SystemNames.Snake, inAnswer: false);

    /// <summary>Writes the file object of answers: the same and what clients of the API expect, in the spelling of the API. <c>folder</c> is an id or null; <c>duplicate_of</c> is there for an upload of bytes that were there already.</summary>
    public void Write(Utf8JsonWriter json, SystemNames names) => Write(json, names, inAnswer: true);

    private void Write(Utf8JsonWriter json, SystemNames names, bool inAnswer)
    {
        json.WriteStartObject();
        json.WriteNumber("id", Asset.Id.Value);
        if (inAnswer) json.WriteString(names.DocumentId, Asset.DocumentId);
        json.WriteString("name", Asset.Name);
        json.WriteString(names.AlternativeText, Asset.AlternativeText);
        json.WriteString("caption", Asset.Caption);
        WriteFocalPoint(json, names);
        json.WriteNumberOrNull("width", Asset.Width);
        json.WriteNumberOrNull("height", Asset.Height);
        WriteFormats(json, names);
        json.WriteString("hash", Asset.Hash);
        json.WriteString("sha256", Asset.Sha256);
        json.WriteString("ext", Asset.Ext);
        json.WriteString("mime", Asset.Mime);
        json.WriteNumber("size", Kilobytes(Asset.Size));
        json.WriteString("url", Asset.Url);
        if (inAnswer) json.WriteNull(names.PreviewUrl);
        json.WriteString("provider", "local");
        json.WriteNull("provider_metadata");   // so spelled by the dialect, too
        if (inAnswer) json.WriteNumberOrNull("folder", Asset.FolderId?.Value);
        if (inAnswer && DuplicateOf is { } first) json.WriteNumber(names.DuplicateOf, first.Value);
        json.WriteString(names.CreatedAt, Utc.Text(Asset.CreatedAt));
        json.WriteString(names.UpdatedAt, Utc.Text(Asset.UpdatedAt));
        WriteRelated(json);
        json.WriteEndObject();
    }

    private void WriteFocalPoint(Utf8JsonWriter json, SystemNames names)
    {
        json.WritePropertyName(names.FocalPoint);
        if (Asset.FocalPoint is not { } point)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("x", point.X);
        json.WriteNumber("y", point.Y);
        json.WriteEndObject();
    }

    private void WriteFormats(Utf8JsonWriter json, SystemNames names)
    {
        var formats = Asset.SmallerPictures;
        if (formats.Count == 0)
        {
            json.WriteNull("formats");
            return;
        }

        json.WriteStartObject("formats");
        foreach (var format in formats)
        {
            json.WriteStartObject(format.Name);
            json.WriteString("name", $"{format.Name}_{Asset.Name}");
            json.WriteString("hash", $"{format.Name}_{Asset.Hash}");
            json.WriteString("ext", Asset.Ext);
            json.WriteString("mime", Asset.Mime);
            json.WriteNull("path");
            json.WriteNumber("width", format.Width);
            json.WriteNumber("height", format.Height);
            json.WriteNumber("size", Kilobytes(format.Bytes));
            json.WriteNumber(names == SystemNames.Camel ? "sizeInBytes" : "size_in_bytes", format.Bytes);
            json.WriteString("url", Asset.UrlOf(format.Name));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteRelated(Utf8JsonWriter json)
    {
        json.WriteStartArray("related");
        foreach (var (model, id, field) in Related)
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteNumber("id", id);
            json.WriteString("field", field);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static decimal Kilobytes(long bytes) => Math.Round(bytes / 1000m, 2, MidpointRounding.AwayFromZero);
}

/// <summary>One use of a file: singular of the type, id of the entry, name of the attribute.</summary>
public sealed record MediaUse(string Model, long Id, string Field);
