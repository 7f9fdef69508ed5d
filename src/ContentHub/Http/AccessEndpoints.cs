using System.Globalization;
using System.Text.Json;
using ContentHub.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Http;

/// <summary>Sign-in for scripts and API tokens. Here, not in Access, because Access knows no HTTP envelope.</summary>
internal static class AccessEndpoints
{
    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/api/login", Login).WithTags("Access").IsPublic();
        var tokens = routes.MapGroup("/admin/api/tokens").WithTags("Access").Needs(Permission.AccessManage);
        tokens.MapGet("/", List);
        tokens.MapPost("/", Create);
        tokens.MapDelete("/{id:long}", Delete);
    }

    private static async Task<IResult> Login(HttpContext http, SignInService signIn, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync(http.Request, ct)).Ok(out var root, out var problem)) return problem.ToResult();
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data)) root = data;
        if (Text(root, "email") is not { } email || Text(root, "password") is not { } password) return new Problem.Invalid("email and password are required").ToResult();
        if (!(await signIn.SignInAsync(email, password, SessionKind.Script, http.Caller(), ct)).Ok(out var step, out problem)) return problem.ToResult();
        if (step is SignInStep.CodeNeeded needed)
        {
            if (Text(root, "code") is not { } code) return new Problem.Unauthorized("This account has a second factor: send its code too, as code.").ToResult();
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

    private static async Task<IResult> List(HttpContext http, TokenService tokens, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)) return problem.ToResult();
        return (await tokens.ListAsync(http.Actor(), paging, ct)).ToResult(page => JsonResponse.List(page, (token, json) => Write(token, null, json)));
    }

    private static async Task<IResult> Create(HttpContext http, TokenService tokens, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem.ToResult();
        var errors = new List<FieldError>();
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("A token is a JSON object with name and type").ToResult();
        foreach (var property in data.EnumerateObject())
            if (property.Name is not ("name" or "type" or "expires_at")) errors.Add(new FieldError(property.Name, $"{property.Name} is not known; expected name, type, expires_at"));
        var name = Text(data, "name") ?? "";
        ApiTokenType? type = Text(data, "type") switch { "read-only" => ApiTokenType.ReadOnly, "full-access" => ApiTokenType.FullAccess, _ => null };
        if (type is null) errors.Add(new FieldError("type", "type must be read-only or full-access"));
        DateTimeOffset? expires = null;
        if (data.TryGetProperty("expires_at", out var at) && at.ValueKind != JsonValueKind.Null)
        {
            if (Text(data, "expires_at") is { } written && DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)) expires = moment;
            else errors.Add(new FieldError("expires_at", "expires_at must be a moment such as 2030-01-31T08:30:00Z, or null"));
        }

        if (errors.Count > 0) return new Problem.Invalid(errors).ToResult();
        return (await tokens.CreateAsync(http.Actor(), name, type!.Value, expires, ct)).ToResult(made => JsonResponse.One(
            json => Write(made.Token, made.Text, json), StatusCodes.Status201Created, $"/admin/api/tokens/{made.Token.Id}"));
    }

    private static async Task<IResult> Delete(Id<ApiToken> id, HttpContext http, TokenService tokens, CancellationToken ct) =>
        (await tokens.DeleteAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent());

    private static void Write(ApiToken token, string? text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", token.Id.Value);
        json.WriteString("name", token.Name);
        json.WriteString("type", token.Type == ApiTokenType.FullAccess ? "full-access" : "read-only");
        json.WriteString("prefix", token.Prefix);
        if (text is not null) json.WriteString("token", text);
        json.WriteString("expires_at", token.ExpiresAt is { } expires ? Utc.Text(expires) : null);
        json.WriteString("last_used_at", token.LastUsedAt is { } used ? Utc.Text(used) : null);
        json.WriteString("created_at", Utc.Text(token.CreatedAt));
        json.WriteEndObject();
    }

    private static string? Text(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) ? text : null;
}
