using System.Globalization;
using System.Text;
using ContentHub.Persistence;
using ContentHub.Queries;

namespace ContentHub.Tests.Queries;

/// <summary>What a filter means, said without SQL. Null is unknown.</summary>
internal sealed class Oracle(Garden garden)
{
    private readonly Dictionary<long, Plant> _plants = garden.Plants.ToDictionary(p => p.Id);

    public bool? Of(Filter filter, object thing) => filter switch
    {
        Filter.And and => and.Parts.Select(p => Of(p, thing)).Aggregate((bool?)true, (a, b) => a & b),
        Filter.Or or => or.Parts.Select(p => Of(p, thing)).Aggregate((bool?)false, (a, b) => a | b),
        Filter.Not not => !Of(not.Part, thing),
        Filter.Through through => Behind(through.Link.Name, thing).Any(t => Of(through.Part, t) == true),
        Filter.Test test => Test(test, Value(test.Field.Name, thing)),
        _ => throw new InvalidOperationException(),
    };

    public IEnumerable<object> Behind(string link, object thing) => (link, thing) switch
    {
        ("bed", Plant p) => p.Bed is { } bed ? [bed] : [],
        ("mates", Plant p) => p.Mates.Select(m => _plants[m]),
        ("parts", Plant p) => p.Parts.Select(x => (object)new KeyValuePair<long, (string?, double?)>(x.Id, (x.Label, x.Size))),
        _ => throw new InvalidOperationException(link),
    };

    public object? Value(string field, object thing) => (field, thing) switch
    {
        ("id", Plant p) => p.Id,
        ("id", long bed) => bed,
        ("name", long bed) => garden.Beds[bed],
        ("id", KeyValuePair<long, (string?, double?)> x) => x.Key,
        ("label", KeyValuePair<long, (string?, double?)> x) => x.Value.Item1,
        ("size", KeyValuePair<long, (string?, double?)> x) => x.Value.Item2,
        ("document_id", Plant p) => $"doc{p.Id:D21}",
        ("created_at", Plant p) => p.Id * 86400000L,
        ("s", Plant p) => p.S,
        ("si", Plant p) => p.Si,
        ("n", Plant p) => p.N,
        ("ni", Plant p) => p.Ni,
        ("b", Plant p) => p.B is { } b ? b ? 1d : 0d : null,
        ("big", Plant p) => p.Big,
        ("day", Plant p) => p.Day,
        _ => throw new InvalidOperationException(field),
    };

    public static int Compare(object a, object b) => a is string text
        ? Encoding.UTF8.GetBytes(text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes((string)b))
        : ((IComparable)a).CompareTo(b);

    private static bool? Test(Filter.Test test, object? value)
    {
        if (test.Operator is Operator.Null or Operator.NotNull) return value is null == (test.Operator == Operator.Null);
        if (test.Values.Count == 0) return test.Operator == Operator.NotIn;
        if (value is null) return null;
        if (test.Operator.LooksInside() || test.Operator.Folds()) return Inside(test.Operator, Convert.ToString(value, CultureInfo.InvariantCulture)!, (string)test.Values[0]);
        int To(int i) => Compare(value, test.Values[i]);
        return test.Operator switch
        {
            Operator.Eq => To(0) == 0,
            Operator.Ne => To(0) != 0,
            Operator.Lt => To(0) < 0,
            Operator.Lte => To(0) <= 0,
            Operator.Gt => To(0) > 0,
            Operator.Gte => To(0) >= 0,
            Operator.In => test.Values.Any(v => Compare(value, v) == 0),
            Operator.NotIn => test.Values.All(v => Compare(value, v) != 0),
            _ => To(0) >= 0 && To(1) <= 0,
        };
    }

    private static bool Inside(Operator op, string text, string part)
    {
        if (op.Folds()) (text, part) = (FoldedText.Of(text), FoldedText.Of(part));
        return op switch
        {
            Operator.Eqi => text == part,
            Operator.Nei => text != part,
            Operator.Contains or Operator.Containsi => text.Contains(part, StringComparison.Ordinal),
            Operator.NotContains or Operator.NotContainsi => !text.Contains(part, StringComparison.Ordinal),
            Operator.StartsWith or Operator.StartsWithi => text.StartsWith(part, StringComparison.Ordinal),
            _ => text.EndsWith(part, StringComparison.Ordinal),
        };
    }
}
