using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Media;

/// <summary><c>/admin/api/media</c>: folders, and what is done to many files at once.</summary>
internal static class MediaFolderEndpoints
{
    private const int MostIds = 1000;

    public static void MapMediaFolders(this IEndpointRouteBuilder routes)
    {
        var media = routes.MapGroup("/admin/api/media").WithTags("Files");
        media.MapGet("/folders", List).Needs(Permission.MediaRead);
        media.MapPost("/folders", Create).Needs(Permission.MediaWrite);
        media.MapPut("/folders/{id:long}", Change).Needs(Permission.MediaWrite);
        media.MapDelete("/folders/{id:long}", Delete).Needs(Permission.MediaWrite);
        media.MapPost("/move", Move).Needs(Permission.MediaWrite);
        media.MapPost("/delete", DeleteFiles).Needs(Permission.MediaWrite);
        media.MapGet("/{id:long}/duplicates", Duplicates).Needs(Permission.MediaRead);
    }

    private static async Task<IResult> List(HttpContext http, MediaFolderService folders, CancellationToken ct) =>
        ListQuery.Unknown(http.Request) is { } unknown ? unknown.ToResult() : (await folders.ListAsync(http.Actor(), ct)).ToResult(all => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var view in all)
            {
                json.WriteStartObject();
                WriteFields(json, view.Folder);
                json.WriteString("path", view.Path);
                json.WriteNumber("files", view.Files);
                json.WriteNumber("folders", view.Folders);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));

    private static async Task<IResult> Create(HttpContext http, MediaFolderService folders, CancellationToken ct)
    {
        if (!(await ReadAsync(http, ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await folders.CreateAsync(http.Actor(), form.Name ?? "", form.Parent?.Value, ct)).ToResult(folder => One(folder, StatusCodes.Status201Created));
    }

    private static async Task<IResult> Change(Id<MediaFolder> id, HttpContext http, MediaFolderService folders, CancellationToken ct)
    {
        if (!(await ReadAsync(http, ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await folders.ChangeAsync(http.Actor(), id, form.Name, form.Parent, ct)).ToResult(folder => One(folder, StatusCodes.Status200OK));
    }

    private static async Task<IResult> Delete(Id<MediaFolder> id, HttpContext http, MediaFolderService folders, CancellationToken ct) =>
        (await folders.DeleteAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent());

    private static async Task<IResult> Move(HttpContext http, MediaService media, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync(http.Request, ct)).Ok(out var body, out var problem) || !Ids(body).Ok(out var ids, out problem)) return problem.ToResult();
        if (!Inner(body).TryGetProperty("folder", out var given)) return new Problem.Invalid("folder must be the id of a folder, or null for the top", "folder").ToResult();
        if (!Folder(given, "folder").Ok(out var folder, out problem)) return problem.ToResult();
        return (await media.MoveAsync(http.Actor(), ids, folder.Value, ct)).ToResult(moved => JsonResponse.One(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("moved", moved);
            json.WriteEndObject();
        }));
    }

    private static async Task<IResult> DeleteFiles(HttpContext http, MediaService media, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync(http.Request, ct)).Ok(out var body, out var problem) || !Ids(body).Ok(out var ids, out problem)) return problem.ToResult();
        return (await media.DeleteAsync(http.Actor(), ids, ct)).ToResult(deleted => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var id in deleted) json.WriteNumberValue(id.Value);
            json.WriteEndArray();
        }));
    }

    private static async Task<IResult> Duplicates(Id<MediaAsset> id, HttpContext http, MediaService media, SystemNames names, CancellationToken ct) =>
        (await media.DuplicatesAsync(http.Actor(), id, ct)).ToResult(views => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var view in views) view.Write(json, names);
            json.WriteEndArray();
        }));

    private sealed record Form(string? Name, Given<Id<MediaFolder>?>? Parent);

    private static async Task<Result<Form>> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem;
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("data must be an object with name and parent_id", "data");
        var form = new Form(null, null);
        foreach (var property in data.EnumerateObject())
        {
            if (property.Name == "name")
            {
                if (property.Value.ValueKind != JsonValueKind.String || !JsonText.TryGet(property.Value, out var name)) return new Problem.Invalid("name must be a text", "name");
                form = form with { Name = name };
            }
            else if (property.Name is "parent_id" or "parentId" or "parent")
            {
                if (!Folder(property.Value, property.Name).Ok(out var parent, out var fault)) return fault;
                form = form with { Parent = parent };
            }
            else
            {
                return new Problem.Invalid($"Invalid key {(JsonText.IsClean(data) ? property.Name : "")}{Nearest.Hint(property.Name, ["name", "parent_id"])}", "data");
            }
        }

        return form;
    }

    private static Result<Given<Id<MediaFolder>?>> Folder(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Null ? new Given<Id<MediaFolder>?>(null)
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var id) ? new Given<Id<MediaFolder>?>(new Id<MediaFolder>(id))
        : new Problem.Invalid($"{name} must be the id of a folder, or null for the top", name);

    /// <summary>With or without the envelope, as callers have both.</summary>
    private static JsonElement Inner(JsonElement body) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : body;

    private static Result<IReadOnlyList<Id<MediaAsset>>> Ids(JsonElement body) =>
        Inner(body) is { ValueKind: JsonValueKind.Object } inner && inner.TryGetProperty("ids", out var ids) && ids.ValueKind == JsonValueKind.Array && ids.GetArrayLength() is > 0 and <= MostIds
            && ids.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt64(out _))
            ? ids.EnumerateArray().Select(i => new Id<MediaAsset>(i.GetInt64())).ToArray()
            : new Problem.Invalid($"ids must be a list of 1 to {MostIds} ids", "ids");

    private static JsonResponse One(MediaFolder folder, int status) => JsonResponse.One(
        json =>
        {
            json.WriteStartObject();
            WriteFields(json, folder);
            json.WriteEndObject();
        },
        status, status == StatusCodes.Status201Created ? $"/admin/api/media/folders/{folder.Id}" : null);

    private static void WriteFields(Utf8JsonWriter json, MediaFolder folder)
    {
        json.WriteNumber("id", folder.Id.Value);
        json.WriteString("name", folder.Name);
        if (folder.ParentId is { } parent) json.WriteNumber("parent_id", parent.Value);
        else json.WriteNull("parent_id");
    }
}
