using System.Globalization;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Webhooks;

/// <summary><c>/admin/api/webhooks/{id}/replay</c> and what became of it.</summary>
internal static class ReplayEndpoints
{
    private static readonly string[] Known = ["only", "after", "before", "events", "models", "fresh_body", "per_minute", "dry_run"];

    public static void MapReplays(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/admin/api/webhooks").WithTags("Webhooks").Needs(Permission.WebhooksManage);
        webhooks.MapPost("/{id:long}/replay", Start);
        webhooks.MapGet("/{id:long}/replays", List);
        webhooks.MapGet("/replays/{id:long}", Get);
        webhooks.MapPost("/replays/{id:long}/cancel", Cancel);
    }

    /// <summary>202 and the replay; with <c>dry_run</c> 200 and the plan.</summary>
    private static async Task<IResult> Start(Id<Webhook> id, HttpContext http, ReplayService replays, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem.ToResult();
        if (!Read(data, out var isDry).Ok(out var form, out problem)) return problem.ToResult();
        return isDry
            ? (await replays.PlanAsync(http.Actor(), id, form, ct)).ToResult(plan => JsonResponse.One(json => Write(plan, json)))
            : (await replays.StartAsync(http.Actor(), id, form, ct)).ToResult(replay => JsonResponse.One(json => Write(replay, json), StatusCodes.Status202Accepted, $"/admin/api/webhooks/replays/{replay.Id}"));
    }

    private static async Task<IResult> List(Id<Webhook> id, HttpContext http, ReplayService replays, CancellationToken ct) =>
        ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)
            ? (await replays.ListAsync(http.Actor(), id, paging, ct)).ToResult(page => JsonResponse.List(page, Write))
            : problem.ToResult();

    private static async Task<IResult> Get(Id<Replay> id, HttpContext http, ReplayService replays, CancellationToken ct) =>
        (await replays.GetAsync(http.Actor(), id, ct)).ToResult(replay => JsonResponse.One(json => Write(replay, json)));

    private static async Task<IResult> Cancel(Id<Replay> id, HttpContext http, ReplayService replays, CancellationToken ct) =>
        (await replays.CancelAsync(http.Actor(), id, ct)).ToResult(replay => JsonResponse.One(json => Write(replay, json)));

    private static Result<ReplayForm> Read(JsonElement data, out bool isDry)
    {
        isDry = false;
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("A replay is a JSON object, for instance {\"only\": \"failed\", \"dry_run\": true}");
        var errors = new List<FieldError>();
        var form = new ReplayForm();
        foreach (var property in data.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            switch (name)
            {
                case "only" when value.ValueKind == JsonValueKind.String && Enum.TryParse<ReplayOnly>(value.GetString(), ignoreCase: true, out var only) && Enum.IsDefined(only) && !char.IsDigit(value.GetString()![0]):
                    form = form with { Only = only };
                    break;
                case "after" when Moment(value, out var after):
                    form = form with { After = after };
                    break;
                case "before" when Moment(value, out var before):
                    form = form with { Before = before };
                    break;
                case "events" when JsonText.TextsOf(value) is { } events:
                    form = form with { Events = events };
                    break;
                case "models" when JsonText.TextsOf(value) is { } models:
                    form = form with { Models = models };
                    break;
                case "fresh_body" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    form = form with { FreshBody = value.GetBoolean() };
                    break;
                case "per_minute" when value.ValueKind == JsonValueKind.Null:
                    break;
                case "per_minute" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var rate):
                    form = form with { PerMinute = rate };
                    break;
                case "dry_run" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    isDry = value.GetBoolean();
                    break;
                default:
                    errors.Add(new FieldError(name, Known.Contains(name) ? $"{name} {Expected(name)}" : $"{name} is not known{Nearest.Hint(name, Known)}"));
                    break;
            }
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : form;
    }

    private static bool Moment(JsonElement value, out DateTimeOffset? moment)
    {
        moment = null;
        if (value.ValueKind == JsonValueKind.Null) return true;
        if (value.ValueKind != JsonValueKind.String || !DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read)) return false;
        moment = read;
        return true;
    }

    private static string Expected(string name) => name switch
    {
        "only" => "must be failed, missing or all",
        "after" or "before" => "must be a moment such as 2020-01-31T08:30:00Z",
        "events" or "models" => "must be a list of strings",
        "per_minute" => "must be a whole number, or null",
        _ => "must be true or false",
    };

    private static void Write(Replay replay, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", replay.Id.Value);
        json.WriteNumber("webhook", replay.WebhookId.Value);
        json.WriteString("only", replay.Only.ToString().ToLowerInvariant());
        json.WriteTimeOrNull("after", replay.After);
        json.WriteString("before", Utc.Text(replay.Before));
        json.WriteTexts("events", replay.Events);
        json.WriteTexts("models", replay.Models);
        json.WriteBoolean("fresh_body", replay.FreshBody);
        json.WriteNumberOrNull("per_minute", replay.PerMinute);
        json.WriteString("status", replay.Status.ToString().ToLowerInvariant());
        json.WriteNumber("queued", replay.Queued);
        json.WriteNumber("skipped", replay.Skipped);
        json.WriteString("actor", replay.Actor);
        json.WriteString("created_at", Utc.Text(replay.CreatedAt));
        json.WriteTimeOrNull("finished_at", replay.FinishedAt);
        json.WriteEndObject();
    }

    private static void Write(ReplayPlan plan, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("looked_at", plan.Looked);
        json.WriteBoolean("is_complete", plan.IsComplete);
        json.WriteNumber("would_send", plan.Sent);
        json.WriteStartArray("would_skip");
        foreach (var (why, count) in plan.Skipped.OrderByDescending(s => s.Value))
        {
            json.WriteStartObject();
            json.WriteString("why", why);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("samples");
        foreach (var sample in plan.Samples)
        {
            json.WriteStartObject();
            json.WriteString("event", sample.Event.Id.ToString());
            json.WriteString("name", sample.Event.Name);
            json.WriteString("subject", sample.Event.Subject);
            json.WriteString("created_at", Utc.Text(sample.Event.CreatedAt));
            json.WriteBoolean("sent", sample.WhyNot is null);
            json.WriteString("why_not", sample.WhyNot);
            if (sample.Body is { } body) json.WriteString("body", body);
            else json.WriteNull("body");
            json.WriteStartArray("changes");
            foreach (var change in sample.Changes)
            {
                json.WriteStartObject();
                json.WriteString("path", change.Path);
                json.WriteString("before", change.Before);
                json.WriteString("after", change.After);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
