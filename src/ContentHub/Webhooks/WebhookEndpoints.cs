using System.Globalization;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.Events;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Webhooks;

/// <summary><c>/admin/api/webhooks</c>.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/admin/api/webhooks").WithTags("Webhooks").Needs(Permission.WebhooksManage);
        webhooks.MapGet("/", List);
        webhooks.MapPost("/", Create);
        webhooks.MapPost("/test", TestForm);
        webhooks.MapPost("/preview", Preview);
        webhooks.MapPost("/batch-delete", DeleteMany);
        webhooks.MapGet("/{id:long}", Get);
        webhooks.MapPut("/{id:long}", Put);
        webhooks.MapPatch("/{id:long}", Patch);
        webhooks.MapDelete("/{id:long}", Delete);
        webhooks.MapPost("/{id:long}/test", TestSaved);
        webhooks.MapPost("/{id:long}/enable", Enable);
        webhooks.MapPost("/{id:long}/disable", Disable);
        webhooks.MapPost("/{id:long}/rotate-secret", RotateSecret);
        webhooks.MapGet("/{id:long}/deliveries", Deliveries);
        webhooks.MapGet("/deliveries/{id:long}", Delivery);
        webhooks.MapPost("/deliveries/{id:long}/redeliver", Redeliver);
    }

    private static async Task<IResult> List(HttpContext http, WebhookService webhooks, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request, "event", "enabled", "url").Ok(out var paging, out var problem)) return problem.ToResult();
        bool? enabled = null;
        if (http.Request.Query["enabled"].ToString() is { Length: > 0 } text)
        {
            if (!bool.TryParse(text, out var on)) return new Problem.Invalid("enabled must be true or false", "enabled").ToResult();
            enabled = on;
        }

        var filter = new WebhookFilter(Text(http, "event"), enabled, Text(http, "url"));
        return (await webhooks.ListAsync(http.Actor(), filter, paging, ct)).ToResult(page => JsonResponse.List(page, WebhookJson.Write));
    }

    private static async Task<IResult> Create(HttpContext http, WebhookService webhooks, CancellationToken ct)
    {
        if (!(await ReadAsync(http, new WebhookForm(), ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await webhooks.CreateAsync(http.Actor(), form, ct)).ToResult(made => JsonResponse.One(
            json => WebhookJson.Write(made.View, made.Secret, json), StatusCodes.Status201Created, $"/admin/api/webhooks/{made.View.Webhook.Id}"));
    }

    private static async Task<IResult> Get(Id<Webhook> id, HttpContext http, WebhookService webhooks, CancellationToken ct) => One(await webhooks.GetAsync(http.Actor(), id, ct));

    private static async Task<IResult> Put(Id<Webhook> id, HttpContext http, WebhookService webhooks, CancellationToken ct)
    {
        if (!(await ReadAsync(http, new WebhookForm(), ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return One(await webhooks.UpdateAsync(http.Actor(), id, form, ct));
    }

    private static async Task<IResult> Patch(Id<Webhook> id, HttpContext http, WebhookService webhooks, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem.ToResult();
        return One(await webhooks.UpdateAsync(http.Actor(), id, view => WebhookJson.Read(data, WebhookJson.FormOf(view)), ct));
    }

    private static async Task<IResult> Delete(Id<Webhook> id, HttpContext http, WebhookService webhooks, CancellationToken ct) =>
        (await webhooks.DeleteAsync(http.Actor(), [id], ct)).ToResult(deleted => deleted.Count == 1 ? Results.NoContent() : new Problem.NotFound("webhook", id.ToString()).ToResult());

    private static async Task<IResult> DeleteMany(HttpContext http, WebhookService webhooks, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync(http.Request, ct)).Ok(out var root, out var problem)) return problem.ToResult();
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data)) root = data;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array || ids.GetArrayLength() == 0
            || !ids.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt64(out _)))
            return new Problem.Invalid("ids must be a list of ids", "ids").ToResult();
        return (await webhooks.DeleteAsync(http.Actor(), [.. ids.EnumerateArray().Select(i => new Id<Webhook>(i.GetInt64()))], ct)).ToResult(deleted => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var id in deleted) json.WriteNumberValue(id.Value);
            json.WriteEndArray();
        }));
    }

    private static async Task<IResult> TestForm(HttpContext http, WebhookService webhooks, CancellationToken ct)
    {
        if (!(await ReadAsync(http, new WebhookForm(), ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return Test(await webhooks.TestAsync(http.Actor(), null, form, ct));
    }

    private static async Task<IResult> TestSaved(Id<Webhook> id, HttpContext http, WebhookService webhooks, CancellationToken ct) => Test(await webhooks.TestAsync(http.Actor(), id, ct));

    /// <summary>A form as <c>data</c>, beside it <c>event</c>: the id of an event; without it the newest that the form asks for.</summary>
    private static async Task<IResult> Preview(HttpContext http, WebhookPreview preview, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync(http.Request, ct)).Ok(out var root, out var problem)) return problem.ToResult();
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data)) return new Problem.Invalid("The body must be {\"data\": {…}}", "data").ToResult();
        Id<Event>? shown = null;
        if (root.TryGetProperty("event", out var asked) && asked.ValueKind != JsonValueKind.Null)
        {
            if (!Id<Event>.TryParse(asked.ToString(), null, out var id)) return new Problem.Invalid("event must be the id of an event", "event").ToResult();
            shown = id;
        }

        // Only what shapes the body counts; a form that is being filled in may lack the rest.
        if (!WebhookJson.Read(data, new WebhookForm { Url = "http://preview.invalid/", Events = ["*"] }).Ok(out var form, out problem)) return problem.ToResult();
        return (await preview.ShowAsync(http.Actor(), form, shown, ct)).ToResult(found => JsonResponse.One(json => WebhookJson.Write(found, json)));
    }

    private static async Task<IResult> Enable(Id<Webhook> id, HttpContext http, WebhookService webhooks, CancellationToken ct)
    {
        if (!(await JsonBody.ReadOptionsAsync(http.Request, ["discard", "catch_up"], ct)).Ok(out var options, out var problem)) return problem.ToResult();
        if (!Flag(options, "discard").Ok(out var discard, out problem) || !Flag(options, "catch_up").Ok(out var catchUp, out problem)) return problem.ToResult();
        if (discard && catchUp) return new Problem.Invalid("discard and catch_up contradict each other", "discard").ToResult();
        return One((await webhooks.SetEnabledAsync(http.Actor(), id, true, ct, discard ? Held.Discard : catchUp ? Held.CatchUp : Held.Send)).Then(switched => switched.View));
    }

    private static async Task<IResult> Disable(Id<Webhook> id, HttpContext http, WebhookService webhooks, CancellationToken ct) => One((await webhooks.SetEnabledAsync(http.Actor(), id, false, ct)).Then(switched => switched.View));

    private static async Task<IResult> RotateSecret(Id<Webhook> id, HttpContext http, WebhookService webhooks, CancellationToken ct)
    {
        if (!(await JsonBody.ReadOptionsAsync(http.Request, ["overlap_seconds", "secret"], ct)).Ok(out var options, out var problem)) return problem.ToResult();
        var rotation = SecretRotation.Standard;
        if (options.TryGetValue("overlap_seconds", out var overlap))
        {
            if (overlap.ValueKind != JsonValueKind.Number || !overlap.TryGetInt32(out var seconds)) return new Problem.Invalid("overlap_seconds must be a whole number", "overlap_seconds").ToResult();
            rotation = rotation with { Overlap = TimeSpan.FromSeconds(seconds) };
        }

        if (options.TryGetValue("secret", out var secret))
        {
            if (JsonText.TextOf(secret) is not { } own) return new Problem.Invalid("secret must be a string", "secret").ToResult();
            rotation = rotation with { Secret = own };
        }

        return (await webhooks.RotateSecretAsync(http.Actor(), id, rotation, ct)).ToResult(made => JsonResponse.One(json => WebhookJson.Write(made.View, made.Secret, json)));
    }

    private static async Task<IResult> Deliveries(Id<Webhook> id, HttpContext http, DeliveryLog log, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request, "status", "event", "entry", "after", "before", "text").Ok(out var paging, out var problem)) return problem.ToResult();
        if (!ReadFilter(http).Ok(out var filter, out problem)) return problem.ToResult();
        return (await log.ListAsync(http.Actor(), id, filter, paging, ct)).ToResult(page => JsonResponse.List(page, WebhookJson.Write));
    }

    private static async Task<IResult> Delivery(Id<Delivery> id, HttpContext http, DeliveryLog log, CancellationToken ct) =>
        (await log.GetAsync(http.Actor(), id, ct)).ToResult(detail => JsonResponse.One(json => WebhookJson.Write(detail, json)));

    private static async Task<IResult> Redeliver(Id<Delivery> id, HttpContext http, DeliveryLog log, CancellationToken ct) =>
        (await log.RedeliverAsync(http.Actor(), id, ct)).Ok(out _, out var problem) ? await Delivery(id, http, log, ct) : problem.ToResult();

    private static Result<bool> Flag(IReadOnlyDictionary<string, JsonElement> options, string name) =>
        !options.TryGetValue(name, out var value) ? false
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : new Problem.Invalid($"{name} must be true or false", name);

    private static Result<DeliveryFilter> ReadFilter(HttpContext http)
    {
        var errors = new List<FieldError>();
        DeliveryStatus? status = null;
        if (Text(http, "status") is { } word)
        {
            if (Enum.TryParse<DeliveryStatus>(word, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) && !char.IsDigit(word[0])) status = parsed;
            else errors.Add(new FieldError("status", "status must be pending, delivered or failed"));
        }

        long? entry = null;
        if (Text(http, "entry") is { } number)
        {
            if (Id<DeliveryLog>.TryParse(number, null, out var parsed)) entry = parsed.Value;
            else errors.Add(new FieldError("entry", "entry must be a numeric id"));
        }

        var filter = new DeliveryFilter(status, Text(http, "event"), entry, Time(http, "after", errors), Time(http, "before", errors), Text(http, "text"));
        return errors.Count > 0 ? new Problem.Invalid(errors) : filter;
    }

    private static DateTimeOffset? Time(HttpContext http, string name, List<FieldError> errors)
    {
        if (Text(http, name) is not { } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
        errors.Add(new FieldError(name, $"{name} must be a moment such as 2020-01-31T08:30:00Z"));
        return null;
    }

    private static string? Text(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static async Task<Result<WebhookForm>> ReadAsync(HttpContext http, WebhookForm start, CancellationToken ct) =>
        (await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem) ? WebhookJson.Read(data, start) : problem;

    private static IResult One(Result<WebhookView> result) => result.ToResult(view => JsonResponse.One(json => WebhookJson.Write(view, json)));

    private static IResult Test(Result<WebhookTest> result) => result.ToResult(test => JsonResponse.One(json => WebhookJson.Write(test, json)));
}
