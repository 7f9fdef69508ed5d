using System.Text;

namespace ContentHub.Media;

/// <summary>What a file is, decided by its bytes; the name only chooses between kinds of plain text.</summary>
/// <param name="Ext">With the dot.</param>
/// <param name="Inline">Safe to show in a browser; everything else is a download.</param>
internal sealed record FileKind(string Ext, string Mime, bool Inline)
{
    /// <summary>Bytes that are looked at.</summary>
    public const int HeadLength = 512;

    private static readonly FileKind Unknown = new(".bin", "application/octet-stream", false);

    private static readonly FileKind[] Known =
    [
        new(".png", "image/png", true), new(".jpg", "image/jpeg", true), new(".gif", "image/gif", true), new(".webp", "image/webp", true),
        new(".avif", "image/avif", true), new(".bmp", "image/bmp", true), new(".tiff", "image/tiff", false), new(".svg", "image/svg+xml", false), new(".ico", "image/x-icon", true),
        new(".heic", "image/heic", false), new(".mov", "video/quicktime", true),
        new(".pdf", "application/pdf", false), new(".zip", "application/zip", false), new(".gz", "application/gzip", false),
        new(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false),
        new(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false),
        new(".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", false),
        new(".mp4", "video/mp4", true), new(".webm", "video/webm", true), new(".mp3", "audio/mpeg", true), new(".ogg", "audio/ogg", true),
        new(".wav", "audio/wav", true), new(".flac", "audio/flac", true), new(".html", "text/html", false), new(".xml", "application/xml", false),
        new(".txt", "text/plain", false), new(".csv", "text/csv", false), new(".json", "application/json", false), new(".md", "text/markdown", false),
    ];

    /// <summary>The kind behind an extension of our own making.</summary>
    public static FileKind OfExt(string ext) => Known.FirstOrDefault(k => k.Ext == ext) ?? Unknown;

    /// <param name="head">The first <see cref="HeadLength"/> bytes, or all.</param>
    public static FileKind Of(ReadOnlySpan<byte> head, string name)
    {
        var given = Path.GetExtension(name).ToLowerInvariant();
        if (head.StartsWith(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A })) return OfExt(".png");
        if (head.StartsWith(new byte[] { 0xFF, 0xD8, 0xFF })) return OfExt(".jpg");
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)) return OfExt(".gif");
        if (head.StartsWith("RIFF"u8) && head.Length >= 12) return head[8..].StartsWith("WEBP"u8) ? OfExt(".webp") : head[8..].StartsWith("WAVE"u8) ? OfExt(".wav") : Unknown;
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8)) return OfExt(OfBrand(head[8..12]));
        if (head.StartsWith("BM"u8) && head.Length > 14 && head[6..10].IndexOfAnyExcept((byte)0) < 0) return OfExt(".bmp");
        if (head.StartsWith(new byte[] { 0x49, 0x49, 0x2A, 0 }) || head.StartsWith(new byte[] { 0x4D, 0x4D, 0, 0x2A })) return OfExt(".tiff");
        if (head.StartsWith(new byte[] { 0, 0, 1, 0 })) return OfExt(".ico");
        if (head.StartsWith("%PDF-"u8)) return OfExt(".pdf");
        if (head.StartsWith("PK\u0003\u0004"u8)) return given is ".docx" or ".xlsx" or ".pptx" ? OfExt(given) : OfExt(".zip");
        if (head.StartsWith(new byte[] { 0x1F, 0x8B })) return OfExt(".gz");
        if (head.StartsWith(new byte[] { 0x1A, 0x45, 0xDF, 0xA3 })) return OfExt(".webm");
        if (head.StartsWith("ID3"u8) || (head.Length > 2 && head[0] == 0xFF && (head[1] & 0xE6) == 0xE2)) return OfExt(".mp3");
        if (head.StartsWith("OggS"u8)) return OfExt(".ogg");
        if (head.StartsWith("fLaC"u8)) return OfExt(".flac");
        return OfText(head, given);
    }

    private static string OfBrand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) ? ".avif"
        : brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) ? ".heic"
        : brand.SequenceEqual("qt  "u8) ? ".mov" : ".mp4";

    // Markup is never called plain text: a browser that guesses would run it.
    private static FileKind OfText(ReadOnlySpan<byte> head, string given)
    {
        if (head.IndexOf((byte)0) >= 0) return Unknown;
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase)) return OfExt(".svg");
        if (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase)) return OfExt(".xml");
        if (text.StartsWith('<')) return OfExt(".html");
        return given is ".csv" or ".json" or ".md" or ".txt" ? OfExt(given) : text.Contains('\uFFFD', StringComparison.Ordinal) ? Unknown : OfExt(".txt");
    }
}
