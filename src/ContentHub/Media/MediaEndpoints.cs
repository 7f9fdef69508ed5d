using System.Buffers;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ContentHub.Media;

/// <summary><c>/api/upload</c> and <c>/uploads</c>. Answers are flat, as the dialect has them.</summary>
internal static class MediaEndpoints
{
    private const int MostInFlatList = 1000;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        var upload = routes.MapGroup("/api/upload").WithTags("Files");
        upload.MapPost("/", Upload).Needs(Permission.MediaWrite);
        upload.MapGet("/files", List).Needs(Permission.MediaRead);
        upload.MapGet("/files/{id:long}", Get).Needs(Permission.MediaRead);
        upload.MapDelete("/files/{id:long}", Delete).Needs(Permission.MediaWrite);
        routes.MapMethods("/uploads/{file}", [HttpMethods.Get, HttpMethods.Head], Serve).WithTags("Files").IsPublic();
    }

    private static async Task<IResult> Upload(HttpContext http, MediaService media, MediaOptions options, CancellationToken ct)
    {
        if (ListQuery.Unknown(http.Request) is { } unknown) return unknown.ToResult();
        if (!MultipartForm.Is(http.Request)) return new Problem.Invalid("Files are sent as multipart/form-data, in parts named files").ToResult();
        var staged = new List<StagedFile>();
        var taken = false;
        try
        {
            var result = await MultipartForm.ReadAsync(
                http.Request,
                async (name, fileName, content) =>
                {
                    if (name is not ("files" or "files[]")) return new Problem.Invalid($"The part '{name}' is not known; files are sent in parts named files", name);
                    if (staged.Count == options.MaxFilesPerRequest) return new Problem.Invalid($"At most {options.MaxFilesPerRequest} files in one request");
                    if (!(await media.StageAsync(http.Actor(), content, fileName, ct)).Ok(out var file, out var problem)) return problem;
                    staged.Add(file);
                    return null;
                },
                ct);
            if (!result.Ok(out var fields, out var broken)) return broken.ToResult();
            if (fields.Keys.FirstOrDefault() is { } other) return new Problem.Invalid($"The part '{other}' is not known; files are sent in parts named files", other).ToResult();
            if (staged.Count == 0) return new Problem.Invalid("Files are empty", "files").ToResult();
            taken = true;
        }
        finally
        {
            // Also when the caller went away in the middle.
            if (!taken) media.Discard(staged);
        }

        return (await media.AddAsync(http.Actor(), staged, ct)).ToResult(views => Flat(views, StatusCodes.Status201Created));
    }

    private static async Task<IResult> List(HttpContext http, MediaService media, CancellationToken ct) =>
        ListQuery.Unknown(http.Request) is { } unknown ? unknown.ToResult() : (await media.AllAsync(http.Actor(), MostInFlatList, ct)).ToResult(views => Flat(views, StatusCodes.Status200OK));

    private static async Task<IResult> Get(Id<MediaAsset> id, HttpContext http, MediaService media, CancellationToken ct) => Flat(await media.GetAsync(http.Actor(), id, ct));

    private static async Task<IResult> Delete(Id<MediaAsset> id, HttpContext http, MediaService media, CancellationToken ct) => Flat(await media.DeleteAsync(http.Actor(), id, ct));

    /// <summary>The bytes. Only kinds that cannot run script are shown; everything else is a download, and nothing may run in it either way.</summary>
    private static IResult Serve(string file, HttpContext http, IMediaStore store)
    {
        if (!IsStoreName(file) || store.Find(file) is not { } path) return Results.NotFound();
        var kind = FileKind.OfExt(Path.GetExtension(file));
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        http.Response.Headers.CacheControl = "public, max-age=3600";
        var changed = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
        return Results.File(
            path, kind.Mime, kind.Inline ? null : file, changed, new EntityTagHeaderValue($"\"{Path.GetFileNameWithoutExtension(file)}-{changed.Ticks:x}\""), enableRangeProcessing: true);
    }

    private static bool IsStoreName(string file) =>
        file.Length is >= 32 and <= 48 && file.AsSpan(0, 32).IndexOfAnyExcept(Hex) < 0 && (file.Length == 32 || (file[32] == '.' && file.AsSpan(33).IndexOfAnyExcept(LettersAndDigits) < 0));

    private static IResult Flat(Result<MediaView> result) => result.ToResult(view => new JsonResponse(StatusCodes.Status200OK, view.Write));

    private static JsonResponse Flat(IReadOnlyList<MediaView> views, int status) => new(status, json =>
    {
        json.WriteStartArray();
        foreach (var view in views) view.Write(json);
        json.WriteEndArray();
    });
}
