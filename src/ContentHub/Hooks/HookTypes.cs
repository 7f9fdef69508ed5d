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

    private static MappedAttribute? Follow(MappedAttribute mapped, ContentType before, ContentType after) =>
        before.Find(mapped.Name) is { } old && after.Attributes.FirstOrDefault(a => a.Id == old.Id) is { } now ? mapped with { Name = now.Name } : null;
}
