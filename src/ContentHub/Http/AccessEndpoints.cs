using System.Text.Json;
using ContentHub.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Http;

/// <summary>Sign-in for scripts. Here, not in Access, because Access knows no HTTP envelope.</summary>
internal static class AccessEndpoints
{
    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/api/login", Login).WithTags("Access").IsPublic();
    }

    private static async Task<IResult> Login(HttpContext http, UserService users, SessionTokens sessions, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync(http.Request, ct)).Ok(out var root, out var problem)) return problem.ToResult();
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data)) root = data;
        if (Text(root, "email") is not { } email || Text(root, "password") is not { } password) return new Problem.Invalid("email and password are required").ToResult();
        if (!(await users.SignInAsync(email, password, "Bearer", ct)).Ok(out var session, out problem)) return problem.ToResult();
        var (token, expires) = sessions.Issue(session);
        return JsonResponse.One(json =>
        {
            json.WriteStartObject();
            json.WriteString("token", token);
            json.WriteString("expires_at", Utc.Text(expires));
            json.WriteEndObject();
        });
    }

    private static string? Text(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) ? text : null;
}
