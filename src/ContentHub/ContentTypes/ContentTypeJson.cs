using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ContentHub.ContentTypes;

/// <summary>Reads and checks what authors write about types; the shape is the one of <c>POST /admin/api/content-types</c> and of the files under <c>config/content-types</c>.</summary>
internal static partial class ContentTypeJson
{
    /// <summary>Attributes as stored and sent.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowOutOfOrderMetadataProperties = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] Kinds =
        [.. typeof(ContentAttribute).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)];

    private static readonly HashSet<string> ReservedAttributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "document_id", "documentId", "created_at", "createdAt", "updated_at", "updatedAt", "published_at", "publishedAt",
        "created_by", "createdBy", "updated_by", "updatedBy", "locale", "status",
    };

    private static readonly string[] Known =
        ["id", "name", "plural", "display_name", "kind", "draft_and_publish", "searchable", "attributes", "renamed_from", "remove_data", "version", "created_at", "updated_at"];

    private static readonly string[] KindsOfFile = ["images", "videos", "audios", "files"];

    private static readonly HashSet<string> ReservedRoutes = ["upload", "events", "changesets"];

    /// <summary>Everything that is wrong, or the form.</summary>
    public static Result<ContentTypeForm> Read(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("A content type is a JSON object.");
        var errors = new List<FieldError>();
        var kind = ReadKind(data, errors);
        var component = kind == ContentTypeKind.Component;
        var name = Text(data, "name", errors) ?? "";
        if (name.Length == 0) errors.Add(new FieldError("name", component ? "name is required: a group and a name, such as shared.seo" : "name is required: the singular, such as address"));
        else if (component ? !ComponentName().IsMatch(name) : !IsFreeRoute(name)) errors.Add(new FieldError("name", component ? "name must be two words of lower-case letters, digits and dashes with a dot between them, such as shared.seo" : RuleOf("name")));
        var plural = component ? name : Text(data, "plural", errors) ?? Pluralise(name);
        if (!component && !IsFreeRoute(plural)) errors.Add(new FieldError("plural", RuleOf("plural")));
        else if (!component && plural == name) errors.Add(new FieldError("plural", "plural must differ from name"));
        var display = Text(data, "display_name", errors) ?? Capitalise(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        if (display.Length is 0 or > 200) errors.Add(new FieldError("display_name", "display_name must be 1 to 200 characters"));
        var draftAndPublish = Switch(data, "draft_and_publish", errors);
        var searchable = Switch(data, "searchable", errors);
        if (component && (draftAndPublish || searchable)) errors.Add(new FieldError("kind", "a component has neither drafts nor a search index of its own"));
        var renamedFrom = Text(data, "renamed_from", errors);
        var removeData = Switch(data, "remove_data", errors);
        foreach (var property in data.EnumerateObject())
            if (!Known.Contains(property.Name)) errors.Add(new FieldError(property.Name, $"{property.Name} is not known{Nearest.Hint(property.Name, Known)}; expected {string.Join(", ", Known[1..8])}"));
        var attributes = ReadAttributes(data, component, errors);
        return errors.Count > 0 ? new Problem.Invalid(errors) : new ContentTypeForm(name, plural, display, kind, attributes, renamedFrom, draftAndPublish, searchable, removeData);
    }

    private static bool IsFreeRoute(string name) => TypeName().IsMatch(name) && !ReservedRoutes.Contains(name);

    private static string RuleOf(string key) => $"{key} must be a lower-case letter, then letters, digits and dashes, at most 64, and not {string.Join(", ", ReservedRoutes)}";

    public static void Write(ContentType type, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", type.Id.Value);
        json.WriteString("name", type.Name);
        if (type.Kind != ContentTypeKind.Component) json.WriteString("plural", type.Plural);
        json.WriteString("display_name", type.DisplayName);
        json.WriteString("kind", type.Kind.ToString().ToLowerInvariant());
        if (type.Kind != ContentTypeKind.Component)
        {
            json.WriteBoolean("draft_and_publish", type.DraftAndPublish);
            json.WriteBoolean("searchable", type.Searchable);
        }

        json.WriteStartObject("attributes");
        foreach (var attribute in type.Attributes)
        {
            json.WritePropertyName(attribute.Name);
            var form = JsonSerializer.SerializeToNode(attribute, Options)!.AsObject();
            form.Remove("name");
            form.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteNumber("version", type.Version);
        json.WriteString("created_at", Utc.Text(type.CreatedAt));
        json.WriteString("updated_at", Utc.Text(type.UpdatedAt));
        json.WriteEndObject();
    }

    private static ContentTypeKind ReadKind(JsonElement data, List<FieldError> errors)
    {
        switch (Text(data, "kind", errors))
        {
            case null or "collection": return ContentTypeKind.Collection;
            case "single": return ContentTypeKind.Single;
            case "component": return ContentTypeKind.Component;
            default:
                errors.Add(new FieldError("kind", "kind must be collection, single or component"));
                return ContentTypeKind.Collection;
        }
    }

    private static List<AttributeForm> ReadAttributes(JsonElement data, bool component, List<FieldError> errors)
    {
        var forms = new List<AttributeForm>();
        if (!data.TryGetProperty("attributes", out var attributes) || attributes.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError("attributes", "attributes is required: an object with a definition for each name"));
            return forms;
        }

        foreach (var property in attributes.EnumerateObject())
            if (ReadAttribute(property.Name, property.Value, component, errors) is { } form) forms.Add(form);
        foreach (var form in forms.Where(f => f.Wanted is UidAttribute { TargetField: not null }))
        {
            var target = ((UidAttribute)form.Wanted).TargetField;
            if (!forms.Any(f => f.Wanted.Name == target && f.Wanted is StringAttribute or TextAttribute))
                errors.Add(new FieldError(["attributes", form.Wanted.Name, "target_field"], $"target_field '{target}' must name a string or text attribute of this type"));
        }

        return forms;
    }

    private static AttributeForm? ReadAttribute(string name, JsonElement definition, bool component, List<FieldError> errors)
    {
        var before = errors.Count;
        void Wrong(string message, params string[] inside) => errors.Add(new FieldError(["attributes", name, .. inside], message));

        if (!AttributeName().IsMatch(name)) Wrong("an attribute name is a letter, then letters, digits and underscores, at most 64");
        else if (ReservedAttributes.Contains(name)) Wrong($"'{name}' is a name of the product's own");
        if (definition.ValueKind != JsonValueKind.Object)
        {
            Wrong("the definition of an attribute is an object such as {\"type\": \"string\"}");
            return null;
        }

        if (!JsonText.IsClean(definition))
        {
            Wrong("the definition must not contain the NUL character, half a surrogate pair, or a number of more than 400 digits");
            return null;
        }

        var renamedFrom = Text(definition, "renamed_from", errors);
        var kind = Text(definition, "type", errors);
        if (kind is null || !Kinds.Contains(kind))
        {
            Wrong($"type must be one of: {string.Join(", ", Kinds)}", "type");
            return null;
        }

        ContentAttribute attribute;
        try
        {
            var plain = System.Text.Json.Nodes.JsonObject.Create(definition)!;
            plain.Remove("renamed_from");
            attribute = plain.Deserialize<ContentAttribute>(Options)! with { Name = name };
        }
        catch (JsonException fault)
        {
            Wrong($"{FaultyOption(fault)} is not an option of a {kind} attribute, or its value is of the wrong kind");
            return null;
        }

        CheckOptions(attribute, Wrong);
        if (component && attribute is ScalarAttribute { IsIndexed: true } or DynamicZoneAttribute or RelationAttribute { MappedBy: not null } or RelationAttribute { InversedBy: not null })
            Wrong("a component has no unique or indexed attributes, no uid, no dynamic zones and no relations that show on their other side");
        return errors.Count == before ? new AttributeForm(attribute, renamedFrom) : null;
    }

    // A JSON null gets past the types: hence the checks for what cannot be null.
    private static void CheckOptions(ContentAttribute attribute, Action<string, string[]> wrong)
    {
        switch (attribute)
        {
            case RelationAttribute relation:
                if (string.IsNullOrEmpty(relation.Target)) wrong("target is required: the name of a content type", ["target"]);
                if (relation.MappedBy is not null && relation.InversedBy is not null) wrong("mapped_by is for the side that does not own the relation, inversed_by for the side that does: give one", ["mapped_by"]);
                break;
            case ComponentAttribute part:
                if (string.IsNullOrEmpty(part.Component)) wrong("component is required: the name of a component, such as shared.seo", ["component"]);
                if (!part.Repeatable && (part.Min ?? part.Max) is not null) wrong("min and max count the items of a repeatable component", ["min"]);
                CheckRange(part.Min < 0, part.Min > part.Max, wrong);
                break;
            case DynamicZoneAttribute zone:
                if (zone.Components is not { Count: > 0 } || zone.Components.Distinct().Count() != zone.Components.Count || zone.Components.Any(string.IsNullOrEmpty)) wrong("components must list at least one component, each once", ["components"]);
                CheckRange(zone.Min < 0, zone.Min > zone.Max, wrong);
                break;
            case MediaAttribute media:
                if (media.AllowedTypes is null || media.AllowedTypes.Except(KindsOfFile).Any()) wrong($"allowed_types lists some of: {string.Join(", ", KindsOfFile)}", ["allowed_types"]);
                break;
            case ScalarAttribute scalar:
                CheckScalar(scalar, wrong);
                break;
        }
    }

    private static void CheckScalar(ScalarAttribute attribute, Action<string, string[]> wrong)
    {
        if (attribute is EnumerationAttribute e && (e.Values is not { Count: > 0 } || e.Values.Distinct().Count() != e.Values.Count || e.Values.Any(string.IsNullOrWhiteSpace)))
        {
            wrong("enum must list at least one word, each once", ["enum"]);
            return;
        }

        if (attribute is TextualAttribute text)
        {
            if (text.MinLength < 0 || text.MaxLength < 1 || text.MinLength > text.MaxLength) wrong("min_length must not be negative, nor above max_length", ["min_length"]);
            if (text.Regex is { } pattern && Patterns.Fault(pattern) is { } faulty)
            {
                wrong($"regex {faulty}", ["regex"]);
                return;
            }
        }

        if (attribute is IntegerAttribute { Min: var min, Max: var max }) CheckRange(false, min > max, wrong);
        if (attribute is BigIntegerAttribute { Min: var least, Max: var most }) CheckRange(false, least > most, wrong);
        if (attribute is DecimalAttribute { Min: var low, Max: var high }) CheckRange(false, low > high, wrong);
        if (attribute is FloatAttribute { Min: var from, Max: var to }) CheckRange(false, from > to, wrong);
        if (attribute is BooleanAttribute { Unique: true }) wrong("unique is not possible on this type", ["unique"]);
        if (attribute is { IsIndexed: true } and ({ Comparison: Comparison.None } or RichTextAttribute or PasswordAttribute))
            wrong($"{(attribute.Unique ? "unique" : "indexed")} is not possible on this type", [attribute.Unique ? "unique" : "indexed"]);
        if (attribute is { Default: { ValueKind: not JsonValueKind.Null } value } && (attribute.Fault(value) ?? attribute.Lack(value)) is { } fault) wrong($"default {fault}", ["default"]);
        if (attribute is { IsUnique: true, Default: not null }) wrong("a default would be the same for two entries: leave out default or unique", ["default"]);
    }

    private static void CheckRange(bool negative, bool crossed, Action<string, string[]> wrong)
    {
        if (negative || crossed) wrong(negative ? "min must not be negative" : "min must not be above max", ["min"]);
    }

    // System.Text.Json names the option in the path ($.min_length) or, for unknown ones, in the text only.
    private static string FaultyOption(JsonException fault) =>
        fault.Path is { Length: > 2 } path ? $"'{path[2..]}'" : Quoted().Match(fault.Message) is { Success: true } name ? name.Value : "something here";

    private static string? Text(JsonElement data, string key, List<FieldError> errors)
    {
        if (!data.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text)) return text;
        errors.Add(new FieldError(key, $"{key} must be a string"));
        return null;
    }

    private static bool Switch(JsonElement data, string key, List<FieldError> errors)
    {
        if (!data.TryGetProperty(key, out var value) || value.ValueKind is JsonValueKind.False or JsonValueKind.Null) return false;
        if (value.ValueKind != JsonValueKind.True) errors.Add(new FieldError(key, $"{key} must be true or false"));
        return true;
    }

    public static string Pluralise(string name) =>
        name.Length == 0 ? name :
        name.EndsWith('y') && name.Length > 1 && !"aeiou".Contains(name[^2], StringComparison.Ordinal) ? name[..^1] + "ies"
        : name.EndsWith('s') || name.EndsWith('x') || name.EndsWith("ch", StringComparison.Ordinal) || name.EndsWith("sh", StringComparison.Ordinal) ? name + "es"
        : name + "s";

    private static string Capitalise(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ');

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^(?=.{3,64}\z)[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ComponentName();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AttributeName();

    [GeneratedRegex("'[^']+'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
