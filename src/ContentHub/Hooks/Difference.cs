using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ContentHub.Hooks;

/// <summary>One thing that two requests have different.</summary>
/// <param name="Part"><c>request</c>, <c>header</c> or <c>body</c>.</param>
/// <param name="Path">Name of the header; path into JSON, <c>entry.tags.0</c>; number of the line of another body.</param>
/// <param name="Before">Null where the first has nothing.</param>
/// <param name="After">Null where the second has nothing.</param>
public sealed record Difference(string Part, string Path, string? Before, string? After)
{
    private const int MostShown = 500;

    /// <summary>Method and query, then headers by name, then the body: JSON by path, other text by line. At most 500.</summary>
    internal static Difference[] Between(InboxRequestView first, InboxRequestView second)
    {
        Difference[] ends = [new("request", "method", first.Request.Method, second.Request.Method), new("request", "query", first.Query, second.Query)];
        return [.. ends.Concat(Headers(first.Headers, second.Headers)).Concat(Bodies(first.Request.Body, second.Request.Body)).Where(d => d.Before != d.After).Take(MostShown)];
    }

    private static IEnumerable<Difference> Headers(IEnumerable<KeyValuePair<string, string>> first, IEnumerable<KeyValuePair<string, string>> second)
    {
        var (before, after) = (ByName(first), ByName(second));
        return before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).Select(name => new Difference("header", name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)));
    }

    private static Dictionary<string, string> ByName(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => string.Join(", ", g.Select(h => h.Value)), StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<Difference> Bodies(byte[] first, byte[] second)
    {
        if (first.AsSpan().SequenceEqual(second)) return [];
        if (Json(first) is not { } before || Json(second) is not { } after) return Lines(Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(second));
        // The same values in other bytes are what breaks signatures.
        return JsonChange.Between(before, after).Select(c => new Difference("body", c.Path.Length > 0 ? c.Path : "$", c.Before, c.After)).DefaultIfEmpty(new Difference("body", "$", $"{first.Length} bytes", $"{second.Length} bytes: the same values, written in another way"));
    }

    private static IEnumerable<Difference> Lines(string first, string second)
    {
        var (before, after) = (first.Split('\n'), second.Split('\n'));
        for (var i = 0; i < Math.Max(before.Length, after.Length); i++)
            yield return new Difference("body", (i + 1).ToString(CultureInfo.InvariantCulture), before.ElementAtOrDefault(i), after.ElementAtOrDefault(i));
    }

    private static JsonElement? Json(byte[] body)
    {
        try
        {
            // Names that cannot be read as text would stop the comparison half-way.
            return JsonText.Parse(body) is var json && JsonText.IsClean(json) ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
