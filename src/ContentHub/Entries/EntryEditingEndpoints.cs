using System.Globalization;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Entries;

/// <summary>What editors do beside saving: history, schedule and uses of an entry under its own address, the trash under <c>/admin/api/trash</c>.</summary>
internal static class EntryEditingEndpoints
{
    public static void MapEntryEditing(this IEndpointRouteBuilder routes)
    {
        MapEntry(routes.MapGroup($"{ContentRoutes.Root}/{{key}}").WithTags("Content"));
        MapEntry(routes.MapGroup(ContentRoutes.Root).WithTags("Content"));   // of single types
        var trash = routes.MapGroup("/admin/api/trash").WithTags("Content").Needs(Permission.EntriesDelete);
        trash.MapGet("/", ListTrash);
        trash.MapPost("/{id:long}/restore", async (Id<Entry> id, HttpContext http, EntryTrash bin, SystemNames names, CancellationToken ct) => (await bin.RestoreAsync(http.Actor(), id, ct)).ToResult(view => EntryAnswer.One(http, view, names))).Takes().TakesNoBody();
        trash.MapDelete("/{id:long}", async (Id<Entry> id, HttpContext http, EntryTrash bin, CancellationToken ct) => (await bin.DeleteAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent())).Takes();
    }

    // Drafts of every version are in the history.
    private static readonly Permission[] SeesDrafts = [Permission.EntriesUpdate, Permission.EntriesCreate, Permission.EntriesPublish];

    private static readonly string[] OfSchedule = ["action", "at"];

    private static void MapEntry(RouteGroupBuilder entry)
    {
        entry.MapGet("/versions", ListVersions).Needs(SeesDrafts);
        entry.MapGet("/versions/{version:int}", GetVersion).Needs(SeesDrafts).Takes();
        entry.MapGet("/versions/{earlier:int}/compare/{later:int}", Compare).Needs(SeesDrafts).Takes();
        entry.MapPost("/versions/{version:int}/restore", Restore).Needs(Permission.EntriesUpdate).Takes(ContentQuery.OfWrites).TakesNoBody();
        entry.MapGet("/related", ListUses).Needs(Permission.EntriesRead);
        entry.MapGet("/schedule", ListSchedule).Needs(Permission.EntriesPublish).Takes();
        entry.MapPost("/schedule", AddSchedule).Needs(Permission.EntriesPublish).AddEndpointFilter(EntryRoutes.GuardAsync).Takes();
        entry.MapDelete("/schedule/{id:long}", CancelSchedule).Needs(Permission.EntriesPublish).Takes();
    }

    private static async Task<IResult> ListVersions(string route, string? key, HttpContext http, EntryHistory history, SystemNames names, CancellationToken ct) =>
        ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)
            ? (await history.ListAsync(http.Actor(), route, key, paging, ct)).ToResult(page => JsonResponse.List(page, (revision, json) => Write(revision, json, names)))
            : problem.ToResult();

    private static async Task<IResult> GetVersion(string route, string? key, int version, HttpContext http, EntryHistory history, SystemNames names, CancellationToken ct) =>
        (await history.GetAsync(http.Actor(), route, key, version, ct)).ToResult(state => JsonResponse.One(json =>
        {
            json.WriteStartObject();
            WriteProperties(state.Revision, json, names);
            json.WritePropertyName("entry");
            Write(state.Entry, json, names);
            json.WriteEndObject();
        }));

    private static async Task<IResult> Compare(string route, string? key, int earlier, int later, HttpContext http, EntryHistory history, CancellationToken ct) =>
        (await history.CompareAsync(http.Actor(), route, key, earlier, later, ct)).ToResult(differences => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var difference in differences)
            {
                json.WriteStartObject();
                json.WriteStartArray("path");
                foreach (var part in difference.Path) json.WriteStringValue(part);
                json.WriteEndArray();
                WriteValue(json, "before", difference.Before);
                WriteValue(json, "after", difference.After);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));

    private static async Task<IResult> Restore(string route, string? key, int version, HttpContext http, EntryHistory history, SystemNames names, CancellationToken ct) =>
        Preconditions.IfMatch(http.Request).Ok(out var seen, out var problem) ? (await history.RestoreAsync(http.Actor(), route, key, version, seen.AnyOf, ct)).ToResult(view => EntryAnswer.One(http, view, names)) : problem.ToResult();

    private static async Task<IResult> ListUses(string route, string? key, HttpContext http, EntryUses uses, CancellationToken ct) =>
        ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)
            ? (await uses.ListAsync(http.Actor(), route, key, paging, ct)).ToResult(page => JsonResponse.List(page, Write))
            : problem.ToResult();

    private static async Task<IResult> ListSchedule(string route, string? key, HttpContext http, EntryScheduler scheduler, CancellationToken ct) =>
        (await scheduler.ListAsync(http.Actor(), route, key, ct)).ToResult(schedules => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var schedule in schedules) Write(schedule, json);
            json.WriteEndArray();
        }));

    private static async Task<IResult> AddSchedule(string route, string? key, HttpContext http, EntryScheduler scheduler, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem.ToResult();
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("data must be an object with action and at").ToResult();
        if (data.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !OfSchedule.Contains(name)) is { } unknown) return new Problem.Invalid($"Invalid key {unknown}{Nearest.Hint(unknown, OfSchedule)}", unknown).ToResult();
        ScheduledAction? action = Text(data, "action") switch { "publish" => ScheduledAction.Publish, "unpublish" => ScheduledAction.Unpublish, _ => null };
        if (action is not { } wanted) return new Problem.Invalid("action must be publish or unpublish", "action").ToResult();
        if (!DateTimeOffset.TryParse(Text(data, "at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)) return new Problem.Invalid("at must be a moment such as 2030-01-31T08:30:00.000Z", "at").ToResult();
        return (await scheduler.AddAsync(http.Actor(), route, key, wanted, at, ct)).ToResult(schedule => JsonResponse.One(json => Write(schedule, json), StatusCodes.Status201Created));
    }

    private static async Task<IResult> CancelSchedule(string route, string? key, Id<EntrySchedule> id, HttpContext http, EntryScheduler scheduler, CancellationToken ct) =>
        (await scheduler.CancelAsync(http.Actor(), route, key, id, ct)).ToResult(_ => Results.NoContent());

    private static async Task<IResult> ListTrash(HttpContext http, EntryTrash bin, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request, "model").Ok(out var paging, out var problem)) return problem.ToResult();
        return (await bin.ListAsync(http.Actor(), http.Request.Query["model"] is [{ Length: > 0 } model] ? model : null, paging, ct)).ToResult(page => JsonResponse.List(page, Write));
    }

    private static void Write(EntryRevision revision, Utf8JsonWriter json, SystemNames names)
    {
        json.WriteStartObject();
        WriteProperties(revision, json, names);
        json.WriteEndObject();
    }

    private static void WriteProperties(EntryRevision revision, Utf8JsonWriter json, SystemNames names)
    {
        json.WriteNumber("version", revision.Version);
        json.WriteNumber("event_id", revision.EventId.Value);
        json.WriteString("event", revision.Event);
        json.WriteString(names.CreatedAt, Utc.Text(revision.At));
        json.WriteString("actor", revision.Actor);
        if (revision.Changed is not { } changed) return;
        json.WriteStartArray("changed");
        foreach (var name in changed) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    /// <summary>The body that the log keeps of an entry; what it links to stays as webhooks were told of it.</summary>
    private static void Write(JsonElement entry, Utf8JsonWriter json, SystemNames names)
    {
        json.WriteStartObject();
        foreach (var property in entry.EnumerateObject())
        {
            switch (property.Name)
            {
                case "document_id": json.WritePropertyName(names.DocumentId); break;
                case "created_at": json.WritePropertyName(names.CreatedAt); break;
                case "updated_at": json.WritePropertyName(names.UpdatedAt); break;
                case "published_at": json.WritePropertyName(names.PublishedAt); break;
                default: json.WritePropertyName(property.Name); break;
            }

            property.Value.WriteTo(json);
        }

        json.WriteEndObject();
    }

    /// <summary>As <c>related</c> of files.</summary>
    private static void Write(EntryUse use, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", use.Entry.Type.Name);
        json.WriteNumber("id", use.Entry.Entry.Id.Value);
        json.WriteString("field", use.Attribute.Name);
        json.WriteEndObject();
    }

    private static void Write(EntrySchedule schedule, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", schedule.Id.Value);
        json.WriteString("action", schedule.Action == ScheduledAction.Publish ? "publish" : "unpublish");
        json.WriteString("at", Utc.Text(schedule.At));
        json.WriteString("actor", schedule.Actor);
        json.WriteString("created_at", Utc.Text(schedule.CreatedAt));
        json.WriteString("done_at", schedule.DoneAt is { } done ? Utc.Text(done) : null);
        json.WriteString("fault", schedule.Fault);
        json.WriteEndObject();
    }

    private static void Write(TrashedView trashed, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", trashed.Id.Value);
        json.WriteString("document_id", trashed.DocumentId);
        json.WriteString("model", trashed.Model);
        json.WriteString("deleted_at", Utc.Text(trashed.DeletedAt));
        json.WriteString("deleted_by", trashed.Actor);
        json.WriteString("goes_at", Utc.Text(trashed.GoesAt));
        json.WritePropertyName("entry");
        trashed.Entry.WriteTo(json);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        if (value.ValueKind == JsonValueKind.Undefined) json.WriteNullValue();
        else value.WriteTo(json);
    }

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) ? text : null;
}
