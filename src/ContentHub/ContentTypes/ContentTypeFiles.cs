using System.Text.Json;
using ContentHub.Access;
using Microsoft.Extensions.Logging;

namespace ContentHub.ContentTypes;

/// <summary>Types kept as files under <c>config/content-types</c>, one type a file in the shape of the API or as Strapi's <c>schema.json</c>; applied at start, all or none.</summary>
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
        var warnings = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (Read(path, warnings).Ok(out var form, out var problem)) forms.Add(form with { RemoveData = true });   // a file is looked at before it gets here, and a start cannot be asked
            else if (problem is Problem.Invalid invalid) errors.AddRange(invalid.Errors.Select(e => e with { Path = [Path.GetFileName(path), .. e.Path] }));
        }

        if (errors.Count > 0) return new Problem.Invalid(errors);
        var result = await _types.ApplyAsync(Actor.System, forms, ct);
        if (result.Problem is null && result.Value > 0)
        {
            LogApplied(_log, result.Value, folder);
            foreach (var warning in warnings) LogLeftOut(_log, warning);
        }

        return result;
    }

    private static Result<ContentTypeForm> Read(string path, List<string> warnings)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            var root = document.RootElement.Clone();
            return StrapiSchema.Is(root) ? StrapiSchema.Read(Path.GetFileNameWithoutExtension(path), root, warnings) : ContentTypeJson.Read(root);
        }
        catch (JsonException fault)
        {
            return new Problem.Invalid($"not valid JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogLeftOut(ILogger log, string warning);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} content types were added or changed from {Folder}.")]
    private static partial void LogApplied(ILogger log, int count, string folder);
}
