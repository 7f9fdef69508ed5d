using System.Text.Json.Nodes;
using ContentHub.ContentTypes;
using ContentHub.Queries;
using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>The parameters of the content API's query language, for one type.</summary>
internal sealed class QueryParameters(SharedSchemas shared, SystemNames names)
{
    private const string FiltersText =
        "filters[attribute][$operator]=value, nested through relations, components and media; several mean AND. $and, $or and $not take groups. "
        + "Texts: $eq $eqi $ne $nei $contains $notContains $containsi $notContainsi $startsWith $startsWithi $endsWith $endsWithi; order: $lt $lte $gt $gte $between; lists: $in $notIn; absence: $null $notNull.";

    /// <summary>What may stand under an attribute in <c>filters</c>.</summary>
    public static OpenApiSchema Conditions() => Schema.Object(Enum.GetValues<Operator>().Select(op => (op.Text(), (IOpenApiSchema)(op.TakesList() ? Schema.List(Schema.Text())
        : op is Operator.Null or Operator.NotNull ? Schema.Flag() : Schema.Text()))));

    /// <summary>Those that the product reads there.</summary>
    /// <param name="known">One of the lists of <see cref="ContentQuery"/>.</param>
    public IEnumerable<OpenApiParameter> Of(IReadOnlyList<string> known, ContentType? type) => known.Where(k => k != "status" || type?.DraftAndPublish == true).Select(k => One(k, type));

    private OpenApiParameter One(string name, ContentType? type) => name switch
    {
        "filters" => Nested(name, FiltersText, Filters(type)),
        "sort" => Plain(name, "attribute:asc or attribute:desc, several with commas; ties are broken by id.", Schema.Text()),
        "fields" => new OpenApiParameter { Name = name, In = ParameterLocation.Query, Style = ParameterStyle.Form, Explode = false, Description = "Only these; id is always there.", Schema = Schema.List(type is null ? Schema.Text() : Schema.OneOf(Scalars(type))) },
        "populate" when type is null => Plain(name, "Files lead nowhere: * is taken, and changes nothing.", Schema.Text()),
        "populate" => Plain(name, "* for all links and components, or names with commas, dotted for more levels; populate[name][fields|filters|sort|populate] for more.", Schema.Text()),
        "pagination" => Nested(name, "page and pageSize, or start and limit; withCount=false saves the count.", Schema.Object(
            ("page", Schema.Whole()), ("pageSize", Schema.Whole()), ("start", Schema.Whole()), ("limit", Schema.Whole()), ("withCount", Schema.Flag()))),
        "_q" => Plain(name, "Words that occur in any text.", Schema.Text()),
        "locale" => Plain(name, "A language tag such as en.", Schema.Text()),
        _ => Plain(name, "What is public, or the draft of it.", Schema.OneOf("published", "draft")),
    };

    private OpenApiSchema Filters(ContentType? type)
    {
        var schema = Schema.Object((type is null ? [] : Scalars(type)).Select(a => (a, (IOpenApiSchema)shared.Of("Conditions"))));
        foreach (var group in new[] { Operators.And, Operators.Or }) schema.Properties![group] = Schema.List(Schema.Map(Schema.Any()));
        schema.AdditionalProperties = Schema.Any();
        return schema;
    }

    private IEnumerable<string> Scalars(ContentType type) =>
        ["id", names.DocumentId.Value, .. type.Attributes.Where(a => a is ScalarAttribute && !a.IsHidden).Select(a => a.Name), names.CreatedAt.Value, names.UpdatedAt.Value, names.PublishedAt.Value];

    private static OpenApiParameter Plain(string name, string words, OpenApiSchema schema) => new() { Name = name, In = ParameterLocation.Query, Description = words, Schema = schema };

    private static OpenApiParameter Nested(string name, string words, OpenApiSchema schema)
    {
        schema.Examples = [new JsonObject()];   // keeps explorers from sending one of their own making
        return new OpenApiParameter { Name = name, In = ParameterLocation.Query, Style = ParameterStyle.DeepObject, Explode = true, Description = words, Schema = schema };
    }
}
