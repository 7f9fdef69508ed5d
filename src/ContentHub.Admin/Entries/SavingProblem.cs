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
        if (error.Path is [var name, ..] && error.Message.StartsWith(name + " ", StringComparison.Ordinal)) return T("It {0}.", error.Message[(name.Length + 1)..].TrimEnd('.'));
        return error.Message.EndsWith('.') ? error.Message : error.Message + ".";
    }
}
