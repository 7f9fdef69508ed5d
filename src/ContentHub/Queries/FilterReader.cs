namespace ContentHub.Queries;

/// <summary>Reads <c>filters</c> and checks every name and value against what there is.</summary>
/// <param name="parameter">The parameter that is read: <c>filters</c>, or <c>populate</c>.</param>
internal sealed class FilterReader(string parameter)
{
    private const int MostNodes = 100;
    private const int Deepest = 20;

    private readonly QueryFaults _faults = new(parameter);
    private Problem? _problem;
    private int _nodes;

    /// <returns>What the node asks; null when it asks nothing. Problems: Invalid.</returns>
    /// <param name="path">Where the node stands.</param>
    public static Result<Filter?> Read(string parameter, QueryNode node, Shape shape, IReadOnlyList<string> path)
    {
        var reader = new FilterReader(parameter);
        var parts = new List<Filter>();
        if (!reader.Group(node, shape, null, [.. path], 0, parts)) return reader._problem!;
        return parts.Count == 0 ? (Result<Filter?>)(Filter?)null : Filter.AllOf(parts);
    }

    /// <param name="via">The link that led here; operators on it ask for the key behind it.</param>
    private bool Group(QueryNode node, Shape shape, Link? via, List<string> path, int depth, List<Filter> into)
    {
        if (node is not QueryNode.Parts parts) return Fails(_faults.At(parameter, path, $"{string.Join('.', path.Prepend(parameter))} must be an object: {parameter}[attribute][$eq]=value"));
        if (depth > Deepest) return Fails(new Problem.Invalid($"{parameter} is nested more than {Deepest} deep", parameter));
        if (parts.IsList)
        {
            foreach (var item in parts.InOrder)
                if (!Group(item, shape, via, path, depth + 1, into)) return false;
            return true;
        }

        foreach (var (key, value) in parts.Items)
            if (!Entry(key, value, shape, via, path, depth, into)) return false;
        return true;
    }

    private bool Entry(string key, QueryNode value, Shape shape, Link? via, List<string> path, int depth, List<Filter> into)
    {
        if (key is Operators.And or Operators.Or or Operators.Not)
            return Combined(key, value, into, (node, parts) => Group(node, shape, via, path, depth + 1, parts));
        if (via is not null && Operators.Find(key) is { } op) return Keys(shape, op, value, path, into);
        if (shape.Field(key) is { } field) return Tests(field, value, [.. path, key], depth + 1, into);
        if (shape.Link(key) is { } link) return Links(link, value, [.. path, key], depth + 1, into);
        if (shape.Attribute(key) is not null) return Fails(_faults.At(key, [.. path, key], $"Invalid key {key}: what stands in a dynamic zone cannot be asked for"));
        return Fails(key.StartsWith('$') ? _faults.Key(key, path, Operators.Names) : _faults.Key(key, [.. path, key], shape.Names));
    }

    private bool Combined(string key, QueryNode value, List<Filter> into, Func<QueryNode, List<Filter>, bool> read)
    {
        var branches = new List<Filter>();
        foreach (var item in value.Each)
        {
            var parts = new List<Filter>();
            if (!read(item, parts)) return false;
            if (parts.Count > 0) branches.Add(Filter.AllOf(parts));
        }

        if (branches.Count == 0) return true;   // as the dialect has it, what is empty is no condition
        return Add(into, key switch
        {
            Operators.Or => Filter.AnyOf(branches),
            Operators.And => Filter.AllOf(branches),
            _ => new Filter.Not(Filter.AllOf(branches)),
        });
    }

    private bool Tests(Field field, QueryNode value, List<string> path, int depth, List<Filter> into)
    {
        if (depth > Deepest) return Fails(new Problem.Invalid($"{parameter} is nested more than {Deepest} deep", parameter));
        if (value is QueryNode.Text text) return One(field, Operator.Eq, text, path, into);
        var parts = (QueryNode.Parts)value;
        if (parts.Items.Count == 0) return true;
        if (parts.IsList)
        {
            if (parts.Items.All(i => i.Value is QueryNode.Text)) return One(field, Operator.In, parts, path, into);
            foreach (var item in parts.InOrder)
                if (!Tests(field, item, path, depth + 1, into)) return false;
            return true;
        }

        foreach (var (key, asked) in parts.Items)
        {
            if (key is Operators.And or Operators.Or or Operators.Not)
            {
                if (!Combined(key, asked, into, (node, found) => Tests(field, node, path, depth + 1, found))) return false;
                continue;
            }

            if (Operators.Find(key) is not { } op) return Fails(_faults.Key(key, path, Operators.Names));
            if (!One(field, op, asked, path, into)) return false;
        }

        return true;
    }

    private bool One(Field field, Operator op, QueryNode value, List<string> path, List<Filter> into)
    {
        if (op is Operator.Null or Operator.NotNull) return Add(into, new Filter.Test(field, Literal.IsTrue(value) == (op == Operator.Null) ? Operator.Null : Operator.NotNull, []));
        if (op is Operator.Eqi or Operator.Nei && !field.IsTextual) op = op == Operator.Eqi ? Operator.Eq : Operator.Ne;
        var given = value.Each.ToArray();
        if (given.Any(g => g is not QueryNode.Text)) return Fails(_faults.At(op.Text(), path, $"{op.Text()} at {string.Join('.', path)} takes {(op.TakesList() ? "a list of values" : "a value")}"));
        var texts = given.Select(g => ((QueryNode.Text)g).Value).ToArray();
        if (op.TakesList())
        {
            if (op == Operator.Between && texts.Length != 2) return Fails(_faults.At(op.Text(), path, $"$between at {string.Join('.', path)} takes two values"));
            return Values(field, op, [.. texts.OfType<string>()], path, out var values) && Add(into, new Filter.Test(field, op, values));
        }

        var any = new List<Filter>();
        foreach (var text in texts)
        {
            if (text is null && op is Operator.Eq or Operator.Eqi) any.Add(new Filter.Test(field, Operator.Null, []));
            else if (text is null && op is Operator.Ne or Operator.Nei) any.Add(new Filter.Test(field, Operator.NotNull, []));
            else if (Values(field, op, [text ?? ""], path, out var values)) any.Add(new Filter.Test(field, op, values));
            else return false;
        }

        _nodes += Math.Max(0, any.Count - 1);
        return any.Count == 0 || Add(into, Filter.AnyOf(any));
    }

    private bool Values(Field field, Operator op, IReadOnlyList<string> texts, List<string> path, out object[] values)
    {
        values = new object[texts.Count];
        if (op.LooksInside() && (field.IsTextual || field.Kind is FieldKind.Number or FieldKind.Integer or FieldKind.BigInteger))
        {
            for (var i = 0; i < values.Length; i++) values[i] = texts[i];
            return true;
        }

        if (op.LooksInside()) return Fails(_faults.At(op.Text(), path, $"Invalid key {op.Text()} at {string.Join('.', path)}: it looks inside texts only"));
        for (var i = 0; i < values.Length; i++)
        {
            if (Literal.Read(field.Kind, texts[i], out var fault) is not { } value)
                return Fails(new Problem.Invalid(Literal.StandsAlone(fault) ? fault : $"Invalid value at {string.Join('.', path)}: {fault}", [parameter, .. path]));
            values[i] = value;
        }

        return true;
    }

    private bool Links(Link link, QueryNode value, List<string> path, int depth, List<Filter> into)
    {
        if (value is QueryNode.Parts parts && !parts.IsList)
        {
            var behind = new QueryNode.Parts();
            foreach (var (key, asked) in parts.Items)
            {
                // Whether there is one at all; everything else is asked of the one behind the link.
                if (Operators.Find(key) is Operator.Null or Operator.NotNull)
                {
                    var none = Literal.IsTrue(asked) == (key == "$null");
                    var one = new Filter.Through(link, Filter.Everything);
                    if (!Add(into, none ? new Filter.Not(one) : one)) return false;
                }
                else
                {
                    behind.Set(key, asked);
                }
            }

            var inner = new List<Filter>();
            return Group(behind, link.Target, link, path, depth, inner) && (inner.Count == 0 || Add(into, new Filter.Through(link, Filter.AllOf(inner))));
        }

        if (value is QueryNode.Text { Value: null }) return Add(into, new Filter.Not(new Filter.Through(link, Filter.Everything)));
        if (value is QueryNode.Parts list && list.Items.Count > 0 && list.Items.Any(i => i.Value is not QueryNode.Text))
        {
            foreach (var item in list.InOrder)
                if (!Links(link, item, path, depth + 1, into)) return false;
            return true;
        }

        var keys = new List<Filter>();
        return Keys(link.Target, value is QueryNode.Text ? Operator.Eq : Operator.In, value, path, keys)
            && (keys.Count == 0 || Add(into, new Filter.Through(link, Filter.AllOf(keys))));
    }

    /// <summary>An operator on a link: numbers are ids, everything else document ids.</summary>
    private bool Keys(Shape shape, Operator op, QueryNode value, List<string> path, List<Filter> into)
    {
        var id = shape.Field("id")!;
        var texts = value.Each.Select(v => (v as QueryNode.Text)?.Value).ToArray();
        if (shape.Field("document_id") is not { } document || op is not (Operator.Eq or Operator.Ne or Operator.In or Operator.NotIn) || texts.All(t => t is null || IsNumber(t)))
            return One(id, op, value, path, into);
        var numbers = texts.Where(t => t is not null && IsNumber(t)).Select(t => Literal.Read(FieldKind.Integer, t!, out _)!).ToArray();
        var documents = texts.OfType<string>().Where(t => !IsNumber(t)).ToArray<object>();
        var positive = op is Operator.Eq or Operator.In;
        var parts = new List<Filter> { new Filter.Test(document, positive ? Operator.In : Operator.NotIn, documents) };
        if (numbers.Length > 0) parts.Add(new Filter.Test(id, positive ? Operator.In : Operator.NotIn, numbers));
        return Add(into, positive ? Filter.AnyOf(parts) : Filter.AllOf(parts));

        static bool IsNumber(string text) => Literal.Read(FieldKind.Integer, text, out _) is not null;
    }

    private bool Add(List<Filter> into, Filter filter)
    {
        into.Add(filter);
        return ++_nodes <= MostNodes || Fails(new Problem.Invalid($"{parameter} has more than {MostNodes} conditions", parameter));
    }

    private bool Fails(Problem problem)
    {
        _problem ??= problem;
        return false;
    }
}
