using System.Runtime.CompilerServices;
using System.Text;
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
            // As it was written first: what the other form would make of a faulty one is nobody's concern.
            _ = new Regex(pattern, Linear);
            _ = new Regex(AsPublished(pattern), Linear);
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

    public static Regex Of(string pattern) => Known.GetValue(pattern, p => new Regex(AsPublished(p), Linear));

    /// <summary>The same with ECMA-262's meaning of <c>$</c>, <c>\d</c> and <c>\w</c>, by which callers read what OpenAPI says: the very end, and ASCII only. <see cref="RegexOptions.ECMAScript"/> does not go with linear time.</summary>
    internal static string AsPublished(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 16);
        var start = -1;   // of the class that is being read
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                text.Append(Escaped(pattern[++i], start >= 0));
                // A hyphen after a set stands for itself, and is not to begin a range at the set's last letter; before [ it takes away.
                if (start < 0 || pattern[i] is not ('d' or 'D' or 'w' or 'W') || pattern.AsSpan(i + 1) is not ['-', not '[', ..]) continue;
                text.Append(@"\-");
                i++;
            }
            else if (c == '$' && start < 0) text.Append(@"\z");
            else
            {
                text.Append(c);
                if (c == '[' && start < 0) start = i + (pattern.AsSpan(i + 1).StartsWith("^") ? 1 : 0);
                // The first of a class is one of its characters.
                else if (c == ']' && start >= 0 && i > start + 1) start = -1;
            }
        }

        return text.ToString();
    }

    private static string Escaped(char c, bool inClass) => (c, inClass) switch
    {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('D', false) => "[^0-9]",
        ('D', true) => @"\u0000-/:-\uFFFF",
        ('w', false) => "[A-Za-z0-9_]",
        ('w', true) => "A-Za-z0-9_",
        ('W', false) => "[^A-Za-z0-9_]",
        ('W', true) => @"\u0000-/:-@\[-\^`\{-\uFFFF",
        _ => $"\\{c}",
    };
}
