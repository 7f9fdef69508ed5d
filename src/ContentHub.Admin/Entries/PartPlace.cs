using ContentHub.ContentTypes;

namespace ContentHub.Admin.Entries;

/// <summary>Tells controls that they stand inside a component, and inside which: <c>seo</c>, <c>list.0</c>.</summary>
/// <param name="Kept">Whether the browser keeps what is typed there.</param>
internal sealed record PartPlace(string Inside, bool Kept = true)
{
    /// <summary>The path of a control's field.</summary>
    /// <param name="place">Null for the entry itself.</param>
    public static string Path(PartPlace? place, ContentAttribute attribute) => place is null ? attribute.Name : $"{place.Inside}.{attribute.Name}";

    /// <summary>The name under which the browser keeps what is typed, key by key: the path; null where it must not.</summary>
    public static string? KeptAs(PartPlace? place, ContentAttribute attribute) => place is { Kept: false } || attribute is PasswordAttribute ? null : Path(place, attribute);
}
