using System.Globalization;
using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Entries;

namespace ContentHub.Admin.Entries;

/// <summary>The texts of controls for what is stored of an entry, components included.</summary>
/// <param name="view">With everything it points at; null for an entry that is not there yet.</param>
/// <param name="catalog">Null where the type has no components.</param>
internal sealed class StoredTexts(EntryView? view, ContentTypeCatalog? catalog)
{
    /// <summary>Of an attribute of the entry itself.</summary>
    public string Of(ContentAttribute attribute)
    {
        if (view is null) return attribute is ScalarAttribute { Default: { } standard } scalar ? AttributeText.Of(scalar, standard) : attribute is RelationAttribute or MediaAttribute ? LinkedItem.Text([]) : "";
        using var data = JsonDocument.Parse(view.Entry.Data);
        return Of(attribute, data.RootElement, 0);
    }

    private string Of(ContentAttribute attribute, JsonElement data, long owner) => attribute switch
    {
        RelationAttribute relation => LinkedItem.Text(view!.Targets(relation, owner).Select(LinkedItem.Of)),
        MediaAttribute media => LinkedItem.Text(view!.Files(media, owner).Select(f => LinkedItem.Of(f.Asset))),
        ScalarAttribute scalar => data.TryGetProperty(attribute.Id.ToString(), out var value) ? AttributeText.Of(scalar, value) : "",
        _ => data.TryGetProperty(attribute.Id.ToString(), out var parts) ? Parts(attribute, parts) : "",
    };

    private string Parts(ContentAttribute attribute, JsonElement stored) => EntryPart.Text(
        from item in stored.ValueKind == JsonValueKind.Array ? stored.EnumerateArray().ToArray() : stored.ValueKind == JsonValueKind.Object ? [stored] : []
        let component = attribute is ComponentAttribute one ? catalog?.ByName(one.Component) : catalog?.ById(new Id<ContentType>(Number(item, "type")))
        where component is not null
        let id = Number(item, "id")
        select new EntryPart(id.ToString(CultureInfo.InvariantCulture), id, component.Name, component.Attributes.ToDictionary(a => a.Name, a => Of(a, item, id))));

    private static long Number(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;
}
