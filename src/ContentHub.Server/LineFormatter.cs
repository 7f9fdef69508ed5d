using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ContentHub.Server;

/// <summary>The console's log, one line for each entry: whatever somebody sent, it cannot write a line of its own. Only an exception goes on below, indented.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "contenthub";

    private const string Indent = "      ";
    // Line ends of Unicode too, and what moves a terminal's cursor.
    private static readonly SearchValues<char> Breaking =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c), '\u2028', '\u2029']);

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (message.Length == 0 && logEntry.Exception is null) return;
        textWriter.WriteLine($"{Level(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id.ToString(CultureInfo.InvariantCulture)}] {OneLine(message)}");
        for (var exception = logEntry.Exception; exception is not null; exception = exception.InnerException)
        {
            textWriter.WriteLine($"{Indent}{exception.GetType()}: {OneLine(exception.Message)}");
            foreach (var line in (exception.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)) textWriter.WriteLine($"{Indent}{OneLine(line.TrimEnd('\r'))}");
        }
    }

    /// <summary>With signs that break lines spelt out: <c>\n</c>, <c>\u001B</c>.</summary>
    internal static string OneLine(string text) => text.AsSpan().IndexOfAny(Breaking) < 0
        ? text
        : string.Concat(text.Select(c => c switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ when Breaking.Contains(c) => $"\\u{(int)c:X4}",
            _ => c.ToString(),
        }));

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
