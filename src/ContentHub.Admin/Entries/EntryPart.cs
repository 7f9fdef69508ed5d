using System.Text.Encodings.Web;
using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.Entries;

/// <summary>One component of an entry as the form holds it.</summary>
/// <param name="Key">Stays the same while it is moved about; unique in its list.</param>
/// <param name="Id">Of the component that is changed; null for a new one.</param>
/// <param name="Component">Its name: <c>shared.seo</c>.</param>
/// <param name="Texts">What stands in the controls, by attribute.</param>
public sealed record EntryPart(string Key, long? Id, string Component, IReadOnlyDictionary<string, string> Texts)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An empty one, with the component's defaults.</summary>
    public static EntryPart New(ContentType component) =>
        new(Guid.CreateVersion7().ToString("N"), null, component.Name, component.Attributes.ToDictionary(a => a.Name, a => a is ScalarAttribute { Default: { } standard } scalar ? AttributeText.Of(scalar, standard) : ""));

    /// <summary>The same with another text.</summary>
    public EntryPart With(ContentAttribute attribute, string text) => this with { Texts = new Dictionary<string, string>(Texts) { [attribute.Name] = text } };

    /// <summary>What stands in a control.</summary>
    public string TextOf(ContentAttribute attribute) => Texts.GetValueOrDefault(attribute.Name) ?? "";

    /// <summary>A list as it is with what the browser kept of single controls, by their paths inside: <c>0.title</c>, or <c>title</c> of the only one.</summary>
    /// <param name="list">Whether paths begin with a number.</param>
    /// <param name="kept">By path; what has found its place is taken out.</param>
    /// <param name="catalog">Null where the type has no components.</param>
    internal static IReadOnlyList<EntryPart> WithKept(IReadOnlyList<EntryPart> parts, bool list, Dictionary<string, string> kept, ContentTypeCatalog? catalog) =>
        [.. parts.Select((part, at) => (catalog?.ByName(part.Component)?.Attributes ?? []).Aggregate(part, (changed, attribute) =>
        {
            var path = list ? $"{at}.{attribute.Name}" : attribute.Name;
            if (kept.Remove(path, out var text)) return changed.With(attribute, text);
            if (attribute is not (ComponentAttribute or DynamicZoneAttribute) || Inside(kept, path) is not { Count: > 0 } inner) return changed;
            var (parts, all) = (Read(part.TextOf(attribute)), inner.Keys.ToArray());
            var placed = Text(WithKept(parts, attribute is not ComponentAttribute { Repeatable: false }, inner, catalog));
            foreach (var rest in all.Where(rest => !inner.ContainsKey(rest))) kept.Remove($"{path}.{rest}");
            return changed.With(attribute, placed);
        }))];

    /// <summary>A stored list with the keys of the one it was made of, so that what is on the page stays there, and the focus in it.</summary>
    /// <param name="sent">The text that was saved; with other components, or in another order, it gives no keys.</param>
    internal static string WithKeysOf(string stored, string sent, ContentTypeCatalog? catalog)
    {
        var (parts, before) = (Read(stored), Read(sent));
        if (!parts.Select(p => p.Component).SequenceEqual(before.Select(p => p.Component))) return stored;
        return Text(parts.Zip(before, (part, old) => (catalog?.ByName(part.Component)?.Attributes ?? []).Where(a => a is ComponentAttribute or DynamicZoneAttribute)
            .Aggregate(part with { Key = old.Key }, (kept, attribute) => kept.With(attribute, WithKeysOf(kept.TextOf(attribute), old.TextOf(attribute), catalog)))));
    }

    /// <summary>What stands below a path, with the rest of its path.</summary>
    internal static Dictionary<string, string> Inside(IReadOnlyDictionary<string, string> kept, string path) =>
        kept.Where(k => k.Key.StartsWith(path + ".", StringComparison.Ordinal)).ToDictionary(k => k.Key[(path.Length + 1)..], k => k.Value);

    /// <summary>The list as the text that <see cref="EntryForm"/> keeps.</summary>
    public static string Text(IEnumerable<EntryPart> parts) => parts.ToArray() is { Length: > 0 } some ? JsonSerializer.Serialize(some, Options) : "";

    /// <summary>The list behind the text; empty when it is none, which only a damaged copy in the browser can be.</summary>
    public static IReadOnlyList<EntryPart> Read(string text)
    {
        try
        {
            return text.Length == 0 ? [] : JsonSerializer.Deserialize<EntryPart[]>(text, Options)?.Where(p => p is { Key: not null, Component: not null, Texts: not null }).ToArray() ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
