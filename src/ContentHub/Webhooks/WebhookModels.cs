using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>Webhooks that want some content types name them: they follow a rename, and forget a type that is deleted only when others are left, since none means all.
/// Their filters follow attributes to new names.</summary>
internal sealed class WebhookModels(WebhookDirectory directory) : IContentTypeWatcher
{
    public Problem? Changing(WriteUnit unit, ContentType? before, ContentType? after)
    {
        if (before is null) return null;
        var touched = false;
        foreach (var webhook in unit.Db.Webhooks.AsTracking().AsEnumerable().ToList())
        {
            if (after is not null && webhook.Filter is { } filter && Renames(before, after) is { Count: > 0 } renames && Follow(unit, webhook, filter, before, renames) is var followed && followed != filter)
            {
                webhook.Refilter(followed);
                touched = true;
            }

            if (before.Name == after?.Name || !webhook.Models.Contains(before.Name) || (after is null && webhook.Models.Count == 1)) continue;
            webhook.Retarget(before.Name, after?.Name);
            touched = true;
        }

        if (touched) directory.Touch(unit);
        return null;
    }

    private static Dictionary<string, string> Renames(ContentType before, ContentType after) => (
        from old in before.Attributes
        join now in after.Attributes on old.Id equals now.Id
        where old.Name != now.Name
        select (old.Name, Now: now.Name)).ToDictionary(r => r.Name, r => r.Now);

    private static string Follow(WriteUnit unit, Webhook webhook, string filter, ContentType before, Dictionary<string, string> renames)
    {
        var types = unit.Db.ContentTypes.AsNoTracking().ToDictionary(t => t.Name);
        types[before.Name] = before;
        var wanted = types.Values.Where(t => t.Kind != ContentTypeKind.Component && webhook.WantsModel(t.Name)).ToArray();
        return PayloadFilter.Renamed(filter, path => Now(path), changed => wanted.Contains(before) ? NameAt(wanted, changed) : changed);

        string Now(IReadOnlyList<string> path)
        {
            if (path is not ["entry", _, ..]) return path[^1];
            IReadOnlyList<ContentType> at = wanted;
            foreach (var step in path.Skip(1).SkipLast(1))
                at = [.. at.SelectMany(t => t.Attributes.Where(a => a.Name == step)).SelectMany(TargetsOf).Distinct().Select(name => types.GetValueOrDefault(name)).OfType<ContentType>()];
            return NameAt(at, path[^1]);
        }

        // Where another type keeps the name, the filter goes on asking for that one.
        string NameAt(IReadOnlyList<ContentType> at, string name) =>
            at.Contains(before) && renames.TryGetValue(name, out var now) && !at.Any(t => t != before && t.Find(name) is not null) ? now : name;
    }

    private static IEnumerable<string> TargetsOf(ContentAttribute attribute) => attribute switch
    {
        RelationAttribute relation => [relation.Target],
        ComponentAttribute component => [component.Component],
        DynamicZoneAttribute zone => zone.Components,
        _ => [],
    };
}
