using System.Globalization;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Roles;

/// <summary><c>/admin/api/tokens</c>: API tokens, whose own rights are spoken in names of types.</summary>
internal static class TokenEndpoints
{
    private static readonly string[] Known = ["name", "type", "expires_at", "permissions", "entries"];

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/admin/api/tokens").WithTags("Access").Needs(Permission.AccessManage);
        tokens.MapGet("/", List);
        tokens.MapPost("/", Create);
        tokens.MapGet("/{id:long}", Get);
        tokens.MapPut("/{id:long}", Update);
        tokens.MapPost("/{id:long}/regenerate", Regenerate);
        tokens.MapDelete("/{id:long}", async (Id<ApiToken> id, HttpContext http, TokenService service, CancellationToken ct) => (await service.DeleteAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent()));
    }

    private static async Task<IResult> List(HttpContext http, TokenService tokens, ContentTypeService types, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)) return problem.ToResult();
        var catalog = types.All();
        return (await tokens.ListAsync(http.Actor(), paging, ct)).ToResult(page => JsonResponse.List(page, (token, json) => Write(token, null, catalog, json)));
    }

    private static async Task<IResult> Get(Id<ApiToken> id, HttpContext http, TokenService tokens, ContentTypeService types, CancellationToken ct) =>
        (await tokens.GetAsync(http.Actor(), id, ct)).ToResult(token => JsonResponse.One(json => Write(token, null, types.All(), json)));

    private static async Task<IResult> Create(HttpContext http, TokenService tokens, ContentTypeService types, CancellationToken ct)
    {
        if (!(await ReadAsync(http, types, ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await tokens.CreateAsync(http.Actor(), form, ct)).ToResult(made => JsonResponse.One(
            json => Write(made.Token, made.Text, types.All(), json), StatusCodes.Status201Created, $"/admin/api/tokens/{made.Token.Id}"));
    }

    private static async Task<IResult> Update(Id<ApiToken> id, HttpContext http, TokenService tokens, ContentTypeService types, CancellationToken ct)
    {
        if (!(await ReadAsync(http, types, ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await tokens.UpdateAsync(http.Actor(), id, form, ct)).ToResult(token => JsonResponse.One(json => Write(token, null, types.All(), json)));
    }

    private static async Task<IResult> Regenerate(Id<ApiToken> id, HttpContext http, TokenService tokens, ContentTypeService types, CancellationToken ct) =>
        (await tokens.RegenerateAsync(http.Actor(), id, ct)).ToResult(made => JsonResponse.One(json => Write(made.Token, made.Text, types.All(), json)));

    private static async Task<Result<TokenForm>> ReadAsync(HttpContext http, ContentTypeService types, CancellationToken ct)
    {
        if (!(await JsonBody.ReadOptionsAsync(http.Request, Known, ct)).Ok(out var data, out var problem)) return problem;
        var errors = new List<FieldError>();
        ApiTokenType? type = Text("type") switch { "read-only" => ApiTokenType.ReadOnly, "full-access" => ApiTokenType.FullAccess, "custom" => ApiTokenType.Custom, _ => null };
        if (type is null) errors.Add(new FieldError("type", "type must be read-only, full-access or custom"));
        DateTimeOffset? expires = null;
        if (data.TryGetValue("expires_at", out var at) && at.ValueKind != JsonValueKind.Null)
        {
            if (Text("expires_at") is { } written && DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)) expires = moment;
            else errors.Add(new FieldError("expires_at", "expires_at must be a moment such as 2030-01-31T08:30:00Z, or null"));
        }

        Rights? rights = null;
        if (type == ApiTokenType.Custom || data.ContainsKey("permissions") || data.ContainsKey("entries"))
        {
            if (RightsJson.Read(data, types.All()).Ok(out var read, out var faults)) rights = read;
            else errors.AddRange(((Problem.Invalid)faults).Errors);
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : new TokenForm(Text("name")?.Trim() ?? "", type!.Value, rights, expires);

        string? Text(string name) => data.TryGetValue(name, out var value) ? JsonText.TextOf(value) : null;
    }

    private static void Write(ApiToken token, string? text, ContentTypeCatalog catalog, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", token.Id.Value);
        json.WriteString("name", token.Name);
        json.WriteString("type", token.Type switch { ApiTokenType.FullAccess => "full-access", ApiTokenType.ReadOnly => "read-only", _ => "custom" });
        if (token.Rights is { } rights) RightsJson.Write(rights, catalog, json);
        json.WriteString("prefix", token.Prefix);
        if (text is not null) json.WriteString("token", text);
        json.WriteTimeOrNull("expires_at", token.ExpiresAt);
        json.WriteTimeOrNull("last_used_at", token.LastUsedAt);
        json.WriteString("created_at", Utc.Text(token.CreatedAt));
        json.WriteEndObject();
    }
}
