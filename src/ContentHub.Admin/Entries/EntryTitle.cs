using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Entries;

namespace ContentHub.Admin.Entries;

/// <summary>What an entry is called where people choose between entries.</summary>
internal static class EntryTitle
{
    /// <summary>The attribute that names entries: the first line of text of the type, or else the first text of any kind; null when there is none.</summary>
    public static ScalarAttribute? Attribute(ContentType type) =>
        type.Attributes.OfType<StringAttribute>().FirstOrDefault() ?? (ScalarAttribute?)type.Attributes.OfType<TextualAttribute>().FirstOrDefault(a => a is not PasswordAttribute);

    /// <summary>Its value, or "Untitled" with the id.</summary>
    public static string Of(EntryView view)
    {
        if (Attribute(view.Type) is { } attribute)
        {
            using var data = JsonDocument.Parse(view.Entry.Data);
            if (data.RootElement.TryGetProperty(attribute.Id.ToString(), out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text) return text;
        }

        return T("Untitled #{0}", view.Entry.Id);
    }

    /// <summary><c>postal_code</c> and <c>postalCode</c> as people write it: "Postal code".</summary>
    public static string Spoken(string name)
    {
        var words = string.Concat(name.Select((c, i) =>
            c == '_' ? " " : i > 0 && char.IsUpper(c) && char.IsLower(name[i - 1]) ? " " + char.ToLowerInvariant(c) : c.ToString())).Trim();
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }
}

/// <summary>Where the panel shows content; relative to the base address.</summary>
internal static class EntryAddress
{
    public static string Of(ContentType type) => $"admin/content/{(type.Kind == ContentTypeKind.Single ? type.Name : type.Plural)}";

    public static string Of(ContentType type, string key) => type.Kind == ContentTypeKind.Single ? Of(type) : $"{Of(type)}/{key}";
}
