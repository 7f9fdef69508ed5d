namespace ContentHub.Queries;

/// <summary>Refusals of queries, in the words of the dialect. What is hidden and what does not exist get the same words.</summary>
/// <param name="parameter">The parameter that is read: <c>filters</c>.</param>
internal sealed class QueryFaults(string parameter)
{
    /// <summary><c>Invalid key colour at maker.colour; did you mean 'color'?</c></summary>
    /// <param name="path">Names from the outside in.</param>
    /// <param name="known">Names that the caller may use there.</param>
    public Problem.Invalid Key(string key, IReadOnlyList<string> path, IEnumerable<string> known) =>
        key.Length > 0 && key.All(char.IsAsciiDigit) ? Key(key, path, "a list, or a value beside names, does not fit here") : At(key, path, $"{Told(key, path)}{Nearest.Hint(key, known)}");

    /// <summary>The same of a name that is known: <c>Invalid key maker: it is sorted by something in it</c>.</summary>
    public Problem.Invalid Key(string key, IReadOnlyList<string> path, string reason) => At(key, path, $"{Told(key, path)}: {reason}");

    private static string Told(string key, IReadOnlyList<string> path) => path.Count == 0 || (path.Count == 1 && path[0] == key) ? $"Invalid key {key}" : $"Invalid key {key} at {string.Join('.', path)}";

    /// <summary>A refusal in other words.</summary>
    public Problem.Invalid At(string key, IReadOnlyList<string> path, string message) =>
        new([new FieldError([parameter, .. path], message)]) { Query = new QueryFault(key, path.Count == 0 ? null : string.Join('.', path), parameter) };
}
