using System.Text.Json;
using System.Text.Json.Nodes;
using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Puts a former or another state into a row. What does not exist any more is left out.</summary>
internal static class EntryRestore
{
    /// <summary>Former data without what the type has lost since.</summary>
    public static string DataOf(ContentTypeCatalog catalog, ContentType type, JsonElement then)
    {
        var data = JsonObject.Create(then)!;
        Prune(catalog, type, data);
        return data.ToJsonString(Text);
    }

    /// <summary>The data of another entry with components of its own, without values that must be unique; keys made from other attributes are made anew.</summary>
    /// <param name="componentIds">Old id of a component → its new one.</param>
    public static string CopyOf(WriteUnit unit, ContentTypeCatalog catalog, ContentType type, Entry copy, Entry source, out Dictionary<long, long> componentIds)
    {
        var data = JsonNode.Parse(source.Data)!.AsObject();
        var ids = new Dictionary<long, long>();
        foreach (var attribute in type.Attributes.OfType<ScalarAttribute>().Where(a => a.IsUnique))
        {
            data.Remove(attribute.Id.ToString());
            if (attribute is UidAttribute { TargetField: { } field } uid && data[type.Find(field)!.Id.ToString()]?.GetValue<string>() is { } text)
                data[attribute.Id.ToString()] = Slugs.Free(unit, type, copy, uid, text);
        }

        foreach (var item in Components(catalog, type, data))
        {
            var id = unit.NextId<ComponentItem>().Value;
            ids[item[ComponentData.Id]!.GetValue<long>()] = id;
            item[ComponentData.Id] = id;
        }

        componentIds = ids;
        return data.ToJsonString(Text);
    }

    /// <summary>The links of another entry. A target that belongs to one entry only stays where it is.</summary>
    public static void CopyLinks(WriteUnit unit, ContentTypeCatalog catalog, ContentType type, Entry copy, Entry source, Dictionary<long, long> componentIds)
    {
        var exclusive = catalog.All.SelectMany(t => t.Attributes).OfType<RelationAttribute>().Where(r => r.IsExclusive).Select(r => r.Id).ToHashSet();
        long OwnerOf(long owner) => owner == 0 ? 0 : componentIds.GetValueOrDefault(owner, -1);
        foreach (var r in unit.Db.EntryRelations.AsNoTracking().Where(r => r.SourceId == source.Id && r.Locale == source.Locale && r.Stage == source.Stage).AsEnumerable().Where(r => !exclusive.Contains(r.AttributeId) && OwnerOf(r.OwnerId) >= 0))
            unit.Db.Add(new EntryRelation { SourceId = copy.Id, Locale = copy.Locale, Stage = copy.Stage, OwnerId = OwnerOf(r.OwnerId), AttributeId = r.AttributeId, TargetId = r.TargetId, Position = r.Position });
        foreach (var l in unit.Db.MediaLinks.AsNoTracking().Where(l => l.EntryId == source.Id.Value && l.Locale == source.Locale && l.Stage == source.Stage).AsEnumerable().Where(l => OwnerOf(l.OwnerId) >= 0))
            unit.Db.Add(new MediaLink { AssetId = l.AssetId, TypeId = type.Id, EntryId = copy.Id.Value, Locale = copy.Locale, Stage = copy.Stage, OwnerId = OwnerOf(l.OwnerId), AttributeId = l.AttributeId, Position = l.Position });
    }

    /// <summary>The links of a former state.</summary>
    public static void PutLinks(WriteUnit unit, ContentTypeCatalog catalog, ContentType type, Entry entry, EntrySnapshot.Row then)
    {
        unit.Db.SaveChanges();
        unit.Db.EntryRelations.Where(r => r.SourceId == entry.Id && r.Locale == entry.Locale && r.Stage == entry.Stage).ExecuteDelete();
        unit.Db.MediaLinks.Where(l => l.EntryId == entry.Id.Value && l.Locale == entry.Locale && l.Stage == entry.Stage).ExecuteDelete();
        var attributes = catalog.All.SelectMany(t => t.Attributes).ToDictionary(a => a.Id.Value);
        using var data = JsonDocument.Parse(entry.Data);
        var owners = EntryWriter.ComponentIds(catalog, type, data.RootElement).Append(0).ToHashSet();

        foreach (var r in (then.Relations ?? []).Where(r => owners.Contains(r.Owner)))
        {
            if (attributes.GetValueOrDefault(r.Attribute) is not RelationAttribute { MappedBy: null } relation || !Exists(unit, new Id<Entry>(r.Target), entry)) continue;
            if (relation.IsExclusive && unit.Db.EntryRelations.Any(o => o.AttributeId == relation.Id && o.TargetId == new Id<Entry>(r.Target) && o.Locale == entry.Locale && o.Stage == entry.Stage)) continue;
            unit.Db.Add(Relation(r, entry.Id, entry.Locale, entry.Stage));
        }

        var assets = (then.Files ?? []).Select(f => new Id<MediaAsset>(f.Asset)).ToArray();
        var there = unit.Db.MediaAssets.Where(a => assets.Contains(a.Id)).Select(a => a.Id).ToHashSet();
        foreach (var f in (then.Files ?? []).Where(f => owners.Contains(f.Owner) && there.Contains(new Id<MediaAsset>(f.Asset)) && attributes.GetValueOrDefault(f.Attribute) is MediaAttribute))
            unit.Db.Add(new MediaLink { AssetId = new Id<MediaAsset>(f.Asset), TypeId = type.Id, EntryId = entry.Id.Value, Locale = entry.Locale, Stage = entry.Stage, OwnerId = f.Owner, AttributeId = new Id<ContentAttribute>(f.Attribute), Position = f.Position });
        unit.Db.SaveChanges();
    }

    /// <summary>What pointed at a deleted entry points at it again, unless it points elsewhere by now.</summary>
    public static void PutPointing(WriteUnit unit, ContentTypeCatalog catalog, Entry entry, EntrySnapshot then)
    {
        var attributes = catalog.All.SelectMany(t => t.Attributes).OfType<RelationAttribute>().ToDictionary(a => a.Id.Value);
        foreach (var r in then.Pointing ?? [])
        {
            var source = new Id<Entry>(r.Source!.Value);
            if (attributes.GetValueOrDefault(r.Attribute) is not { } relation || r.Stage is not { } stage) continue;
            if (unit.Db.Entries.AsNoTracking().SingleOrDefault(e => e.Id == source && e.Locale == entry.Locale && e.Stage == stage) is not { } row) continue;
            if (r.Owner != 0 && !StillHas(catalog, row, r.Owner)) continue;
            var now = unit.Db.EntryRelations.Where(o => o.SourceId == source && o.Locale == entry.Locale && o.Stage == stage && o.OwnerId == r.Owner && o.AttributeId == relation.Id);
            if (relation.IsMany ? now.Any(o => o.TargetId == entry.Id) : now.Any()) continue;
            unit.Db.Add(Relation(r, source, entry.Locale, stage));
        }

        unit.Db.SaveChanges();
    }

    private static readonly JsonSerializerOptions Text = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static bool Exists(WriteUnit unit, Id<Entry> id, Entry entry) => id == entry.Id || unit.Db.Entries.Any(e => e.Id == id && e.Locale == entry.Locale);

    private static bool StillHas(ContentTypeCatalog catalog, Entry row, long component)
    {
        using var data = JsonDocument.Parse(row.Data);
        return catalog.ById(row.TypeId) is { } type && EntryWriter.ComponentIds(catalog, type, data.RootElement).Contains(component);
    }

    private static EntryRelation Relation(EntrySnapshot.Relation r, Id<Entry> source, string locale, Stage stage) => new()
    {
        SourceId = source,
        Locale = locale,
        Stage = stage,
        OwnerId = r.Owner,
        AttributeId = new Id<ContentAttribute>(r.Attribute),
        TargetId = new Id<Entry>(r.Target),
        Position = r.Position,
        TargetPosition = r.TargetPosition,
    };

    private static void Prune(ContentTypeCatalog catalog, ContentType type, JsonObject data)
    {
        foreach (var key in data.Select(p => p.Key).Where(k => k is not (ComponentData.Id or ComponentData.Type) && type.Attributes.All(a => a.Id.ToString() != k)).ToArray()) data.Remove(key);
        foreach (var attribute in type.Attributes)
        {
            switch (data[attribute.Id.ToString()])
            {
                case JsonArray items when attribute is ComponentAttribute or DynamicZoneAttribute:
                    for (var i = items.Count - 1; i >= 0; i--)
                    {
                        if (TypeOf(catalog, items[i]!) is { } component && (attribute is not DynamicZoneAttribute zone || zone.Components.Contains(component.Name))) Prune(catalog, component, items[i]!.AsObject());
                        else items.RemoveAt(i);
                    }

                    break;
                case JsonObject item when attribute is ComponentAttribute:
                    if (TypeOf(catalog, item) is { } part) Prune(catalog, part, item);
                    else data.Remove(attribute.Id.ToString());
                    break;
            }
        }
    }

    private static IEnumerable<JsonObject> Components(ContentTypeCatalog catalog, ContentType type, JsonObject data)
    {
        foreach (var attribute in type.Attributes.Where(a => a is ComponentAttribute or DynamicZoneAttribute))
        {
            JsonNode?[] items = data[attribute.Id.ToString()] switch { JsonArray list => [.. list], JsonObject one => [one], _ => [] };
            foreach (var item in items.OfType<JsonObject>())
            {
                yield return item;
                if (TypeOf(catalog, item) is not { } component) continue;
                foreach (var inner in Components(catalog, component, item)) yield return inner;
            }
        }
    }

    private static ContentType? TypeOf(ContentTypeCatalog catalog, JsonNode item) => catalog.ById(new Id<ContentType>(item[ComponentData.Type]!.GetValue<long>()));
}
