using System.Text.Json;
using System.Text.Json.Nodes;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.ContentTypes;

/// <summary>An attribute as it is edited: its options in the shape of the API, so that the service alone says what is right. Never changes: an edit makes another.</summary>
/// <param name="Key">Tells it from others while it is edited, whatever it is called.</param>
/// <param name="Name">The key in the API.</param>
/// <param name="Kind">As in the API: <c>string</c>.</param>
/// <param name="Options">By their names in the API.</param>
/// <param name="Was">The attribute as it is saved; null for a new one.</param>
/// <param name="Removed">Goes with the next save; until then it can come back.</param>
public sealed record AttributeDraft(int Key, string Name, string Kind, IReadOnlyDictionary<string, JsonNode?> Options, ContentAttribute? Was = null, bool Removed = false)
{
    /// <summary>Options of numbers of items, lengths and whole bounds.</summary>
    private static readonly string[] Whole = ["min_length", "max_length", "min", "max"];

    /// <summary>A new one of the kind.</summary>
    public static AttributeDraft New(int key, string kind) => new(key, "", kind, kind == "relation" ? new Dictionary<string, JsonNode?> { ["relation"] = "manyToOne" } : new Dictionary<string, JsonNode?>());

    /// <summary>What is saved.</summary>
    /// <param name="json">Its definition as the API shows it.</param>
    public static AttributeDraft Of(int key, ContentAttribute attribute, JsonElement json) => new(
        key, attribute.Name, attribute.Kind(), json.EnumerateObject().Where(p => p.Name is not ("id" or "type")).ToDictionary(p => p.Name, p => JsonSerializer.SerializeToNode(p.Value)), attribute);

    /// <summary>What its kind is called.</summary>
    public AttributeKind Words => AttributeKind.Of(Kind);

    /// <summary>The option as its control shows it; null for none.</summary>
    public string? Text(string option) => Options.GetValueOrDefault(option) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        var other => other.ToJsonString(Shown),
    };

    /// <summary>Whether the option is on.</summary>
    public bool Is(string option) => Options.GetValueOrDefault(option)?.GetValueKind() == JsonValueKind.True;

    /// <summary>The option as a list; empty for none.</summary>
    public IReadOnlyList<string> Texts(string option) => Options.GetValueOrDefault(option) is JsonArray list ? [.. list.Select(item => item?.ToString() ?? "")] : [];

    /// <summary>With the option on or off.</summary>
    public AttributeDraft With(string option, bool value) => With(option, value ? JsonValue.Create(true) : null);

    /// <summary>With a list.</summary>
    public AttributeDraft With(string option, IEnumerable<string> texts) => With(option, new JsonArray([.. texts.Select(text => (JsonNode)JsonValue.Create(text)!)]));

    /// <summary>What was typed: a number where it can be read as one, and otherwise the text, which the service then refuses with the reason.</summary>
    public AttributeDraft With(string option, string? text)
    {
        if (string.IsNullOrEmpty(text)) return With(option, (JsonNode?)null);
        var isNumber = (Whole.Contains(option) && Kind != "biginteger") || (option == "default" && Kind is "integer" or "decimal" or "float");
        if (!isNumber && !(option == "default" && Kind is "json" or "blocks" or "boolean")) return With(option, JsonValue.Create(text));
        try
        {
            return With(option, JsonNode.Parse(text.Trim()));
        }
        catch (JsonException)
        {
            return With(option, JsonValue.Create(text));
        }
    }

    /// <summary>With the option as it is in the API; null for none.</summary>
    public AttributeDraft With(string option, JsonNode? value)
    {
        var options = Options.Where(o => o.Key != option).ToDictionary();
        if (value is not null) options[option] = value;
        return this with { Options = options };
    }

    /// <summary>The definition, as it is sent.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["type"] = Kind };
        if (Was is not null) json["id"] = Was.Id.Value;
        foreach (var (name, value) in Options) json[name] = value?.DeepClone();
        return json;
    }

    /// <summary>Whether saving would make something else of it.</summary>
    public bool IsLike(AttributeDraft other) => Name == other.Name && Removed == other.Removed && JsonNode.DeepEquals(ToJson(), other.ToJson());

    private static readonly JsonSerializerOptions Shown = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
