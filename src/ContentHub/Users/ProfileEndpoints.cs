using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Users;

/// <summary><c>/admin/api/me</c>: who asks, and what people do with their own account. No permission is needed for oneself; the services refuse whoever is nobody.</summary>
internal static class ProfileEndpoints
{
    public static void MapProfile(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/admin/api/me").WithTags("Access").IsPublic();
        me.MapGet("/", Me);
        me.MapPatch("/", Rename);
        me.MapPost("/password", ChangePassword);
        me.MapPost("/second-factor", Prepare);
        me.MapPost("/second-factor/confirm", Confirm);
        me.MapPost("/second-factor/recovery-codes", RenewCodes);
        me.MapPost("/second-factor/turn-off", TurnOff);
        me.MapGet("/sessions", Sessions);
        me.MapDelete("/sessions", EndOthers);
        me.MapDelete("/sessions/{id:long}", async (Id<Session> id, HttpContext http, SessionService sessions, CancellationToken ct) => (await sessions.EndAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent()));
    }

    private static async Task<IResult> Me(HttpContext http, ProfileService profiles, CancellationToken ct)
    {
        var actor = http.Actor();
        if (actor.Kind == ActorKind.Anonymous) return new Problem.Unauthorized().ToResult();
        Profile? profile = null;
        if (actor.Kind == ActorKind.User && !(await profiles.GetAsync(actor, ct)).Ok(out profile, out var problem)) return problem.ToResult();
        return JsonResponse.One(json => Write(actor, profile, json));
    }

    private static async Task<IResult> Rename(HttpContext http, ProfileService profiles, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "name")).Ok(out var fields, out var problem)) return problem.ToResult();
        if (fields.Text("name") is not { } name) return new Problem.Invalid("name must be a text", "name").ToResult();
        if ((await profiles.RenameAsync(http.Actor(), name, ct)).Problem is { } refusal) return refusal.ToResult();
        return await Me(http, profiles, ct);
    }

    private static async Task<IResult> ChangePassword(HttpContext http, ProfileService profiles, SessionService sessions, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "current_password", "password")).Ok(out var fields, out var problem)) return problem.ToResult();
        return (await profiles.ChangePasswordAsync(http.Actor(), fields.Text("current_password") ?? "", fields.Text("password") ?? "", sessions.Find(http.User)?.Id, http.Caller(), ct)).ToResult(_ => Results.NoContent());
    }

    private static async Task<IResult> Prepare(HttpContext http, ProfileService profiles, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "current_password")).Ok(out var fields, out var problem)) return problem.ToResult();
        return (await profiles.PrepareSecondFactorAsync(http.Actor(), fields.Text("current_password") ?? "", http.Caller(), ct)).ToResult(setup => JsonResponse.One(json =>
        {
            json.WriteStartObject();
            json.WriteString("secret", setup.Secret);
            json.WriteString("uri", setup.Uri);
            json.WriteEndObject();
        }));
    }

    private static async Task<IResult> Confirm(HttpContext http, ProfileService profiles, SessionService sessions, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "code")).Ok(out var fields, out var problem)) return problem.ToResult();
        return Codes(await profiles.ConfirmSecondFactorAsync(http.Actor(), fields.Text("code") ?? "", sessions.Find(http.User)?.Id, ct));
    }

    private static async Task<IResult> RenewCodes(HttpContext http, ProfileService profiles, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "current_password")).Ok(out var fields, out var problem)) return problem.ToResult();
        return Codes(await profiles.RenewRecoveryCodesAsync(http.Actor(), fields.Text("current_password") ?? "", http.Caller(), ct));
    }

    private static async Task<IResult> TurnOff(HttpContext http, ProfileService profiles, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "current_password")).Ok(out var fields, out var problem)) return problem.ToResult();
        return (await profiles.TurnSecondFactorOffAsync(http.Actor(), fields.Text("current_password") ?? "", http.Caller(), ct)).ToResult(_ => Results.NoContent());
    }

    private static async Task<IResult> Sessions(HttpContext http, SessionService sessions, CancellationToken ct)
    {
        var mine = sessions.Find(http.User)?.Id;
        return (await sessions.ListAsync(http.Actor(), ct)).ToResult(all => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var session in all) Write(session, session.Id == mine, json);
            json.WriteEndArray();
        }));
    }

    private static async Task<IResult> EndOthers(HttpContext http, SessionService sessions, CancellationToken ct) =>
        (await sessions.EndOthersAsync(http.Actor(), sessions.Find(http.User)?.Id, ct)).ToResult(_ => Results.NoContent());

    private static IResult Codes(Result<RecoveryCodes> result) => result.ToResult(made => JsonResponse.One(json =>
    {
        json.WriteStartObject();
        json.WriteTexts("recovery_codes", made.Codes);
        json.WriteEndObject();
    }));

    private static void Write(Actor actor, Profile? profile, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", actor.Kind.ToString().ToLowerInvariant());
        json.WriteNumber("id", actor.Id);
        json.WriteString("name", profile?.User.Name ?? actor.Name);
        if (profile is not null)
        {
            json.WriteString("email", profile.User.Email);
            json.WriteNumber("role_id", profile.User.RoleId.Value);
            json.WriteString("role", profile.Role);
            json.WriteBoolean("second_factor", profile.User.SecondFactorSince is not null);
            json.WriteNumber("recovery_codes_left", profile.RecoveryCodesLeft);
        }

        json.WriteTexts("permissions", Enum.GetValues<Permission>().Where(actor.May).Select(p => p.Name()));
        json.WriteEndObject();
    }

    private static void Write(Session session, bool current, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", session.Id.Value);
        json.WriteBoolean("current", current);
        json.WriteString("kind", session.Kind.ToString().ToLowerInvariant());
        json.WriteString("address", session.Address);
        json.WriteString("user_agent", session.Agent);
        json.WriteString("created_at", Utc.Text(session.CreatedAt));
        json.WriteString("last_seen_at", Utc.Text(session.LastSeenAt));
        json.WriteString("expires_at", Utc.Text(session.ExpiresAt));
        json.WriteEndObject();
    }
}
