using ContentHub.Http;
using ContentHub.Queries;

namespace ContentHub.Tests.Queries;

/// <summary>Queries that somebody might ask of the <see cref="Garden"/>.</summary>
internal sealed class RandomQueries(Garden garden, Random random)
{
    private static readonly Operator[] All = Enum.GetValues<Operator>();

    public Filter Filter(int depth = 3) => Filter(garden.Shape, depth);

    public ContentQuery Query() => new()
    {
        Filter = random.Next(5) == 0 ? null : Filter(2),
        Sorts = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Sort()).DistinctBy(s => s.Field.Name)],
        Pagination = Pagination.First(new ApiOptions { MaxPageSize = 1000, DefaultPageSize = 1000 }) with { Limit = random.Next(1, 50), Start = 0 },
    };

    public Sort Sort()
    {
        var (path, shape) = random.Next(4) switch
        {
            0 => (new[] { garden.Shape.Link("bed")! }, garden.Shape.Link("bed")!.Target),
            1 => ([garden.Shape.Link("mates")!], garden.Shape),
            2 => ([garden.Shape.Link("parts")!], garden.Shape.Link("parts")!.Target),
            _ => ([], garden.Shape),
        };
        return new Sort(path, shape.Field(Fields(shape)[random.Next(Fields(shape).Length)])!, random.Next(2) == 0);
    }

    private Filter Filter(Shape shape, int depth) => (depth == 0 ? 9 : random.Next(10)) switch
    {
        0 or 1 => new Filter.And([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Filter(shape, depth - 1))]),
        2 or 3 => new Filter.Or([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Filter(shape, depth - 1))]),
        4 => new Filter.Not(Filter(shape, depth - 1)),
        5 or 6 when shape.Link("bed") is not null => Through(shape, depth),
        _ => Test(shape),
    };

    private Filter.Through Through(Shape shape, int depth)
    {
        var link = shape.Link(new[] { "bed", "mates", "parts" }[random.Next(3)])!;
        return new Filter.Through(link, random.Next(5) == 0 ? ContentHub.Queries.Filter.Everything : Filter(link.Target, depth - 1));
    }

    private static string[] Fields(Shape shape) => shape.Field("si") is not null ? ["s", "si", "n", "ni", "b", "big", "day", "id", "document_id", "created_at"]
        : shape.Field("label") is not null ? ["label", "size", "id"] : ["name", "id"];

    private Filter.Test Test(Shape shape)
    {
        var field = shape.Field(Fields(shape)[random.Next(Fields(shape).Length)])!;
        Operator op;
        do op = All[random.Next(All.Length)];
        while ((op.LooksInside() && field.Kind is FieldKind.Boolean or FieldKind.Moment || op.LooksInside() && field.Name == "ni") || (op.Folds() && !op.LooksInside() && !field.IsTextual));
        var count = op switch { Operator.Null or Operator.NotNull => 0, Operator.Between => 2, Operator.In or Operator.NotIn => random.Next(1, 4), _ => 1 };
        return new Filter.Test(field, op, [.. Enumerable.Range(0, count).Select(_ => Value(field, op))]);
    }

    private object Value(Field field, Operator op)
    {
        if (op.LooksInside() && !field.IsTextual) return random.Next(10).ToString();
        if (field.Name == "document_id") return op.LooksInside() ? "doc000" : $"doc{random.Next(1, 100):D21}";
        if (field.Kind == FieldKind.Text)
        {
            var text = Garden.Text(random);
            return op.LooksInside() && text.Length > 2 && !text.Any(char.IsSurrogate) && random.Next(2) == 0 ? text.Substring(random.Next(text.Length - 1), 2) : text;
        }

        return field.Kind switch
        {
            FieldKind.Number => field.Name == "ni" ? random.Next(-2, 3) + (random.Next(3) == 0 ? 0 : 0.5) : (double)random.Next(5),
            FieldKind.Integer => (long)random.Next(1, 20) + (field == garden.Shape.Field("id") ? 0 : 995),
            FieldKind.BigInteger => Garden.Big(random),
            FieldKind.Boolean => (double)random.Next(2),
            FieldKind.Moment => random.Next(1, 60) * 86400000L,
            _ => op.LooksInside() ? "-0" : $"2020-01-0{random.Next(1, 6)}",
        };
    }
}
