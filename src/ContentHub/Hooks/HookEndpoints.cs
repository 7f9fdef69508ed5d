using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Hooks;

/// <summary><c>/admin/api/hooks</c> manages incoming hooks, <c>POST /hooks/{slug}</c> receives.</summary>
internal static class HookEndpoints
{
    public static void MapHooks(this IEndpointRouteBuilder routes)
    {
        // Each hook checks its own senders; cookies count for nothing here.
        routes.MapPost("/hooks/{slug}", Receive).WithTags("Incoming hooks").IsPublic();
        var hooks = routes.MapGroup("/admin/api/hooks").WithTags("Incoming hooks").Needs(Permission.WebhooksManage);
        hooks.MapGet("/", List);
        hooks.MapPost("/", Create);
        hooks.MapGet("/{id:long}", Get);
        hooks.MapPut("/{id:long}", Put);
        hooks.MapPatch("/{id:long}", Patch);
        hooks.MapDelete("/{id:long}", Delete);
        hooks.MapPost("/{id:long}/rotate-secret", RotateSecret);
        hooks.MapGet("/{id:long}/calls", Calls);
    }

    private static async Task<IResult> Receive(string slug, HttpContext http, HookReceiver receiver, CancellationToken ct)
    {
        if (await receiver.FindAsync(slug, ct) is not { } hook) return new Problem.NotFound("hook", slug).ToResult();
        var request = await IncomingRequest.ReadAsync(http.Request, HookReceiver.MaxBodyBytes, ct);
        return (await receiver.ReceiveAsync(hook, request, ct)).ToResult(outcome => JsonResponse.One(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("outcome", HookJson.Name(outcome));
                json.WriteEndObject();
            },
            outcome == CallOutcome.Accepted ? StatusCodes.Status202Accepted : StatusCodes.Status200OK));
    }

    private static async Task<IResult> List(HttpContext http, HookService hooks, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)) return problem.ToResult();
        return (await hooks.ListAsync(http.Actor(), paging, ct)).ToResult(page => JsonResponse.List(page, HookJson.Write));
    }

    private static async Task<IResult> Create(HttpContext http, HookService hooks, CancellationToken ct)
    {
        if (!(await ReadAsync(http, new HookForm(), ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return (await hooks.CreateAsync(http.Actor(), form, ct)).ToResult(made => JsonResponse.One(
            json => HookJson.Write(made.View, made.Secret, json), StatusCodes.Status201Created, $"/admin/api/hooks/{made.View.Hook.Id}"));
    }

    private static async Task<IResult> Get(Id<Hook> id, HttpContext http, HookService hooks, CancellationToken ct) => One(await hooks.GetAsync(http.Actor(), id, ct));

    private static async Task<IResult> Put(Id<Hook> id, HttpContext http, HookService hooks, CancellationToken ct)
    {
        if (!(await ReadAsync(http, new HookForm(), ct)).Ok(out var form, out var problem)) return problem.ToResult();
        return One(await hooks.UpdateAsync(http.Actor(), id, form, ct));
    }

    private static async Task<IResult> Patch(Id<Hook> id, HttpContext http, HookService hooks, CancellationToken ct)
    {
        if (!(await hooks.GetAsync(http.Actor(), id, ct)).Ok(out var view, out var problem)) return problem.ToResult();
        if (!(await ReadAsync(http, HookJson.FormOf(view.Hook), ct)).Ok(out var form, out problem)) return problem.ToResult();
        return One(await hooks.UpdateAsync(http.Actor(), id, form, ct));
    }

    private static async Task<IResult> Delete(Id<Hook> id, HttpContext http, HookService hooks, CancellationToken ct) => (await hooks.DeleteAsync(http.Actor(), id, ct)).ToResult(_ => Results.NoContent());

    /// <summary>No body, or <c>{"data": {"secret": …}}</c> with one of the sender's.</summary>
    private static async Task<IResult> RotateSecret(Id<Hook> id, HttpContext http, HookService hooks, CancellationToken ct)
    {
        if (!(await JsonBody.ReadOptionsAsync(http.Request, ["secret"], ct)).Ok(out var options, out var problem)) return problem.ToResult();
        string? secret = null;
        if (options.TryGetValue("secret", out var value) && (secret = JsonText.TextOf(value)) is null) return new Problem.Invalid("secret must be a string", "secret").ToResult();
        return (await hooks.RotateSecretAsync(http.Actor(), id, secret, ct)).ToResult(made => JsonResponse.One(json => HookJson.Write(made.View, made.Secret, json)));
    }

    private static async Task<IResult> Calls(Id<Hook> id, HttpContext http, HookService hooks, CancellationToken ct)
    {
        if (!ListQuery.ReadPaging(http.Request).Ok(out var paging, out var problem)) return problem.ToResult();
        return (await hooks.CallsAsync(http.Actor(), id, paging, ct)).ToResult(page => JsonResponse.List(page, HookJson.Write));
    }

    private static async Task<Result<HookForm>> ReadAsync(HttpContext http, HookForm start, CancellationToken ct) =>
        (await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem) ? HookJson.Read(data, start) : problem;

    private static IResult One(Result<HookView> result) => result.ToResult(view => JsonResponse.One(json => HookJson.Write(view, json)));
}
