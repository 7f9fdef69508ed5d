using ContentHub.Webhooks;
using Microsoft.Extensions.Options;

namespace ContentHub.Server;

/// <summary>Something about the surroundings that stops the server; the message says what and how to mend it.</summary>
public sealed class CannotStartException(string message) : Exception(message);

/// <summary>Turns what stops a start into one plain line and exit code 1.</summary>
internal static class StartUp
{
    public static async Task<int> GuardAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception fault) when (Explain(fault) is { } reason)
        {
            await Console.Error.WriteLineAsync($"ContentHub cannot start: {reason}");
            return 1;
        }
    }

    private static string? Explain(Exception fault) => fault switch
    {
        CannotStartException or FaultySettingsException => fault.Message,
        AggregateException many when many.InnerExceptions.All(f => f is OptionsValidationException) => string.Join(" ", many.InnerExceptions.Select(Explain)),
        OptionsValidationException options => string.Join(" ", options.Failures),
        FormatException when fault.Message.StartsWith("Invalid url", StringComparison.Ordinal) => $"{fault.Message} (setting --urls)",
        InvalidDataException or FormatException when fault.InnerException is FormatException or System.Text.Json.JsonException => $"{fault.Message} {fault.InnerException!.Message}",
        InvalidOperationException when fault.Message.Contains("configuration", StringComparison.OrdinalIgnoreCase) => fault.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"{fault.Message.TrimEnd('.')}. Choose another with --urls.",
        IOException io when io.Message.Contains("bind", StringComparison.OrdinalIgnoreCase) => $"{io.Message.TrimEnd('.')}. Choose another with --urls.",
        _ => null,
    };
}
