using System.Globalization;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Media;
using ContentHub.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ContentHub.Entries;

/// <summary>The writing half of <c>/api/{plural}</c> and <c>/api/{singular}</c>.</summary>
internal static class EntryWriteEndpoints
{
    public static void MapEntryWrites(this IEndpointRouteBuilder routes)
    {
        var entries = routes.MapGroup(ContentRoutes.Root).WithTags("Content").AddEndpointFilter(EntryRoutes.GuardAsync);
        entries.MapPost("/", Create).Needs(Permission.EntriesCreate);
        entries.MapPut("/", PutSingle).Needs(Permission.EntriesUpdate);
        entries.MapDelete("/", (string route, HttpContext http, EntryService service, CancellationToken ct) => Delete(route, null, http, service, ct)).Needs(Permission.EntriesDelete).Takes(ContentQuery.OfWrites);
        entries.MapPut("/{key}", Update).Needs(Permission.EntriesUpdate);
        entries.MapDelete("/{key}", Delete).Needs(Permission.EntriesDelete).Takes(ContentQuery.OfWrites);
        entries.MapPost("/{key}/publish", Publish).Needs(Permission.EntriesPublish).TakesNoBody();
        entries.MapPost("/{key}/unpublish", Unpublish).Needs(Permission.EntriesPublish).TakesNoBody();
        entries.MapPost("/{key}/discard-draft", DiscardDraft).Needs(Permission.EntriesUpdate).TakesNoBody();
        entries.MapPost("/{key}/duplicate", Duplicate).Needs(Permission.EntriesCreate).TakesNoBody();
        // Of single types.
        entries.MapPost("/publish", (string route, HttpContext http, EntryService service, SystemNames names, CancellationToken ct) => Publish(route, null, http, service, names, ct)).Needs(Permission.EntriesPublish).TakesNoBody();
        entries.MapPost("/unpublish", (string route, HttpContext http, EntryService service, SystemNames names, CancellationToken ct) => Unpublish(route, null, http, service, names, ct)).Needs(Permission.EntriesPublish).TakesNoBody();
        entries.MapPost("/discard-draft", (string route, HttpContext http, EntryService service, SystemNames names, CancellationToken ct) => DiscardDraft(route, null, http, service, names, ct)).Needs(Permission.EntriesUpdate).TakesNoBody();
    }

    private static async Task<IResult> Create(string route, HttpContext http, EntryService entries, MediaService media, SystemNames names, CancellationToken ct)
    {
        if (!(await ReadAsync(http, media, ct)).Ok(out var save, out var problem)) return problem.ToResult();
        return (await entries.CreateAsync(http.Actor(), route, save, ct)).ToResult(view => EntryAnswer.One(http, view, names, StatusCodes.Status201Created, $"/api/{route}/{view.Entry.DocumentId}"));
    }

    private static async Task<IResult> Update(string route, string key, HttpContext http, EntryService entries, MediaService media, SystemNames names, CancellationToken ct) =>
        (await ReadAsync(http, media, ct)).Ok(out var save, out var problem) ? (await entries.UpdateAsync(http.Actor(), route, key, save, ct)).ToResult(view => EntryAnswer.One(http, view, names)) : problem.ToResult();

    private static async Task<IResult> PutSingle(string route, HttpContext http, EntryService entries, MediaService media, SystemNames names, CancellationToken ct) =>
        (await ReadAsync(http, media, ct)).Ok(out var save, out var problem) ? (await entries.PutSingleAsync(http.Actor(), route, save, ct)).ToResult(view => EntryAnswer.One(http, view, names)) : problem.ToResult();

    private static async Task<IResult> Delete(string route, string? key, HttpContext http, EntryService entries, CancellationToken ct) =>
        Preconditions.IfMatch(http.Request).Ok(out var seen, out var problem)
            ? (await entries.DeleteAsync(http.Actor(), route, key, seen.AnyOf, ct)).ToResult(_ => Results.NoContent())
            : problem.ToResult();

    private static async Task<IResult> Publish(string route, string? key, HttpContext http, EntryService entries, SystemNames names, CancellationToken ct) =>
        Preconditions.IfMatch(http.Request).Ok(out var seen, out var problem) ? (await entries.PublishAsync(http.Actor(), route, key, seen.AnyOf, EntryQuery.Of(http.Request.QueryString.Value), ct)).ToResult(view => EntryAnswer.One(http, view, names)) : problem.ToResult();

    private static async Task<IResult> Unpublish(string route, string? key, HttpContext http, EntryService entries, SystemNames names, CancellationToken ct) =>
        Preconditions.IfMatch(http.Request).Ok(out var seen, out var problem) ? (await entries.UnpublishAsync(http.Actor(), route, key, seen.AnyOf, EntryQuery.Of(http.Request.QueryString.Value), ct)).ToResult(view => EntryAnswer.One(http, view, names)) : problem.ToResult();

    private static async Task<IResult> DiscardDraft(string route, string? key, HttpContext http, EntryService entries, SystemNames names, CancellationToken ct) =>
        Preconditions.IfMatch(http.Request).Ok(out var seen, out var problem) ? (await entries.DiscardDraftAsync(http.Actor(), route, key, seen.AnyOf, EntryQuery.Of(http.Request.QueryString.Value), ct)).ToResult(view => EntryAnswer.One(http, view, names)) : problem.ToResult();

    private static async Task<IResult> Duplicate(string route, string key, HttpContext http, EntryService entries, SystemNames names, CancellationToken ct) =>
        (await entries.DuplicateAsync(http.Actor(), route, key, EntryQuery.Of(http.Request.QueryString.Value), ct)).ToResult(view => EntryAnswer.One(http, view, names, StatusCodes.Status201Created, $"/api/{route}/{view.Entry.DocumentId}"));

    /// <summary>JSON, or multipart with <c>data</c> and <c>files.&lt;attribute&gt;</c> parts, which are staged as they come.</summary>
    private static async Task<Result<EntrySave>> ReadAsync(HttpContext http, MediaService media, CancellationToken ct)
    {
        if (!Preconditions.IfMatch(http.Request).Ok(out var seen, out var problem)) return problem;
        EntrySave Save(JsonElement data) => new(data) { Expected = seen.AnyOf, AsDraft = http.Request.Query["status"] == "draft", Answer = EntryQuery.Of(http.Request.QueryString.Value) };
        if (!MultipartForm.Is(http.Request)) return (await JsonBody.ReadDataAsync(http.Request, ct)).Then(Save);

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
                    if (!(await media.StageAsync(http.Actor(), content, fileName, ct)).Ok(out var file, out var refused)) return refused;
                    var attribute = name[Prefix.Length..];
                    staged[attribute] = [.. staged.GetValueOrDefault(attribute) ?? [], file];
                    return null;
                },
                ct);
            if (!result.Ok(out var fields, out problem) || !DataOf(fields).Ok(out var data, out problem)) return problem;
            taken = true;
            return Save(data) with { Files = staged };
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
}

/// <summary>What a caller demands of the entry before it may be changed (RFC 9110, 13.1.1).</summary>
internal static class Preconditions
{
    /// <summary>The versions named by <c>If-Match</c>.</summary>
    /// <param name="AnyOf">Null without the header, or with <c>*</c>.</param>
    internal sealed record Seen(IReadOnlyList<EntryVersion>? AnyOf);

    /// <summary>Problems: Invalid (not an ETag of entries).</summary>
    public static Result<Seen> IfMatch(HttpRequest request)
    {
        if (request.Headers.IfMatch.ToString() is not { Length: > 0 } text || text == "*") return new Seen(null);
        // What is quoted may be the tag of anything; what is not is none, and only a lone one of ours is taken without its quotes.
        var isList = EntityTagHeaderValue.TryParseList(request.Headers.IfMatch, out var tags) && tags.Count > 0;
        if (isList && tags!.Contains(EntityTagHeaderValue.Any)) return new Seen(null);
        var versions = new List<EntryVersion>();
        foreach (var tag in isList ? tags!.Select(t => t.Tag.ToString()) : [text])
        {
            // [digest.]id.type-version, see EntryAnswer: what else the answer showed is no matter of the entry.
            var parts = tag.Trim().Trim('"').Split('-');
            var ids = parts[0].Split('.');
            if (parts.Length != 2 || ids.Length < 2 || !long.TryParse(ids[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                if (tags is { Count: > 1 }) continue;
                return new Problem.Invalid("If-Match takes the ETag of the entry", "If-Match");
            }

            versions.Add(new EntryVersion(new Id<Entry>(id), version));
        }

        return new Seen(versions);
    }
}
