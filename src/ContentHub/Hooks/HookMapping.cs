using System.Text.Json;

namespace ContentHub.Hooks;

/// <summary>Makes a new entry of what a hook receives.</summary>
/// <param name="Model">Singular name of a collection.</param>
/// <param name="Attributes">In the author's order.</param>
/// <param name="AsDraft">The entry waits for a person to publish it. Without meaning for types that have no drafts.</param>
public sealed record HookMapping(string Model, IReadOnlyList<MappedAttribute> Attributes, bool AsDraft)
{
    /// <summary>The attributes with what the body has for them; those that it lacks are left out.</summary>
    internal JsonElement Apply(JsonElement body)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, path) in Attributes)
            {
                if (ValuePath.Find(body, path) is not { } value) continue;
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return JsonText.Parse(bytes.ToArray());
    }
}

/// <summary>Where the value of an attribute comes from.</summary>
/// <param name="Path">Names and places from the outside in, with dots: <c>data.items.0.email</c>; <c>$</c> is the whole body.</param>
public sealed record MappedAttribute(string Name, string Path);

/// <summary>Finds a value in JSON.</summary>
internal static class ValuePath
{
    private const int Longest = 200;

    /// <summary>What is wrong with a path; null when nothing is.</summary>
    public static string? Fault(string path) =>
        path.Length is 0 or > Longest || (path != "$" && path.Split('.').Any(string.IsNullOrWhiteSpace)) || path.Any(char.IsControl)
            ? "must be names with dots between them, such as data.object.email, or $ for the whole body"
            : null;

    /// <summary>The value; null when there is none.</summary>
    public static JsonElement? Find(JsonElement root, string path)
    {
        if (path == "$") return root;
        foreach (var part in path.Split('.'))
        {
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(part, out var inner)) root = inner;
            else if (root.ValueKind == JsonValueKind.Array && int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var at) && at < root.GetArrayLength()) root = root[at];
            else return null;
        }

        return root;
    }
}
