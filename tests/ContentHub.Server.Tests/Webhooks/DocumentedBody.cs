using System.Text.Json;
using System.Text.RegularExpressions;

namespace ContentHub.Server.Tests.Webhooks;

/// <summary>The examples that receivers are written after, and how far a body may differ from them.</summary>
public static partial class DocumentedBody
{
    private const string Entry = """
        { "event": "entry.create", "created_at": "2020-01-10T08:47:36.649Z", "model": "address",
          "entry": { "id": 1, "geolocation": {}, "city": "Paris", "postal_code": null, "category": null, "full_name": "Paris",
                     "created_at": "2020-01-10T08:47:36.264Z", "updated_at": "2020-01-10T08:47:36.264Z", "cover": null, "images": [] } }
        """;

    private const string Media = """
        { "event": "media.create", "created_at": "2020-01-10T10:58:41.115Z",
          "media": { "id": 1, "name": "image.png", "hash": "353fc98a19e44da9acf61d71b11895f9",
                     "sha256": "huGUaFJhmcZRHLcxeQNKblh53vtSUXYaB16WSOe0Bdc", "ext": ".png", "mime": "image/png", "size": 228.19,
                     "url": "/uploads/353fc98a19e44da9acf61d71b11895f9.png", "provider": "local", "provider_metadata": null,
                     "created_at": "2020-01-10T10:58:41.095Z", "updated_at": "2020-01-10T10:58:41.095Z", "related": [] } }
        """;

    private static readonly string[] Extras =
        ["entry.document_id", "entry.locale", "entry.published_at", "media.alternative_text", "media.caption", "media.focal_point", "media.width", "media.height", "media.formats"];

    /// <summary>How a body differs in names, types, nesting or the form of values from the example of its kind; nothing when it does not.</summary>
    /// <param name="name">The event that the body must name.</param>
    public static IReadOnlyList<string> Differences(string name, JsonElement body)
    {
        var example = JsonSerializer.Deserialize<JsonElement>(name.StartsWith("media.", StringComparison.Ordinal) ? Media : Entry);
        var differences = new List<string>();
        if (body.Text("event") != name) differences.Add($"event is {body.Text("event")}");
        string[] extras = name == "entry.update" ? [.. Extras, "changed"] : Extras;
        Compare("", example, body, extras, differences);
        return differences;
    }

    private static void Compare(string path, JsonElement example, JsonElement body, string[] extras, List<string> differences)
    {
        if (example.ValueKind != body.ValueKind)
        {
            differences.Add($"{path} is {body.ValueKind}, documented as {example.ValueKind}");
            return;
        }

        if (example.ValueKind == JsonValueKind.String && Form(example.GetString()!) is var form && form != Form(body.GetString()!)) differences.Add($"{path} '{body}' is not {form}");
        if (example.ValueKind == JsonValueKind.Array && example.GetArrayLength() != body.GetArrayLength()) differences.Add($"{path} has {body.GetArrayLength()} items");
        if (example.ValueKind != JsonValueKind.Object) return;
        foreach (var property in example.EnumerateObject())
        {
            var inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (body.TryGetProperty(property.Name, out var value)) Compare(inner, property.Value, value, extras, differences);
            else differences.Add($"{inner} is missing");
        }

        foreach (var name in body.Names().Except(example.Names()))
            if (!extras.Contains(path.Length == 0 ? name : $"{path}.{name}")) differences.Add($"{path}.{name} is not documented");
        foreach (var twice in body.Names().GroupBy(n => n).Where(g => g.Count() > 1)) differences.Add($"{path}.{twice.Key} is there twice");
    }

    private static string Form(string text) =>
        Moment().IsMatch(text) ? "a moment in UTC with milliseconds"
        : Hash().IsMatch(text) ? "32 hex characters"
        : Digest().IsMatch(text) ? "a digest in base64url"
        : Url().IsMatch(text) ? "the path of an upload" : "text";

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Moment();

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Hash();

    [GeneratedRegex("^[A-Za-z0-9_-]{43}$")]
    private static partial Regex Digest();

    [GeneratedRegex(@"^/uploads/[0-9a-f]{32}\.png$")]
    private static partial Regex Url();
}
