using System.Text.Json;
using ContentHub.Access;
using Microsoft.Extensions.Logging;

namespace ContentHub.ContentTypes;

/// <summary>Types kept as files under <c>config/content-types</c>, one type a file in the shape of the API; applied at start, all or none.</summary>
public sealed partial class ContentTypeFiles
{
    private readonly ContentTypeService _types;
    private readonly ILogger<ContentTypeFiles> _log;

    internal ContentTypeFiles(ContentTypeService types, ILogger<ContentTypeFiles> log)
    {
        _types = types;
        _log = log;
    }

    /// <summary>Reads every <c>*.json</c> of the folder in the order of names. Safe to repeat; a type that no file names stays.</summary>
    /// <returns>How many types changed; or Invalid with the file's name in every path, Conflict.</returns>
    public async Task<Result<int>> ApplyAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder)) return 0;
        var forms = new List<ContentTypeForm>();
        var errors = new List<FieldError>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (Read(path).Ok(out var form, out var problem)) forms.Add(form);
            else if (problem is Problem.Invalid invalid) errors.AddRange(invalid.Errors.Select(e => e with { Path = [Path.GetFileName(path), .. e.Path] }));
        }

        if (errors.Count > 0) return new Problem.Invalid(errors);
        var result = await _types.ApplyAsync(Actor.System, forms, ct);
        if (result.Problem is null && result.Value > 0) LogApplied(_log, result.Value, folder);
        return result;
    }

    private static Result<ContentTypeForm> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            return ContentTypeJson.Read(document.RootElement.Clone());
        }
        catch (JsonException fault)
        {
            return new Problem.Invalid($"not valid JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} content types were added or changed from {Folder}.")]
    private static partial void LogApplied(ILogger log, int count, string folder);
}
