using System.Globalization;
using System.Text.Json.Nodes;
using ContentHub.ContentTypes;
using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>What the values of an attribute look like, in answers and in what callers send.</summary>
/// <param name="typeOf">A reference to the answers of a type or component; null when there is none.</param>
/// <param name="inputOf">A reference to the input of a component.</param>
internal sealed class AttributeSchemas(SharedSchemas shared, Func<string, OpenApiSchemaReference?> typeOf, Func<string, OpenApiSchemaReference?> inputOf)
{
    /// <summary>As answers have it; links and components are there only when they were asked for.</summary>
    public IOpenApiSchema Answer(ContentAttribute attribute) => attribute switch
    {
        ScalarAttribute scalar => Scalar(scalar, forInput: false).OrNull(),
        MediaAttribute { Multiple: true } => Schema.List(shared.Of("File"), "With populate."),
        MediaAttribute => shared.Of("File").OrNull(),
        RelationAttribute { IsMany: true } relation => Schema.List(Entry(relation.Target), "With populate."),
        RelationAttribute relation => Nullable(Entry(relation.Target)),
        ComponentAttribute { Repeatable: true } part => Schema.List(Entry(part.Component), "With populate."),
        ComponentAttribute part => Nullable(Entry(part.Component)),
        DynamicZoneAttribute zone => Schema.List(Zone(zone, typeOf), "With populate."),
        _ => Schema.Any(),
    };

    /// <summary>As callers send it.</summary>
    public IOpenApiSchema Input(ContentAttribute attribute) => attribute switch
    {
        ScalarAttribute { Required: true } scalar => Scalar(scalar, forInput: true),
        ScalarAttribute scalar => Scalar(scalar, forInput: true).OrNull(),
        ComponentAttribute { Repeatable: true } part => Limited(Schema.List((IOpenApiSchema?)inputOf(part.Component) ?? Schema.Any()), part.Min, part.Max),
        ComponentAttribute part => inputOf(part.Component) is { } input ? part.Required ? input : input.OrNull() : Schema.Any(),
        DynamicZoneAttribute zone => Limited(Schema.List(Zone(zone, inputOf)), zone.Min, zone.Max),
        _ => shared.Of("LinkInput"),
    };

    private IOpenApiSchema Entry(string type) => (IOpenApiSchema?)typeOf(type) ?? Schema.Object();

    private static OpenApiSchema Nullable(IOpenApiSchema schema) => new() { AnyOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }], Description = "With populate." };

    private static OpenApiSchema Limited(OpenApiSchema list, int? least, int? most)
    {
        list.MinItems = least;
        list.MaxItems = most;
        return list;
    }

    /// <summary>Every item says in <c>__component</c> what it is.</summary>
    private static OpenApiSchema Zone(DynamicZoneAttribute zone, Func<string, OpenApiSchemaReference?> of) => new()
    {
        OneOf = [.. zone.Components.Select(name => (IOpenApiSchema)new OpenApiSchema
        {
            AllOf = [.. of(name) is { } part ? [part] : Array.Empty<IOpenApiSchema>(), Schema.Object(("__component", new OpenApiSchema { Type = JsonSchemaType.String, Const = name })).Needs("__component")],
        })],
    };

    private static OpenApiSchema Scalar(ScalarAttribute attribute, bool forInput)
    {
        var schema = Kind(attribute, forInput);
        if (!forInput) return schema;
        if (attribute is TextualAttribute text) (schema.MinLength, schema.MaxLength, schema.Pattern) = (text.MinLength, text.MaxLength, text.Regex ?? schema.Pattern);
        (schema.Minimum, schema.Maximum) = attribute switch
        {
            IntegerAttribute number => (Text(number.Min), Text(number.Max)),
            DecimalAttribute number => (Text(number.Min), Text(number.Max)),
            FloatAttribute number => (Text(number.Min), Text(number.Max)),
            BigIntegerAttribute number => (Text(number.Min), Text(number.Max)),
            _ => (null, null),
        };
        if (attribute.Default is { } standard) schema.Default = JsonNode.Parse(standard.GetRawText());
        if (attribute.IsUnique) schema.Description = "No two entries may have the same.";
        return schema;
    }

    private static OpenApiSchema Kind(ScalarAttribute attribute, bool forInput) => attribute switch
    {
        EmailAttribute => Schema.Text(format: "email"),
        PasswordAttribute => new OpenApiSchema { Type = JsonSchemaType.String, Format = "password", WriteOnly = true },
        UidAttribute => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^[A-Za-z0-9\-_.~]{1,256}$" },
        RichTextAttribute => new OpenApiSchema { Type = JsonSchemaType.String, ContentMediaType = "text/markdown" },
        TextualAttribute => Schema.Text(),
        IntegerAttribute => Schema.Whole(),
        BigIntegerAttribute => new OpenApiSchema { Type = forInput ? JsonSchemaType.String | JsonSchemaType.Integer : JsonSchemaType.String, Pattern = @"^-?\d+$", Format = "int64" },
        DecimalAttribute => Schema.Number(),
        FloatAttribute => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
        BooleanAttribute => Schema.Flag(),
        DateAttribute => Schema.Text(format: "date"),
        TimeAttribute => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^\d\d:\d\d(:\d\d(\.\d{1,3})?)?$", Description = "08:30:00.000" },
        DateTimeAttribute => Schema.Moment(),
        EnumerationAttribute words => Schema.OneOf(words.Values),
        BlocksAttribute => Schema.List(Schema.Object(("type", Schema.Text("paragraph, heading, list, quote, code or image"))).Needs("type"), "Rich text as a tree of blocks."),
        _ => Schema.Any("Any JSON."),
    };

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
