using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Entries;

/// <summary><c>/admin/api/content-types/{type}/views</c>: what lists show, kept under a name.</summary>
internal static class SavedViewEndpoints
{
    private static readonly string[] Known = ["name", "query", "shared"];

    public static void MapSavedViews(this IEndpointRouteBuilder routes)
    {
        var views = routes.MapGroup("/admin/api/content-types/{type:long}/views").WithTags("Content types").Needs(Permission.EntriesRead);
        views.MapGet("/", List);
        views.MapPost("/", Create);
        views.MapPut("/{id:long}", Update);
        views.MapDelete("/{id:long}", Delete);
    }

    private static async Task<IResult> List(Id<ContentType> type, HttpContext http, SavedViewService views, CancellationToken ct) =>
        (await views.ListAsync(http.Actor(), type, ct)).ToResult(found => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var view in found) Write(view, json);
            json.WriteEndArray();
        }));

    private static async Task<IResult> Create(Id<ContentType> type, HttpContext http, SavedViewService views, CancellationToken ct) =>
        (await ReadAsync(http, ct)).Ok(out var form, out var problem)
            ? (await views.CreateAsync(http.Actor(), type, form, ct)).ToResult(view => JsonResponse.One(json => Write(view, json), StatusCodes.Status201Created, $"/admin/api/content-types/{type}/views/{view.Id}"))
            : problem.ToResult();

    private static async Task<IResult> Update(Id<ContentType> type, Id<SavedView> id, HttpContext http, SavedViewService views, CancellationToken ct) =>
        (await ReadAsync(http, ct)).Ok(out var form, out var problem)
            ? (await views.UpdateAsync(http.Actor(), type, id, form, ct)).ToResult(view => JsonResponse.One(json => Write(view, json)))
            : problem.ToResult();

    private static async Task<IResult> Delete(Id<ContentType> type, Id<SavedView> id, HttpContext http, SavedViewService views, CancellationToken ct) =>
        (await views.DeleteAsync(http.Actor(), type, id, ct)).ToResult(_ => Results.NoContent());

    private static async Task<Result<SavedViewForm>> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem;
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("A view is a JSON object, for instance {\"name\": \"Drafts of this week\", \"query\": \"sort=updated_at:desc\", \"shared\": false}");
        var errors = new List<FieldError>();
        var form = new SavedViewForm();
        foreach (var property in data.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            switch (name)
            {
                case "name" when JsonText.TextOf(value) is { } text:
                    form = form with { Name = text };
                    break;
                case "query" when JsonText.TextOf(value) is { } text:
                    form = form with { Query = text };
                    break;
                case "shared" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    form = form with { IsShared = value.GetBoolean() };
                    break;
                default:
                    errors.Add(new FieldError(name, !Known.Contains(name) ? $"{name} is not known{Nearest.Hint(name, Known)}" : name == "shared" ? "shared must be true or false" : $"{name} must be a string"));
                    break;
            }
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : form;
    }

    private static void Write(SeenView view, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", view.Id.Value);
        json.WriteString("name", view.Name);
        json.WriteString("query", view.Query);
        json.WriteBoolean("shared", view.IsShared);
        json.WriteBoolean("own", view.IsOwn);
        json.WriteString("created_at", Utc.Text(view.CreatedAt));
        json.WriteString("updated_at", Utc.Text(view.UpdatedAt));
        json.WriteEndObject();
    }
}
