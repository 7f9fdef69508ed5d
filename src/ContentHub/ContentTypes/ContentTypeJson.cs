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

    private static readonly HashSet<string> ReservedRoutes = ["upload", "events", "changesets"];

    /// <summary>Everything that is wrong, or the form.</summary>
    public static Result<ContentTypeForm> Read(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("A content type is a JSON object.");
        var errors = new List<FieldError>();
        var name = Text(data, "name", errors) ?? "";
        if (name.Length == 0) errors.Add(new FieldError("name", "name is required: the singular, such as address"));
        else if (!TypeName().IsMatch(name) || ReservedRoutes.Contains(name)) errors.Add(new FieldError("name", "name must be a lower-case letter, then letters, digits and dashes, at most 64, and not upload, events or changesets"));
        var plural = Text(data, "plural", errors) ?? Pluralise(name);
        if (!TypeName().IsMatch(plural) || ReservedRoutes.Contains(plural)) errors.Add(new FieldError("plural", "plural must be a lower-case letter, then letters, digits and dashes, at most 64, and not upload, events or changesets"));
        else if (plural == name) errors.Add(new FieldError("plural", "plural must differ from name"));
        var display = Text(data, "display_name", errors) ?? Capitalise(name);
        if (display.Length is 0 or > 200) errors.Add(new FieldError("display_name", "display_name must be 1 to 200 characters"));
        var kind = ReadKind(data, errors);
        if (data.TryGetProperty("draft_and_publish", out var draft) && draft.ValueKind != JsonValueKind.False)
            errors.Add(new FieldError("draft_and_publish", draft.ValueKind == JsonValueKind.True ? "draft_and_publish cannot be switched on in this release" : "draft_and_publish must be true or false"));
        var renamedFrom = Text(data, "renamed_from", errors);
        foreach (var property in data.EnumerateObject())
            if (property.Name is not ("id" or "name" or "plural" or "display_name" or "kind" or "draft_and_publish" or "attributes" or "renamed_from" or "version" or "created_at" or "updated_at"))
                errors.Add(new FieldError(property.Name, $"{property.Name} is not known; expected name, plural, display_name, kind, draft_and_publish, attributes"));
        var attributes = ReadAttributes(data, errors);
        return errors.Count > 0 ? new Problem.Invalid(errors) : new ContentTypeForm(name, plural, display, kind, attributes, renamedFrom);
    }

    public static void Write(ContentType type, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", type.Id.Value);
        json.WriteString("name", type.Name);
        json.WriteString("plural", type.Plural);
        json.WriteString("display_name", type.DisplayName);
        json.WriteString("kind", type.Kind == ContentTypeKind.Single ? "single" : "collection");
        json.WriteBoolean("draft_and_publish", false);
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
            default:
                errors.Add(new FieldError("kind", "kind must be collection or single"));
                return ContentTypeKind.Collection;
        }
    }

    private static List<AttributeForm> ReadAttributes(JsonElement data, List<FieldError> errors)
    {
        var forms = new List<AttributeForm>();
        if (!data.TryGetProperty("attributes", out var attributes) || attributes.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError("attributes", "attributes is required: an object with a definition for each name"));
            return forms;
        }

        foreach (var property in attributes.EnumerateObject())
            if (ReadAttribute(property.Name, property.Value, errors) is { } form) forms.Add(form);
        foreach (var form in forms.Where(f => f.Wanted is UidAttribute { TargetField: not null }))
        {
            var target = ((UidAttribute)form.Wanted).TargetField;
            if (!forms.Any(f => f.Wanted.Name == target && f.Wanted is StringAttribute or TextAttribute))
                errors.Add(new FieldError(["attributes", form.Wanted.Name, "target_field"], $"target_field '{target}' must name a string or text attribute of this type"));
        }

        return forms;
    }

    private static AttributeForm? ReadAttribute(string name, JsonElement definition, List<FieldError> errors)
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
        return errors.Count == before ? new AttributeForm(attribute, renamedFrom) : null;
    }

    private static void CheckOptions(ContentAttribute attribute, Action<string, string[]> wrong)
    {
        // A JSON null gets past the types.
        if (attribute is RelationAttribute relation && string.IsNullOrEmpty(relation.Target)) wrong("target is required: the name of a content type", ["target"]);
        if (attribute is EnumerationAttribute e && (e.Values is not { Count: > 0 } || e.Values.Distinct().Count() != e.Values.Count || e.Values.Any(string.IsNullOrWhiteSpace)))
            wrong("enum must list at least one word, each once", ["enum"]);
        if (attribute is TextualAttribute text && (text.MinLength < 0 || text.MaxLength < 1 || text.MinLength > text.MaxLength))
            wrong("min_length must not be negative, nor above max_length", ["min_length"]);
        if (attribute is IntegerAttribute { Min: { } min, Max: { } max } && min > max) wrong("min must not be above max", ["min"]);
        if (attribute is DecimalAttribute { Min: { } low, Max: { } high } && low > high) wrong("min must not be above max", ["min"]);
        if (attribute is BooleanAttribute { Unique: true } or JsonAttribute { Unique: true }) wrong("unique is not possible on this type", ["unique"]);
        if (attribute is ScalarAttribute { Default: { ValueKind: not JsonValueKind.Null } value } scalar && scalar.Fault(value) is { } fault)
            wrong($"default {fault}", ["default"]);
        if (attribute is ScalarAttribute { Unique: true, Default: not null }) wrong("a default would be the same for two entries: leave out default or unique", ["default"]);
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

    private static string Pluralise(string name) =>
        name.EndsWith('y') && name.Length > 1 && !"aeiou".Contains(name[^2], StringComparison.Ordinal) ? name[..^1] + "ies"
        : name.EndsWith('s') || name.EndsWith('x') || name.EndsWith("ch", StringComparison.Ordinal) || name.EndsWith("sh", StringComparison.Ordinal) ? name + "es"
        : name + "s";

    private static string Capitalise(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ');

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AttributeName();

    [GeneratedRegex("'[^']+'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
