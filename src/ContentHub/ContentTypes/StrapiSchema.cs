using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentHub.ContentTypes;

/// <summary>Reads what Strapi 5 keeps as <c>schema.json</c> of a content type, or as the file of a component, into the shape of <see cref="ContentTypeJson"/>.</summary>
/// <remarks>What ContentHub has no place for (plugins' attributes, custom fields, relations to many types at once) is left out with a warning; nothing is guessed.</remarks>
internal static class StrapiSchema
{
    private static readonly (string Theirs, string Ours)[] Options =
    [
        ("required", "required"), ("unique", "unique"), ("private", "private"), ("default", "default"), ("min", "min"), ("max", "max"), ("minLength", "min_length"), ("maxLength", "max_length"),
        ("regex", "regex"), ("enum", "enum"), ("targetField", "target_field"), ("multiple", "multiple"), ("repeatable", "repeatable"), ("component", "component"), ("components", "components"),
        ("relation", "relation"), ("mappedBy", "mapped_by"), ("inversedBy", "inversed_by"),
    ];

    private static readonly string[] Ignored = ["type", "target", "configurable", "pluginOptions", "allowedTypes", "options", "enumName", "conditions", "columnName", "unstable_pathPrefix"];

    /// <summary>Whether a JSON document is one of Strapi's.</summary>
    public static bool Is(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("collectionName", out _) && schema.TryGetProperty("info", out _);

    /// <summary>The type. Problems: Invalid.</summary>
    /// <param name="uid">Its key there: <c>api::article.article</c>, or <c>shared.seo</c> of a component, which does not say itself what it is called.</param>
    /// <param name="warnings">What was left out, one sentence each.</param>
    public static Result<ContentTypeForm> Read(string uid, JsonElement schema, List<string> warnings)
    {
        if (!Is(schema) || !schema.TryGetProperty("info", out var info) || info.ValueKind != JsonValueKind.Object) return new Problem.Invalid("a Strapi schema has collectionName, info and attributes");
        var kind = Text(schema, "kind") switch { "collectionType" => "collection", "singleType" => "single", null => "component", _ => null };
        if (kind is null) return new Problem.Invalid("kind must be collectionType or singleType", "kind");
        var name = kind == "component" ? uid : Text(info, "singularName");
        var ours = new JsonObject { ["name"] = name, ["kind"] = kind };
        if (Text(info, "displayName") is { } display) ours["display_name"] = display;
        if (kind != "component")
        {
            if (Text(info, "pluralName") is { } plural) ours["plural"] = plural;
            ours["draft_and_publish"] = schema.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Object && options.TryGetProperty("draftAndPublish", out var draft) && draft.ValueKind == JsonValueKind.True;
        }

        var attributes = new JsonObject();
        if (schema.TryGetProperty("attributes", out var theirs) && theirs.ValueKind == JsonValueKind.Object)
        {
            foreach (var attribute in theirs.EnumerateObject())
                if (Attribute(uid, attribute, kind == "component", warnings) is { } definition) attributes[attribute.Name] = definition;
        }

        ours["attributes"] = attributes;
        return ContentTypeJson.Read(JsonSerializer.SerializeToElement(ours));
    }

    private static JsonObject? Attribute(string uid, JsonProperty attribute, bool inComponent, List<string> warnings)
    {
        JsonObject? LeaveOut(string why)
        {
            warnings.Add($"{uid}: '{attribute.Name}' was left out: {why}.");
            return null;
        }

        if (attribute.Value.ValueKind != JsonValueKind.Object || Text(attribute.Value, "type") is not { } type) return LeaveOut("it has no type");
        if (type is "customField") return LeaveOut("custom fields are unknown here");
        var ours = new JsonObject { ["type"] = type == "timestamp" ? "datetime" : type };
        foreach (var option in attribute.Value.EnumerateObject())
        {
            if (Options.FirstOrDefault(o => o.Theirs == option.Name).Ours is { } known) ours[known] = JsonNode.Parse(option.Value.GetRawText());
            else if (!Ignored.Contains(option.Name)) warnings.Add($"{uid}: the option '{option.Name}' of '{attribute.Name}' was left out.");
        }

        if (type == "relation")
        {
            if (Text(attribute.Value, "relation") is not ("oneToOne" or "oneToMany" or "manyToOne" or "manyToMany")) return LeaveOut("relations to several types at once are unknown here");
            if (Text(attribute.Value, "target") is not { } target || !target.StartsWith("api::", StringComparison.Ordinal)) return LeaveOut("it points at a type of a plugin");
            ours["target"] = target[(target.LastIndexOf('.') + 1)..];
        }

        if (type == "media" && attribute.Value.TryGetProperty("allowedTypes", out var allowed) && allowed.ValueKind == JsonValueKind.Array)
            ours["allowed_types"] = new JsonArray([.. allowed.EnumerateArray().Select(a => a.ToString()).Where(a => a is "images" or "videos" or "audios" or "files").Select(a => JsonValue.Create(a))]);
        if (type == "uid") ours.Remove("unique");   // it always is
        var cannotBeUnique = inComponent || type is "richtext" or "blocks" or "json" or "boolean" or "password";
        if (cannotBeUnique && ours.Remove("unique", out var unique) && unique?.GetValue<bool>() == true) warnings.Add($"{uid}: '{attribute.Name}' is not unique here{(inComponent ? ", as nothing in a component is" : "")}.");
        if (inComponent && type == "uid") return LeaveOut("a component has no uid here");
        if (ours["unique"]?.GetValue<bool>() == true) ours.Remove("default");
        return ours;
    }

    private static string? Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
