using System.Text.Json;

namespace ContentHub;

/// <summary>One difference between two JSON values.</summary>
/// <param name="Path">A JSON Pointer (RFC 6901); empty for the whole.</param>
/// <param name="Before">JSON; null where there was nothing.</param>
/// <param name="After">JSON; null where there is nothing.</param>
public sealed record JsonChange(string Path, string? Before, string? After)
{
    private const int Most = 200;

    /// <summary>What is different, in the order of the newer one; at most 200.</summary>
    public static IReadOnlyList<JsonChange> Between(JsonElement before, JsonElement after)
    {
        var changes = new List<JsonChange>();
        Compare("", before, after, changes);
        return changes.Count > Most ? changes[..Most] : changes;
    }

    private static void Compare(string path, JsonElement before, JsonElement after, List<JsonChange> into)
    {
        if (into.Count > Most) return;
        switch (before.ValueKind, after.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object):
                foreach (var property in after.EnumerateObject())
                {
                    var at = $"{path}/{Escaped(property.Name)}";
                    if (before.TryGetProperty(property.Name, out var old)) Compare(at, old, property.Value, into);
                    else into.Add(new JsonChange(at, null, property.Value.GetRawText()));
                }

                foreach (var property in before.EnumerateObject())
                    if (!after.TryGetProperty(property.Name, out _)) into.Add(new JsonChange($"{path}/{Escaped(property.Name)}", property.Value.GetRawText(), null));
                break;
            case (JsonValueKind.Array, JsonValueKind.Array):
                var (olds, news) = (before.EnumerateArray().ToArray(), after.EnumerateArray().ToArray());
                for (var i = 0; i < Math.Max(olds.Length, news.Length); i++)
                {
                    if (i >= olds.Length) into.Add(new JsonChange($"{path}/{i}", null, news[i].GetRawText()));
                    else if (i >= news.Length) into.Add(new JsonChange($"{path}/{i}", olds[i].GetRawText(), null));
                    else Compare($"{path}/{i}", olds[i], news[i], into);
                }

                break;
            default:
                if (!JsonElement.DeepEquals(before, after)) into.Add(new JsonChange(path, before.GetRawText(), after.GetRawText()));
                break;
        }
    }

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
