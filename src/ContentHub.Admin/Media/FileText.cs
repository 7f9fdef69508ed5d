using System.Globalization;
using ContentHub.Media;

namespace ContentHub.Admin.Media;

/// <summary>Facts of files as people read them.</summary>
internal static class FileText
{
    private static readonly string[] Shown = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/svg+xml", "image/x-icon"];

    /// <summary>Whether browsers can show it as a picture. Inside an <c>img</c> no script of an SVG runs.</summary>
    public static bool IsPicture(string? mime) => Shown.Contains(mime);

    /// <summary>The address of a picture as it is now: the same address may have shown other bytes before.</summary>
    /// <param name="format">The whole file when it has no such format.</param>
    public static string Picture(MediaAsset asset, string format) => $"{asset.UrlOf(format)}?v={asset.Sha256[..8]}";

    /// <summary>As focal.js reads it: "62.5 30", percent from the left and from the top.</summary>
    public static string Point(FocalPoint point) => string.Create(CultureInfo.InvariantCulture, $"{point.X} {point.Y}");

    /// <summary>In units of 1000: "3.4 MB".</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => Short(bytes / 1000m, "kB"),
        < 1_000_000_000 => Short(bytes / 1_000_000m, "MB"),
        _ => Short(bytes / 1_000_000_000m, "GB"),
    };

    /// <summary>"PNG image", "PDF", "MP4 video".</summary>
    public static string Kind(string mime)
    {
        var (family, name) = mime.Split('/') is [var first, var second] ? (first, second) : (mime, mime);
        var form = name.Split('+')[0].Split('.')[^1].ToUpperInvariant() switch { "X-ICON" => "ICO", "DOCUMENT" => T("Word document"), "SHEET" => T("Excel sheet"), "PRESENTATION" => T("PowerPoint slides"), "OCTET-STREAM" => T("File"), "PLAIN" => T("Text"), "MPEG" => "MP3", var other => other };
        return family switch { "image" => T("{0} image", form), "video" => T("{0} video", form), "audio" => T("{0} audio", form), _ => form };
    }

    /// <summary>A name in <see cref="Components.Icons"/>.</summary>
    public static string Icon(string mime) => mime switch
    {
        _ when mime.StartsWith("image/", StringComparison.Ordinal) => "photo",
        _ when mime.StartsWith("video/", StringComparison.Ordinal) => "video",
        _ when mime.StartsWith("audio/", StringComparison.Ordinal) => "music",
        _ when mime.StartsWith("text/", StringComparison.Ordinal) || mime.EndsWith("/pdf", StringComparison.Ordinal) || mime.Contains("document", StringComparison.Ordinal) => "file-text",
        "application/json" or "application/xml" => "code",
        "application/zip" or "application/gzip" => "folder",
        _ => "file",
    };

    private static string Short(decimal amount, string unit) => $"{amount.ToString("0.#", CultureInfo.CurrentUICulture)} {unit}";
}
