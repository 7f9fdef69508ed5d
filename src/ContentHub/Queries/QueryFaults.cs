namespace ContentHub.Queries;

/// <summary>Refusals of queries, in the words of the dialect. What is hidden and what does not exist get the same words.</summary>
/// <param name="parameter">The parameter that is read: <c>filters</c>.</param>
internal sealed class QueryFaults(string parameter)
{
    /// <summary><c>Invalid key colour at maker.colour; did you mean 'color'?</c></summary>
    /// <param name="path">Names from the outside in.</param>
    /// <param name="known">Names that the caller may use there.</param>
    public Problem.Invalid Key(string key, IReadOnlyList<string> path, IEnumerable<string> known)
    {
        var where = path.Count == 0 ? null : string.Join('.', path);
        return At(key, path, $"Invalid key {key}{(where is null || where == key ? "" : $" at {where}")}{Nearest.Hint(key, known)}");
    }

    /// <summary>A refusal in other words.</summary>
    public Problem.Invalid At(string key, IReadOnlyList<string> path, string message) =>
        new([new FieldError([parameter, .. path], message)]) { Query = new QueryFault(key, path.Count == 0 ? null : string.Join('.', path), parameter) };
}
