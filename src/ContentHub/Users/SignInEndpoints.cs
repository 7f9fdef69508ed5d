using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Users;

/// <summary>Sign-in for scripts, and what people do who cannot sign in yet. Everybody may call these; each answers the same for accounts that do not exist.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var access = routes.MapGroup("/admin/api").WithTags("Access");
        access.MapPost("/login", Login).IsPublic();
        access.MapPost("/logout", Logout).IsPublic();
        access.MapPost("/forgot-password", Forgot).IsPublic();
        access.MapPost("/reset-password", Reset).IsPublic();
        access.MapPost("/users/invitations/accept", Accept).IsPublic();
    }

    private static async Task<IResult> Login(HttpContext http, SignInService signIn, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct)).Ok(out var fields, out var problem)) return problem.ToResult();
        if (fields.Text("email") is not { } email || fields.Text("password") is not { } password) return new Problem.Invalid("email and password are required").ToResult();
        if (!(await signIn.SignInAsync(email, password, SessionKind.Script, http.Caller(), ct)).Ok(out var step, out problem)) return problem.ToResult();
        if (step is SignInStep.CodeNeeded needed)
        {
            if (fields.Text("code") is not { } code) return new Problem.Unauthorized("This account has a second factor: send its code too, as code.").ToResult();
            if (!(await signIn.ConfirmAsync(needed.Ticket, code, http.Caller(), ct)).Ok(out step, out problem)) return problem.ToResult();
        }

        var session = ((SignInStep.SignedIn)step).Session;
        return JsonResponse.One(json =>
        {
            json.WriteStartObject();
            json.WriteString("token", session.Key);
            json.WriteString("expires_at", Utc.Text(session.Session.ExpiresAt));
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> Logout(HttpContext http, SessionService sessions, CancellationToken ct)
    {
        if (http.Actor().Kind == ActorKind.Anonymous) return new Problem.Unauthorized().ToResult();
        await sessions.SignOutAsync(http.User, ct);
        return Results.NoContent();
    }

    private static async Task<IResult> Forgot(HttpContext http, PasswordResetService resets, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "email")).Ok(out var fields, out var problem)) return problem.ToResult();
        if (fields.Text("email") is not { } email) return new Problem.Invalid("email is required", "email").ToResult();
        return (await resets.AskAsync(email, http.Caller(), ct)).ToResult(_ => Results.StatusCode(StatusCodes.Status202Accepted));
    }

    private static async Task<IResult> Reset(HttpContext http, PasswordResetService resets, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "token", "password")).Ok(out var fields, out var problem)) return problem.ToResult();
        return (await resets.ResetAsync(fields.Text("token") ?? "", fields.Text("password") ?? "", ct)).ToResult(_ => Results.NoContent());
    }

    private static async Task<IResult> Accept(HttpContext http, InvitationService invitations, CancellationToken ct)
    {
        if (!(await Fields.ReadAsync(http.Request, ct, "token", "name", "password")).Ok(out var fields, out var problem)) return problem.ToResult();
        return (await invitations.AcceptAsync(fields.Text("token") ?? "", fields.Text("name") ?? "", fields.Text("password") ?? "", ct)).ToResult(user => JsonResponse.One(
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("id", user.Id.Value);
                json.WriteString("email", user.Email);
                json.WriteEndObject();
            },
            StatusCodes.Status201Created));
    }
}
