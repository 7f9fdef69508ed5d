using ContentHub.ContentTypes;

namespace ContentHub.Queries;

/// <summary>How the values of a field compare, and how they are written in a query.</summary>
internal enum FieldKind
{
    /// <summary>By code points.</summary>
    Text,

    /// <summary>As doubles.</summary>
    Number,

    /// <summary>64-bit integers in a column.</summary>
    Integer,

    /// <summary>64-bit integers in JSON strings, and encoded in the index.</summary>
    BigInteger,

    /// <summary>1 and 0.</summary>
    Boolean,

    /// <summary>Unix milliseconds in a column.</summary>
    Moment,

    /// <summary>Text of fixed width.</summary>
    Date,

    /// <inheritdoc cref="Date"/>
    Time,

    /// <inheritdoc cref="Date"/>
    DateTime,

    /// <summary>There or not there.</summary>
    Structure,
}

/// <summary>A value that tests and sorts look at.</summary>
/// <param name="Name">As queries are written by the product; callers may use another spelling.</param>
/// <param name="Attribute">Null for a column.</param>
/// <param name="Column">SQL of a column, with <c>{0}</c> for the table; null for an attribute.</param>
internal sealed record Field(string Name, FieldKind Kind, ScalarAttribute? Attribute, string? Column)
{
    /// <summary>What in a text of the index may be missing at its end: longer texts are cut there.</summary>
    public const int LongestIndexed = 200;

    public static Field Of(ScalarAttribute attribute) => new(attribute.Name, KindOf(attribute), attribute, null);

    /// <summary>The numeric key.</summary>
    public bool IsId => Attribute is null && Name == "id";

    /// <summary>Texts by code points, not dressed-up numbers.</summary>
    public bool IsTextual => Kind is FieldKind.Text or FieldKind.Date or FieldKind.Time or FieldKind.DateTime;

    private static FieldKind KindOf(ScalarAttribute attribute) => attribute switch
    {
        DateAttribute => FieldKind.Date,
        TimeAttribute => FieldKind.Time,
        DateTimeAttribute => FieldKind.DateTime,
        _ => attribute.Comparison switch
        {
            Comparison.Text => FieldKind.Text,
            Comparison.Number => FieldKind.Number,
            Comparison.BigInteger => FieldKind.BigInteger,
            Comparison.Boolean => FieldKind.Boolean,
            _ => FieldKind.Structure,
        },
    };
}

/// <summary>A way to other things: entries, files, or the parts an entry is made of.</summary>
/// <param name="Attribute">A relation, media or component attribute.</param>
/// <param name="Owner">The attribute under which the rows of a relation lie; <paramref name="Attribute"/> itself unless it shows the relation from the other side. Null when that side is gone.</param>
internal sealed record Link(ContentAttribute Attribute, Shape Target, RelationAttribute? Owner = null)
{
    public string Name => Attribute.Name;

    /// <summary>The relation is read against its direction.</summary>
    public bool IsInverse => Attribute is RelationAttribute { MappedBy: not null };
}
