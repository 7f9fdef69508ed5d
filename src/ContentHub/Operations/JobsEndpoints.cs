using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Operations;

/// <summary><c>/admin/api/jobs</c>: what waits, runs and failed.</summary>
internal static class JobsEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes) => routes.MapGet("/admin/api/jobs", GetAsync).WithTags("Operations").Needs(Permission.AccessManage);

    private static async Task<IResult> GetAsync(HttpContext http, JobsOverview jobs, CancellationToken ct) =>
        (await jobs.GetAsync(http.Actor(), ct)).ToResult(found => JsonResponse.One(json => Write(json, found)));

    private static void Write(Utf8JsonWriter json, ServerWork jobs)
    {
        json.WriteStartObject();
        Each("queues", jobs.Queues, queue =>
        {
            json.WriteNumber("webhook", queue.Webhook.Value);
            json.WriteString("name", queue.Name);
            json.WriteBoolean("enabled", queue.Enabled);
            json.WriteNumber("due", queue.Due);
            json.WriteNumber("later", queue.Later);
            json.WriteTimeOrNull("next_at", queue.Next);
            json.WriteString("node", queue.Node);
            json.WriteTimeOrNull("paused_until", queue.PausedUntil);
            json.WriteTimeOrNull("failing_since", queue.FailingSince);
            json.WriteNumber("failures", queue.Failures);
        });
        Each("replays", jobs.Replays, running =>
        {
            json.WriteNumber("id", running.Replay.Id.Value);
            json.WriteNumber("webhook", running.Replay.WebhookId.Value);
            json.WriteNumber("queued", running.Replay.Queued);
            json.WriteNumber("skipped", running.Replay.Skipped);
            json.WriteString("created_at", Utc.Text(running.Replay.CreatedAt));
        });
        Each("planned", jobs.Planned, Plan);
        Each("failed", jobs.Failed, Plan);
        Each("handlers", jobs.Handlers, handler =>
        {
            json.WriteString("name", handler.Name);
            json.WriteNumber("behind", handler.Behind);
        });
        Each("retention", jobs.Kept, kept =>
        {
            json.WriteString("what", kept.What);
            json.WriteString("setting", kept.Setting);
            json.WriteNumberOrNull("kept_for_seconds", kept.KeptFor is { } time ? (long)time.TotalSeconds : null);
            json.WriteTimeOrNull("oldest_at", kept.Oldest);
        });
        json.WriteEndObject();

        void Plan(PlannedWork plan)
        {
            json.WriteNumber("entry", plan.Schedule.EntryId.Value);
            json.WriteString("type", plan.Type);
            json.WriteString("action", plan.Schedule.Action.ToString().ToLowerInvariant());
            json.WriteString("at", Utc.Text(plan.Schedule.At));
            json.WriteString("actor", plan.Schedule.Actor);
            json.WriteString("fault", plan.Schedule.Fault);
        }

        void Each<T>(string name, IEnumerable<T> items, Action<T> write)
        {
            json.WriteStartArray(name);
            foreach (var item in items)
            {
                json.WriteStartObject();
                write(item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }
}
