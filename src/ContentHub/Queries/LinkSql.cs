using System.Globalization;
using ContentHub.ContentTypes;
using ContentHub.Persistence;

namespace ContentHub.Queries;

/// <summary>Statements for what entries point at, and for what is chosen of their components: one per populated attribute, however many entries there are.</summary>
internal static class LinkSql
{
    /// <summary>Keys that say where a component stands, beside its own, which are <c>id</c>, <c>type</c> and numbers.</summary>
    public const string Items = "items", Source = "source", Owner = "owner", Place = "place";

    /// <summary>Source, owner, then the columns of the target; null when there is nothing behind the link.</summary>
    /// <param name="sources">Ids of the entries that point, or are pointed at.</param>
    /// <param name="type">Their type.</param>
    public static SqlStatement? Entries(IQueryDialect dialect, Stage reader, string locale, ContentType type, IReadOnlyCollection<long> sources, Link link, Populated part)
    {
        if (link.Owner is not { } owner || link.Target is not TypeShape { Type: var targetType }) return null;
        var sql = new SqlText(dialect, reader);
        var (here, there) = link.IsInverse ? ("target_id", "source_id") : ("source_id", "target_id");
        var target = new EntryScope(sql, targetType, locale, $"r.{there}", mustExist: true);
        var row = target.Row();
        var (where, order) = Rest(sql, locale, target, part);
        var stage = link.IsInverse ? target.SeenStage : sql.StageOf(type).ToString(CultureInfo.InvariantCulture);
        var position = link.IsInverse ? "r.target_position, r.source_id" : "r.position, r.target_id";
        var columns = part.Count ? "COUNT(*)" : ListSql.Columns(row);
        var end = part.Count ? $"GROUP BY r.{here}, r.owner_id" : $"ORDER BY {order}{position}";
        return new SqlStatement(
            string.Create(CultureInfo.InvariantCulture, $"SELECT r.{here}, r.owner_id, {columns} FROM entry_relations r{target.Joins()} WHERE {sql.Dialect.IsAmong($"r.{here}", sql.Parameter(dialect.Ids(sources)))} AND r.attribute_id = {owner.Id} AND r.locale = {sql.Locale(locale)} AND r.stage = {stage}{where} {end}"),
            sql.Parameters);
    }

    /// <summary>Source, owner and the id of the file, or the count.</summary>
    public static SqlStatement Files(IQueryDialect dialect, Stage reader, string locale, ContentType type, IReadOnlyCollection<long> sources, Populated part)
    {
        var sql = new SqlText(dialect, reader);
        var (where, order) = Rest(sql, locale, new FileScope(sql, "m"), part);
        var end = part.Count ? "GROUP BY l.entry_id, l.owner_id" : $"ORDER BY {order}l.position, m.id";
        return new SqlStatement(
            string.Create(CultureInfo.InvariantCulture, $"SELECT l.entry_id, l.owner_id, {(part.Count ? "COUNT(*)" : "m.id")} FROM media_links l JOIN media_assets m ON m.id = l.asset_id WHERE {sql.Dialect.IsAmong("l.entry_id", sql.Parameter(dialect.Ids(sources)))} AND l.attribute_id = {part.Attribute.Id} AND l.locale = {sql.Locale(locale)} AND l.stage = {sql.StageOf(type)}{where} {end}"),
            sql.Parameters);
    }

    /// <summary>Source, owner and the component's id, of those that are wanted and in the order wanted.</summary>
    /// <param name="type">Of the entries.</param>
    /// <param name="components">As JSON, each with the keys above, under <see cref="Items"/>: what the caller has read already need not be found again, however deep it lies.</param>
    /// <param name="jsonType">Of columns with JSON.</param>
    public static SqlStatement Components(IQueryDialect dialect, Stage reader, string locale, ContentType type, string components, string jsonType, Populated part)
    {
        var sql = new SqlText(dialect, reader);
        var row = sql.Alias('c');
        string Key(string name) => dialect.JsonInteger($"{row}.value", name);
        var scope = new ComponentScope(sql, row, (Key(Source), sql.StageOf(type).ToString(CultureInfo.InvariantCulture)));
        var (where, order) = Rest(sql, locale, scope, part);
        return new SqlStatement(
            $"SELECT {Key(Source)}, {Key(Owner)}, {scope.Id} FROM (SELECT CAST({sql.Parameter(components)} AS {jsonType}) AS data) d, {dialect.JsonObjects("d.data", Items, row)} WHERE 1 = 1{where} ORDER BY {order}{Key(Place)}",
            sql.Parameters);
    }

    private static (string Where, string Order) Rest(SqlText sql, string locale, SqlScope scope, Populated part)
    {
        var filters = new FilterSql(sql, locale);
        var sorts = new SortSql(sql, filters);
        return (
            part.Filter is { } filter ? $" AND {filters.Of(filter, scope)}" : "",
            part.Count ? "" : string.Concat(part.Sorts.Select(s => $"{sorts.Value(s, scope)} {SortSql.Direction(s)}, ")));
    }
}
