using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ContentHub.ContentTypes;

/// <summary>Authors' regular expressions, compiled once for each attribute and forgotten with it. Only those that match in linear time: a pattern must not be able to stop the server.</summary>
internal static class Patterns
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    // By the attribute's own string, not by what it says: a pattern that was only planned, or is of a type no more, goes with it.
    private static readonly ConditionalWeakTable<string, Regex> Known = [];

    /// <summary>What is wrong with a pattern, or null.</summary>
    public static string? Fault(string pattern)
    {
        if (pattern.Length > 500) return "must be at most 500 characters";
        try
        {
            _ = new Regex(pattern, Linear);
            return null;
        }
        catch (NotSupportedException)
        {
            return "must do without look-around, back references and atomic groups, which cannot be matched in linear time";
        }
        catch (ArgumentException fault)
        {
            return $"is not a regular expression: {fault.Message}";
        }
    }

    public static Regex Of(string pattern) => Known.GetValue(pattern, p => new Regex(p, Linear));
}
