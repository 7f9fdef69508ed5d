namespace ContentHub.ContentTypes;

/// <summary>Which of the routes under <c>/api/{route}</c> a type has: they are mapped once for all names, and a name does not tell its kind.</summary>
internal static class ContentRoutes
{
    /// <summary>Before everything else.</summary>
    public const string Root = "/api/{route}";

    /// <param name="rest">The path after <see cref="Root"/>: <c>/{key}/publish</c>; empty for the whole type.</param>
    public static bool Has(this ContentTypeKind kind, string method, string rest)
    {
        if (rest.Length == 0 && method == "GET") return kind != ContentTypeKind.Component;
        var many = rest.StartsWith("/{key}", StringComparison.Ordinal) || (rest.Length == 0 && method == "POST");
        return kind == (many ? ContentTypeKind.Collection : ContentTypeKind.Single);
    }
}
