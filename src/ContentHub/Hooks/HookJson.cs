using System.Text;
using System.Text.Json;
using ContentHub.Persistence;

namespace ContentHub.Hooks;

/// <summary>Incoming hooks and their calls in the shapes of the management API.</summary>
internal static class HookJson
{
    private static readonly string[] Known = ["name", "slug", "scheme", "token_name", "id_header", "secret", "enabled", "mapping"];

    // What an answer holds may be sent back; these are the product's to set.
    private static readonly string[] Own = ["id", "path", "has_secret", "created_at", "updated_at", "last_call"];

    private static readonly string[] Schemes = [.. Enum.GetValues<HookScheme>().Select(Name)];

    /// <summary><c>standard_webhooks</c> and so on.</summary>
    public static string Name<T>(T value) where T : struct, Enum => ModelConventions.SnakeCase(value.ToString());

    /// <summary>Reads a form; what is left out keeps the value of <paramref name="start"/>. All faults at once.</summary>
    public static Result<HookForm> Read(JsonElement data, HookForm start)
    {
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("A hook is a JSON object with name and scheme.");
        var errors = new List<FieldError>();
        var form = start;
        foreach (var property in data.EnumerateObject())
        {
            var value = property.Value;
            var read = property.Name switch
            {
                "name" => JsonText.TextOf(value) is { } text ? form with { Name = text } : null,
                "slug" => JsonText.TextOf(value) is { } text ? form with { Slug = text } : null,
                "scheme" => Array.IndexOf(Schemes, JsonText.TextOf(value)) is var at and >= 0 ? form with { Scheme = Enum.GetValues<HookScheme>()[at] } : null,
                "token_name" => JsonText.IsTextOrNull(value) ? form with { TokenName = JsonText.TextOf(value) } : null,
                "id_header" => JsonText.IsTextOrNull(value) ? form with { IdHeader = JsonText.TextOf(value) } : null,
                "secret" => JsonText.IsTextOrNull(value) ? form with { Secret = JsonText.TextOf(value) } : null,
                "enabled" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? form with { Enabled = value.GetBoolean() } : null,
                "mapping" => value.ValueKind == JsonValueKind.Null ? form with { Mapping = null } : ReadMapping(value, errors) is { } mapping ? form with { Mapping = mapping } : form,
                _ => Own.Contains(property.Name) ? form : null,
            };
            if (read is not null) form = read;
            else if (Known.Contains(property.Name)) errors.Add(new FieldError(property.Name, $"{property.Name} {Expected(property.Name)}"));
            else errors.Add(new FieldError(property.Name, $"{property.Name} is not known{Nearest.Hint(property.Name, Known)}"));
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : form;
    }

    /// <summary>The hook as a form, for changes of some of its parts.</summary>
    public static HookForm FormOf(Hook hook) => new()
    {
        Name = hook.Name,
        Slug = hook.Slug,
        Scheme = hook.Scheme,
        TokenName = hook.TokenName,
        IdHeader = hook.IdHeader,
        Mapping = hook.Mapping,
    };

    public static void Write(HookView view, Utf8JsonWriter json) => Write(view, null, json);

    /// <param name="secret">Shown this one time; null otherwise.</param>
    public static void Write(HookView view, string? secret, Utf8JsonWriter json)
    {
        var hook = view.Hook;
        json.WriteStartObject();
        json.WriteNumber("id", hook.Id.Value);
        json.WriteString("name", hook.Name);
        json.WriteString("slug", hook.Slug);
        json.WriteString("path", hook.Path);
        json.WriteString("scheme", Name(hook.Scheme));
        json.WriteString("token_name", hook.TokenName);
        json.WriteString("id_header", hook.IdHeader);
        json.WriteBoolean("enabled", hook.Enabled);
        json.WriteBoolean("has_secret", true);
        if (secret is not null) json.WriteString("secret", secret);
        json.WritePropertyName("mapping");
        if (hook.Mapping is { } mapping) WriteMapping(mapping, json);
        else json.WriteNullValue();
        json.WriteString("created_at", Utc.Text(hook.CreatedAt));
        json.WriteString("updated_at", Utc.Text(hook.UpdatedAt));
        json.WritePropertyName("last_call");
        if (view.LastCall is { } last) WriteCall(last, json, withBody: false);
        else json.WriteNullValue();
        json.WriteEndObject();
    }

    public static void Write(HookCall call, Utf8JsonWriter json) => WriteCall(call, json, withBody: true);

    private static void WriteCall(HookCall call, Utf8JsonWriter json, bool withBody)
    {
        json.WriteStartObject();
        json.WriteNumber("id", call.Id.Value);
        json.WriteString("received_at", Utc.Text(call.ReceivedAt));
        json.WriteString("outcome", Name(call.Outcome));
        json.WriteString("verdict", call.Verdict.Name());
        json.WriteString("verdict_reason", call.Verdict.Words());
        json.WriteString("detail", call.Detail);
        json.WriteString("message_id", call.MessageId);
        json.WriteNumberOrNull("event_id", call.EventId);
        json.WriteString("document_id", call.DocumentId);
        json.WriteNumber("body_bytes", call.BodyBytes);
        if (withBody) json.WriteString("body", Encoding.UTF8.GetString(call.Body));
        json.WriteEndObject();
    }

    private static void WriteMapping(HookMapping mapping, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", mapping.Model);
        json.WriteStartObject("attributes");
        foreach (var (name, path) in mapping.Attributes) json.WriteString(name, path);
        json.WriteEndObject();
        json.WriteString("status", mapping.AsDraft ? "draft" : "published");
        json.WriteEndObject();
    }

    private static HookMapping? ReadMapping(JsonElement value, List<FieldError> errors)
    {
        var before = errors.Count;
        void Wrong(string name, string message) => errors.Add(new FieldError(["mapping", name], message));
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError("mapping", "mapping must be an object with model and attributes, or null"));
            return null;
        }

        foreach (var property in value.EnumerateObject().Where(p => p.Name is not ("model" or "attributes" or "status"))) Wrong(property.Name, $"{property.Name} is not known{Nearest.Hint(property.Name, ["model", "attributes", "status"])}");
        var model = value.TryGetProperty("model", out var named) ? JsonText.TextOf(named) : null;
        if (model is null) Wrong("model", "model must be the name of a content type");
        // What a stranger sends should be looked at by a person first, unless somebody says otherwise.
        var status = value.TryGetProperty("status", out var stage) ? JsonText.TextOf(stage) : "draft";
        if (status is not ("draft" or "published")) Wrong("status", "status must be draft or published");
        var attributes = new List<MappedAttribute>();
        if (!value.TryGetProperty("attributes", out var map) || map.ValueKind != JsonValueKind.Object || !JsonText.IsClean(map)) Wrong("attributes", "attributes must be an object of attribute names and paths");
        else
        {
            foreach (var property in map.EnumerateObject())
            {
                if (JsonText.TextOf(property.Value) is { } path) attributes.Add(new MappedAttribute(property.Name, path));
                else errors.Add(new FieldError(["mapping", "attributes", property.Name], $"{property.Name} must be a path such as data.object.email"));
            }
        }

        return errors.Count > before ? null : new HookMapping(model!, attributes, status == "draft");
    }

    private static string Expected(string name) => name switch
    {
        "scheme" => $"must be one of: {string.Join(", ", Schemes)}",
        "enabled" => "must be true or false",
        "token_name" or "id_header" or "secret" => "must be a string, or null",
        _ => "must be a string",
    };
}
