using System.Text.Json;

namespace ContentHub.Media;

/// <summary>The point of a picture that must stay in sight where it is cropped.</summary>
/// <param name="X">From the left, in percent of the width: 0 to 100, as Strapi 5 and CSS count.</param>
/// <param name="Y">From the top, in percent of the height: 0 to 100.</param>
public sealed record FocalPoint(double X, double Y)
{
    /// <summary>Where a picture is cropped that has no point of its own.</summary>
    public static FocalPoint Centre { get; } = new(50, 50);

    /// <summary>Whether it lies on the picture.</summary>
    internal bool IsInside => X is >= 0 and <= 100 && Y is >= 0 and <= 100;

    /// <summary>Reads <c>{x, y}</c>; others are ignored, as the dialect does.</summary>
    /// <returns>Null for JSON's null, or with <paramref name="errors"/>, each at the path.</returns>
    internal static FocalPoint? Read(JsonElement json, string[] path, List<FieldError> errors)
    {
        if (json.ValueKind == JsonValueKind.Null) return null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError(path, $"{path[^1]} must be an object with x and y, or null"));
            return null;
        }

        var (left, top) = (Share(json, "x", "width", path, errors), Share(json, "y", "height", path, errors));
        return left is { } x && top is { } y ? new FocalPoint(x, y) : null;
    }

    private static double? Share(JsonElement json, string name, string of, string[] path, List<FieldError> errors)
    {
        if (json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var share) && share is >= 0 and <= 100) return share;
        errors.Add(new FieldError([.. path, name], $"{name} must be a number from 0 to 100: percent of the {of}"));
        return null;
    }
}
