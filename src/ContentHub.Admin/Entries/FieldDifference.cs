using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Entries;

namespace ContentHub.Admin.Entries;

/// <summary>One field in two states of an entry, as people read it. Empty where there is nothing.</summary>
public sealed record FieldDifference(string Label, string Before, string After)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A difference between two versions in the history.</summary>
    public static FieldDifference Of(EntryDifference difference) => new(string.Join(" › ", difference.Path.Select(EntryTitle.Spoken)), Text(difference.Before), Text(difference.After));

    /// <summary>What the form would make public, against what is.</summary>
    /// <param name="published">With all it points at; what is private and points elsewhere is not in it, and not compared.</param>
    internal static IReadOnlyList<FieldDifference> Of(EntryForm form, EntryView published, ContentTypeCatalog catalog)
    {
        var texts = new StoredTexts(published, catalog);
        return
        [
            .. from attribute in form.Type.Attributes
               where attribute is not PasswordAttribute && !(attribute.Private && attribute is RelationAttribute or MediaAttribute)
               let before = Text(attribute, texts.Of(attribute), catalog)
               let after = Text(attribute, form.Text(attribute), catalog)
               where before != after
               select new FieldDifference(EntryTitle.Spoken(attribute.Name), before, after),
        ];
    }

    /// <summary>The text of a control as people read it.</summary>
    internal static string Text(ContentAttribute attribute, string typed, ContentTypeCatalog catalog) => attribute switch
    {
        ScalarAttribute => typed,
        RelationAttribute or MediaAttribute => string.Join('\n', LinkedItem.Read(typed).Select(item => item.Label)),
        _ => string.Join("\n\n", EntryPart.Read(typed).Select(part => Text(part, catalog))),
    };

    private static string Text(EntryPart part, ContentTypeCatalog catalog) => catalog.ByName(part.Component) is not { } component ? part.Component : string.Join('\n',
        component.Attributes.Where(a => a is not PasswordAttribute).Select(a => (Label: EntryTitle.Spoken(a.Name), Text: Text(a, part.TextOf(a), catalog))).Where(a => a.Text.Length > 0).Select(a => $"{a.Label}: {a.Text}").Prepend(component.DisplayName));

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array when value.EnumerateArray().All(IsLink) => string.Join('\n', value.EnumerateArray().Select(Text)),
        JsonValueKind.Object when IsLink(value) => Named(value),
        JsonValueKind.Object or JsonValueKind.Array => JsonSerializer.Serialize(value, Indented),
        _ => value.GetRawText(),
    };

    // An entry or a file.
    private static bool IsLink(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("document_id", out _);

    private static string Named(JsonElement link) =>
        link.EnumerateObject().FirstOrDefault(p => p.Value.ValueKind == JsonValueKind.String && p.Name is not ("document_id" or "created_at" or "updated_at" or "published_at" or "locale")).Value is { ValueKind: JsonValueKind.String } name
            ? name.GetString()! : $"#{link.GetProperty("document_id")}";
}
