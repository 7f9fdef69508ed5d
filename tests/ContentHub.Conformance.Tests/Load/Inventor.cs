using System.Text;

namespace ContentHub.Conformance.Tests.Load;

/// <summary>A request over the wire.</summary>
internal sealed record Invented(string Method, string Path, string? Body);

/// <summary>Invents requests from pieces that are valid, nearly valid and not at all; the same ones for the same seed.</summary>
internal sealed class Inventor(Target target, int seed, IReadOnlyList<string> keys)
{
    private static readonly string[] Attributes =
    [
        "string", "text", "integer", "big", "decimal", "float", "boolean", "date", "time", "datetime", "kind", "json", "blocks", "mail", "slug", "code", "pass", "hidden", "card", "rooms", "self", "file", "files", "link", "links", "seo", "zone",
        "id", "document_id", "documentId", "created_at", "updatedAt", "published_at", "locale", "nothing", "", "__proto__", "constructor", "a.b", "card.name", "links.label", "seo.links.label", "self.self.card", "name", "label", "title",
    ];

    private static readonly string[] Operators =
    [
        "$eq", "$eqi", "$ne", "$nei", "$lt", "$lte", "$gt", "$gte", "$in", "$notIn", "$contains", "$notContains", "$containsi", "$notContainsi", "$startsWith", "$startsWithi", "$endsWith", "$endsWithi", "$null", "$notNull", "$between", "$and", "$or", "$not", "$EQ", "$foo", "$", "", "0", "1", "999",
    ];

    private static readonly string[] Texts =
    [
        "a", "s1", "1", "0", "-1", "1.5", "1e308", "1e999", "NaN", "Infinity", "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "true", "false", "t", "null", "undefined", "", " ", "%25", "_", "\\", "'", "\"", "';--", "$1", "@p0", "{0}", "%00", "%0a", "%ff", "%F0%9F%97%BC", "%EF%BF%BF", "%ED%A0%80", "2020-01-01", "2020-13-45", "0001-01-01", "9999-12-31T23:59:59.999Z",
        "2020-01-01T00:00:00%2B14:00", "253402300800000", "08:00", "24:00", "*", "a,b", ",", "[", "]", "a]b", "((((", "%C3%9F", "%C4%B0", "a%CC%80", new('x', 300), "1 OR 1=1", "${x}", "<b>",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "1.5", "1e400", "1E-400", "9223372036854775807", "99999999999999999999", "\"\"", "\"a\"", "\"1\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\uffff\"", "\"🗼\"", "\"' OR 1=1 --\"", "\"%_\\\\\"", "\"a@b.example\"", "\"2020-01-01\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.999-14:00\"", "\"08:00\"", "[]", "[null]", "[[]]", "[1,1]", "[\"a\"]", "{}",
        "{\"id\":1}", "{\"id\":null}", "{\"id\":\"x\",\"label\":\"a\"}", "{\"id\":999999999,\"label\":\"a\"}", "{\"label\":\"a\"}", "{\"label\":\"far too long a label\"}", "[{\"label\":\"a\"}]", "[{\"label\":\"a\"},{\"label\":\"b\"}]", "[{\"id\":999999999,\"label\":\"a\"}]", "[{\"id\":1},{\"id\":1}]", "[{},{}]", "{\"title\":\"t\",\"links\":[{\"label\":\"x\"}]}", "{\"title\":\"t\",\"card\":0,\"picture\":1}", "{\"connect\":[1]}", "{\"connect\":[],\"disconnect\":[]}", "{\"set\":[]}", "{\"set\":[1],\"connect\":[1]}",
        "{\"disconnect\":[999999999]}", "{\"connect\":[{\"id\":1,\"position\":{\"before\":1}}]}", "{\"connect\":[{\"id\":1,\"position\":{\"start\":true}}]}", "{\"connect\":[{\"id\":1,\"position\":null}]}", "[{\"__component\":\"parts.link\",\"label\":\"a\"}]", "[{\"__component\":null}]", "[{\"type\":\"paragraph\",\"children\":[{\"type\":\"text\",\"text\":\"a\"}]}]", "[{\"type\":\"list\",\"children\":[]}]", "{\"a\":{\"b\":{\"c\":[1,2,{\"d\":null}]}}}",
    ];

    private readonly Random _random = new(seed);

    public Invented Next()
    {
        var path = target.Path("fuzzes");
        var one = $"{path}/{Any(keys)}";
        return _random.Next(20) switch
        {
            < 9 => new("GET", path + Query(), null),
            < 10 => new("GET", one + Query(), null),
            < 13 => new("POST", path + Some(3, Query), Body()),
            < 17 => new("PUT", one + Some(3, Query), Body()),
            17 => new("DELETE", $"{path}/{_random.Next(1, 1000000) + 500000000}{Some(3, Query)}", null),
            18 => new("POST", $"{one}/{Any(["publish", "unpublish", "discard-draft", "duplicate", "versions/1/restore", "versions/99/restore"])}{Some(3, Query)}", Some(2, Body)),
            _ => new("GET", $"{one}/{Any(["versions", "versions/1", "versions/x", "versions/1/compare/2", "schedule", "nothing"])}{Some(3, Query)}", null),
        };
    }

    private string Query()
    {
        var parts = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => _random.Next(12) switch
        {
            < 5 => $"filters{Path(4)}={Any(Texts)}",
            5 => $"sort{Some(2, () => Path(2))}={Any(Attributes)}{Any(["", ":asc", ":desc", ":up", ",id"])}",
            6 => $"fields{Any(["", "[]", "[0]", "[a]", "[0][1]"])}={Any(Attributes)}",
            7 or 8 => $"populate{Some(2, () => PopulatePath())}={Any([.. Attributes, "*", "true", "false"])}",
            9 => $"pagination[{Any(["page", "pageSize", "start", "limit", "withCount", "x"])}]={Any(Texts)}",
            10 => $"_q={Any(Texts)}",
            _ => $"{Any(["status", "locale", "filters", "populate", "sort", "nothing", "[a]", "a[", "filters[[", "filters]", "=", "%"])}={Any([.. Texts, "draft", "published", "en"])}",
        });
        return "?" + string.Join('&', parts);
    }

    private string Path(int most) => string.Concat(Enumerable.Range(0, _random.Next(1, most + 1)).Select(_ => $"[{(_random.Next(2) == 0 ? Any(Attributes) : Any(Operators))}]"));

    private string PopulatePath() => string.Concat(Enumerable.Range(0, _random.Next(1, 5)).Select(_ => $"[{Any([.. Attributes, "populate", "populate", "fields", "filters", "sort", "on", "count", target["parts.link"], target["parts.seo"], "0"])}]"));

    private string Body()
    {
        if (_random.Next(30) == 0) return Any(Values);
        if (_random.Next(30) == 0) return "{\"data\":{";
        var data = new StringBuilder();
        foreach (var attribute in Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Any(Attributes)).Distinct())
            data.Append(data.Length == 0 ? "" : ",").Append('"').Append(attribute).Append("\":").Append(Any(Values).Replace("parts.link", target["parts.link"], StringComparison.Ordinal));
        return $"{{\"data\":{{{data}}}}}";
    }

    private string Some(int oneIn, Func<string> make) => _random.Next(oneIn) == 0 ? make() : "";

    private string Any(IReadOnlyList<string> of) => of[_random.Next(of.Count)];
}
