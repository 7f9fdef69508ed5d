using System.Globalization;
using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Entries;

/// <summary>What an entry must have before the world may see it. Drafts may miss all of it.</summary>
/// <param name="links">How many links an attribute has, by the id of the component that holds it (0 for the entry itself).</param>
internal sealed class EntryRules(ContentTypeCatalog catalog, Func<long, ContentAttribute, int> links)
{
    private readonly List<FieldError> _errors = [];

    /// <summary>Everything that the stored data lacks.</summary>
    public IReadOnlyList<FieldError> Faults(ContentType type, JsonElement data)
    {
        CheckObject(type, data, 0, []);
        return _errors;
    }

    private void CheckObject(ContentType type, JsonElement data, long owner, IReadOnlyList<string> path)
    {
        foreach (var attribute in type.Attributes)
        {
            string[] here = [.. path, attribute.Name];
            var there = data.TryGetProperty(attribute.Id.ToString(), out var value);
            switch (attribute)
            {
                case ScalarAttribute scalar:
                    if (!there) Require(attribute, here);
                    else if (attribute is not PasswordAttribute && scalar.Lack(value) is { } lack) Wrong(here, lack);   // of a password only the hash is left
                    break;
                case ComponentAttribute { Repeatable: false } part:
                    if (there) CheckObject(catalog.ByName(part.Component)!, value, IdOf(value), here);
                    else Require(attribute, here);
                    break;
                case ComponentAttribute part:
                    CheckList(attribute, part.Min, there, value, here, _ => catalog.ByName(part.Component));
                    break;
                case DynamicZoneAttribute zone:
                    CheckList(attribute, zone.Min, there, value, here, item => catalog.ById(new Id<ContentType>(item.GetProperty(ComponentData.Type).GetInt64())));
                    break;
                default:
                    if (attribute.Required && links(owner, attribute) == 0) Require(attribute, here);
                    break;
            }
        }
    }

    private void CheckList(ContentAttribute attribute, int? least, bool there, JsonElement items, IReadOnlyList<string> path, Func<JsonElement, ContentType?> componentOf)
    {
        var count = there ? items.GetArrayLength() : 0;
        if (count == 0) Require(attribute, path);
        // A list that nobody filled and nobody asked for is not too short.
        if (count < least && (count > 0 || attribute.Required)) Wrong(path, $"must have at least {least} items");
        for (var i = 0; i < count; i++)
            if (componentOf(items[i]) is { } component) CheckObject(component, items[i], IdOf(items[i]), [.. path, i.ToString(CultureInfo.InvariantCulture)]);
    }

    private void Require(ContentAttribute attribute, IReadOnlyList<string> path)
    {
        if (attribute.Required) Wrong(path, "is required");
    }

    private void Wrong(IReadOnlyList<string> path, string fault) => _errors.Add(new FieldError(path, $"{EntryInputReader.Readable(path)} {fault}"));

    private static long IdOf(JsonElement component) => component.GetProperty(ComponentData.Id).GetInt64();
}
