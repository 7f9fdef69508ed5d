using System.Globalization;
using System.Xml;

namespace ContentHub.Media;

/// <summary>Reads the size off the first element of a drawing, and nothing else of it.</summary>
internal static class SvgSize
{
    // The first element comes early; what goes on is nobody's size.
    private const int MostCharacters = 64 * 1024;

    private static readonly XmlReaderSettings Careful = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 0,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <returns>Null when it does not say, or is not well formed up to there.</returns>
    public static PictureSize? Read(string path)
    {
        try
        {
            using var text = new StreamReader(path);
            var start = new char[MostCharacters];
            using var xml = XmlReader.Create(new StringReader(new string(start, 0, text.ReadBlock(start))), Careful);
            if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "svg") return null;
            var box = (xml.GetAttribute("viewBox") ?? "").Split([' ', ',', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
            var width = Pixels(xml.GetAttribute("width")) ?? (box.Length == 4 ? Pixels(box[2]) : null);
            var height = Pixels(xml.GetAttribute("height")) ?? (box.Length == 4 ? Pixels(box[3]) : null);
            return width is { } w && height is { } h ? new PictureSize(w, h) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static int? Pixels(string? length) =>
        length is not null && double.TryParse(length.EndsWith("px", StringComparison.Ordinal) ? length[..^2] : length, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pixels) && pixels is >= 1 and <= 1_000_000
            ? (int)Math.Round(pixels)
            : null;
}
