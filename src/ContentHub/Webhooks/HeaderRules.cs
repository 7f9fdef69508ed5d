using System.Text.RegularExpressions;

namespace ContentHub.Webhooks;

/// <summary>Which headers a person may set: RFC 9110 tokens with printable ASCII values, so that none can smuggle a line, and none that the protocol or the product sets.</summary>
internal static partial class HeaderRules
{
    private const int MostHeaders = 30;
    private const int LongestValue = 4096;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect", "cookie", "traceparent", "tracestate", "baggage", "x-hub-signature-256",
    };

    private static readonly string[] ReservedPrefixes = ["proxy-", "content-", "webhook-", "x-contenthub-"];

    /// <summary>What is wrong with one header; null when nothing is.</summary>
    public static string? Fault(string name, string value)
    {
        if (name.Length > 256 || !Token().IsMatch(name)) return $"'{Shown(name)}' is not a header name (RFC 9110: letters, digits and !#$%&'*+-.^_`|~)";
        if (Reserved.Contains(name) || ReservedPrefixes.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase))) return $"the header '{name}' is reserved";
        if (value.Length > LongestValue) return $"the value of '{name}' must be at most {LongestValue} bytes";
        return value.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0 ? $"the value of '{name}' must be printable ASCII in one line" : null;
    }

    /// <summary>All faults of a list, with the path <c>headers/{name}</c>.</summary>
    public static IEnumerable<(string Path, string Message)> Faults(IReadOnlyList<WebhookHeader> headers)
    {
        if (headers.Count > MostHeaders) yield return ("headers", $"at most {MostHeaders} headers are possible");
        foreach (var (name, value) in headers)
        {
            if (Fault(name, value) is { } fault) yield return ($"headers/{Shown(name)}", fault);
            // A mask that stands for nothing stored: the header was renamed, or copied from another webhook.
            else if (value == WebhookHeader.Hidden) yield return ($"headers/{Shown(name)}", $"the value of '{name}' is hidden: write it again");
        }

        foreach (var twice in headers.GroupBy(h => h.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return ($"headers/{Shown(twice.Key)}", $"the header '{Shown(twice.Key)}' is there twice");
    }

    private static string Shown(string name) => string.Concat(name.Where(c => !char.IsControl(c) && c != '/').Take(64));

    [GeneratedRegex(@"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
