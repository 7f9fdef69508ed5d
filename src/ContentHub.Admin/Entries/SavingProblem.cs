namespace ContentHub.Admin.Entries;

/// <summary>The service's words for people who see labels instead of keys.</summary>
internal static class SavingProblem
{
    /// <summary>"postal_code is required" → "It is required.", since the label stands beside it.</summary>
    public static Problem Spoken(Problem problem) => problem is Problem.Invalid invalid
        ? new Problem.Invalid([.. invalid.Errors.Select(e => e with { Message = Spoken(e) })])
        : problem;

    private static string Spoken(FieldError error)
    {
        var text = error.Path is [var name, ..] && error.Message.StartsWith(name + " ", StringComparison.Ordinal) ? "It" + error.Message[name.Length..] : error.Message;
        return text.EndsWith('.') ? text : text + ".";
    }
}
