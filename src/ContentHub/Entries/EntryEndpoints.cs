using System.Globalization;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
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
        entries.MapGet("/{key}", Get).Needs(Permission.EntriesRead);
    }

    private static async Task<IResult> ListOrSingle(string route, HttpContext http, EntryFinder entries, CancellationToken ct)
    {
        if (!entries.TypeOf(http.Actor(), route).Ok(out var type, out var problem)) return problem.ToResult();
        if (type.Kind == ContentTypeKind.Single)
        {
            if (ListQuery.Unknown(http.Request, "populate") is { } unknown) return unknown.ToResult();
            return One(http, await entries.GetSingleAsync(http.Actor(), route, PopulateOf(http), ct));
        }

        if (!ListQuery.ReadPaging(http.Request, "populate").Ok(out var paging, out problem)) return problem.ToResult();
        return (await entries.ListAsync(http.Actor(), route, paging, PopulateOf(http), ct)).ToResult(page => JsonResponse.List(page, static (entry, json) => entry.Write(json)));
    }

    private static async Task<IResult> Get(string route, string key, HttpContext http, EntryFinder entries, CancellationToken ct) =>
        ListQuery.Unknown(http.Request, "populate") is { } unknown ? unknown.ToResult() : One(http, await entries.GetAsync(http.Actor(), route, key, PopulateOf(http), ct));

    private static Populate PopulateOf(HttpContext http) => ListQuery.Values(http.Request, "populate") switch
    {
        null => Populate.Nothing,
        ["*"] or ["true"] => Populate.Everything,
        var names => new Populate(names),
    };

    internal static IResult One(HttpContext http, Result<EntryView> result, int status = StatusCodes.Status200OK, Func<EntryView, string>? location = null) => result.ToResult(view =>
    {
        var etag = string.Create(CultureInfo.InvariantCulture, $"\"{view.Entry.Id}-{view.Entry.Version}\"");
        http.Response.Headers.ETag = etag;
        // Without populated parts the version stands for the whole answer.
        if (HttpMethods.IsGet(http.Request.Method) && view.Relations.Count + view.Media.Count == 0 && http.Request.Headers.IfNoneMatch == etag) return Results.StatusCode(StatusCodes.Status304NotModified);
        return JsonResponse.One(json => view.Write(json), status, location?.Invoke(view));
    });
}
