using System.Globalization;
using System.Text.Json;
using ContentHub.Persistence;
using ContentHub.Queries;

namespace ContentHub.Webhooks;

/// <summary>Which events a webhook wants by what stands in their bodies: the filters of the content API, asked of the JSON that would be sent.</summary>
/// <remarks><c>filters[entry][city][$eq]=Paris&amp;filters[changed][$in][0]=title</c>. Through a list a condition holds when one of its items fits. An entry or a file
/// that stands where a value is asked for counts as its id and its document id. What is missing fits no comparison, nor its opposite; <c>$null</c> finds it.</remarks>
internal sealed class PayloadFilter
{
    private const int MostConditions = 100;

    /// <summary>What bodies have at their top (webhooks.md, "Body").</summary>
    public static readonly string[] Roots = ["event", "model", "entry", "media", "changed", "created_at", "data", "hook", "documents"];

    private readonly Node _root;

    private PayloadFilter(Node root, IReadOnlyList<IReadOnlyList<string>> paths)
    {
        _root = root;
        Paths = paths;
    }

    /// <summary>Every path that is asked about, once.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Paths { get; }

    /// <summary>Reads a query string that has <c>filters</c> alone. Problems: Invalid.</summary>
    public static Result<PayloadFilter> Parse(string text)
    {
        if (!QueryString.Parse(text).Ok(out var query, out var problem)) return Refused(((Problem.Invalid)problem).Message);
        foreach (var (key, _) in query.Items)
            if (key != "filters") return Refused($"A filter begins with filters[…]; '{key}' is not known here");
        var paths = new Dictionary<string, IReadOnlyList<string>>();
        var count = 0;
        try
        {
            var root = query["filters"] is { } filters ? Group(filters, [], paths, ref count) : new Node.All([]);
            return count == 0 ? Refused("The filter has no condition; leave it out to be told of everything") : new PayloadFilter(root, [.. paths.Values]);
        }
        catch (FormatException fault)
        {
            return Refused(fault.Message);
        }
    }

    /// <summary>The same filter after a rename.</summary>
    /// <param name="nameAt">The name that the last step of a path has now.</param>
    /// <param name="changedName">The name that a value compared with <c>changed</c> has now.</param>
    public static string Renamed(string text, Func<IReadOnlyList<string>, string> nameAt, Func<string, string> changedName)
    {
        var pairs = new List<string>();
        Write(QueryString.Parse(text).Value, [], []);
        return string.Join('&', pairs);

        void Write(QueryNode node, IReadOnlyList<string> brackets, IReadOnlyList<string> path)
        {
            if (node is QueryNode.Text { Value: var value })
            {
                var key = brackets[0] + string.Concat(brackets.Skip(1).Select(b => $"[{Uri.EscapeDataString(b).Replace("%24", "$", StringComparison.Ordinal)}]"));
                pairs.Add(value is null ? key : $"{key}={Uri.EscapeDataString(path is ["changed"] ? changedName(value) : value)}");
                return;
            }

            var parts = (QueryNode.Parts)node;
            foreach (var (name, asked) in parts.Items)
            {
                var isStep = brackets.Count > 0 && !name.StartsWith('$') && !parts.IsList;
                IReadOnlyList<string> now = isStep ? [.. path, name] : path;
                Write(asked, [.. brackets, isStep ? nameAt(now) : name], now);
            }
        }
    }

    /// <param name="body">The whole body.</param>
    public bool Fits(JsonElement body) => Fits(_root, body);

    private static Problem.Invalid Refused(string why) => new(why, "filter");

    private static Node Group(QueryNode node, IReadOnlyList<string> path, Dictionary<string, IReadOnlyList<string>> paths, ref int count)
    {
        if (node is QueryNode.Text text) return Condition(path, Operator.Eq, [text.Value], paths, ref count);
        var parts = (QueryNode.Parts)node;
        // A list of values is as many values for $eq; a list of groups holds when all of them do.
        if (parts.IsList && parts.Items.Count > 0 && parts.Items.All(i => i.Value is QueryNode.Text)) return Condition(path, Operator.In, Texts(parts), paths, ref count);
        var all = new List<Node>();
        foreach (var (key, asked) in parts.IsList ? parts.InOrder.Select(i => new KeyValuePair<string, QueryNode>("", i)) : parts.Items)
        {
            if (key.Length == 0) all.Add(Group(asked, path, paths, ref count));
            else if (key is Operators.And or Operators.Or or Operators.Not) all.Add(Combined(key, asked, path, paths, ref count));
            else if (!key.StartsWith('$')) all.Add(Group(asked, Step(path, key), paths, ref count));
            else if (Operators.Find(key) is { } op) all.Add(Condition(path, op, [.. asked.Each.Select(e => e is QueryNode.Text t ? t.Value : throw new FormatException($"{key} takes a value"))], paths, ref count));
            else throw new FormatException($"Invalid operator {key}{Nearest.Hint(key, Operators.Names)}");
        }

        return new Node.All(all);
    }

    private static Node Combined(string key, QueryNode asked, IReadOnlyList<string> path, Dictionary<string, IReadOnlyList<string>> paths, ref int count)
    {
        var branches = new List<Node>();
        foreach (var branch in asked.Each) branches.Add(Group(branch, path, paths, ref count));
        return key switch
        {
            Operators.Or => new Node.Any(branches),
            Operators.And => new Node.All(branches),
            _ => new Node.Not(new Node.All(branches)),
        };
    }

    private static IReadOnlyList<string> Step(IReadOnlyList<string> path, string key)
    {
        if (path.Count == 0 && !Roots.Contains(key)) throw new FormatException($"filters[{key}] is not part of a body{Nearest.Hint(key, Roots)}");
        return [.. path, key];
    }

    private static Node.Test Condition(IReadOnlyList<string> path, Operator op, IReadOnlyList<string?> values, Dictionary<string, IReadOnlyList<string>> paths, ref int count)
    {
        if (path.Count == 0) throw new FormatException("A condition needs a path, such as filters[entry][city][$eq]=Paris");
        if (++count > MostConditions) throw new FormatException($"The filter has more than {MostConditions} conditions");
        if (op == Operator.Between && values.Count != 2) throw new FormatException($"$between at {string.Join('.', path)} takes two values");
        if (op is Operator.Null or Operator.NotNull)
        {
            // $null=false asks for the opposite.
            var isNull = values is not ["false"] == (op == Operator.Null);
            (op, values) = (isNull ? Operator.Null : Operator.NotNull, []);
        }
        else if (values is [null] && op is Operator.Eq or Operator.Ne)
        {
            (op, values) = (op == Operator.Eq ? Operator.Null : Operator.NotNull, []);
        }

        paths[string.Join('\0', path)] = path;
        return new Node.Test(path, op, [.. values.Select(v => Literal.Of(v ?? "", op.Folds()))]);
    }

    private static string?[] Texts(QueryNode.Parts list) => [.. list.InOrder.Select(i => ((QueryNode.Text)i).Value)];

    private static bool Fits(Node node, JsonElement body)
    {
        switch (node)
        {
            case Node.All all:
                foreach (var part in all.Parts)
                    if (!Fits(part, body)) return false;
                return true;
            case Node.Any any:
                foreach (var part in any.Parts)
                    if (Fits(part, body)) return true;
                return false;
            case Node.Not not:
                return !Fits(not.Part, body);
            default:
                var test = (Node.Test)node;
                var found = new List<JsonElement>();
                var isThere = Collect(body, test.Path, 0, found);
                return test.Operator switch
                {
                    Operator.Null => found.Count == 0 && !isThere,
                    Operator.NotNull => found.Count > 0 || isThere,
                    Operator.Ne => isThere && !found.Exists(v => test.Holds(Operator.Eq, v)),
                    Operator.Nei => isThere && !found.Exists(v => test.Holds(Operator.Eqi, v)),
                    Operator.NotIn => isThere && !found.Exists(v => test.Holds(Operator.In, v)),
                    Operator.NotContains => isThere && !found.Exists(v => test.Holds(Operator.Contains, v)),
                    Operator.NotContainsi => isThere && !found.Exists(v => test.Holds(Operator.Containsi, v)),
                    var op => found.Exists(v => test.Holds(op, v)),
                };
        }
    }

    /// <returns>Whether there is something at the path, if only an empty list.</returns>
    private static bool Collect(JsonElement at, IReadOnlyList<string> path, int step, List<JsonElement> found)
    {
        switch (at.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in at.EnumerateArray()) Collect(item, path, step, found);
                return step == path.Count || found.Count > 0;
            case JsonValueKind.Null:
                return false;
            case JsonValueKind.Object when step < path.Count:
                return at.TryGetProperty(path[step], out var next) && Collect(next, path, step + 1, found);
            case JsonValueKind.Object:
                // A linked entry or file stands for its keys.
                foreach (var key in (ReadOnlySpan<string>)["id", "document_id"])
                    if (at.TryGetProperty(key, out var value)) found.Add(value);
                return true;
            default:
                if (step < path.Count) return false;
                found.Add(at);
                return true;
        }
    }

    private abstract record Node
    {
        private Node() { }

        public sealed record All(IReadOnlyList<Node> Parts) : Node;

        public sealed record Any(IReadOnlyList<Node> Parts) : Node;

        public sealed record Not(Node Part) : Node;

        public sealed record Test(IReadOnlyList<string> Path, Operator Operator, IReadOnlyList<Literal> Values) : Node
        {
            public bool Holds(Operator op, JsonElement found) => op switch
            {
                Operator.Between => Compare(found, Values[0]) >= 0 && Compare(found, Values[1]) <= 0,
                Operator.In => Values.Any(v => Compare(found, v) == 0),
                _ => Values.Any(v => Holds(op, found, v)),
            };

            private static bool Holds(Operator op, JsonElement found, Literal value) => op switch
            {
                Operator.Eq => Compare(found, value) == 0,
                Operator.Eqi => found.ValueKind == JsonValueKind.String ? Text(found, value) == value.Text : Compare(found, value) == 0,
                Operator.Lt => Compare(found, value) < 0,
                Operator.Lte => Compare(found, value) <= 0,
                Operator.Gt => Compare(found, value) > 0,
                Operator.Gte => Compare(found, value) >= 0,
                Operator.Contains or Operator.Containsi => Text(found, value).Contains(value.Text, StringComparison.Ordinal),
                Operator.StartsWith or Operator.StartsWithi => Text(found, value).StartsWith(value.Text, StringComparison.Ordinal),
                Operator.EndsWith or Operator.EndsWithi => Text(found, value).EndsWith(value.Text, StringComparison.Ordinal),
                _ => false,
            };

            private static string Text(JsonElement found, Literal value)
            {
                var text = found.ValueKind == JsonValueKind.String ? found.GetString()! : found.GetRawText();
                return value.Folds ? FoldedText.Of(text) : text;
            }

            /// <returns>Null when the two cannot be compared: then no comparison holds.</returns>
            private static int? Compare(JsonElement found, Literal value) => found.ValueKind switch
            {
                JsonValueKind.Number when value.Exact is { } exact && found.TryGetDecimal(out var number) => number.CompareTo(exact),
                JsonValueKind.Number when value.Number is { } number => found.GetDouble().CompareTo(number),
                JsonValueKind.True or JsonValueKind.False => value.Text is "true" or "1" or "false" or "0" ? found.GetBoolean().CompareTo(value.Text is "true" or "1") : null,
                JsonValueKind.String when found.ValueEquals(value.Text) => 0,
                // Moments are written in one form here; a day or another offset is a moment as well.
                JsonValueKind.String when value.Moment is { } moment && MomentOf(found.GetString()!) is { } at => at.CompareTo(moment),
                JsonValueKind.String => string.CompareOrdinal(found.GetString(), value.Text),
                _ => null,
            };
        }
    }

    /// <summary>A value of the filter in all the kinds that it may be compared as.</summary>
    private sealed record Literal(string Text, bool Folds, decimal? Exact, double? Number, DateTimeOffset? Moment)
    {
        public static Literal Of(string text, bool folds) => new(
            folds ? FoldedText.Of(text) : text, folds,
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : null,
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            MomentOf(text));
    }

    private static DateTimeOffset? MomentOf(string text) =>
        text.Length >= 10 && text[4] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;
}
