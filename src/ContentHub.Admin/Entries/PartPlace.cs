using ContentHub.ContentTypes;

namespace ContentHub.Admin.Entries;

/// <summary>Tells controls that they stand inside a component, and inside which: <c>seo</c>, <c>list.0</c>.</summary>
internal sealed record PartPlace(string Inside)
{
    /// <summary>The path of a control's field.</summary>
    /// <param name="place">Null for the entry itself.</param>
    public static string Path(PartPlace? place, ContentAttribute attribute) => place is null ? attribute.Name : $"{place.Inside}.{attribute.Name}";

    /// <summary>The name under which the browser keeps what is typed, key by key; null where it must not, or where the whole component is kept instead.</summary>
    public static string? KeptAs(PartPlace? place, ContentAttribute attribute) => place is null && attribute is not PasswordAttribute ? attribute.Name : null;
}
