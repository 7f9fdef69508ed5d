using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ContentHub.ContentTypes;

/// <summary>Authors' regular expressions, compiled once each. Only those that match in linear time: a pattern must not be able to stop the server.</summary>
internal static class Patterns
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly ConcurrentDictionary<string, Regex> Known = new();

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

    public static Regex Of(string pattern) => Known.GetOrAdd(pattern, p => new Regex(p, Linear));
}
