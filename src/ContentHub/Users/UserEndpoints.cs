using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Users;

/// <summary><c>/admin/api/users</c> and <c>/admin/api/users/invitations</c>.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/admin/api/users").WithTags("Access").Needs(Permission.AccessManage);
        users.MapGet("/", List);
        users.MapGet("/{id:long}", async (Id<User> id, HttpContext http, UserService service, CancellationToken ct) => One(await service.GetAsync(http.Actor(), id, ct)));
        users.MapPatch("/{id:long}", Change);
        users.MapPost("/{id:long}/disable", async (Id<User> id, HttpContext http, UserService service, CancellationToken ct) => One(await service.DisableAsync(http.Actor(), id, ct)));
        users.MapPost("/{id:long}/enable", async (Id<User> id, HttpContext http, UserService service, CancellationToken ct) => One(await service.EnableAsync(http.Actor(), id, ct)));
        users.MapDelete("/{id:long}", async (Id<User> id, HttpContext http, UserService service, CancellationToken ct) => (await service.RemoveAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent()));

        users.MapGet("/invitations", Invitations);
        users.MapPost("/invitations", Invite);
        users.MapPost("/invitations/{id:long}/renew", async (Id<Invitation> id, HttpContext http, InvitationService service, AccessOptions options, CancellationToken ct) =>
            (await service.RenewAsync(http.Actor(), id, ct)).ToResult(made => JsonResponse.One(json => Write(made.View, options.Link(made.Path), json))));
        users.MapDelete("/invitations/{id:long}", async (Id<Invitation> id, HttpContext http, InvitationService service, CancellationToken ct) => (await service.WithdrawAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent()));
    }

    private static async Task<IResult> List(HttpContext http, UserService users, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request, "search").Ok(out var paging, out var problem)) return problem.ToResult();
        return (await users.ListAsync(http.Actor(), http.Request.Query["search"], paging, ct)).ToResult(page => JsonResponse.List(page, Write));
    }

    private static async Task<IResult> Change(Id<User> id, HttpContext http, UserService users, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "name", "role_id")).Ok(out var fields, out var problem)) return problem.ToResult();
        if (fields.Has("name") && fields.Text("name") is null) return new Problem.Invalid("name must be a text", "name").ToResult();
        if (fields.Has("role_id") && fields.Key<Role>("role_id") is null) return new Problem.Invalid("role_id must be the key of a role", "role_id").ToResult();
        return One(await users.ChangeAsync(http.Actor(), id, fields.Text("name"), fields.Key<Role>("role_id"), ct));
    }

    private static async Task<IResult> Invitations(HttpContext http, InvitationService invitations, CancellationToken ct) =>
        (await invitations.ListAsync(http.Actor(), ct)).ToResult(all => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var view in all) Write(view, null, json);
            json.WriteEndArray();
        }));

    private static async Task<IResult> Invite(HttpContext http, InvitationService invitations, AccessOptions options, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "email", "role_id")).Ok(out var fields, out var problem)) return problem.ToResult();
        if (fields.Key<Role>("role_id") is not { } role) return new Problem.Invalid("role_id must be the key of a role", "role_id").ToResult();
        return (await invitations.InviteAsync(http.Actor(), fields.Text("email") ?? "", role, ct)).ToResult(made => JsonResponse.One(json => Write(made.View, options.Link(made.Path), json), StatusCodes.Status201Created));
    }

    private static IResult One(Result<UserView> result) => result.ToResult(view => JsonResponse.One(json => Write(view, json)));

    private static void Write(UserView view, Utf8JsonWriter json)
    {
        var user = view.User;
        json.WriteStartObject();
        json.WriteNumber("id", user.Id.Value);
        json.WriteString("email", user.Email);
        json.WriteString("name", user.Name);
        json.WriteNumber("role_id", user.RoleId.Value);
        json.WriteString("role", view.Role);
        json.WriteBoolean("enabled", user.DisabledAt is null);
        json.WriteBoolean("open_id", user.OpenIdSubject is not null);
        json.WriteBoolean("second_factor", user.SecondFactorSince is not null);
        json.WriteTimeOrNull("last_sign_in_at", user.LastSignInAt);
        json.WriteString("created_at", Utc.Text(user.CreatedAt));
        json.WriteEndObject();
    }

    private static void Write(InvitationView view, string? link, Utf8JsonWriter json)
    {
        var invitation = view.Invitation;
        json.WriteStartObject();
        json.WriteNumber("id", invitation.Id.Value);
        json.WriteString("email", invitation.Email);
        json.WriteNumber("role_id", invitation.RoleId.Value);
        json.WriteString("role", view.Role);
        if (link is not null) json.WriteString("link", link);
        json.WriteString("invited_by", invitation.InvitedBy);
        json.WriteString("created_at", Utc.Text(invitation.CreatedAt));
        json.WriteString("expires_at", Utc.Text(invitation.ExpiresAt));
        json.WriteEndObject();
    }
}
