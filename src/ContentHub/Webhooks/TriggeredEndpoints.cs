using System.Text.Json;
using ContentHub.Access;
using ContentHub.Events;
using ContentHub.Http;
using ContentHub.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Webhooks;

/// <summary>What a change set off: under the address of the entry, beside its versions, and of one event.</summary>
internal static class TriggeredEndpoints
{
    public static void MapTriggered(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/{route}/{key}/triggered", OfEntry).WithTags("Content").Needs(Permission.EntriesUpdate, Permission.EntriesCreate, Permission.EntriesPublish);
        routes.MapGet("/api/{route}/triggered", OfEntry).WithTags("Content").Needs(Permission.EntriesUpdate, Permission.EntriesCreate, Permission.EntriesPublish);   // of single types
        routes.MapGet("/admin/api/events/{id:long}/deliveries", OfEvent).WithTags("Events").Needs(Permission.EventsRead);
    }

    private static async Task<IResult> OfEntry(string route, string? key, HttpContext http, Triggered triggered, CancellationToken ct) =>
        ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)
            ? (await triggered.OfEntryAsync(http.Actor(), route, key, paging, ct)).ToResult(page => JsonResponse.List(page, Write))
            : problem.ToResult();

    private static async Task<IResult> OfEvent(Id<Event> id, HttpContext http, Triggered triggered, CancellationToken ct) =>
        (await triggered.OfEventAsync(http.Actor(), id, ct)).ToResult(found => JsonResponse.One(json => Write(found, json)));

    private static void Write(TriggeredEvent triggered, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("event_id", triggered.Id.Value);
        json.WriteString("event", triggered.Name);
        json.WriteString("model", triggered.Model);
        json.WriteString("subject", triggered.Subject);
        json.WriteNumberOrNull("version", triggered.Version);
        json.WriteString("actor", triggered.Actor);
        json.WriteString("created_at", Utc.Text(triggered.At));
        json.WriteStartArray("webhooks");
        foreach (var webhook in triggered.Webhooks) Write(webhook, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(TriggeredWebhook webhook, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", webhook.Id.Value);
        json.WriteString("name", webhook.Name);
        json.WriteString("verdict", ModelConventions.SnakeCase(webhook.Verdict.ToString()));
        json.WriteString("why", webhook.Why);
        json.WriteNumber("attempts", webhook.Attempts);
        json.WriteNumberOrNull("duration_ms", (long?)webhook.Took?.TotalMilliseconds);
        json.WriteString("next_attempt_at", webhook.NextAttemptAt is { } next ? Utc.Text(next) : null);
        if (webhook.Attempts > 0)
        {
            json.WriteStartObject("last");
            json.WriteNumberOrNull("status_code", webhook.StatusCode);
            json.WriteString("error", webhook.Error);
            json.WriteEndObject();
        }
        else json.WriteNull("last");

        json.WriteNumberOrNull("delivery", webhook.Delivery?.Value);
        json.WriteEndObject();
    }
}
