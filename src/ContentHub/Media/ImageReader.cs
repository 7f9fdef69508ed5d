using System.Globalization;

namespace ContentHub.Media;

/// <summary>Pixels of a picture as it is shown.</summary>
internal readonly record struct PictureSize(int Width, int Height);

/// <summary>Looks at pictures and makes smaller ones of them. A picture that cannot be read or is too large is refused.</summary>
internal sealed class ImageReader(ImageProgram program, MediaOptions options)
{
    private const string NotAnImage = "File is not a valid image";

    // Turned by EXIF, shown with width and height exchanged.
    private static readonly string[] OnTheirSide = ["5", "6", "7", "8"];

    private static readonly string[] Measured = [".png", ".jpg", ".gif", ".webp", ".tiff", ".avif"];

    /// <summary>Null for what is no picture or when nobody can tell. Problems: Invalid.</summary>
    public async Task<Result<PictureSize?>> SizeAsync(string path, FileKind kind, CancellationToken ct)
    {
        if (kind.Ext == ".svg") return SvgSize.Read(path);
        if (!Measured.Contains(kind.Ext)) return (PictureSize?)null;
        if (await program.RunAsync("vipsheader", ["-a", path], ct) is not { } header) return (PictureSize?)null;

        var fields = header.Output.Split('\n').Select(line => line.Split(": ", 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1].Trim());
        if (!header.Succeeded || !Number(fields["width"], out var width) || !Number(fields["height"], out var height)) return new Problem.Invalid(NotAnImage, "files");
        if ((long)width * height > options.MaxPixels) return new Problem.Invalid($"The image has {width} × {height} pixels; at most {options.MaxPixels:N0} pixels are allowed", "files");
        return fields["orientation"].Any(OnTheirSide.Contains) ? new PictureSize(height, width) : new PictureSize(width, height);
    }

    /// <summary>Makes one format beside the original. Null when the program is not installed. Problems: Invalid.</summary>
    /// <param name="target">Ends in the extension of its kind.</param>
    public async Task<Result<MediaFormat?>> ShrinkAsync(string path, string target, (string Name, int Width, int Height) format, CancellationToken ct)
    {
        // vips itself, since vipsthumbnail overlooks that half of a picture is missing.
        string[] arguments =
        [
            "thumbnail", path, $"{target}[strip]", format.Width.ToString(CultureInfo.InvariantCulture), "--height", format.Height.ToString(CultureInfo.InvariantCulture),
            "--size", "down", "--fail-on", "truncated", "--export-profile", "srgb",
        ];
        if (await program.RunAsync("vips", arguments, ct) is not { } made) return (MediaFormat?)null;
        if (made.TimedOut) return new Problem.Invalid("The image takes too long to process", "files");
        if (!made.Succeeded || !File.Exists(target)) return new Problem.Invalid(NotAnImage, "files");
        if (!(await SizeAsync(target, FileKind.OfExt(Path.GetExtension(target)), ct)).Ok(out var size, out var problem)) return problem;
        return new MediaFormat(format.Name, size?.Width ?? 0, size?.Height ?? 0, new FileInfo(target).Length);
    }

    private static bool Number(IEnumerable<string> values, out int number) =>
        int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
