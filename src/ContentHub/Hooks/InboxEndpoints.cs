using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ContentHub.Hooks;

/// <summary><c>/inbox/{name}</c> catches whatever is sent there; <c>/admin/api/inboxes</c> is for the owner.</summary>
internal static class InboxEndpoints
{
    private const string Requests = "/{id:long}/requests";

    public static void MapInboxes(this IEndpointRouteBuilder routes)
    {
        routes.Map("/inbox/{name}", (string name, HttpContext http, InboxService inboxes, InboxReceiver receiver, TimeProvider clock, IHostApplicationLifetime host) => ReceiveAsync(name, http, inboxes, receiver, clock, host)).IsPublic();
        var group = routes.MapGroup("/admin/api/inboxes").WithTags("Inboxes").Needs(Permission.WebhooksManage);
        group.MapGet("/", List);
        group.MapPost("/", Create);
        group.MapGet("/{id:long}", Get);
        group.MapPatch("/{id:long}", Patch);
        group.MapDelete("/{id:long}", Delete);
        group.MapPost("/{id:long}/webhook", CreateWebhook);
        group.MapGet(Requests, ListRequests);
        group.MapDelete(Requests, Clear);
        group.MapGet(Requests + "/{request:long}", GetRequest);
        group.MapGet(Requests + "/{request:long}/differences/{other:long}", Compare);
    }

    private static async Task ReceiveAsync(string name, HttpContext http, InboxService inboxes, InboxReceiver receiver, TimeProvider clock, IHostApplicationLifetime host)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);   // a delay holds up no stop
        var received = inboxes.IsEnabled
            ? await receiver.ReceiveAsync(name, await IncomingRequest.ReadAsync(http.Request, InboxReceiver.MaxBodyBytes, ending.Token), ending.Token)
            : new Problem.NotFound("inbox", name);
        if (!received.Ok(out var answer, out var problem))
        {
            await problem.ToResult().ExecuteAsync(http);
            return;
        }

        try
        {
            if (answer.Delay > TimeSpan.Zero) await Task.Delay(answer.Delay, clock, ending.Token);
        }
        catch (OperationCanceledException)   // the sender went, or the server stops
        {
            http.Abort();
            return;
        }

        if (answer.HangUp) http.Abort();
        else await AnswerAsync(http.Response, answer);
    }

    private static Task AnswerAsync(HttpResponse response, InboxAnswer answer)
    {
        response.StatusCode = answer.Status;
        if (answer.Location is { } location) response.Headers.Location = location;
        if (answer.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // The text is the owner's, the address is the server's: it must never run as a page.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.ContentType = "text/plain; charset=utf-8";
        return string.IsNullOrEmpty(answer.Body) || answer.Status is 204 or 205 or 304 ? Task.CompletedTask : response.WriteAsync(answer.Body);
    }

    private static async Task<IResult> List(HttpContext http, InboxService inboxes, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)) return problem.ToResult();
        return (await inboxes.ListAsync(http.Actor(), paging, ct)).ToResult(page => JsonResponse.List(page, InboxJson.Write));
    }

    private static async Task<IResult> Create(HttpContext http, InboxService inboxes, CancellationToken ct)
    {
        if (!(await ReadAsync(http, ["name", "secret"], ct)).Ok(out var data, out var problem)) return problem.ToResult();
        if (!Secret(data).Ok(out var secret, out problem)) return problem.ToResult();
        var name = data.TryGetProperty("name", out var value) ? JsonText.TextOf(value) : null;
        if (name is null) return new Problem.Invalid("name is required", "name").ToResult();
        return (await inboxes.CreateAsync(http.Actor(), name, secret.Text, ct)).ToResult(
            view => JsonResponse.One(json => InboxJson.Write(view, json), StatusCodes.Status201Created, $"/admin/api/inboxes/{view.Inbox.Id}"));
    }

    private static async Task<IResult> Get(Id<Inbox> id, HttpContext http, InboxService inboxes, CancellationToken ct) => One(await inboxes.GetAsync(http.Actor(), id, ct));

    /// <summary><c>secret</c> and <c>answer</c>, each if it is there; null takes it away.</summary>
    private static async Task<IResult> Patch(Id<Inbox> id, HttpContext http, InboxService inboxes, CancellationToken ct)
    {
        if (!(await ReadAsync(http, ["secret", "answer"], ct)).Ok(out var data, out var problem)) return problem.ToResult();
        if (!Secret(data).Ok(out var secret, out problem)) return problem.ToResult();
        var result = await inboxes.GetAsync(http.Actor(), id, ct);
        if (result.Problem is null && data.TryGetProperty("answer", out var value))
        {
            InboxAnswer? answer = null;
            if (value.ValueKind != JsonValueKind.Null && !InboxJson.ReadAnswer(value).Ok(out answer, out problem)) return problem.ToResult();
            result = await inboxes.SetAnswerAsync(http.Actor(), id, answer, ct);
        }

        if (result.Problem is null && secret.Given) result = await inboxes.SetSecretAsync(http.Actor(), id, secret.Text, ct);
        return One(result);
    }

    private static async Task<IResult> Delete(Id<Inbox> id, HttpContext http, InboxService inboxes, CancellationToken ct) => (await inboxes.DeleteAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent());

    private static async Task<IResult> CreateWebhook(Id<Inbox> id, HttpContext http, InboxService inboxes, CancellationToken ct)
    {
        if (!(await ReadAsync(http, ["events"], ct)).Ok(out var data, out var problem)) return problem.ToResult();
        var events = data.TryGetProperty("events", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(JsonText.TextOf).ToArray() : [null];
        if (events.Contains(null)) return new Problem.Invalid("events must be a list of strings, such as [\"*\"]", "events").ToResult();
        var server = new Uri($"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}");
        return (await inboxes.CreateWebhookAsync(http.Actor(), id, server, events!, ct)).ToResult(made => JsonResponse.One(
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("webhook", made.View.Webhook.Id.Value);
                json.WriteString("url", made.View.Webhook.Url);
                json.WriteString("secret", made.Secret);
                json.WriteEndObject();
            },
            StatusCodes.Status201Created, $"/admin/api/webhooks/{made.View.Webhook.Id}"));
    }

    private static async Task<IResult> ListRequests(Id<Inbox> id, HttpContext http, InboxService inboxes, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)) return problem.ToResult();
        return (await inboxes.RequestsAsync(http.Actor(), id, paging, ct)).ToResult(page => JsonResponse.List(page, InboxJson.Write));
    }

    private static async Task<IResult> Clear(Id<Inbox> id, HttpContext http, InboxService inboxes, CancellationToken ct) => (await inboxes.ClearAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent());

    private static async Task<IResult> GetRequest(Id<Inbox> id, Id<InboxRequest> request, HttpContext http, InboxService inboxes, CancellationToken ct) =>
        (await inboxes.RequestAsync(http.Actor(), id, request, ct)).ToResult(view => JsonResponse.One(json => InboxJson.Write(view, json)));

    private static async Task<IResult> Compare(Id<Inbox> id, Id<InboxRequest> request, Id<InboxRequest> other, HttpContext http, InboxService inboxes, CancellationToken ct) =>
        (await inboxes.CompareAsync(http.Actor(), id, request, other, ct)).ToResult(differences => JsonResponse.One(json => InboxJson.Write(differences, json)));

    private static async Task<Result<JsonElement>> ReadAsync(HttpContext http, string[] known, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem;
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid($"data must be an object with {string.Join(" and ", known)}");
        var unknown = data.EnumerateObject().Select(p => p.Name).Where(name => !known.Contains(name)).Select(name => new FieldError(name, $"{name} is not known{Nearest.Hint(name, known)}")).ToArray();
        return unknown.Length > 0 ? new Problem.Invalid(unknown) : data;
    }

    private static Result<(bool Given, string? Text)> Secret(JsonElement data) =>
        !data.TryGetProperty("secret", out var value) ? (false, null)
        : JsonText.IsTextOrNull(value) ? (true, JsonText.TextOf(value))
        : new Problem.Invalid("secret must be a string, or null", "secret");

    private static IResult One(Result<InboxView> result) => result.ToResult(view => JsonResponse.One(json => InboxJson.Write(view, json)));
}
