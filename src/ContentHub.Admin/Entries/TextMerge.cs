using System.Text.Json.Nodes;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.Entries;

/// <summary>Merges what two people made of one field of the same entry: the three-way merge of version control, on the texts of controls.</summary>
/// <param name="catalog">Knows the components; null where the type has none.</param>
internal sealed class TextMerge(ContentTypeCatalog? catalog)
{
    /// <summary>Whether both texts mean the same value: another spelling of it is no change.</summary>
    public bool AreSame(ContentAttribute attribute, string one, string other)
    {
        if (one == other) return true;
        if (attribute is RelationAttribute or MediaAttribute) return LinkedItem.Read(one).Select(i => i.Id).SequenceEqual(LinkedItem.Read(other).Select(i => i.Id));
        var values = new TypedValues(catalog);
        return JsonNode.DeepEquals(values.Read(attribute, one), values.Read(attribute, other)) && values.Errors.Count == 0;
    }

    /// <summary>What both together want; null when a person must choose.</summary>
    /// <param name="before">What both began with; null when nobody knows any more, then every difference is to be chosen.</param>
    public string? Merge(ContentAttribute attribute, string? before, string theirs, string mine)
    {
        if (AreSame(attribute, theirs, mine)) return mine;
        if (before is null) return null;
        if (AreSame(attribute, before, mine)) return theirs;
        if (AreSame(attribute, before, theirs)) return mine;
        return attribute is ComponentAttribute or DynamicZoneAttribute ? Parts(EntryPart.Read(before), EntryPart.Read(theirs), EntryPart.Read(mine)) : null;
    }

    /// <summary>Field by field inside, as long as both have the same components in the same order.</summary>
    private string? Parts(IReadOnlyList<EntryPart> before, IReadOnlyList<EntryPart> theirs, IReadOnlyList<EntryPart> mine)
    {
        if (!Names(before).SequenceEqual(Names(theirs)) || !Names(before).SequenceEqual(Names(mine))) return null;
        var merged = mine.ToArray();
        for (var i = 0; i < merged.Length; i++)
        {
            foreach (var attribute in catalog?.ByName(merged[i].Component)?.Attributes ?? [])
            {
                if (Merge(attribute, before[i].TextOf(attribute), theirs[i].TextOf(attribute), mine[i].TextOf(attribute)) is not { } text) return null;
                merged[i] = merged[i].With(attribute, text);
            }
        }

        return EntryPart.Text(merged);
    }

    private static IEnumerable<(string, string)> Names(IEnumerable<EntryPart> parts) => parts.Select(p => (p.Id is { } id ? $"{id}" : p.Key, p.Component));
}
