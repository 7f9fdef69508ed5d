using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Hooks;

/// <summary>Mappings name types and attributes: they follow a rename and forget an attribute that goes, and a type that a hook fills cannot go.</summary>
internal sealed class HookTypes : IContentTypeWatcher
{
    public Problem? Changing(WriteUnit unit, ContentType? before, ContentType? after)
    {
        if (before is null) return null;
        foreach (var hook in unit.Db.Hooks.AsTracking().AsEnumerable().Where(h => h.Mapping?.Model == before.Name).ToList())
        {
            if (after is null) return new Problem.Conflict($"The incoming hook '{hook.Name}' makes entries of it: change or delete that first.");
            hook.Remap(hook.Mapping! with { Model = after.Name, Attributes = [.. hook.Mapping.Attributes.Select(a => Follow(a, before, after)).OfType<MappedAttribute>()] });
        }

        return null;
    }

    public void Foresee(TypeForesight change)
    {
        if (change.Before is not { } before) return;
        var gone = change.Removed.Select(a => a.Name).ToHashSet();
        foreach (var hook in change.Db.Hooks.AsNoTracking().ToList().Where(h => h.Mapping?.Model == before.Name))
        {
            var lost = hook.Mapping!.Attributes.Where(a => gone.Contains(a.Name)).Select(a => $"'{a.Name}'").ToArray();
            if (lost.Length > 0) Touch($"It fills {string.Join(", ", lost)}, and will leave that out.", breaks: true);
            else if (before.Name != change.After.Name || hook.Mapping.Attributes.Any(a => change.Renamed.ContainsKey(a.Name))) Touch("It makes entries of this type and follows to the new names.", breaks: false);

            void Touch(string message, bool breaks) => change.Touch(change.Actor.May(Permission.WebhooksManage), "hook", hook.Id.Value, hook.Name, message, breaks);
        }
    }

    private static MappedAttribute? Follow(MappedAttribute mapped, ContentType before, ContentType after) =>
        before.Find(mapped.Name) is { } old && after.Attributes.FirstOrDefault(a => a.Id == old.Id) is { } now ? mapped with { Name = now.Name } : null;
}
