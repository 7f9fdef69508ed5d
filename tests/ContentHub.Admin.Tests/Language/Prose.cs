using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using ContentHub.Admin.Layout;
using ContentHub.Testing;
using Microsoft.Extensions.Logging;

namespace ContentHub.Admin.Tests.Language;

/// <summary>The words in the panel's source and in what the compiler made of it.</summary>
internal static partial class Prose
{
    private const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Log lines stay English, for whoever searches them.</summary>
    private static readonly HashSet<string> OfLogs = [.. typeof(App).Assembly.GetTypes().SelectMany(t => t.GetMethods(All)).Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()?.Message).OfType<string>()];

    /// <summary>Every text the panel and its scripts ask for by a call of <c>T</c>, <c>Count</c> or <c>Markup</c>.</summary>
    public static HashSet<string> Asked() => [.. AskedIn("*.razor", "*.cs", "*.js")];

    /// <summary>Those of the scripts.</summary>
    public static HashSet<string> AskedByScripts() => [.. AskedIn("*.js")];

    /// <summary>Literals of the compiled panel that read like words for people, and where each stands.</summary>
    public static IEnumerable<(string Where, string Text)> Literals() =>
        from type in typeof(App).Assembly.GetTypes()
        where type.Namespace is not ("ContentHub.Admin.Gallery" or "ContentHub.Admin.Language") && !type.Name.EndsWith("Log", StringComparison.Ordinal)   // for developers, for operators
        from method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All))
        where method.Name is not ("PrintMembers" or "ToString")
        from operand in MethodCode.Tokens(method)
        where operand.Kind == OperandType.InlineString
        let text = method.Module.ResolveString(operand.Token)
        where !OfLogs.Contains(text)
        where ForPeople().IsMatch(Untagged(text))
        select (type.FullName!, text);

    private static IEnumerable<string> AskedIn(params string[] patterns) =>
        from pattern in patterns
        from file in Directory.EnumerateFiles(Repository.PathOf("src", "ContentHub.Admin"), pattern, SearchOption.AllDirectories)
        where !file.Contains("node_modules", StringComparison.Ordinal) && !file.Contains("/lib/", StringComparison.Ordinal)
        let source = File.ReadAllText(file)
        from text in Call().Matches(source).Select(m => m.Groups["text"].Value).Concat(CallOfCount().Matches(source).SelectMany(m => (string[])[m.Groups["one"].Value, m.Groups["many"].Value]))
        select Regex.Unescape(text);

    private static string Untagged(string text) => text.Contains('<', StringComparison.Ordinal) ? Tag().Replace(Code().Replace(text, " "), " ") : text;

    [GeneratedRegex("""(?<![\w.])(?:T|Markup)\(\s*"(?<text>(?:[^"\\]|\\.)*)"(?:\s*[,)])""")]
    private static partial Regex Call();

    [GeneratedRegex("""(?<![\w.])Count\([^"\n]*"(?<one>(?:[^"\\]|\\.)*)",\s*"(?<many>(?:[^"\\]|\\.)*)"\)""")]
    private static partial Regex CallOfCount();

    [GeneratedRegex("<(?<tag>code|kbd|pre|svg|script)[^>]*>.*?</\\k<tag>>", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    // A capital and small letters at the start, or one of the small words beside others.
    [GeneratedRegex("""^\W*[A-Z][a-z]+(\W?\s|\W*$)|(^|[a-z,] )(the|an?|is|are|was|to|of|and|or|not|no|with|for|in|on|at|it|that|by|from|ago|more) [a-z]|[a-z,] (the|an?|is|are|was|to|of|and|or|not|no|with|for|in|on|at|it|that|by|from|ago|more)($|\W)""", RegexOptions.ExplicitCapture)]
    private static partial Regex ForPeople();
}
