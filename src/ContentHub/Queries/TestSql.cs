using System.Globalization;
using System.Text;

namespace ContentHub.Queries;

/// <summary>One test of one field as SQL.</summary>
internal static class TestSql
{
    /// <summary>In three-valued logic: unknown where the value is missing, but for <c>$null</c>.</summary>
    public static string Of(SqlText sql, SqlScope scope, Filter.Test test)
    {
        var (field, op, values) = test;
        if (MayUseIndex(test) && scope.Indexed(field) is { } indexed) return Indexed(sql, indexed, test);
        var value = scope.Value(field);
        return op switch
        {
            Operator.Null => $"{value} IS NULL",
            Operator.NotNull => $"{value} IS NOT NULL",
            _ when op.LooksInside() || op.Folds() => Inside(sql, field.IsTextual ? value : sql.Dialect.AsText(value), op, (string)values[0]),
            _ => Compared(sql, field.IsTextual ? sql.Dialect.ByCodePoints(value) : value, op, values),
        };
    }

    /// <summary>Whether the side table knows the answer: it holds the beginning of long texts only.</summary>
    public static bool MayUseIndex(Filter.Test test) =>
        test.Field.Attribute is { IsIndexed: true } && !test.Operator.Folds() && (!test.Operator.LooksInside() || test.Operator == Operator.StartsWith && test.Field.IsTextual)
        && test.Values.All(v => v is not string text || text.Length < Field.LongestIndexed);

    /// <summary>A 64-bit integer as the index has it: 20 digits whose text order is the order of the numbers.</summary>
    public static string Encoded(long value) => unchecked((ulong)value + (1UL << 63)).ToString("D20", CultureInfo.InvariantCulture);

    private static string Indexed(SqlText sql, string value, Filter.Test test)
    {
        var (field, op, values) = test;
        if (field.Kind == FieldKind.BigInteger) values = [.. values.Select(v => (object)Encoded((long)v))];
        switch (op)
        {
            case Operator.Null:
                return $"{value} IS NULL";
            case Operator.NotNull:
                return $"{value} IS NOT NULL";
            case Operator.StartsWith:
                var prefix = (string)values[0];
                var from = $"{value} >= {sql.Parameter(prefix)}";
                return After(prefix) is { } end ? $"({from} AND {value} < {sql.Parameter(end)})" : from;
            default:
                return Compared(sql, value, op, values);
        }
    }

    private static string Compared(SqlText sql, string value, Operator op, IReadOnlyList<object> values)
    {
        string Parameter(int i) => sql.Parameter(values[i]);
        return op switch
        {
            Operator.Eq => $"{value} = {Parameter(0)}",
            Operator.Ne => $"{value} <> {Parameter(0)}",
            Operator.Lt => $"{value} < {Parameter(0)}",
            Operator.Lte => $"{value} <= {Parameter(0)}",
            Operator.Gt => $"{value} > {Parameter(0)}",
            Operator.Gte => $"{value} >= {Parameter(0)}",
            Operator.Between => $"({value} >= {Parameter(0)} AND {value} <= {Parameter(1)})",
            Operator.In => values.Count == 0 ? "1 = 0" : $"{value} IN ({string.Join(", ", values.Select(sql.Parameter))})",
            Operator.NotIn => values.Count == 0 ? "1 = 1" : $"{value} NOT IN ({string.Join(", ", values.Select(sql.Parameter))})",
            _ => throw new InvalidOperationException($"{op} compares nothing."),
        };
    }

    private static string Inside(SqlText sql, string text, Operator op, string part)
    {
        var dialect = sql.Dialect;
        var parameter = sql.Parameter(op.Folds() ? Persistence.FoldedText.Of(part) : part);
        if (op.Folds()) text = dialect.Fold(text);
        return op switch
        {
            Operator.Eqi => $"{text} = {parameter}",
            Operator.Nei => $"{text} <> {parameter}",
            Operator.Contains or Operator.Containsi => dialect.Contains(text, parameter),
            Operator.NotContains or Operator.NotContainsi => $"NOT {dialect.Contains(text, parameter)}",
            Operator.StartsWith or Operator.StartsWithi => dialect.StartsWith(text, parameter),
            Operator.EndsWith or Operator.EndsWithi => dialect.EndsWith(text, parameter),
            _ => throw new InvalidOperationException($"{op} looks inside nothing."),
        };
    }

    /// <summary>The least text that comes after all texts with this beginning; null when there is none.</summary>
    private static string? After(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0 && runes[^1].Value == 0x10FFFF) runes.RemoveAt(runes.Count - 1);
        if (runes.Count == 0) return null;
        var next = runes[^1].Value + 1;
        runes[^1] = new Rune(next == 0xD800 ? 0xE000 : next);
        return string.Concat(runes);
    }
}
