using System.Text.RegularExpressions;
using ContentHub.Access;
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
            if (after is not null && webhook.Filter is { } filter && Renames(before, after) is { Count: > 0 } renames && Follow(unit.Db, webhook, filter, before, renames) is var followed && followed != filter)
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

    public void Foresee(TypeForesight change)
    {
        if (change.Before is null) return;
        var may = change.Actor.May(Permission.WebhooksManage);
        foreach (var webhook in change.Db.Webhooks.AsNoTracking().OrderBy(w => w.Name).ToList().Where(w => KnownEntryEvents.Any(w.WantsName) && change.Holders.Any(h => w.WantsModel(h.Name))))
            foreach (var (message, breaks) in Effects(change, change.Before, webhook)) change.Touch(may, "webhook", webhook.Id.Value, webhook.Name, message, breaks);
    }

    private static readonly string[] KnownEntryEvents = [.. WebhookForm.KnownEvents.Where(e => e.StartsWith("entry.", StringComparison.Ordinal))];

    private static IEnumerable<(string Message, bool Breaks)> Effects(TypeForesight change, ContentType before, Webhook webhook)
    {
        var gone = change.Removed.Select(a => a.Name).ToArray();
        if (webhook.Filter is { } filter)
        {
            foreach (var name in gone.Where(name => Follow(change.Db, webhook, filter, before, new() { [name] = "\0" }) != filter))
                yield return ($"Its filter asks for '{name}', which goes: what it asks then fits nothing.", true);
            if (change.Renamed is { Count: > 0 } renames && Follow(change.Db, webhook, filter, before, new(renames)) != filter)
                yield return ("Its filter follows to the new name.", false);
        }

        // Templates are the author's own text: nobody but the author can tell which words in them mean an attribute.
        foreach (var name in gone.Concat(change.Renamed.Keys).Where(name => webhook.Template is { } template && Says(template, name)))
            yield return ($"Its template says '{name}', which {(change.Renamed.TryGetValue(name, out var now) ? $"is sent as '{now}' from then on" : "is not sent any more")}.", true);
        if (before.Name != change.After.Name) yield return ($"'{before.Name}' is called '{change.After.Name}' in what it is sent.", false);
        var sent = gone.Concat(change.Renamed.Keys).Where(name => before.Find(name) is { IsHidden: false }).Select(name => $"'{name}'").ToArray();
        if (sent.Length > 0 && webhook.Template is null) yield return ($"The bodies it is sent have no {string.Join(", ", sent)} any more{(change.Renamed.Count > 0 ? $", but {string.Join(", ", change.Renamed.Values.Select(name => $"'{name}'"))}" : "")}.", false);
    }

    private static bool Says(string template, string name) =>
        Regex.Matches(template, @"\{\{.*?\}\}", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Any(e => Regex.IsMatch(e.Value, $@"(?<![\w]){Regex.Escape(name)}(?![\w])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    private static Dictionary<string, string> Renames(ContentType before, ContentType after) => (
        from old in before.Attributes
        join now in after.Attributes on old.Id equals now.Id
        where old.Name != now.Name
        select (old.Name, Now: now.Name)).ToDictionary(r => r.Name, r => r.Now);

    private static string Follow(ContentHubDbContext db, Webhook webhook, string filter, ContentType before, Dictionary<string, string> renames)
    {
        var types = db.ContentTypes.AsNoTracking().ToDictionary(t => t.Name);
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
