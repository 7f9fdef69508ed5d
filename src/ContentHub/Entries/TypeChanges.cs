using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Follows changes of types: what belonged to a removed attribute goes, what became unique is checked and guarded from then on.</summary>
internal sealed class TypeChanges : IContentTypeWatcher
{
    public Problem? Changing(WriteUnit unit, ContentType? before, ContentType? after)
    {
        if (before is null) return null;
        if (after is null)
            return unit.Db.Entries.Count(e => e.TypeId == before.Id) is > 0 and var count
                ? new Problem.Conflict($"'{before.Name}' still has {count} {(count == 1 ? "entry" : "entries")}: delete them first.")
                : null;

        foreach (var gone in before.Attributes.Where(a => after.Attributes.All(b => b.Id != a.Id))) Forget(unit, gone.Id);
        foreach (var attribute in after.Attributes.OfType<ScalarAttribute>())
        {
            var was = before.Attributes.OfType<ScalarAttribute>().FirstOrDefault(a => a.Id == attribute.Id);
            if (was is null || EntryWriter.IsUnique(was) == EntryWriter.IsUnique(attribute)) continue;
            if (!EntryWriter.IsUnique(attribute)) unit.Db.EntryUniques.Where(u => u.AttributeId == attribute.Id).ExecuteDelete();
            else if (BecomeUnique(unit, after, attribute) is { } problem) return problem;
        }

        return null;
    }

    private static void Forget(WriteUnit unit, Id<ContentAttribute> attribute)
    {
        unit.Db.EntryUniques.Where(u => u.AttributeId == attribute).ExecuteDelete();
        unit.Db.EntryRelations.Where(r => r.AttributeId == attribute).ExecuteDelete();
        unit.Db.MediaLinks.Where(l => l.AttributeId == attribute).ExecuteDelete();
    }

    private static Problem.Invalid? BecomeUnique(WriteUnit unit, ContentType type, ScalarAttribute attribute)
    {
        var owners = new Dictionary<string, Id<Entry>>();
        foreach (var entry in unit.Db.Entries.AsNoTracking().Where(e => e.TypeId == type.Id).OrderBy(e => e.Id).AsEnumerable())
        {
            using var data = JsonDocument.Parse(entry.Data);
            if (!data.RootElement.TryGetProperty(attribute.Id.ToString(), out var value)) continue;
            var text = EntryWriter.UniqueText(value);
            if (!owners.TryAdd(text, entry.Id))
                return new Problem.Invalid($"{attribute.Name} cannot be unique: the entries {owners[text]} and {entry.Id} have the same value", "attributes", attribute.Name, "unique");
        }

        unit.Db.AddRange(owners.Select(o => new EntryUnique { AttributeId = attribute.Id, Value = o.Key, EntryId = o.Value }));
        return null;
    }
}
