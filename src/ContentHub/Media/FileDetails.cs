using System.Globalization;
using System.Text.Json;

namespace ContentHub.Media;

/// <summary>What somebody says of a file: <c>fileInfo</c> of an upload, or the panel's form. Left out means unchanged.</summary>
public sealed record FileDetails
{
    /// <summary>The most characters of an alternative text.</summary>
    public const int LongestAlternativeText = 1000;

    /// <summary>The most characters of a caption.</summary>
    public const int LongestCaption = 2000;

    /// <summary>A new name; null or blank for the present one.</summary>
    public string? Name { get; init; }

    /// <summary>Null for the present text; inside it null for none.</summary>
    public Given<string?>? AlternativeText { get; init; }

    /// <summary>Likewise.</summary>
    public Given<string?>? Caption { get; init; }

    /// <summary>Null for the present point; inside it null for none.</summary>
    public Given<FocalPoint?>? FocalPoint { get; init; }

    /// <summary>Null for the present folder; inside it null for the top.</summary>
    public Given<Id<MediaFolder>?>? Folder { get; init; }

    /// <summary>Reads one <c>fileInfo</c>; names in both spellings, others are ignored as the dialect does.</summary>
    internal static Result<FileDetails> Read(JsonElement info)
    {
        if (info.ValueKind != JsonValueKind.Object) return new Problem.Invalid("fileInfo must be a JSON object, or a list with one for each file", "fileInfo");
        var errors = new List<FieldError>();
        var details = new FileDetails();
        foreach (var property in info.EnumerateObject())
        {
            details = property.Name switch
            {
                "name" => details with { Name = Text(property, 1000, errors) },
                "alternativeText" or "alternative_text" => details with { AlternativeText = new(Text(property, LongestAlternativeText, errors)) },
                "caption" => details with { Caption = new(Text(property, LongestCaption, errors)) },
                "focalPoint" or "focal_point" => details with { FocalPoint = new(Media.FocalPoint.Read(property.Value, ["fileInfo", property.Name], errors)) },
                "folder" => details with { Folder = new(FolderOf(property, errors)) },
                _ => details,
            };
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : details;
    }

    /// <summary>The faults of details that no JSON was read for.</summary>
    internal Problem.Invalid? Fault()
    {
        if (AlternativeText?.Value?.Length > LongestAlternativeText) return new Problem.Invalid($"The alternative text has at most {LongestAlternativeText} characters", "alternative_text");
        if (FocalPoint?.Value is { IsInside: false }) return new Problem.Invalid("The focal point lies on the picture: 0 to 100 percent of its width and height", "focal_point");
        return Caption?.Value?.Length > LongestCaption ? new Problem.Invalid($"The caption has at most {LongestCaption} characters", "caption") : null;
    }

    private static string? Text(JsonProperty property, int longest, List<FieldError> errors)
    {
        if (property.Value.ValueKind == JsonValueKind.Null) return null;
        if (property.Value.ValueKind != JsonValueKind.String || !JsonText.TryGet(property.Value, out var text)) errors.Add(new FieldError(["fileInfo", property.Name], $"{property.Name} must be a text or null"));
        else if (text.Length > longest) errors.Add(new FieldError(["fileInfo", property.Name], $"{property.Name} has at most {longest} characters"));
        else return text;
        return null;
    }

    private static Id<MediaFolder>? FolderOf(JsonProperty property, List<FieldError> errors)
    {
        if (property.Value.ValueKind == JsonValueKind.Null) return null;
        if (property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt64(out var id)) return new(id);
        if (property.Value.ValueKind == JsonValueKind.String && JsonText.TryGet(property.Value, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id)) return new(id);
        errors.Add(new FieldError(["fileInfo", property.Name], "folder must be the id of a folder or null"));
        return null;
    }
}

/// <summary>A value that was given, null included.</summary>
public readonly record struct Given<T>(T Value);
