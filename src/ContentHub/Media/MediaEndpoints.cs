using System.Globalization;
using ContentHub.Access;
using ContentHub.Http;
using ContentHub.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ContentHub.Media;

/// <summary><c>/api/upload</c> and <c>/uploads</c>. Answers are flat, as the dialect has them.</summary>
internal static class MediaEndpoints
{
    private const int MostInFlatList = 1000;

    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        var upload = routes.MapGroup("/api/upload").WithTags("Files");
        upload.MapPost("/", Upload).Needs(Permission.MediaWrite);
        upload.MapGet("/files", List).Needs(Permission.MediaRead);
        upload.MapGet("/files/page", Page).Needs(Permission.MediaRead);
        upload.MapGet("/files/{id:long}", Get).Needs(Permission.MediaRead);
        upload.MapDelete("/files/{id:long}", Delete).Needs(Permission.MediaWrite).Takes();
        routes.MapMethods("/uploads/{file}", [HttpMethods.Get, HttpMethods.Head], Serve).WithTags("Files").IsPublic();
        routes.MapMediaFolders();
    }

    private static async Task<IResult> Upload(HttpContext http, MediaService media, IMediaOwner owner, MediaOptions options, SystemNames names, CancellationToken ct)
    {
        if (ListQuery.Unknown(http.Request, "id") is { } unknown) return unknown.ToResult();
        if (http.Request.Query.TryGetValue("id", out var ids))
        {
            return ids is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? await Change(http, new Id<MediaAsset>(id), media, options, names, ct)
                : new Problem.Invalid("File id is required and must be a single value", "id").ToResult();
        }

        var staged = new List<StagedFile>();
        var taken = false;
        try
        {
            if (!(await UploadForm.ReadAsync(http.Request, staged, options.MaxFilesPerRequest, (name, bytes) => media.StageAsync(http.Actor(), bytes, name, ct), ct)).Ok(out var form, out var refused)) return refused.ToResult();
            if (staged.Count == 0) return new Problem.Invalid("Files are empty", "files").ToResult();
            taken = true;
            var added = await media.AddAsync(
                http.Actor(), form.Described, form.Place is not { } place ? null : (unit, files) => owner.Attach(unit, http.Actor(), place.Model, place.Key, place.Field, files), ct);
            return added.ToResult(views => Flat(views, names, StatusCodes.Status201Created));
        }
        finally
        {
            // Also when the caller went away in the middle.
            if (!taken) media.Discard(staged);
        }
    }

    /// <summary>New words, new bytes, or both, for a file that exists.</summary>
    private static async Task<IResult> Change(HttpContext http, Id<MediaAsset> id, MediaService media, MediaOptions options, SystemNames names, CancellationToken ct)
    {
        if ((await media.GetAsync(http.Actor(), id, ct)).Problem is { } missing) return Refusal(missing);
        var staged = new List<StagedFile>();
        var taken = false;
        try
        {
            var read = await UploadForm.ReadAsync(
                http.Request, staged, options.MaxFilesPerRequest,
                async (name, bytes) => staged.Count == 1 ? new Problem.Invalid("Cannot replace a file with multiple ones", "files") : await media.StageReplacementAsync(http.Actor(), id, bytes, name, ct), ct);
            if (!read.Ok(out var form, out var refused)) return Refusal(refused);
            if (form.Place is not null) return new Problem.Invalid("ref, refId and field attach new files only", "ref").ToResult();
            if (form.Infos.Count > 1) return new Problem.Invalid("One file takes one fileInfo", "fileInfo").ToResult();
            if (staged.Count + form.Infos.Count == 0) return new Problem.Invalid("Files are empty", "files").ToResult();
            taken = true;
            return One(staged.Count == 0 ? await media.DescribeAsync(http.Actor(), id, form.Infos[0], ct) : await media.ReplaceAsync(http.Actor(), id, form.Described[0], ct), names);
        }
        finally
        {
            if (!taken) media.Discard(staged);
        }
    }

    /// <summary>Flat, as the dialect has it: all that the query finds, unless it asks for a piece.</summary>
    private static async Task<IResult> List(HttpContext http, MediaService media, ApiOptions api, SystemNames names, CancellationToken ct)
    {
        if (!FileQuery.Parse(http.Request.QueryString.Value, api).Ok(out var query, out var problem)) return problem.ToResult();
        var piece = http.Request.Query.Keys.Any(k => k.StartsWith("pagination", StringComparison.Ordinal));
        return (await media.QueryAsync(http.Actor(), query, piece ? null : MostInFlatList, ct)).ToResult(list => Flat(list.Items, names, StatusCodes.Status200OK, query.Selection));
    }

    private static async Task<IResult> Page(HttpContext http, MediaService media, ApiOptions api, SystemNames names, CancellationToken ct)
    {
        if (!FileQuery.Parse(http.Request.QueryString.Value, api).Ok(out var query, out var problem)) return problem.ToResult();
        return (await media.QueryAsync(http.Actor(), query, null, ct)).ToResult(list => JsonResponse.List(list.Items, (view, json) => FileJson.Write(json, view, query.Selection, names), json => list.Pagination.Write(json, list.Total)));
    }

    private static async Task<IResult> Get(Id<MediaAsset> id, HttpContext http, MediaService media, ApiOptions api, SystemNames names, CancellationToken ct) =>
        FileQuery.ParseOne(http.Request.QueryString.Value, api).Ok(out var selection, out var problem) ? One(await media.GetAsync(http.Actor(), id, ct), names, selection) : problem.ToResult();

    private static async Task<IResult> Delete(Id<MediaAsset> id, HttpContext http, MediaService media, SystemNames names, CancellationToken ct) => One(await media.DeleteAsync(http.Actor(), id, ct), names);

    /// <summary>The bytes. Only kinds that cannot run script are shown; everything else is a download, and nothing may run in it either way.</summary>
    private static async Task<IResult> Serve(string file, HttpContext http, MediaService media, CancellationToken ct)
    {
        if (await media.ServedAsync(file, ct) is not { } served) return Results.NotFound();
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        // Kept by everybody, and asked for each time, since the bytes behind an address can be replaced.
        http.Response.Headers.CacheControl = "public, no-cache";
        return Results.Stream(served.Bytes, served.Kind.Mime, served.Kind.Inline ? null : file, served.Changed, new EntityTagHeaderValue(served.ETag), enableRangeProcessing: true);
    }

    private static IResult One(Result<MediaView> result, SystemNames names, Selection? shown = null) =>
        result.Ok(out var view, out var problem) ? new JsonResponse(StatusCodes.Status200OK, json => FileJson.Write(json, view, shown ?? Selection.Scalars, names)) : Refusal(problem);

    private static IResult Refusal(Problem problem) => problem is Problem.NotFound ? new NoFile() : problem.ToResult();

    private static JsonResponse Flat(IReadOnlyList<MediaView> views, SystemNames names, int status, Selection? shown = null) => new(status, json =>
    {
        json.WriteStartArray();
        foreach (var view in views) FileJson.Write(json, view, shown ?? Selection.Scalars, names);
        json.WriteEndArray();
    });

    /// <summary>In the words that clients of the dialect look for.</summary>
    private sealed class NoFile : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => ErrorEnvelope.WriteAsync(httpContext, StatusCodes.Status404NotFound, "NotFoundError", "file.notFound");
    }
}
