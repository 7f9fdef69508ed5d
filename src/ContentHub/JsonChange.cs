using System.Globalization;
using System.Text.Json;

namespace ContentHub;

/// <summary>One difference between two JSON values.</summary>
/// <param name="Path">Names from the outside in, <c>entry.tags.0</c>; empty for the whole.</param>
/// <param name="Before">JSON; null where there was nothing.</param>
/// <param name="After">JSON; null where there is nothing.</param>
public sealed record JsonChange(string Path, string? Before, string? After)
{
    /// <summary>What is different, in the order of the first; what only the second has comes last. Made as it is read.</summary>
    public static IEnumerable<JsonChange> Between(JsonElement before, JsonElement after) => Between("", before, after);

    private static IEnumerable<JsonChange> Between(string path, JsonElement before, JsonElement after) => (before.ValueKind, after.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => Inside(path, Properties(before), Properties(after)),
        (JsonValueKind.Array, JsonValueKind.Array) => Inside(path, Items(before), Items(after)),
        _ => JsonElement.DeepEquals(before, after) ? [] : [new JsonChange(path, before.GetRawText(), after.GetRawText())],
    };

    private static IEnumerable<JsonChange> Inside(string path, Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after)
    {
        foreach (var name in before.Keys.Union(after.Keys))
        {
            var inner = path.Length > 0 ? $"{path}.{name}" : name;
            var found = (before.TryGetValue(name, out var first), after.TryGetValue(name, out var second)) switch
            {
                (true, true) => Between(inner, first, second),
                (true, false) => [new JsonChange(inner, first.GetRawText(), null)],
                _ => [new JsonChange(inner, null, second.GetRawText())],
            };
            foreach (var change in found) yield return change;
        }
    }

    // Of a name that is there twice the last counts.
    private static Dictionary<string, JsonElement> Properties(JsonElement json) => json.EnumerateObject().GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Last().Value);

    private static Dictionary<string, JsonElement> Items(JsonElement json) => json.EnumerateArray().Select((item, at) => (item, at)).ToDictionary(i => i.at.ToString(CultureInfo.InvariantCulture), i => i.item);
}
