using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>The rows of one entry inside a unit of work, tracked.</summary>
internal static class WorkingRows
{
    /// <summary>The stage that changes go to: the draft of types that have one.</summary>
    public static Stage WorkingStage(ContentType type) => type.DraftAndPublish ? Stage.Draft : Stage.Published;

    /// <summary>By numeric id or document id within one type; null when there is none.</summary>
    public static Entry? Find(WriteUnit unit, ContentType type, string key, string locale, Stage stage)
    {
        if (EntryRows.InStage(unit.Db, type, key, locale, stage) is not { } row) return null;
        // What the unit has changed before is in its own object, not yet in the row.
        if (unit.Db.ChangeTracker.Entries<Entry>().FirstOrDefault(e => e.Entity.Id == row.Id && e.Entity.Locale == locale && e.Entity.Stage == stage) is { } known) return known.Entity;
        unit.Db.Entry(row).State = EntityState.Unchanged;
        return row;
    }

    /// <summary>The entry of a single type; null while there is none.</summary>
    public static Entry? FindSingle(WriteUnit unit, ContentType type, string locale, Stage stage) =>
        unit.Db.Entries.AsTracking().FirstOrDefault(e => e.TypeId == type.Id && e.Locale == locale && e.Stage == stage);

    /// <summary>The same entry in its other stage; null when it is not there.</summary>
    public static Entry? In(WriteUnit unit, Entry entry, Stage stage) =>
        unit.Db.Entries.AsTracking().SingleOrDefault(e => e.Id == entry.Id && e.Locale == entry.Locale && e.Stage == stage);

    /// <summary>Makes the links of the row those of the same entry in another stage.</summary>
    public static void CopyLinks(WriteUnit unit, ContentTypeCatalog catalog, ContentType type, Entry entry, Stage from)
    {
        unit.Db.SaveChanges();
        RemoveLinks(unit, entry);
        ReadOnlySpan<(string, object?)> key = [("@id", entry.Id.Value), ("@locale", entry.Locale), ("@from", (int)from), ("@to", (int)entry.Stage)];
        unit.Db.Execute(
            """
            INSERT INTO entry_relations (source_id, locale, stage, owner_id, attribute_id, target_id, position, target_position)
            SELECT source_id, locale, @to, owner_id, attribute_id, target_id, position, target_position FROM entry_relations WHERE source_id = @id AND locale = @locale AND stage = @from
            """, key);
        unit.Db.Execute(
            """
            INSERT INTO media_links (asset_id, type_id, entry_id, locale, stage, owner_id, attribute_id, position)
            SELECT asset_id, type_id, entry_id, locale, @to, owner_id, attribute_id, position FROM media_links WHERE entry_id = @id AND locale = @locale AND stage = @from
            """, key);
        foreach (var relation in type.Attributes.OfType<RelationAttribute>())
        {
            if (relation.MappedBy is null && relation.IsExclusive)
                unit.Db.Execute(
                    """
                    DELETE FROM entry_relations WHERE attribute_id = @attribute AND locale = @locale AND stage = @to AND source_id <> @id AND target_id IN
                    (SELECT target_id FROM entry_relations WHERE source_id = @id AND attribute_id = @attribute AND locale = @locale AND stage = @to)
                    """,
                    ("@attribute", relation.Id.Value), ("@locale", entry.Locale), ("@to", (int)entry.Stage), ("@id", entry.Id.Value));
            else if (relation.MappedBy is not null && catalog.OwnerOf(relation) is { } owner && catalog.ByName(relation.Target) is { DraftAndPublish: true })
                CopyPointing(unit, entry, owner, from);
        }
    }

    // What others' drafts say about this entry goes where they are themselves.
    private static void CopyPointing(WriteUnit unit, Entry entry, RelationAttribute owner, Stage from)
    {
        ReadOnlySpan<(string, object?)> key = [("@id", entry.Id.Value), ("@locale", entry.Locale), ("@from", (int)from), ("@to", (int)entry.Stage), ("@attribute", owner.Id.Value)];
        unit.Db.Execute("DELETE FROM entry_relations WHERE target_id = @id AND attribute_id = @attribute AND locale = @locale AND stage = @to AND owner_id = 0", [key[0], key[1], key[3], key[4]]);
        if (!owner.IsMany)
            unit.Db.Execute(
                """
                DELETE FROM entry_relations WHERE attribute_id = @attribute AND locale = @locale AND stage = @to AND owner_id = 0 AND source_id IN
                (SELECT source_id FROM entry_relations WHERE target_id = @id AND attribute_id = @attribute AND locale = @locale AND stage = @from AND owner_id = 0)
                """, key);
        unit.Db.Execute(
            """
            INSERT INTO entry_relations (source_id, locale, stage, owner_id, attribute_id, target_id, position, target_position)
            SELECT r.source_id, r.locale, @to, 0, r.attribute_id, r.target_id, r.position, r.target_position FROM entry_relations r
            JOIN entries e ON e.id = r.source_id AND e.locale = r.locale AND e.stage = @to
            WHERE r.target_id = @id AND r.attribute_id = @attribute AND r.locale = @locale AND r.stage = @from AND r.owner_id = 0
            """, key);
    }

    /// <summary>Takes one row away with everything that belongs to it.</summary>
    public static void Remove(WriteUnit unit, Entry entry)
    {
        RemoveLinks(unit, entry);
        EntryIndexes.Remove(unit.Db, entry);
        unit.Db.Remove(entry);
        unit.Db.SaveChanges();   // at once, like its links: nobody in the same unit must find it
    }

    private static void RemoveLinks(WriteUnit unit, Entry entry)
    {
        ReadOnlySpan<(string, object?)> key = [("@id", entry.Id.Value), ("@locale", entry.Locale), ("@stage", (int)entry.Stage)];
        unit.Db.Execute("DELETE FROM entry_relations WHERE source_id = @id AND locale = @locale AND stage = @stage", key);
        unit.Db.Execute("DELETE FROM media_links WHERE entry_id = @id AND locale = @locale AND stage = @stage", key);
    }
}
