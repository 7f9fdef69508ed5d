using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.ContentTypes;

/// <summary><c>/admin/api/content-types</c>.</summary>
internal static class ContentTypeEndpoints
{
    public static void MapContentTypes(this IEndpointRouteBuilder routes)
    {
        var types = routes.MapGroup("/admin/api/content-types").WithTags("Content types");
        types.MapGet("/", List).Needs(Permission.TypesRead);
        types.MapPost("/", Create).Needs(Permission.TypesManage);
        types.MapPost("/import", Import).Needs(Permission.TypesManage);
        types.MapPost("/plan", PlanNew).Needs(Permission.TypesManage);
        types.MapGet("/{id:long}", Get).Needs(Permission.TypesRead);
        types.MapPut("/{id:long}", Update).Needs(Permission.TypesManage);
        types.MapPost("/{id:long}/plan", Plan).Needs(Permission.TypesManage);
        types.MapDelete("/{id:long}", Delete).Needs(Permission.TypesManage);
    }

    private static IResult List(HttpContext http, ContentTypeService types)
    {
        if (!ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)) return problem.ToResult();
        return types.List(http.Actor()).ToResult(catalog => JsonResponse.List(
            new Page<ContentType>([.. catalog.All.Skip(paging.Skip).Take(paging.Size)], paging.Number, paging.Size, catalog.All.Count), ContentTypeJson.Write));
    }

    private static IResult Get(Id<ContentType> id, HttpContext http, ContentTypeService types) =>
        types.Get(http.Actor(), id).ToResult(type => JsonResponse.One(json => ContentTypeJson.Write(type, json)));

    private static async Task<IResult> Create(HttpContext http, ContentTypeService types, CancellationToken ct)
    {
        if (!(await ReadAsync(http, ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await types.CreateAsync(http.Actor(), form, ct)).ToResult(type => JsonResponse.One(
            json => ContentTypeJson.Write(type, json), StatusCodes.Status201Created, $"/admin/api/content-types/{type.Id}"));
    }

    private static async Task<IResult> Update(Id<ContentType> id, HttpContext http, ContentTypeService types, CancellationToken ct)
    {
        if (!(await ReadAsync(http, ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await types.UpdateAsync(http.Actor(), id, form, ct)).ToResult(type => JsonResponse.One(json => ContentTypeJson.Write(type, json)));
    }

    private static Task<IResult> PlanNew(HttpContext http, ContentTypeService types, CancellationToken ct) => PlanAsync(null, http, types, ct);

    private static Task<IResult> Plan(Id<ContentType> id, HttpContext http, ContentTypeService types, CancellationToken ct) => PlanAsync(id, http, types, ct);

    private static async Task<IResult> PlanAsync(Id<ContentType>? id, HttpContext http, ContentTypeService types, CancellationToken ct)
    {
        if (!(await ReadAsync(http, ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await types.PlanAsync(http.Actor(), id, form, ct)).ToResult(plan => JsonResponse.One(json => TypePlanJson.Write(plan, json)));
    }

    private static async Task<IResult> Delete(Id<ContentType> id, HttpContext http, ContentTypeService types, CancellationToken ct) =>
        (await types.DeleteAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent());

    /// <summary><c>{"data": {"schemas": {"api::article.article": …, "shared.seo": …}}}</c> with the contents of a Strapi project's schema files.</summary>
    private static async Task<IResult> Import(HttpContext http, ContentTypeService types, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem.ToResult();
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("schemas", out var schemas) || schemas.ValueKind != JsonValueKind.Object)
            return new Problem.Invalid("data must be an object with schemas: an object with a Strapi schema for each uid", "schemas").ToResult();
        var removeData = data.TryGetProperty("remove_data", out var flag) && flag.ValueKind == JsonValueKind.True;
        var byUid = schemas.EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        return (await types.ImportAsync(http.Actor(), byUid, removeData, ct)).ToResult(import => JsonResponse.One(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("changed", import.Changed);
            json.WriteStartArray("warnings");
            foreach (var warning in import.Warnings) json.WriteStringValue(warning);
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    private static async Task<Result<ContentTypeForm>> ReadAsync(HttpContext http, CancellationToken ct) =>
        (await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem) ? ContentTypeJson.Read(data) : problem;
}
