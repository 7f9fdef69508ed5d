using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Media;

/// <summary>Finds who uses files.</summary>
internal static class MediaUses
{
    /// <summary>The files with their uses, in the order given. An entry counts once per attribute, however many stages and languages it has.</summary>
    /// <param name="withPrivate">Uses in private attributes too, and those inside components, where a private attribute may be around them.</param>
    public static IReadOnlyList<MediaView> Of(ContentHubDbContext db, ContentTypeCatalog catalog, IReadOnlyList<MediaAsset> assets, bool withPrivate)
    {
        if (assets.Count == 0) return [];
        var ids = assets.Select(a => a.Id).ToArray();
        var uses = db.MediaLinks.AsNoTracking().Where(l => ids.Contains(l.AssetId))
            .Select(l => new { l.AssetId, l.EntryId, l.TypeId, l.AttributeId, InComponent = l.OwnerId != 0 }).Distinct().ToLookup(l => l.AssetId);
        var inComponents = new Lazy<Dictionary<Id<ContentAttribute>, ContentAttribute>>(() => catalog.Components.SelectMany(c => c.Attributes).ToDictionary(a => a.Id));
        return [.. assets.Select(asset => new MediaView(
            asset,
            [.. (from use in uses[asset.Id]
                 let type = catalog.ById(use.TypeId)
                 let attribute = use.InComponent ? inComponents.Value.GetValueOrDefault(use.AttributeId) : type?.Attributes.FirstOrDefault(a => a.Id == use.AttributeId)
                 where type is { Sight.Owner: null } && attribute is not null && (withPrivate || (!attribute.Private && !use.InComponent))
                 orderby use.EntryId
                 select new MediaUse(type.Name, use.EntryId, attribute.Name)).Distinct()]))];
    }
}
