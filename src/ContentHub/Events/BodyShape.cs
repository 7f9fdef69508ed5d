using System.Text.Json.Nodes;

namespace ContentHub.Events;

/// <summary>A piece of an event's body twice: as JSON Schema (draft 2020-12) and as an example of it. Made together, so that they agree.</summary>
/// <param name="Example">Null for JSON's null.</param>
internal sealed record BodyShape(JsonObject Schema, JsonNode? Example)
{
    /// <summary>Any JSON.</summary>
    public static BodyShape Any(JsonNode? example, string? words = null) => new(Words(new JsonObject(), words), example);

    public static BodyShape Text(string example, string? words = null) => new(Words(new JsonObject { ["type"] = "string" }, words), example);

    /// <param name="format">As JSON Schema names it: <c>date-time</c>.</param>
    public static BodyShape Formatted(string format, string example) => new(new JsonObject { ["type"] = "string", ["format"] = format }, example);

    public static BodyShape Matching(string pattern, string example) => new(new JsonObject { ["type"] = "string", ["pattern"] = pattern }, example);

    public static BodyShape Moment(string example = "2020-01-10T08:47:36.649Z") => Formatted("date-time", example);

    public static BodyShape Whole(long example, string? words = null) => new(Words(new JsonObject { ["type"] = "integer" }, words), example);

    public static BodyShape Number(decimal example, string? words = null) => new(Words(new JsonObject { ["type"] = "number" }, words), example);

    public static BodyShape Flag() => new(new JsonObject { ["type"] = "boolean" }, true);

    /// <summary>This text and no other.</summary>
    public static BodyShape Constant(string text) => new(new JsonObject { ["const"] = text }, text);

    public static BodyShape True() => new(new JsonObject { ["const"] = true }, true);

    public static BodyShape OneOf(IReadOnlyList<string> values) => new(new JsonObject { ["enum"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) }, values[0]);

    public static BodyShape List(BodyShape item, bool empty = false) => new(new JsonObject { ["type"] = "array", ["items"] = item.Schema }, empty ? new JsonArray() : new JsonArray(item.Example));

    /// <summary>Each name leads to the same.</summary>
    public static BodyShape Map(BodyShape value, string name) => new(new JsonObject { ["type"] = "object", ["additionalProperties"] = value.Schema }, new JsonObject { [name] = value.Example });

    /// <summary>All properties are always there, but for those of <see cref="Optional"/>.</summary>
    public static BodyShape Object(params IEnumerable<(string Name, BodyShape Shape)> properties)
    {
        var all = properties.ToArray();
        return new BodyShape(
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(all.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Shape.Schema))),
                ["required"] = new JsonArray([.. all.Where(p => !p.Shape.IsOptional).Select(p => (JsonNode)p.Name)]),
            },
            new JsonObject(all.Select(p => KeyValuePair.Create(p.Name, p.Shape.Example))));
    }

    /// <summary>A schema that stands in <c>$defs</c>.</summary>
    public static BodyShape Defined(string name, JsonNode example) => new(new JsonObject { ["$ref"] = $"#/$defs/{name}" }, example);

    /// <summary>One of these; the first is the example.</summary>
    public static BodyShape Either(params IReadOnlyList<BodyShape> shapes) => new(new JsonObject { ["anyOf"] = new JsonArray([.. shapes.Select(s => (JsonNode)s.Schema)]) }, shapes[0].Example);

    /// <summary>May be left out of the object.</summary>
    public bool IsOptional { get; private init; }

    /// <summary>The same, and it may be left out.</summary>
    public BodyShape Optional() => this with { IsOptional = true };

    /// <summary>The same, or null.</summary>
    public BodyShape OrNull() => this with
    {
        Schema = Schema switch
        {
            _ when !Shaping.Any(Schema.ContainsKey) => Schema,
            _ when Schema["type"] is JsonValue type && !Schema.ContainsKey("properties") => With("type", new JsonArray(type.DeepClone(), "null")),
            _ when Schema["enum"] is JsonArray values => With("enum", new JsonArray([.. values.Select(v => v?.DeepClone()), null])),
            _ => new JsonObject { ["anyOf"] = new JsonArray(Schema, new JsonObject { ["type"] = "null" }) },
        },
    };

    /// <summary>The same, with null as its example.</summary>
    public BodyShape Empty() => OrNull() with { Example = null };

    private static readonly string[] Shaping = ["type", "enum", "const", "anyOf", "$ref"];

    private JsonObject With(string key, JsonNode value)
    {
        Schema[key] = value;
        return Schema;
    }

    private static JsonObject Words(JsonObject schema, string? words)
    {
        if (words is not null) schema["description"] = words;
        return schema;
    }
}
