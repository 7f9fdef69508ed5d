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
        var entries = routes.MapGroup(ContentRoutes.Root).WithTags("Content");
        entries.MapGet("/", ListOrSingle).Needs(Permission.EntriesRead).KeepsAnswers();
        entries.MapGet("/{key}", Get).Needs(Permission.EntriesRead).KeepsAnswers();
    }

    private static async Task<IResult> ListOrSingle(string route, HttpContext http, EntryFinder entries, SystemNames names, CancellationToken ct)
    {
        if (!entries.TypeOf(http.Actor(), route).Ok(out var type, out var problem)) return problem.ToResult();
        var query = EntryQuery.Of(http.Request.QueryString.Value);
        return type.Kind == ContentTypeKind.Single
            ? (await entries.GetSingleAsync(http.Actor(), route, query, ct)).ToResult(view => EntryAnswer.One(http, view, names))
            : (await entries.ListAsync(http.Actor(), route, query, ct)).ToResult(list => EntryAnswer.List(list, names));
    }

    private static async Task<IResult> Get(string route, string key, HttpContext http, EntryFinder entries, SystemNames names, CancellationToken ct)
    {
        var found = await entries.GetAsync(http.Actor(), route, key, EntryQuery.Of(http.Request.QueryString.Value), ct);
        if (found.Problem is Problem.NotFound && EntryRoutes.WrongMethod(http, Permission.EntriesRead) is { } refusal) return refusal;
        return found.ToResult(view => EntryAnswer.One(http, view, names));
    }
}
