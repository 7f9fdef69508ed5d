using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>The state of an entry as its event keeps it: everything that restoring needs, under stable ids.</summary>
/// <param name="Version">Of the entry.</param>
/// <param name="Rows">The changed row; of a deleted entry all rows.</param>
/// <param name="Pointing">Of a deleted entry: what pointed at it.</param>
internal sealed record EntrySnapshot(int Version, IReadOnlyList<EntrySnapshot.Row> Rows, IReadOnlyList<EntrySnapshot.Relation>? Pointing = null)
{
    /// <summary>One row with its links.</summary>
    internal sealed record Row(Stage Stage, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? PublishedAt, JsonElement Data, IReadOnlyList<Relation>? Relations, IReadOnlyList<File>? Files);

    /// <summary>One relation; the source is left out where it is the entry itself.</summary>
    internal sealed record Relation(long? Source, Stage? Stage, long Owner, long Attribute, long Target, int Position, int TargetPosition);

    /// <summary>One file.</summary>
    internal sealed record File(long Owner, long Attribute, long Asset, int Position);

    /// <summary>The state of one row after a change.</summary>
    /// <param name="mayLink">False for a row that certainly points at nothing.</param>
    public static string Of(WriteUnit unit, Entry entry, bool mayLink) => Text(new EntrySnapshot(entry.Version, [RowOf(unit, entry, mayLink)]));

    /// <summary>Says only which version it was; the state is the one of that version.</summary>
    public static string Mark(Entry entry) => Text(new EntrySnapshot(entry.Version, []));

    /// <summary>The whole state before a deletion.</summary>
    public static string OfDeleted(WriteUnit unit, IReadOnlyList<Entry> rows)
    {
        var id = rows[0].Id;
        var pointing = unit.Db.EntryRelations.AsNoTracking().Where(r => r.TargetId == id && r.SourceId != id && r.Locale == rows[0].Locale).AsEnumerable()
            .Select(r => new Relation(r.SourceId.Value, r.Stage, r.OwnerId, r.AttributeId.Value, r.TargetId.Value, r.Position, r.TargetPosition)).ToArray();
        return Text(new EntrySnapshot(rows.Max(r => r.Version), [.. rows.Select(r => RowOf(unit, r, mayLink: true))], pointing));
    }

    /// <summary>Reads what <see cref="Of"/> wrote.</summary>
    public static EntrySnapshot Parse(string text) => JsonSerializer.Deserialize<EntrySnapshot>(text, JsonText.Stored)!;

    private static string Text(EntrySnapshot snapshot) => JsonSerializer.Serialize(snapshot, JsonText.Stored);

    private static Row RowOf(WriteUnit unit, Entry entry, bool mayLink)
    {
        var relations = !mayLink ? [] : unit.Db.EntryRelations.AsNoTracking().Where(r => r.SourceId == entry.Id && r.Locale == entry.Locale && r.Stage == entry.Stage).AsEnumerable()
            .Select(r => new Relation(null, null, r.OwnerId, r.AttributeId.Value, r.TargetId.Value, r.Position, r.TargetPosition)).ToArray();
        var files = !mayLink ? [] : unit.Db.MediaLinks.AsNoTracking().Where(l => l.EntryId == entry.Id.Value && l.Locale == entry.Locale && l.Stage == entry.Stage).AsEnumerable()
            .Select(l => new File(l.OwnerId, l.AttributeId.Value, l.AssetId.Value, l.Position)).ToArray();
        return new Row(entry.Stage, entry.CreatedAt, entry.UpdatedAt, entry.PublishedAt, JsonElement.Parse(entry.Data), relations.Length > 0 ? relations : null, files.Length > 0 ? files : null);
    }
}
