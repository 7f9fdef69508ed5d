using ContentHub.ContentTypes;

namespace ContentHub.Queries;

/// <summary>Filters as SQL conditions. Names are checked by then; values become parameters.</summary>
internal sealed class FilterSql(SqlText sql, string locale)
{
    public string Of(Filter filter, SqlScope scope) => filter switch
    {
        Filter.And and => Joined(and.Parts, " AND ", "1 = 1", scope),
        Filter.Or or => Joined(or.Parts, " OR ", "1 = 0", scope),
        Filter.Not not => $"NOT ({Of(not.Part, scope)})",
        Filter.Test test => TestSql.Of(sql, scope, test),
        Filter.Through through => Through(through, scope),
        _ => throw new InvalidOperationException($"{filter.GetType().Name} has no SQL."),
    };

    /// <summary>The rows behind a link as FROM and WHERE, and the scope of what stands there.</summary>
    /// <param name="use">Writes what is needed of the scope before its joins are complete.</param>
    public (string From, string Where, T Used)? Behind<T>(Link link, SqlScope scope, Func<SqlScope, string, T> use)
    {
        if (link.Attribute is ComponentAttribute component)
        {
            var part = sql.Alias('c');
            return (sql.Dialect.JsonObjects(scope.Json, component.Id.ToString(), part), "1 = 1", use(new ComponentScope(sql, part, scope.Links is var (source, stage, _) ? (source, stage) : null), ""));
        }

        if (scope.Links is not { } links) return null;
        if (link.Attribute is MediaAttribute)
        {
            var (row, file) = (sql.Alias('l'), sql.Alias('m'));
            var used = use(new FileScope(sql, file), row);
            return ($"media_links {row} JOIN media_assets {file} ON {file}.id = {row}.asset_id", $"{row}.entry_id = {links.Source} AND {row}.owner_id = {links.Owner} AND {Seen(row, link.Attribute, links.Stage)}", used);
        }

        if (link.Owner is not { } owner || link.Target is not TypeShape { Type: var type }) return null;
        {
            var row = sql.Alias('r');
            var (here, there) = link.IsInverse ? ("target_id", "source_id") : ("source_id", "target_id");
            // The row of a source goes with the source in that stage; a target may be hidden from this reader.
            var target = new EntryScope(sql, type, locale, $"{row}.{there}", mustExist: !link.IsInverse);
            var used = use(target, row);
            var owned = link.IsInverse ? "0" : links.Owner;
            return ($"entry_relations {row}{target.Joins()}", $"{row}.{here} = {links.Source} AND {row}.owner_id = {owned} AND {Seen(row, owner, link.IsInverse ? target.SeenStage : links.Stage)}", used);
        }
    }

    private string Through(Filter.Through through, SqlScope scope)
    {
        var link = through.Link;
        if (scope.Links is { Owner: "0" } links && link.Attribute is RelationAttribute && link.Owner is { } owner && IsSelective(through.Part))
            return Among(link, owner, through.Part, links);
        return Behind(link, scope, (inner, _) => Of(through.Part, inner)) is var (from, where, condition) ? $"EXISTS (SELECT 1 FROM {from} WHERE {where} AND {condition})" : "1 = 0";
    }

    // Few rows behind the link: from there to the entries is the short way. Otherwise each entry looks whether it has one.
    private string Among(Link link, RelationAttribute owner, Filter part, (string Source, string Stage, string Owner) links)
    {
        var type = ((TypeShape)link.Target).Type;
        var row = sql.Alias('r');
        var (here, there) = link.IsInverse ? ("target_id", "source_id") : ("source_id", "target_id");
        var target = new EntryScope(sql, type, locale, $"{row}.{there}", mustExist: !link.IsInverse);
        var condition = Of(part, target);
        return $"{links.Source} IN (SELECT {row}.{here} FROM entry_relations {row}{target.Joins()} WHERE {row}.owner_id = 0 AND {Seen(row, owner, link.IsInverse ? target.SeenStage : links.Stage)} AND {condition})";
    }

    private static bool IsSelective(Filter filter) => filter switch
    {
        Filter.And and => and.Parts.Any(IsSelective),
        Filter.Test { Operator: Operator.Eq or Operator.In } test => test.Field is { Attribute: null, Name: "id" or "document_id" } || TestSql.MayUseIndex(test),
        _ => false,
    };

    private string Seen(string row, ContentAttribute attribute, string stage) => $"{row}.attribute_id = {attribute.Id} AND {row}.locale = {sql.Locale(locale)} AND {row}.stage = {stage}";

    private string Joined(IReadOnlyList<Filter> parts, string by, string none, SqlScope scope) =>
        parts.Count == 0 ? none : parts.Count == 1 ? Of(parts[0], scope) : $"({string.Join(by, parts.Select(p => Of(p, scope)))})";
}
