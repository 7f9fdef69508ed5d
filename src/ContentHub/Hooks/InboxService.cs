using System.Text.Json;
using ContentHub.Access;
using ContentHub.Persistence;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Hooks;

/// <summary>An inbox as its owner sees it, with what came last.</summary>
/// <param name="Requests">How many are kept.</param>
/// <param name="Last">Null before the first.</param>
public sealed record InboxView(Inbox Inbox, int Requests, InboxRequest? Last);

/// <summary>A request with what is kept encrypted.</summary>
/// <param name="Query">With its question mark; empty without one.</param>
/// <param name="Headers">As they came.</param>
public sealed record InboxRequestView(InboxRequest Request, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers);

/// <summary>Inboxes of the person who asks: made, looked into, told to misbehave.</summary>
public sealed class InboxService
{
    private const int MostOfOne = 50;
    private const int LongestBody = 16 * 1024;

    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly HookSecrets _secrets;
    private readonly WebhookService _webhooks;
    private readonly TimeProvider _clock;

    internal InboxService(Database database, AuditLog audit, HookSecrets secrets, WebhookService webhooks, bool enabled, TimeProvider clock)
    {
        _database = database;
        _audit = audit;
        _secrets = secrets;
        _webhooks = webhooks;
        IsEnabled = enabled;
        _clock = clock;
    }

    /// <summary>Whether there are inboxes here at all (<c>Inbox:Enabled</c>).</summary>
    public bool IsEnabled { get; }

    /// <summary>One's own, newest first. Problems: Unauthorized, Forbidden, Conflict (switched off).</summary>
    public async Task<Result<Page<InboxView>>> ListAsync(Actor actor, Paging paging, CancellationToken ct)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        return await _database.ReadAsync(
            async db =>
            {
                var own = Own(db, actor);
                var inboxes = await own.OrderByDescending(i => i.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct);
                return new Page<InboxView>([.. inboxes.Select(i => View(db, i))], paging.Number, paging.Size, await own.LongCountAsync(ct));
            },
            ct);
    }

    /// <summary>One of one's own. Problems: Unauthorized, Forbidden, NotFound (also somebody else's), Conflict.</summary>
    public async Task<Result<InboxView>> GetAsync(Actor actor, Id<Inbox> id, CancellationToken ct)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<InboxView>>(async db => await Own(db, actor).SingleOrDefaultAsync(i => i.Id == id, ct) is { } inbox ? View(db, inbox) : NotFound(id), ct);
    }

    /// <summary>Makes one at an address that cannot be guessed. Problems: Unauthorized, Forbidden, Invalid, Conflict.</summary>
    /// <param name="label">Beginning of its address: letters, digits and dashes.</param>
    /// <param name="secret">To check signatures with; null for none yet.</param>
    public async Task<Result<InboxView>> CreateAsync(Actor actor, string label, string? secret, CancellationToken ct)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        label = label.Trim().ToLowerInvariant();
        var errors = new List<FieldError>();
        if (label.Length > Inbox.LongestLabel || !HookFormValidator.IsSlug(label)) errors.Add(new FieldError("name", $"name must be letters, digits and dashes, at most {Inbox.LongestLabel}"));
        if (FaultOfSecret(secret) is { } fault) errors.Add(new FieldError("secret", fault));
        if (errors.Count > 0) return new Problem.Invalid(errors);
        var sealedSecret = secret is null ? null : _secrets.Seal(secret);
        return await _database.WriteAsync<InboxView>(
            unit =>
            {
                if (Own(unit.Db, actor).Count() >= MostOfOne) return new Problem.Conflict($"You have {MostOfOne} inboxes: delete one first.");
                var inbox = new Inbox { Id = unit.NextId<Inbox>(), Name = $"{label}-{Uid.Random()}", OwnerId = new(actor.Id), CreatedAt = _clock.GetUtcNow() };
                inbox.CheckWith(sealedSecret);
                unit.Db.Add(inbox);
                Record(unit, actor, "inbox.create", inbox, sealedSecret is null ? null : AuditChanges.Of("secret"));
                return new InboxView(inbox, 0, null);
            },
            ct);
    }

    /// <summary>Checks signatures with this from the next request on. Problems: Unauthorized, Forbidden, NotFound, Invalid, Conflict.</summary>
    /// <param name="secret">Null to check nothing.</param>
    public async Task<Result<InboxView>> SetSecretAsync(Actor actor, Id<Inbox> id, string? secret, CancellationToken ct)
    {
        if (FaultOfSecret(secret) is { } fault) return new Problem.Invalid(fault, "secret");
        var sealedSecret = secret is null ? null : _secrets.Seal(secret);
        return await ChangeAsync(actor, id, inbox => inbox.CheckWith(sealedSecret), AuditChanges.Of("secret"), ct);
    }

    /// <summary>Answers so from the next request on. Problems: Unauthorized, Forbidden, NotFound, Invalid, Conflict.</summary>
    /// <param name="answer">Null to be healthy.</param>
    public async Task<Result<InboxView>> SetAnswerAsync(Actor actor, Id<Inbox> id, InboxAnswer? answer, CancellationToken ct)
    {
        if (answer is not null && FaultsOf(answer) is { Count: > 0 } faults) return new Problem.Invalid(faults);
        return await ChangeAsync(actor, id, inbox => inbox.Answer = answer == InboxAnswer.Healthy ? null : answer, AuditChanges.Made(answer ?? InboxAnswer.Healthy).Hiding("body", "location"), ct);
    }

    /// <summary>Deletes an inbox with what came into it. Problems: Unauthorized, Forbidden, NotFound, Conflict.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, Id<Inbox> id, CancellationToken ct)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (Own(unit.Db, actor).AsTracking().SingleOrDefault(i => i.Id == id) is not { } inbox) return NotFound(id);
                unit.Db.Remove(inbox);
                Record(unit, actor, "inbox.delete", inbox);
                return new Done();
            },
            ct);
    }

    /// <summary>Empties an inbox. Problems: Unauthorized, Forbidden, NotFound, Conflict.</summary>
    public async Task<Result<Done>> ClearAsync(Actor actor, Id<Inbox> id, CancellationToken ct)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (Own(unit.Db, actor).SingleOrDefault(i => i.Id == id) is not { } inbox) return NotFound(id);
                Record(unit, actor, "inbox.clear", inbox);
                unit.Db.InboxRequests.Where(r => r.InboxId == id).ExecuteDelete();
                return new Done();
            },
            ct);
    }

    /// <summary>What came in, newest first. Problems: Unauthorized, Forbidden, NotFound, Conflict.</summary>
    public async Task<Result<Page<InboxRequest>>> RequestsAsync(Actor actor, Id<Inbox> id, Paging paging, CancellationToken ct)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<Page<InboxRequest>>>(
            async db =>
            {
                if (!await Own(db, actor).AnyAsync(i => i.Id == id, ct)) return NotFound(id);
                var requests = db.InboxRequests.Where(r => r.InboxId == id);
                return new Page<InboxRequest>(await requests.OrderByDescending(r => r.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(ct), paging.Number, paging.Size, await requests.LongCountAsync(ct));
            },
            ct);
    }

    /// <summary>One request with its headers. Problems: Unauthorized, Forbidden, NotFound, Conflict.</summary>
    public async Task<Result<InboxRequestView>> RequestAsync(Actor actor, Id<Inbox> id, Id<InboxRequest> request, CancellationToken ct)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        var found = await _database.ReadAsync(
            db =>
            {
                var own = Own(db, actor);
                return db.InboxRequests.SingleOrDefaultAsync(r => r.Id == request && r.InboxId == id && own.Any(i => i.Id == id), ct);
            },
            ct);
        if (found is null) return new Problem.NotFound("request", request.ToString());
        var headers = JsonSerializer.Deserialize<InboxHeaders>(_secrets.Open(found.Sealed), JsonText.Stored)!;
        return new InboxRequestView(found, headers.Query, headers.Headers);
    }

    /// <summary>What two requests have different. Problems: Unauthorized, Forbidden, NotFound, Conflict.</summary>
    public async Task<Result<IReadOnlyList<Difference>>> CompareAsync(Actor actor, Id<Inbox> id, Id<InboxRequest> before, Id<InboxRequest> after, CancellationToken ct)
    {
        if (!(await RequestAsync(actor, id, before, ct)).Ok(out var first, out var problem) || !(await RequestAsync(actor, id, after, ct)).Ok(out var second, out problem)) return problem;
        return Difference.Between(first, second);
    }

    /// <summary>Makes a webhook to the inbox, which checks signatures with its secrets from then on, whichever sign at the moment. Problems: as of making a webhook, NotFound, Conflict.</summary>
    /// <remarks>Only the making of a webhook knows its secret, so it comes first. A crash between the two leaves a webhook whose deliveries the inbox cannot check; replacing the secret here mends it.</remarks>
    /// <param name="server">Scheme, host and path base under which this server is called: <c>http://localhost:1337</c>.</param>
    public async Task<Result<WebhookWithSecret>> CreateWebhookAsync(Actor actor, Id<Inbox> id, Uri server, IReadOnlyList<string> events, CancellationToken ct)
    {
        if (!(await GetAsync(actor, id, ct)).Ok(out var view, out var problem)) return problem;
        var form = new WebhookForm { Name = $"Inbox {view.Inbox.Label}", Url = AddressOf(view.Inbox, server), Events = events };
        if (!(await _webhooks.CreateAsync(actor, form, ct)).Ok(out var made, out problem)) return problem;
        var sealedSecret = _secrets.Seal(made.Secret);
        return (await ChangeAsync(actor, id, inbox => inbox.CheckWith(sealedSecret, made.View.Webhook.Id), AuditChanges.Of("secret"), ct)).Then(_ => made);
    }

    /// <summary>The address to give to a sender.</summary>
    public static string AddressOf(Inbox inbox, Uri server) => server.GetLeftPart(UriPartial.Path).TrimEnd('/') + inbox.Path;

    private async Task<Result<InboxView>> ChangeAsync(Actor actor, Id<Inbox> id, Action<Inbox> change, AuditChanges changes, CancellationToken ct)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        return await _database.WriteAsync<InboxView>(
            unit =>
            {
                if (Own(unit.Db, actor).AsTracking().SingleOrDefault(i => i.Id == id) is not { } inbox) return NotFound(id);
                change(inbox);
                Record(unit, actor, "inbox.update", inbox, changes);
                return View(unit.Db, inbox);
            },
            ct);
    }

    // The whole name is the address: who knows it may write there.
    private void Record(WriteUnit unit, Actor actor, string action, Inbox inbox, AuditChanges? changes = null) => _audit.Record(unit, actor, action, $"inbox:{inbox.Id}", inbox.Label, changes);

    private Problem? Refusal(Actor actor) =>
        actor.Lacks(Permission.WebhooksManage)
        ?? (actor.Kind != ActorKind.User ? new Problem.Forbidden("inboxes", "Inboxes belong to people: sign in, for instance with POST /admin/api/login.")
            : IsEnabled ? null : new Problem.Conflict("Inboxes are switched off here; the setting Inbox:Enabled=true switches them on."));

    private static string? FaultOfSecret(string? secret) => secret is null || (secret.Length is > 0 and <= 512 && !secret.Any(char.IsControl)) ? null : "secret must be 1 to 512 characters in one line";

    private static List<FieldError> FaultsOf(InboxAnswer answer)
    {
        var faults = new List<FieldError>();
        if (answer.Status is < 200 or > 599) faults.Add(new("status", "status must be 200 to 599"));
        if (answer.Location is { } location && (location.Length > 2048 || location.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)) faults.Add(new("location", "location must be an address in printable ASCII, at most 2048 characters"));
        if (answer.Delay < TimeSpan.Zero || answer.Delay > TimeSpan.FromMinutes(1)) faults.Add(new("delay_ms", "delay_ms must be 0 to 60000"));
        if (answer.RetryAfter is < 0 or > 86_400) faults.Add(new("retry_after", "retry_after must be 0 to 86400 seconds"));
        if (answer.Body?.Length > LongestBody || answer.Body?.Contains('\0', StringComparison.Ordinal) == true) faults.Add(new("body", $"body must be at most {LongestBody} characters, without NUL"));
        if (answer.Times is < 1 or > 1000) faults.Add(new("times", "times must be 1 to 1000, or null for all requests"));
        return faults;
    }

    private static IQueryable<Inbox> Own(ContentHubDbContext db, Actor actor)
    {
        var owner = new Id<User>(actor.Id);
        return db.Inboxes.Where(i => i.OwnerId == owner);
    }

    private static InboxView View(ContentHubDbContext db, Inbox inbox)
    {
        var requests = db.InboxRequests.AsNoTracking().Where(r => r.InboxId == inbox.Id);
        return new InboxView(inbox, requests.Count(), requests.OrderByDescending(r => r.Id).FirstOrDefault());
    }

    private static Problem.NotFound NotFound(Id<Inbox> id) => new("inbox", id.ToString());
}
