using System.Globalization;
using System.Text;
using ContentHub.ContentTypes;
using ContentHub.Persistence;

namespace ContentHub.Queries;

/// <summary>Parameters and names of one statement.</summary>
internal sealed class SqlText(IQueryDialect dialect, Stage stage)
{
    private readonly List<(string Name, object? Value)> _parameters = [];
    private int _aliases;

    public IQueryDialect Dialect => dialect;

    /// <summary>The stage that is read; a part of a statement may read another than the part before it.</summary>
    public Stage Reader { get; set; } = stage;

    public IReadOnlyList<(string Name, object? Value)> Parameters => _parameters;

    /// <summary>The stage in which rows of a type are seen, as its number.</summary>
    public int StageOf(ContentType type) => (int)StageOf(type, Reader);

    /// <summary>The stage in which a reader sees rows of the type: what has no drafts, or none for this reader, has nothing but what is published.</summary>
    public static Stage StageOf(ContentType type, Stage reader) => type.DraftAndPublish && type.Sight.Drafts ? reader : Stage.Published;

    /// <summary>Whether a reader in the stage sees of a type the drafts that are his own, and of others what is public.</summary>
    public static bool IsMixed(ContentType type, Stage reader) => reader == Stage.Draft && type.DraftAndPublish && type.Sight.MorePublic;

    /// <summary>What must hold of a row of entries beside its stage: that this reader made it, where it sees no others.</summary>
    public string? Made(ContentType type, string row) => type.Sight.OwnerAt(StageOf(type, Reader)) is { } owner ? $"{row}.created_by = {Parameter(owner)}" : null;

    public string Alias(char kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}{_aliases++}");

    public string Parameter(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{_parameters.Count}");
        _parameters.Add((name, value));
        return name;
    }

    /// <summary>The language of everything that is read; one parameter for all.</summary>
    public string Locale(string locale)
    {
        if (!_parameters.Any(p => p.Name == "@locale")) _parameters.Add(("@locale", locale));
        return "@locale";
    }
}

/// <summary>Where the fields of a shape are found in a statement.</summary>
internal abstract class SqlScope(SqlText sql)
{
    protected SqlText Sql => sql;

    /// <summary>The numeric key.</summary>
    public abstract string Id { get; }

    /// <summary>The entry whose links these are, as id, stage and component; null for files.</summary>
    public virtual (string Source, string Stage, string Owner)? Links => null;

    /// <summary>The JSON that attributes lie in.</summary>
    public abstract string Json { get; }

    /// <summary>The row of the side tables with the field's value; null when it has none.</summary>
    public virtual string? Indexed(Field field) => null;

    /// <summary>The value in full.</summary>
    public string Value(Field field)
    {
        if (field.IsId) return Id;
        if (field.Attribute is not { } attribute) return Column(field);
        var key = attribute.Id.ToString();
        return field.Kind switch
        {
            FieldKind.Number => sql.Dialect.JsonNumber(Json, key),
            FieldKind.BigInteger => sql.Dialect.JsonInteger(Json, key),
            FieldKind.Boolean => sql.Dialect.JsonBoolean(Json, key),
            _ => sql.Dialect.JsonText(Json, key),
        };
    }

    protected abstract string Column(Field field);
}

/// <summary>Rows of entries: the side tables alone where they are enough, joined with the entry where not. Every join finds exactly one row.</summary>
internal sealed class EntryScope : SqlScope
{
    private readonly StringBuilder _joins = new();
    private readonly Dictionary<Id<ContentAttribute>, string> _indexes = [];
    private readonly ContentType _type;
    private readonly string _locale;
    private readonly bool _mustExist;
    private readonly string _join = "JOIN";
    private readonly (string Column, string Value)? _walked;
    private readonly bool _isMixed;
    private string? _entry;
    private string? _search;

    /// <param name="id">What leads here; null where the scope begins the statement.</param>
    /// <param name="mustExist">Whether the id may be that of an entry that is not seen.</param>
    /// <param name="first">Whose side table begins the statement; null for the table of entries.</param>
    public EntryScope(SqlText sql, ContentType type, string locale, string? id, bool mustExist, ScalarAttribute? first = null) : base(sql)
    {
        _type = type;
        _locale = sql.Locale(locale);
        _mustExist = mustExist;
        if (id is not null)
        {
            Id = id;
            _isMixed = SqlText.IsMixed(type, sql.Reader);
        }
        else if (first is not null)
        {
            var alias = sql.Alias('i');
            _indexes.Add(first.Id, alias);
            Id = $"{alias}.entry_id";
            From = $"{TableOf(first)} {alias}";
            Where = $"{alias}.attribute_id = {first.Id} AND {Seen(alias)}";
        }
        else
        {
            _entry = sql.Alias('e');
            Id = $"{_entry}.id";
            From = $"entries {_entry}";
            Where = $"{_entry}.type_id = {type.Id} AND {Seen(_entry)}{Mine(_entry)}";
        }
    }

    /// <summary>Begins with the entries in the order of a walk; everything else is looked up for each.</summary>
    /// <param name="most">A parameter: so many entries and no more.</param>
    public EntryScope(SqlText sql, ContentType type, ContentQuery query, Walk walk, string most) : base(sql)
    {
        _type = type;
        _locale = sql.Locale(query.Locale);
        _join = sql.Dialect.JoinInOrder ?? _join;
        IsWalk = true;
        var alias = sql.Alias('w');
        Id = $"{alias}.id";
        From = $"({walk.Rows(sql, type, query, most)}) {alias}";
        Where = "1 = 1";
        if (walk.Field.Attribute is { } attribute) _indexes.Add(attribute.Id, alias);
        else if (!walk.Field.IsId) _walked = (walk.Field.Column!, $"{alias}.value");
    }

    public override string Id { get; }

    /// <summary>Entries come one by one in the order wanted.</summary>
    public bool IsWalk { get; }

    /// <summary>The first table; empty where something led here.</summary>
    public string From { get; } = "";

    /// <summary>What holds of the first table.</summary>
    public string Where { get; } = "";

    public override (string Source, string Stage, string Owner)? Links => (Id, SeenStage, "0");

    /// <summary>The stage in which the entry is seen: of what a link leads to, each its own, where this reader sees drafts and what is public side by side.</summary>
    public string SeenStage => _isMixed ? $"{Entry}.stage" : Sql.StageOf(_type).ToString(CultureInfo.InvariantCulture);

    public override string Json => $"{Entry}.data";

    private string Entry
    {
        get
        {
            if (_entry is not null) return _entry;
            _entry = Sql.Alias('e');
            _joins.Append(CultureInfo.InvariantCulture, $" {_join} entries {_entry} ON {_entry}.id = {Id} AND {(_isMixed ? OwnOrPublic(_entry) : Seen(_entry) + Mine(_entry))}");
            return _entry;
        }
    }

    /// <summary>Further tables; complete once everything else is written.</summary>
    public string Joins()
    {
        if (_entry is null && ((_mustExist && _indexes.Count == 0) || _type.Sight.OwnerAt((Stage)Sql.StageOf(_type)) is not null)) _ = Entry;
        return _joins.ToString();
    }

    /// <summary>The row of the table of entries, joined now if it was not.</summary>
    public string Row() => Entry;

    public override string? Indexed(Field field)
    {
        if (field.Attribute is not { IsIndexed: true } attribute || field.Kind == FieldKind.Structure) return null;
        if (!_indexes.TryGetValue(attribute.Id, out var alias))
        {
            alias = Sql.Alias('i');
            _indexes.Add(attribute.Id, alias);
            var seen = Seen(alias);   // may join the entry, which must come first
            _joins.Append(CultureInfo.InvariantCulture, $" {_join} {TableOf(attribute)} {alias} ON {alias}.entry_id = {Id} AND {alias}.attribute_id = {attribute.Id} AND {seen}");
        }

        return $"{alias}.value";
    }

    /// <summary>All texts of an entry of a searchable type, folded.</summary>
    public string SearchText()
    {
        if (_search is null)
        {
            _search = Sql.Alias('s');
            _joins.Append(CultureInfo.InvariantCulture, $" {_join} search_texts {_search} ON {_search}.entry_id = {Id} AND {Seen(_search)}");
        }

        return $"{_search}.text";
    }

    protected override string Column(Field field) => _walked is { } walked && walked.Column == field.Column ? walked.Value : string.Format(CultureInfo.InvariantCulture, field.Column!, Entry);

    private string Mine(string entry) => Sql.Made(_type, entry) is { } mine ? $" AND {mine}" : "";

    private string OwnOrPublic(string entry)
    {
        var me = Sql.Parameter(_type.Sight.DraftOwner!);
        return string.Create(CultureInfo.InvariantCulture, $"{entry}.locale = {_locale} AND ({entry}.stage = {(int)Stage.Draft} AND {entry}.created_by = {me} OR {entry}.stage = {(int)Stage.Published} AND {entry}.created_by <> {me})");
    }

    private string Seen(string alias) => $"{alias}.locale = {_locale} AND {alias}.stage = {SeenStage}";

    private static string TableOf(ScalarAttribute attribute) => attribute.Comparison is Comparison.Number or Comparison.Boolean ? "index_numbers" : "index_texts";
}

/// <summary>One component inside an entry.</summary>
/// <param name="alias">Of the JSON objects.</param>
/// <param name="entry">Id and stage of the entry; null where its links are not to be had.</param>
internal sealed class ComponentScope(SqlText sql, string alias, (string Source, string Stage)? entry) : SqlScope(sql)
{
    public override string Id => Sql.Dialect.JsonInteger(Json, "id");

    public override string Json => $"{alias}.value";

    public override (string Source, string Stage, string Owner)? Links => entry is var (source, stage) ? (source, stage, Id) : null;

    protected override string Column(Field field) => Id;
}

/// <summary>Rows of files.</summary>
internal sealed class FileScope(SqlText sql, string alias) : SqlScope(sql)
{
    public override string Id => $"{alias}.id";

    public override string Json => throw new InvalidOperationException("Files have no attributes.");

    protected override string Column(Field field) => string.Format(CultureInfo.InvariantCulture, field.Column!, alias);
}
