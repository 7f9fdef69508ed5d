using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace ContentHub.Webhooks;

/// <summary>A file with settings that the server cannot start with; the message names file, place and cure.</summary>
public sealed class FaultySettingsException(string message) : Exception(message);

/// <summary>The default headers of <c>config/environments/{env}/server.json</c>: read at start, followed while the server runs.</summary>
/// <remarks>At start a fault stops the server. Later a faulty file is refused and logged, and the old values stay.</remarks>
public sealed partial class DefaultHeaders : IDisposable
{
    private readonly string _path;
    private readonly ILogger<DefaultHeaders> _log;
    private readonly PhysicalFileProvider? _files;
    private readonly IDisposable? _watch;

    /// <exception cref="FaultySettingsException">Malformed JSON, a value that is not a string, an illegal header, a missing environment variable.</exception>
    public DefaultHeaders(string path, ILogger<DefaultHeaders> log)
    {
        _path = path;
        _log = log;
        Current = Read(path);
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder)) return;
        _files = new PhysicalFileProvider(folder);
        _watch = ChangeToken.OnChange(() => _files.Watch(Path.GetFileName(path)), Reload);
    }

    /// <summary>Names and their values with variables filled in. Secret.</summary>
    public IReadOnlyList<WebhookHeader> Current { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        _files?.Dispose();
    }

    internal static IReadOnlyList<WebhookHeader> Read(string path)
    {
        if (!File.Exists(path)) return [];
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Headers(path, document.RootElement);
        }
        catch (JsonException fault)
        {
            throw new FaultySettingsException($"{path} is not valid JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            throw new FaultySettingsException($"{path} has a name with half a surrogate pair.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultySettingsException($"{path} cannot be read: {fault.Message}");
        }
    }

    private static List<WebhookHeader> Headers(string path, JsonElement root)
    {
        var headers = new List<WebhookHeader>();
        if (Section(path, root, "webhooks") is not { } webhooks || Section(path, webhooks, "defaultHeaders") is not { } defaults) return headers;
        foreach (var header in defaults.EnumerateObject())
        {
            if (header.Value.ValueKind != JsonValueKind.String || !JsonText.TryGet(header.Value, out var text)) throw new FaultySettingsException($"{path}: webhooks.defaultHeaders.{header.Name} must be a string of printable ASCII.");
            var value = Variable().Replace(text, match => Environment.GetEnvironmentVariable(match.Groups["name"].Value)
                ?? throw new FaultySettingsException($"{path}: webhooks.defaultHeaders.{header.Name} needs the environment variable {match.Groups["name"].Value}, which is not set."));
            if (HeaderRules.Fault(header.Name, value) is { } fault) throw new FaultySettingsException($"{path}: webhooks.defaultHeaders: {fault}.");
            if (headers.Any(h => h.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase))) throw new FaultySettingsException($"{path}: webhooks.defaultHeaders has '{header.Name}' twice.");
            headers.Add(new WebhookHeader(header.Name, value));
        }

        return headers;
    }

    // The only thing this file says: another key is a slip of the pen that would be silently without effect.
    private static JsonElement? Section(string path, JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object) throw new FaultySettingsException($"{path}: an object with '{name}' is expected.");
        foreach (var other in parent.EnumerateObject())
            if (other.Name != name) throw new FaultySettingsException($"{path}: '{other.Name}' is not known here; expected '{name}'.");
        return parent.TryGetProperty(name, out var section)
            ? section.ValueKind == JsonValueKind.Object ? section : throw new FaultySettingsException($"{path}: '{name}' must be an object.")
            : null;
    }

    private void Reload()
    {
        try
        {
            Current = Read(_path);
            LogReloaded(_log, _path, Current.Count);
        }
        catch (FaultySettingsException fault)
        {
            LogRefused(_log, fault.Message);
        }
    }

    [GeneratedRegex(@"\$\{\s*process\.env\.(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [LoggerMessage(Level = LogLevel.Information, Message = "Default headers were read again from {Path}: {Count}.")]
    private static partial void LogReloaded(ILogger log, string path, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A change of the default headers was refused, the old ones stay: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);
}
