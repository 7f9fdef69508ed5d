using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Webhooks;

/// <summary><c>/admin/api/webhooks/allowed-targets</c>.</summary>
internal static class AllowedTargetEndpoints
{
    private static readonly string[] Known = ["network", "host", "port", "reason"];

    public static void MapAllowedTargets(this IEndpointRouteBuilder routes)
    {
        var targets = routes.MapGroup("/admin/api/webhooks/allowed-targets").WithTags("Webhooks");
        targets.MapGet("/", List).Needs(Permission.WebhooksManage);
        targets.MapPost("/", Add).Needs(Permission.AccessManage);
        targets.MapDelete("/{id:long}", Remove).Needs(Permission.AccessManage);
    }

    private static IResult List(HttpContext http, AllowedTargetService targets) =>
        ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)
            ? targets.List(http.Actor(), paging).ToResult(page => JsonResponse.List(page, Write))
            : problem.ToResult();

    private static async Task<IResult> Add(HttpContext http, AllowedTargetService targets, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem) || !Read(data).Ok(out var form, out problem)) return problem.ToResult();
        return (await targets.AddAsync(http.Actor(), form, ct)).ToResult(target => JsonResponse.One(json => Write(target, json), StatusCodes.Status201Created));
    }

    private static async Task<IResult> Remove(Id<AllowedTarget> id, HttpContext http, AllowedTargetService targets, CancellationToken ct) =>
        (await targets.RemoveAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent());

    private static Result<AllowedTargetForm> Read(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("An allowed target is a JSON object, for instance {\"network\": \"10.1.2.0/24\", \"port\": 443, \"reason\": \"The build server\"}");
        var errors = new List<FieldError>();
        var form = new AllowedTargetForm(null, null, null, "");
        foreach (var property in data.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            var isNull = value.ValueKind == JsonValueKind.Null;
            var text = value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var read) ? read : null;
            switch (name)
            {
                case "network" when isNull || text is not null:
                    form = form with { Network = text };
                    break;
                case "host" when isNull || text is not null:
                    form = form with { Host = text };
                    break;
                case "port" when isNull:
                    break;
                case "port" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var port):
                    form = form with { Port = port };
                    break;
                case "reason" when text is not null:
                    form = form with { Reason = text };
                    break;
                default:
                    errors.Add(new FieldError(name, !Known.Contains(name) ? $"{name} is not known{Nearest.Hint(name, Known)}" : name == "port" ? "port must be 1 to 65535, or null for any" : $"{name} must be a string"));
                    break;
            }
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : form;
    }

    private static void Write(AllowedTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (target.IsFromSettings) json.WriteNull("id");
        else json.WriteNumber("id", target.Id.Value);
        target.Write(json);
        json.WriteString("created_at", target.IsFromSettings ? null : Utc.Text(target.CreatedAt));
        json.WriteBoolean("from_settings", target.IsFromSettings);
        json.WriteEndObject();
    }
}
