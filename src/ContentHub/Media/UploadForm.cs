using System.Text.Json;
using ContentHub.Http;
using Microsoft.AspNetCore.Http;

namespace ContentHub.Media;

/// <summary>The multipart body of an upload, its files staged as they come.</summary>
/// <param name="Infos">One for each file, or fewer; for one file, or none, the first.</param>
/// <param name="Place">Where the files are to be attached; null for nowhere.</param>
internal sealed record UploadForm(IReadOnlyList<StagedFile> Files, IReadOnlyList<FileDetails> Infos, UploadPlace? Place)
{
    private static readonly string[] Known = ["files", "files[]", "fileInfo", "ref", "refId", "field"];

    /// <summary>The files with what is said of them, by position.</summary>
    public IReadOnlyList<StagedFile> Described => [.. Files.Select((file, i) => i < Infos.Count ? file with { Details = Infos[i] } : file)];

    /// <param name="stage">Takes name and bytes of each file. Of whatever is refused later, the files are in <paramref name="staged"/>.</param>
    public static async Task<Result<UploadForm>> ReadAsync(HttpRequest request, List<StagedFile> staged, int mostFiles, Func<string, Stream, Task<Result<StagedFile>>> stage, CancellationToken ct)
    {
        if (!MultipartForm.Is(request)) return new Problem.Invalid("Files are sent as multipart/form-data, in parts named files");
        var infos = new List<FileDetails>();
        var fields = new Dictionary<string, string>();
        var read = await MultipartForm.ReadAsync(
            request,
            async (name, fileName, content) =>
            {
                if (!IsFile(name)) return Unknown(name);
                if (staged.Count == mostFiles) return new Problem.Invalid($"At most {mostFiles} files in one request");
                if (!(await stage(fileName, content)).Ok(out var file, out var problem)) return problem;
                staged.Add(file);
                return null;
            },
            (name, text) => name switch
            {
                "fileInfo" => AddInfos(text, infos, mostFiles),
                "ref" or "refId" or "field" => fields.TryAdd(name, text) ? null : new Problem.Invalid($"The field '{name}' is there twice", name),
                "path" or "source" => null,   // older clients of the dialect send them; they mean nothing any more
                _ => Unknown(name),
            },
            IsFile, ct);
        if (read.Problem is { } refused) return refused;
        if (staged.Count > 0 && infos.Count > staged.Count) return new Problem.Invalid($"There are {infos.Count} fileInfo for {staged.Count} files", "fileInfo");
        if (fields.Count is not (0 or 3)) return new Problem.Invalid("To attach files, ref, refId and field are given together", "ref");
        return new UploadForm(staged, infos, fields.Count == 0 ? null : new UploadPlace(fields["ref"], fields["refId"], fields["field"]));
    }

    private static bool IsFile(string name) => name is "files" or "files[]";

    private static Problem.Invalid Unknown(string name) => new($"The part '{name}' is not known; files are sent in parts named files{Nearest.Hint(name, Known)}", name);

    private static Problem? AddInfos(string text, List<FileDetails> infos, int most)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            JsonElement[] all = json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : [json.RootElement];
            if (infos.Count + all.Length > most) return new Problem.Invalid($"At most {most} fileInfo in one request", "fileInfo");
            foreach (var info in all)
            {
                if (!FileDetails.Read(info).Ok(out var details, out var problem)) return problem;
                infos.Add(details);
            }

            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)   // the latter: a name has half a surrogate pair
        {
            return new Problem.Invalid("fileInfo is not valid JSON", "fileInfo");
        }
    }
}

/// <summary>An attribute of an entry, in the words of the caller.</summary>
internal sealed record UploadPlace(string Model, string Key, string Field);
