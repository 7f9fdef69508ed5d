using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>A webhook as it is shown: secrets masked, with its last attempt.</summary>
/// <param name="Headers">Names with masked values.</param>
/// <param name="RetiringSecrets">UTC; until when each replaced secret goes on signing, the newest first.</param>
/// <param name="Health">The run of failures it is in; null for none.</param>
/// <param name="LastAttempt">Null before the first.</param>
/// <param name="Hints">What is probably not meant, though it may be: content types that are not there.</param>
public sealed record WebhookView(
    Webhook Webhook, IReadOnlyList<WebhookHeader> Headers, bool HasSecret, IReadOnlyList<DateTimeOffset> RetiringSecrets, WebhookHealth? Health, Attempt? LastAttempt, IReadOnlyList<FieldError> Hints)
{
    /// <summary>Until when nothing is sent to spare the receiver; null when nothing holds the lane, or the webhook is off anyway.</summary>
    public DateTimeOffset? PausedUntil(DateTimeOffset now) => Webhook.Enabled && Health?.PausedUntil is { } until && until > now ? until : null;

    /// <summary>Whether what is queued waits for more than its turn.</summary>
    public bool Holds(DateTimeOffset now) => !Webhook.Enabled || PausedUntil(now) is not null;
}

/// <summary>A webhook that was just made or got a new secret: the only moment at which the secret is shown.</summary>
public sealed record WebhookWithSecret(WebhookView View, string Secret);

/// <summary>A webhook that was switched on or off.</summary>
/// <param name="Waited">Whether something was queued for it at that moment: it is sent, waits on or is forgotten. False when it was switched so already.</param>
public sealed record WebhookSwitched(WebhookView View, bool Waited);

/// <summary>What becomes of the time that a webhook was off, when it is switched on.</summary>
public enum Held
{
    /// <summary>What was queued before is sent; what happened since is not.</summary>
    Send,

    /// <summary>What was queued is forgotten, too.</summary>
    Discard,

    /// <summary>What was queued is sent, and what happened since is queued after it.</summary>
    CatchUp,
}

/// <summary>How a secret is replaced.</summary>
/// <param name="Overlap">How long the old one goes on signing, up to 7 days; zero when somebody may have seen it.</param>
/// <param name="Secret">One that somebody brings along; null for a fresh one.</param>
public sealed record SecretRotation(TimeSpan Overlap, string? Secret = null)
{
    /// <summary>A day.</summary>
    public static SecretRotation Standard { get; } = new(TimeSpan.FromDays(1));

    internal Problem.Invalid? Fault() =>
        Overlap < TimeSpan.Zero || Overlap > TimeSpan.FromDays(7) ? new Problem.Invalid("overlap_seconds must be 0 to 604800", "overlap_seconds")
        : Secret is not null && WebhookSignature.Fault(Secret) is { } fault ? new Problem.Invalid(fault, "secret")
        : null;
}

/// <summary>Which webhooks to list; null for all.</summary>
/// <param name="Url">Part of the URL.</param>
/// <param name="Text">Part of the name or of the URL.</param>
public sealed record WebhookFilter(string? Event = null, bool? Enabled = null, string? Url = null, string? Text = null);

/// <summary>What a test came to.</summary>
/// <param name="StatusCode">Null when there was no answer.</param>
/// <param name="Error">Class of the failure in snake case; null on success.</param>
/// <param name="RequestHeaders">As sent, secrets masked; <c>Name: value</c> per line.</param>
public sealed record WebhookTest(
    int? StatusCode, TimeSpan Duration, string? Error, string? ErrorMessage, string ResponseHeaders, string ResponseBody, string Method, string RequestUrl, string RequestHeaders, string RequestBody);

/// <summary>Webhooks: made, changed, switched, tested.</summary>
public sealed class WebhookService
{
    private static readonly JsonSerializerOptions SampleOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly WebhookDirectory _directory;
    private readonly WebhookFormValidator _validator;
    private readonly PayloadPaths _paths;
    private readonly TemplateFaults _templates;
    private readonly GuardedClient _client;
    private readonly DefaultHeaders _defaults;
    private readonly LaneBell _bell;
    private readonly TimeProvider _clock;

    internal WebhookService(
        Database database, AuditLog audit, WebhookDirectory directory, WebhookFormValidator validator, PayloadPaths paths, TemplateFaults templates, GuardedClient client, DefaultHeaders defaults, LaneBell bell, TimeProvider clock)
    {
        _database = database;
        _audit = audit;
        _directory = directory;
        _validator = validator;
        _paths = paths;
        _templates = templates;
        _client = client;
        _defaults = defaults;
        _bell = bell;
        _clock = clock;
    }

    /// <summary>Names of the environment's default headers; their values are secret.</summary>
    public IReadOnlyList<string> DefaultHeaderNames => [.. _defaults.Current.Select(h => h.Name)];

    /// <summary>Oldest first. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<Page<WebhookView>>> ListAsync(Actor actor, WebhookFilter filter, Paging paging, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.ReadAsync(
            db =>
            {
                // Few and in memory already: a webhook is a thing people set up by hand.
                var found = _directory.All(db).Where(w => filter.Event is null || w.WantsName(filter.Event)).Where(w => filter.Enabled is null || w.Enabled == filter.Enabled)
                    .Where(w => filter.Url is null || w.Url.Contains(filter.Url, StringComparison.OrdinalIgnoreCase))
                    .Where(w => filter.Text is null || w.Name.Contains(filter.Text, StringComparison.OrdinalIgnoreCase) || w.Url.Contains(filter.Text, StringComparison.OrdinalIgnoreCase)).ToArray();
                var views = found.Skip(paging.Skip).Take(paging.Size).Select(w => View(db, w)).ToArray();
                return Task.FromResult(new Page<WebhookView>(views, paging.Number, paging.Size, found.Length));
            },
            ct);
    }

    /// <summary>One webhook. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public Task<Result<WebhookView>> GetAsync(Actor actor, Id<Webhook> id, CancellationToken ct) =>
        actor.Lacks(Permission.WebhooksManage) is { } refusal
            ? Task.FromResult<Result<WebhookView>>(refusal)
            : _database.ReadAsync(db => Task.FromResult(_directory.All(db).FirstOrDefault(w => w.Id == id) is { } webhook ? View(db, webhook) : (Result<WebhookView>)NotFound(id)), ct);

    /// <summary>Makes a webhook with a fresh secret, switched on unless the form says otherwise. Problems: Unauthorized, Forbidden, Invalid.</summary>
    public async Task<Result<WebhookWithSecret>> CreateAsync(Actor actor, WebhookForm form, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        if (_database.Read(db => Check(db, form) ?? _templates.Check(db, form, null)) is { } invalid) return invalid;
        var target = new WebhookTarget(form.Url, form.Headers, form.Secret ?? WebhookSignature.NewSecret());
        var sealedTarget = _directory.Seal(target);
        return await _database.WriteAsync<WebhookWithSecret>(
            unit =>
            {
                var now = _clock.GetUtcNow();
                var webhook = new Webhook { Id = unit.NextId<Webhook>(), CreatedAt = now };
                webhook.Change(form, target, sealedTarget, now);
                webhook.Switch(form.Enabled ?? true, null, now);
                unit.Db.Add(webhook);
                _directory.Touch(unit);
                var view = View(unit.Db, webhook);
                Record(unit, actor, "webhook.create", webhook, AuditChanges.Made(Told(view)));
                return new WebhookWithSecret(view, target.Secret!);
            },
            ct);
    }

    /// <summary>Makes the webhook what the form says; masked values stay as they were. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    public Task<Result<WebhookView>> UpdateAsync(Actor actor, Id<Webhook> id, WebhookForm form, CancellationToken ct) => UpdateAsync(actor, id, _ => form, ct);

    /// <summary>The same, of a form that is made from the webhook as it stands when it is changed: two who change different things lose neither.</summary>
    public async Task<Result<WebhookView>> UpdateAsync(Actor actor, Id<Webhook> id, Func<WebhookView, Result<WebhookForm>> edit, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await ChangeAsync(
            actor, id, "webhook.update",
            (unit, webhook, now) =>
            {
                if (!edit(View(unit.Db, webhook)).Ok(out var form, out var problem)) return problem;
                var before = _directory.Open(webhook);
                form = Unmasked(form, before);
                if ((Check(unit.Db, form) ?? _templates.Check(unit.Db, form, webhook)) is { } invalid) return invalid;
                var after = before with { Url = form.Url, Headers = form.Headers };
                webhook.Change(form, after, _directory.Seal(after), now);
                if (form.Enabled is { } on) Switch(unit, actor, webhook, on, Held.Send, now);
                return SecretlyChanged(before, after);
            },
            ct);
    }

    /// <summary>Switches on (what was held is sent) or off (what is queued waits, nothing new is queued). Safe to repeat. Problems: Unauthorized, Forbidden, NotFound.</summary>
    /// <param name="held">When switching on: what becomes of the time it was off.</param>
    public async Task<Result<WebhookSwitched>> SetEnabledAsync(Actor actor, Id<Webhook> id, bool on, CancellationToken ct, Held held = Held.Send)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        var waited = false;
        var result = await ChangeAsync(
            actor, id, on ? "webhook.enable" : "webhook.disable",
            (unit, webhook, now) =>
            {
                waited = on != webhook.Enabled && Waits(unit.Db, id);
                Switch(unit, actor, webhook, on, held, now);
                return Array.Empty<string>();
            },
            ct);
        return result.Then(view => new WebhookSwitched(view, waited));
    }

    /// <summary>Replaces the secret; the old one signs beside it for a while, so that the receiver can change over. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    /// <param name="rotation">How.</param>
    public async Task<Result<WebhookWithSecret>> RotateSecretAsync(Actor actor, Id<Webhook> id, SecretRotation rotation, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        if (rotation.Fault() is { } invalid) return invalid;
        var secret = rotation.Secret ?? WebhookSignature.NewSecret();
        var result = await ChangeAsync(
            actor, id, "webhook.rotate_secret",
            (_, webhook, now) =>
            {
                webhook.Reseal(_directory.Seal(_directory.Open(webhook).Rotated(secret, now, rotation.Overlap)), now);
                return (string[])["secret"];
            },
            ct);
        return result.Then(view => new WebhookWithSecret(view, secret));
    }

    /// <summary>Deletes webhooks with what is queued for them and their log; ids that do not exist are passed over. Problems: Unauthorized, Forbidden.</summary>
    /// <returns>The ids that were deleted.</returns>
    public async Task<Result<IReadOnlyList<Id<Webhook>>>> DeleteAsync(Actor actor, IReadOnlyList<Id<Webhook>> ids, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        return await _database.WriteAsync<IReadOnlyList<Id<Webhook>>>(
            unit =>
            {
                var webhooks = unit.Db.Webhooks.Where(w => ids.Contains(w.Id)).ToList();
                foreach (var webhook in webhooks) Record(unit, actor, "webhook.delete", webhook, AuditChanges.Removed(Told(View(unit.Db, webhook))));
                var found = webhooks.ConvertAll(w => w.Id);
                unit.Db.Webhooks.Where(w => found.Contains(w.Id)).ExecuteDelete();   // deliveries, attempts and the lease go with it (foreign keys)
                _directory.Touch(unit);
                return found;
            },
            ct);
    }

    /// <summary>Sends a sample to a saved webhook, also when it is off: the same client, guard, headers and signature as real deliveries. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<WebhookTest>> TestAsync(Actor actor, Id<Webhook> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        var found = _database.Read(db => _directory.All(db).FirstOrDefault(w => w.Id == id));
        if (found is null) return NotFound(id);
        await _audit.RecordAsync(actor, "webhook.test", Subject(id), found.Name, ct);
        return await SendSampleAsync(_directory.Open(found), found.Method, _directory.TemplateOf(found), found.Timeout, ct);
    }

    /// <summary>Sends a sample to what a form says, saved or not. Problems: Unauthorized, Forbidden, NotFound, Invalid.</summary>
    /// <param name="saved">The webhook that the form changes, for its secret and masked values; null for a new one, which is signed with a throw-away secret.</param>
    public async Task<Result<WebhookTest>> TestAsync(Actor actor, Id<Webhook>? saved, WebhookForm form, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        var target = new WebhookTarget(form.Url, form.Headers, WebhookSignature.NewSecret());
        if (saved is { } id)
        {
            if (_database.Read(db => _directory.All(db).FirstOrDefault(w => w.Id == id)) is not { } webhook) return NotFound(id);
            var known = _directory.Open(webhook);
            form = Unmasked(form, known);
            target = known with { Url = form.Url, Headers = form.Headers };
        }

        // A form that is being filled in may have no events yet; everything that shapes the request must hold.
        if (_database.Read(db => Check(db, form with { Events = form.Events.Count > 0 ? form.Events : ["*"] })) is { } invalid) return invalid;
        await _audit.RecordAsync(actor, "webhook.test", saved is { } tested ? Subject(tested) : "webhook", new Uri(form.Url).Host, ct);
        return await SendSampleAsync(target, form.Method, form.Template is null ? null : BodyTemplate.Parse(form.Template).Value, form.Timeout, ct);
    }

    private async Task<Result<WebhookTest>> SendSampleAsync(WebhookTarget target, string method, BodyTemplate? template, TimeSpan timeout, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { @event = "webhook.test", created_at = Utc.Text(now), sample = new { message = "This is a test. A real delivery carries an entry or a file here." } },
            SampleOptions);
        if (template is not null && !template.Render(JsonText.Parse(body), body.Length + (256 * 1024)).Ok(out body, out var fault)) return fault;
        var defaults = _defaults.Current;
        var request = WebhookRequest.Build(target, defaults, method, new OutgoingMessage("webhook.test", $"msg_{Uid.New(now)}_test", 1, body), timeout, now);
        var attempt = await _client.SendAsync(request, ct);
        return new WebhookTest(
            attempt.StatusCode, attempt.Duration, attempt.Error is { } error ? ModelConventions.SnakeCase(error.ToString()) : null, attempt.ErrorMessage,
            attempt.ResponseHeaders, attempt.ResponseBody, method, WebhookTarget.Mask(target.Url), WebhookRequest.Masked(request, target, defaults), Encoding.UTF8.GetString(body));
    }

    /// <summary>All faults of a form, or null. Whether its template can make a body is asked when it is saved: tests and previews show it.</summary>
    internal Problem.Invalid? Check(ContentHubDbContext db, WebhookForm form)
    {
        var faults = _validator.Check(form)?.Errors ?? [];
        // Names are looked for only in a filter that can be read.
        if (form.Filter is { } filter && !faults.Any(f => f.Path is ["filter"]) && PayloadFilter.Parse(filter).Ok(out var parsed, out _)) faults = [.. faults, .. _paths.Faults(db, parsed, form.Models)];
        return faults.Count > 0 ? new Problem.Invalid(faults) : null;
    }

    private static bool Waits(ContentHubDbContext db, Id<Webhook> id) =>
        db.Deliveries.Any(d => d.WebhookId == id && d.Status == DeliveryStatus.Pending) || FanOut.EventsFor(db, id).Count > 0;

    private void Switch(WriteUnit unit, Actor actor, Webhook webhook, bool on, Held held, DateTimeOffset now)
    {
        if (on == webhook.Enabled) return;
        var offSince = webhook.OffSince;
        webhook.Switch(on, null, now);
        if (!on) return;
        // Who switches it on says that the receiver is well: the run of failures is over.
        unit.Db.WebhookHealth.Where(h => h.WebhookId == webhook.Id).ExecuteDelete();
        if (held == Held.Discard)
        {
            unit.Db.Deliveries.Where(d => d.WebhookId == webhook.Id && d.Status == DeliveryStatus.Pending).ExecuteDelete();
            FanOut.Forget(unit, webhook.Id);
        }

        if (held == Held.CatchUp && offSince is { } since) ReplayService.Start(unit, actor, webhook.Id, new ReplayForm(ReplayOnly.Missing, since), _bell, now);
    }

    /// <param name="change">Secrets that it changed, by the names of their fields. What it goes by it reads from the row it is given: whatever was read before may have changed since.</param>
    private Task<Result<WebhookView>> ChangeAsync(Actor actor, Id<Webhook> id, string action, Func<WriteUnit, Webhook, DateTimeOffset, Result<string[]>> change, CancellationToken ct) => _database.WriteAsync<WebhookView>(
        unit =>
        {
            if (unit.Db.Webhooks.AsTracking().SingleOrDefault(w => w.Id == id) is not { } webhook) return NotFound(id);
            var before = Told(View(unit.Db, webhook));
            if (!change(unit, webhook, _clock.GetUtcNow()).Ok(out var hidden, out var problem)) return problem;
            _directory.Touch(unit);
            Record(unit, actor, action, webhook, AuditChanges.Between(before, Told(View(unit.Db, webhook))).And(hidden));
            FailPoint.Reach(FailPoint.WebhookChanged);
            DeliveryStore.EndPause(unit, id, _bell);   // what was held goes out, to the receiver as it is set now
            return View(unit.Db, webhook);
        },
        ct);

    // A template may carry keys of the service that it is for; the rest is masked in answers already.
    private void Record(WriteUnit unit, Actor actor, string action, Webhook webhook, AuditChanges changes) =>
        _audit.Record(unit, actor, action, Subject(webhook.Id), webhook.Name, changes.Hiding("template").Without("last_delivery", "health", "off_since", "retiring_secrets", "hints"));

    private static string Subject(Id<Webhook> id) => $"webhook:{id}";

    private static JsonElement Told(WebhookView view) => AuditChanges.Shown(json => WebhookJson.Write(view, json));

    /// <summary>What of a target is different although it looks the same when it is masked.</summary>
    private static string[] SecretlyChanged(WebhookTarget before, WebhookTarget after) =>
    [
        .. before.Url != after.Url && WebhookTarget.Mask(before.Url) == WebhookTarget.Mask(after.Url) ? ["url"] : Array.Empty<string>(),
        .. after.Headers.Where(h => before.Headers.Any(o => o.Name == h.Name && o.Value != h.Value)).Select(h => $"headers.{h.Name}"),
    ];

    /// <summary>The form with what it only shows masked as it is.</summary>
    private static WebhookForm Unmasked(WebhookForm form, WebhookTarget target) => form with
    {
        Url = form.Url == WebhookTarget.Mask(target.Url) ? target.Url : form.Url,
        Headers = [.. form.Headers.Select(h => h.Value == WebhookTarget.Hidden && target.Headers.FirstOrDefault(o => o.Name.Equals(h.Name, StringComparison.OrdinalIgnoreCase)) is { } old ? h with { Value = old.Value } : h)],
    };

    private WebhookView View(ContentHubDbContext db, Webhook webhook)
    {
        var target = _directory.Open(webhook);
        var last = db.Attempts.AsNoTracking().Where(a => a.WebhookId == webhook.Id).OrderByDescending(a => a.Id).FirstOrDefault();
        var health = db.WebhookHealth.AsNoTracking().SingleOrDefault(h => h.WebhookId == webhook.Id);
        return new WebhookView(
            webhook, [.. target.Headers.Select(h => h with { Value = WebhookTarget.Hidden })], target.Secret is not null, [.. target.Retired(_clock.GetUtcNow()).Select(r => r.Until)], health, last, [.. _paths.Hints(db, webhook.Models)]);
    }

    private static Problem.NotFound NotFound(Id<Webhook> id) => new("webhook", id.ToString());
}
