using ContentHub.ContentTypes;

namespace ContentHub.Admin.ContentTypes;

/// <summary>Types and attributes in words.</summary>
internal static class AttributeText
{
    private const string Suffix = "Attribute";

    /// <summary>As in the API, for instance <c>string</c>.</summary>
    public static string Kind(this ContentAttribute attribute) => attribute.GetType().Name[..^Suffix.Length].ToLowerInvariant();

    /// <summary>The kind and what was chosen beyond it, for a line in a list.</summary>
    public static IEnumerable<string> About(this AttributeDraft draft)
    {
        yield return draft.Words.Title;
        var holds = (draft.Kind, draft.Text("target"), draft.Text("component")) switch
        {
            ("relation", { } target, _) => draft.Text("relation") is "oneToMany" or "manyToMany" ? $"many of {target}" : $"one {target}",
            ("component", _, { } component) => draft.Is("repeatable") ? $"any number of {component}" : component,
            ("dynamiczone", _, _) => string.Join(", ", draft.Texts("components")),
            ("enumeration", _, _) => string.Join(", ", draft.Texts("enum")),
            ("media", _, _) => draft.Is("multiple") ? "any number of files" : "one file",
            ("uid", _, _) when draft.Text("target_field") is { } field => $"made from {field}",
            _ => Bounds(draft),
        };
        if (holds.Length > 0) yield return holds;
        foreach (var (option, word) in Flags)
            if (draft.Is(option)) yield return word;
    }

    private static readonly (string Option, string Word)[] Flags = [("required", "required"), ("unique", "unique"), ("indexed", "indexed"), ("private", "private")];

    private static string Bounds(AttributeDraft draft) => (draft.Text("min_length") ?? draft.Text("min"), draft.Text("max_length") ?? draft.Text("max")) switch
    {
        (null, null) => "",
        ({ } least, null) => $"at least {least}",
        (null, { } most) => $"at most {most}",
        var (least, most) => $"{least} to {most}",
    };

    /// <summary>The last part of its address in the API.</summary>
    public static string Route(this ContentType type) => type.Kind == ContentTypeKind.Single ? type.Name : type.Plural;
}
