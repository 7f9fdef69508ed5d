using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ContentHub.Tests.Events;

/// <summary>Judges JSON by a JSON Schema of draft 2020-12, with the keywords that the catalogue uses; any other keyword is a fault of the schema. Stricter than the standard: what no schema describes is a fault, too.</summary>
internal static class JsonSchemaCheck
{
    private static readonly string[] Words = ["$schema", "$defs", "title", "description"];

    /// <summary>One line per fault; none when it fits.</summary>
    public static IReadOnlyList<string> Faults(JsonObject schema, JsonNode? value) => [.. Check(schema, schema, value, "")];

    private static IEnumerable<string> Check(JsonObject root, JsonObject schema, JsonNode? value, string at)
    {
        foreach (var (keyword, rule) in schema)
        {
            if (Words.Contains(keyword)) continue;
            foreach (var fault in Judge(root, schema, keyword, rule!, value, at)) yield return fault;
        }
    }

    private static IEnumerable<string> Judge(JsonObject root, JsonObject schema, string keyword, JsonNode rule, JsonNode? value, string at)
    {
        switch (keyword)
        {
            case "$ref":
                return Check(root, rule.GetValue<string>().Split('/').Skip(1).Aggregate(root, (node, part) => node[part]!.AsObject()), value, at);
            case "anyOf":
                var attempts = rule.AsArray().Select(s => Check(root, s!.AsObject(), value, at).ToArray()).ToArray();
                return attempts.Any(a => a.Length == 0) ? [] : attempts.MinBy(a => a.Length)!;
            case "type":
                var types = rule is JsonArray several ? several.Select(t => t!.GetValue<string>()).ToArray() : [rule.GetValue<string>()];
                return types.Any(t => Is(t, value)) ? [] : [$"{at}: {value?.ToJsonString() ?? "null"} is not {string.Join(" or ", types)}"];
            case "const":
                return JsonNode.DeepEquals(rule, value) ? [] : [$"{at}: {value?.ToJsonString()} is not {rule.ToJsonString()}"];
            case "enum":
                return rule.AsArray().Any(v => JsonNode.DeepEquals(v, value)) ? [] : [$"{at}: {value?.ToJsonString()} is none of {rule.ToJsonString()}"];
            case "required":
                return value is not JsonObject whole ? [] : rule.AsArray().Select(n => n!.GetValue<string>()).Where(n => !whole.ContainsKey(n)).Select(n => $"{at}/{n} is missing");
            case "properties":
                if (value is not JsonObject described) return [];
                return described.SelectMany(p => rule[p.Key] is JsonObject own ? Check(root, own, p.Value, $"{at}/{p.Key}") : schema.ContainsKey("additionalProperties") ? [] : [$"{at}/{p.Key} is not described"]);
            case "additionalProperties":
                return value is JsonObject map ? map.Where(p => schema["properties"]?[p.Key] is null).SelectMany(p => Check(root, rule.AsObject(), p.Value, $"{at}/{p.Key}")) : [];
            case "items":
                return value is JsonArray list ? list.SelectMany((item, i) => Check(root, rule.AsObject(), item, $"{at}/{i}")) : [];
            case "pattern":
                return value?.GetValueKind() == JsonValueKind.String && !Regex.IsMatch(value.GetValue<string>(), rule.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1)) ? [$"{at}: {value.ToJsonString()} does not match {rule}"] : [];
            case "format":
                return value?.GetValueKind() == JsonValueKind.String && !HasFormat(rule.GetValue<string>(), value.GetValue<string>()) ? [$"{at}: {value.ToJsonString()} is no {rule}"] : [];
            default:
                throw new NotSupportedException($"The keyword {keyword} at {at} is not known to this check.");
        }
    }

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value!.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-'),
        _ => false,
    };

    private static bool HasFormat(string format, string text) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) && text.EndsWith('Z'),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "email" => text.Contains('@', StringComparison.Ordinal),
        _ => throw new NotSupportedException($"The format {format} is not known to this check."),
    };
}
