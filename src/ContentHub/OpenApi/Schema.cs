using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>Short ways to write schemas.</summary>
internal static class Schema
{
    public static OpenApiSchema Text(string? words = null, string? format = null) => new() { Type = JsonSchemaType.String, Format = format, Description = words };

    public static OpenApiSchema Moment(string? words = null) => Text(words, "date-time");

    public static OpenApiSchema Whole(string? words = null) => new() { Type = JsonSchemaType.Integer, Format = "int64", Description = words };

    public static OpenApiSchema Number(string? words = null) => new() { Type = JsonSchemaType.Number, Description = words };

    public static OpenApiSchema Flag(string? words = null) => new() { Type = JsonSchemaType.Boolean, Description = words };

    /// <summary>Any JSON.</summary>
    public static OpenApiSchema Any(string? words = null) => new() { Description = words };

    public static OpenApiSchema OneOf(params IEnumerable<string> values) => new() { Type = JsonSchemaType.String, Enum = [.. values.Select(v => (JsonNode)JsonValue.Create(v)!)] };

    public static OpenApiSchema List(IOpenApiSchema items, string? words = null) => new() { Type = JsonSchemaType.Array, Items = items, Description = words };

    public static OpenApiSchema Map(IOpenApiSchema values, string? words = null) => new() { Type = JsonSchemaType.Object, AdditionalProperties = values, Description = words };

    public static OpenApiSchema Object(params IEnumerable<(string Name, IOpenApiSchema Schema)> properties) =>
        new() { Type = JsonSchemaType.Object, Properties = properties.ToDictionary(p => p.Name, p => p.Schema) };

    /// <summary>The same, and these properties must be there.</summary>
    public static OpenApiSchema Needs(this OpenApiSchema schema, params IEnumerable<string> names)
    {
        var required = names.ToHashSet();
        schema.Required = required.Count == 0 ? null : required;
        return schema;
    }

    /// <summary>The same, or null.</summary>
    public static OpenApiSchema OrNull(this OpenApiSchema schema)
    {
        if (schema.Type is { } type) schema.Type = type | JsonSchemaType.Null;
        schema.Enum?.Add(JsonNullSentinel.JsonNull);
        return schema;
    }

    /// <summary>What a reference leads to, or null.</summary>
    public static OpenApiSchema OrNull(this OpenApiSchemaReference reference) => new() { AnyOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }] };

    /// <summary><c>{"data": …}</c></summary>
    public static OpenApiSchema Data(IOpenApiSchema data) => Object(("data", data)).Needs("data");
}
