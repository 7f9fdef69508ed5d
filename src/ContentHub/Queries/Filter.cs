namespace ContentHub.Queries;

/// <summary>Which entries or files are wanted; checked against a type, so every name in it exists and may be asked for.</summary>
/// <remarks>As in the dialect and in SQL, what is missing fits no comparison, nor its opposite: <c>$ne</c>, <c>$notIn</c>, <c>$notContains</c> and
/// <c>$not</c> over one of them leave out entries without a value; <c>$null</c> finds those. <c>$not</c> over a relation or a component means that there is no such one.</remarks>
internal abstract record Filter
{
    private Filter() { }

    /// <summary>All of them; everything when there is none.</summary>
    public sealed record And(IReadOnlyList<Filter> Parts) : Filter;

    /// <summary>One at least; nothing when there is none.</summary>
    public sealed record Or(IReadOnlyList<Filter> Parts) : Filter;

    /// <summary>The opposite.</summary>
    public sealed record Not(Filter Part) : Filter;

    /// <param name="Values">As the field's column or JSON holds them; the texts themselves for operators that look inside. Null only for a missing one.</param>
    public sealed record Test(Field Field, Operator Operator, IReadOnlyList<object> Values) : Filter;

    /// <summary>There is one behind the link that fits.</summary>
    public sealed record Through(Link Link, Filter Part) : Filter;

    /// <summary>Fits everything.</summary>
    public static And Everything { get; } = new([]);

    /// <summary>One part stands for itself.</summary>
    public static Filter AllOf(IReadOnlyList<Filter> parts) => parts.Count == 1 ? parts[0] : new And(parts);

    /// <inheritdoc cref="AllOf"/>
    public static Filter AnyOf(IReadOnlyList<Filter> parts) => parts.Count == 1 ? parts[0] : new Or(parts);
}
