namespace ContentHub.Queries;

/// <summary>What a test asks; on the wire with a dollar sign and a small letter.</summary>
internal enum Operator
{
    Eq, Eqi, Ne, Nei, Lt, Lte, Gt, Gte, In, NotIn, Between, Null, NotNull,
    Contains, NotContains, Containsi, NotContainsi, StartsWith, StartsWithi, EndsWith, EndsWithi,
}

/// <summary>Names and natures of operators.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, Operator> ByName = Enum.GetValues<Operator>().ToDictionary(Text);

    /// <summary>Of groups.</summary>
    public const string And = "$and", Or = "$or", Not = "$not";

    /// <summary>All names, for hints.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Concat([And, Or, Not]);

    /// <summary><c>$startsWith</c></summary>
    public static string Text(this Operator op) => $"${char.ToLowerInvariant(op.ToString()[0])}{op.ToString()[1..]}";

    /// <summary>Names count upper and lower case.</summary>
    public static Operator? Find(string name) => ByName.TryGetValue(name, out var op) ? op : null;

    /// <summary>Takes a list instead of one value.</summary>
    public static bool TakesList(this Operator op) => op is Operator.In or Operator.NotIn or Operator.Between;

    /// <summary>Looks at characters: of texts, and of numbers as they are written.</summary>
    public static bool LooksInside(this Operator op) => op >= Operator.Contains;

    /// <summary>Whatever the case of letters.</summary>
    public static bool Folds(this Operator op) =>
        op is Operator.Eqi or Operator.Nei or Operator.Containsi or Operator.NotContainsi or Operator.StartsWithi or Operator.EndsWithi;
}
