using System.Globalization;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Media;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Entries;

/// <summary><c>/api/{plural}</c> and <c>/api/{singular}</c>: content in the Strapi 5 dialect.</summary>
internal static class EntryEndpoints
{
    public static void MapEntries(this IEndpointRouteBuilder routes)
    {
        var entries = routes.MapGroup("/api/{route}").WithTags("Content");
        entries.MapGet("/", ListOrSingle).Needs(Permission.EntriesRead);
        entries.MapPost("/", Create).Needs(Permission.EntriesWrite);
        entries.MapPut("/", PutSingle).Needs(Permission.EntriesWrite);
        entries.MapDelete("/", DeleteSingle).Needs(Permission.EntriesWrite);
        entries.MapGet("/{key}", Get).Needs(Permission.EntriesRead);
        entries.MapPut("/{key}", Update).Needs(Permission.EntriesWrite);
        entries.MapDelete("/{key}", Delete).Needs(Permission.EntriesWrite);
    }

    private static async Task<IResult> ListOrSingle(string route, HttpContext http, EntryFinder entries, ApiOptions options, CancellationToken ct)
    {
        if (!entries.TypeOf(http.Actor(), route).Ok(out var type, out var problem)) return problem.ToResult();
        var query = EntryQuery.Of(http.Request.QueryString.Value);
        return type.Kind == ContentTypeKind.Single
            ? (await entries.GetSingleAsync(http.Actor(), route, query, ct)).ToResult(view => EntryAnswer.One(http, view, options))
            : (await entries.ListAsync(http.Actor(), route, query, ct)).ToResult(list => EntryAnswer.List(list, options));
    }

    private static async Task<IResult> Get(string route, string key, HttpContext http, EntryFinder entries, ApiOptions options, CancellationToken ct) =>
        (await entries.GetAsync(http.Actor(), route, key, EntryQuery.Of(http.Request.QueryString.Value), ct)).ToResult(view => EntryAnswer.One(http, view, options));

    private static async Task<IResult> Create(string route, HttpContext http, EntryService entries, EntryFinder finder, MediaService media, ApiOptions options, CancellationToken ct)
    {
        if (finder.TypeOf(http.Actor(), route).Problem is { } missing) return missing.ToResult();
        if (!(await ReadAsync(http, media, ct)).Ok(out var body, out var problem)) return problem.ToResult();
        return (await entries.CreateAsync(http.Actor(), route, body.Data, body.Files, ct)).ToResult(view => EntryAnswer.One(http, view, options, StatusCodes.Status201Created, $"/api/{route}/{view.Entry.DocumentId}"));
    }

    private static async Task<IResult> Update(string route, string key, HttpContext http, EntryService entries, EntryFinder finder, MediaService media, ApiOptions options, CancellationToken ct)
    {
        if (!ExpectedVersion(http).Ok(out var expected, out var problem)) return problem.ToResult();
        if (finder.TypeOf(http.Actor(), route).Problem is { } missing) return missing.ToResult();
        if (!(await ReadAsync(http, media, ct)).Ok(out var body, out problem)) return problem.ToResult();
        return (await entries.UpdateAsync(http.Actor(), route, key, body.Data, body.Files, expected.Version, ct)).ToResult(view => EntryAnswer.One(http, view, options));
    }

    private static async Task<IResult> PutSingle(string route, HttpContext http, EntryService entries, MediaService media, ApiOptions options, CancellationToken ct)
    {
        if (!ExpectedVersion(http).Ok(out var expected, out var problem)) return problem.ToResult();
        if (!(await ReadAsync(http, media, ct)).Ok(out var body, out problem)) return problem.ToResult();
        return (await entries.PutSingleAsync(http.Actor(), route, body.Data, body.Files, expected.Version, ct)).ToResult(view => EntryAnswer.One(http, view, options));
    }

    private static async Task<IResult> Delete(string route, string key, HttpContext http, EntryService entries, CancellationToken ct) =>
        (await entries.DeleteAsync(http.Actor(), route, key, ct)).ToResult(_ => Results.NoContent());

    private static async Task<IResult> DeleteSingle(string route, HttpContext http, EntryService entries, CancellationToken ct) =>
        (await entries.DeleteSingleAsync(http.Actor(), route, ct)).ToResult(_ => Results.NoContent());

    private sealed record Body(JsonElement Data, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>>? Files);

    /// <summary>JSON, or multipart with <c>data</c> and <c>files.&lt;attribute&gt;</c> parts, which are staged as they come.</summary>
    private static async Task<Result<Body>> ReadAsync(HttpContext http, MediaService media, CancellationToken ct)
    {
        if (!MultipartForm.Is(http.Request)) return (await JsonBody.ReadDataAsync(http.Request, ct)).Then(data => new Body(data, null));

        const string Prefix = "files.";
        var staged = new Dictionary<string, IReadOnlyList<StagedFile>>();
        var taken = false;
        try
        {
            var result = await MultipartForm.ReadAsync(
                http.Request,
                async (name, fileName, content) =>
                {
                    if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return new Problem.Invalid($"The part '{name}' is a file: files are sent as files.<attribute>", name);
                    if (!(await media.StageAsync(http.Actor(), content, fileName, ct)).Ok(out var file, out var problem)) return problem;
                    var attribute = name[Prefix.Length..];
                    staged[attribute] = [.. staged.GetValueOrDefault(attribute) ?? [], file];
                    return null;
                },
                ct);
            if (!result.Ok(out var fields, out var refused) || !DataOf(fields).Ok(out var data, out refused)) return refused;
            taken = true;
            return new Body(data, staged);
        }
        finally
        {
            // Also when the caller went away in the middle.
            if (!taken) media.Discard(staged.Values.SelectMany(f => f));
        }
    }

    private static Result<JsonElement> DataOf(IReadOnlyDictionary<string, string> fields)
    {
        if (fields.Keys.FirstOrDefault(k => k != "data") is { } other) return new Problem.Invalid($"The part '{other}' is not known; expected data and files.<attribute>", other);
        return fields.TryGetValue("data", out var text) ? JsonBody.ParseData(text) : new Problem.Invalid("Missing \"data\" payload in the request body");
    }

    private sealed record Expected(int? Version);

    private static Result<Expected> ExpectedVersion(HttpContext http)
    {
        if (http.Request.Headers.IfMatch.ToString() is not { Length: > 0 } text || text == "*") return new Expected(null);
        var dash = text.LastIndexOf('-');
        return dash > 0 && int.TryParse(text.AsSpan(dash + 1).TrimEnd('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new Expected(version)
            : new Problem.Invalid("If-Match takes the ETag of the entry");
    }
}
