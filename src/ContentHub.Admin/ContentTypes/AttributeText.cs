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
            ("relation", { } target, _) => draft.Text("relation") is "oneToMany" or "manyToMany" ? T("many of {0}", target) : T("one {0}", target),
            ("component", _, { } component) => draft.Is("repeatable") ? T("any number of {0}", component) : component,
            ("dynamiczone", _, _) => string.Join(", ", draft.Texts("components")),
            ("enumeration", _, _) => string.Join(", ", draft.Texts("enum")),
            ("media", _, _) => draft.Is("multiple") ? T("any number of files") : T("one file"),
            ("uid", _, _) when draft.Text("target_field") is { } field => T("made from {0}", field),
            _ => Bounds(draft),
        };
        if (holds.Length > 0) yield return holds;
        foreach (var (option, word) in Flags)
            if (draft.Is(option)) yield return word;
    }

    private static (string Option, string Word)[] Flags => [("required", T("required")), ("unique", T("unique")), ("indexed", T("indexed")), ("private", T("private"))];

    private static string Bounds(AttributeDraft draft) => (draft.Text("min_length") ?? draft.Text("min"), draft.Text("max_length") ?? draft.Text("max")) switch
    {
        (null, null) => "",
        ({ } least, null) => T("at least {0}", least),
        (null, { } most) => T("at most {0}", most),
        var (least, most) => T("{0} to {1}", least, most),
    };

    /// <summary>One of the kind.</summary>
    public static string Words(this ContentTypeKind kind) => kind switch
    {
        ContentTypeKind.Collection => T("Collection"),
        ContentTypeKind.Single => T("Single"),
        _ => T("Component"),
    };

    /// <summary>All of the kind, above a list of them.</summary>
    public static string Heading(this ContentTypeKind kind) => kind switch
    {
        ContentTypeKind.Collection => T("Collections"),
        ContentTypeKind.Single => T("Single"),
        _ => T("Components"),
    };

    /// <summary>The last part of its address in the API.</summary>
    public static string Route(this ContentType type) => type.Kind == ContentTypeKind.Single ? type.Name : type.Plural;
}
