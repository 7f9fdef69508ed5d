using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.Entries;

/// <summary>The values behind the texts of controls, as the service takes them, and what is wrong with the texts.</summary>
internal sealed class TypedValues(ContentTypeCatalog? catalog)
{
    /// <summary>Texts that are no values.</summary>
    public List<FieldError> Errors { get; } = [];

    /// <summary>The value of an attribute; null where the text is none.</summary>
    public JsonNode? Read(ContentAttribute attribute, string text, params string[] path)
    {
        switch (attribute)
        {
            case ScalarAttribute scalar:
                if (AttributeText.Read(scalar, text).Ok(out var value, out var problem)) return JsonSerializer.SerializeToNode(value);
                Errors.Add(new FieldError(path, ((Problem.Invalid)problem).Message));
                return null;
            case ComponentAttribute { Repeatable: false }:
                return EntryPart.Read(text) is [var part, ..] ? Part(part, false, path) : null;
            case ComponentAttribute or DynamicZoneAttribute:
                return new JsonArray([.. EntryPart.Read(text).Select((p, i) => Part(p, attribute is DynamicZoneAttribute, [.. path, i.ToString(CultureInfo.InvariantCulture)]))]);
            default:
                var ids = LinkedItem.Read(text).Select(i => i.Id).ToArray();
                return JsonSerializer.SerializeToNode(attribute is RelationAttribute { IsMany: true } or MediaAttribute { Multiple: true } ? ids : ids.Length > 0 ? (object)ids[0] : null);
        }
    }

    private JsonObject Part(EntryPart part, bool inZone, string[] path)
    {
        var json = new JsonObject();
        if (part.Id is { } id) json["id"] = id;
        if (inZone) json["__component"] = part.Component;
        foreach (var attribute in catalog?.ByName(part.Component)?.Attributes ?? [])
        {
            // An empty password leaves the one there is.
            if (attribute is not PasswordAttribute || part.TextOf(attribute).Length > 0) json[attribute.Name] = Read(attribute, part.TextOf(attribute), [.. path, attribute.Name]);
        }

        return json;
    }
}
