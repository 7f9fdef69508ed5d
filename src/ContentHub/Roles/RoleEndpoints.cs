using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Roles;

/// <summary><c>/admin/api/roles</c>.</summary>
internal static class RoleEndpoints
{
    private static readonly string[] Known = ["name", "description", "permissions", "entries"];

    public static void MapRoles(this IEndpointRouteBuilder routes)
    {
        var roles = routes.MapGroup("/admin/api/roles").WithTags("Access").Needs(Permission.AccessManage);
        roles.MapGet("/", List);
        roles.MapPost("/", Create);
        roles.MapGet("/{id:long}", Get);
        roles.MapPut("/{id:long}", Update);
        roles.MapDelete("/{id:long}", async (Id<Role> id, HttpContext http, RoleService service, CancellationToken ct) => (await service.DeleteAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent()));
    }

    private static async Task<IResult> List(HttpContext http, RoleService roles, ContentTypeService types, CancellationToken ct) =>
        (await roles.ListAsync(http.Actor(), ct)).ToResult(all => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var view in all) Write(view.Role, view.Users, types.All(), json);
            json.WriteEndArray();
        }));

    private static async Task<IResult> Get(Id<Role> id, HttpContext http, RoleService roles, ContentTypeService types, CancellationToken ct) =>
        (await roles.GetAsync(http.Actor(), id, ct)).ToResult(view => JsonResponse.One(json => Write(view.Role, view.Users, types.All(), json)));

    private static async Task<IResult> Create(HttpContext http, RoleService roles, ContentTypeService types, CancellationToken ct)
    {
        if (!(await ReadAsync(http, types, ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await roles.CreateAsync(http.Actor(), form, ct)).ToResult(role => JsonResponse.One(json => Write(role, 0, types.All(), json), StatusCodes.Status201Created, $"/admin/api/roles/{role.Id}"));
    }

    private static async Task<IResult> Update(Id<Role> id, HttpContext http, RoleService roles, ContentTypeService types, CancellationToken ct)
    {
        if (!(await ReadAsync(http, types, ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await roles.UpdateAsync(http.Actor(), id, form, ct)).ToResult(role => JsonResponse.One(json => Write(role, null, types.All(), json)));
    }

    private static async Task<Result<RoleForm>> ReadAsync(HttpContext http, ContentTypeService types, CancellationToken ct)
    {
        if (!(await JsonBody.ReadOptionsAsync(http.Request, Known, ct)).Ok(out var data, out var problem)) return problem;
        return RightsJson.Read(data, types.All()).Then(rights => new RoleForm(Text("name"), Text("description"), rights));

        string Text(string name) => data.TryGetValue(name, out var value) ? JsonText.TextOf(value)?.Trim() ?? "" : "";
    }

    private static void Write(Role role, int? users, ContentTypeCatalog catalog, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", role.Id.Value);
        json.WriteString("name", role.Name);
        json.WriteString("description", role.Description);
        json.WriteBoolean("built_in", role.IsBuiltIn);
        if (users is { } count) json.WriteNumber("users", count);
        RightsJson.Write(role.Rights, catalog, json);
        json.WriteString("created_at", Utc.Text(role.CreatedAt));
        json.WriteEndObject();
    }
}
