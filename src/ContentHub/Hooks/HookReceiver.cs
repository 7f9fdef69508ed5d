using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Hooks;

/// <summary>Takes what other systems send: checks who it is, and stores the message, its event and the entry that is made of it in one transaction.</summary>
/// <remarks>A crash before the commit leaves nothing, and the sender, who got no answer, tries again; after it the message's id is known, and the same message does nothing more.</remarks>
internal sealed class HookReceiver(Database database, HookSecrets secrets, ContentTypeService types, EntryChanges entries, EventLog events, HookBell bell, HookOptions options, StoredSettings settings, TimeProvider clock)
{
    /// <summary>The most that a hook takes.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    // Of each kind on its own: a stranger who knows the address and not the secret must not be able to wash the good ones away.
    private const int MostKept = 100;

    /// <summary>The hook at the address; null when there is none, or it is off.</summary>
    public Task<Hook?> FindAsync(string slug, CancellationToken ct) =>
        HookFormValidator.IsSlug(slug) ? database.ReadAsync(db => db.Hooks.SingleOrDefaultAsync(h => h.Slug == slug && h.Enabled, ct), ct) : Task.FromResult<Hook?>(null);

    /// <summary>What became of the request. Problems: Unauthorized (the reason stands in the calls alone), Invalid, TooLarge, NotFound (gone meanwhile).</summary>
    public async Task<Result<CallOutcome>> ReceiveAsync(Hook hook, IncomingRequest request, CancellationToken ct)
    {
        var arrival = new Arrival(hook, request, clock.GetUtcNow());
        if (request.Truncated) return await TellAsync(arrival, CallOutcome.TooLarge, SignatureVerdict.Unchecked, new Problem.TooLarge("The body", MaxBodyBytes), ct);
        var verdict = Judge(arrival);
        if (verdict != SignatureVerdict.Valid) return await TellAsync(arrival, CallOutcome.Refused, verdict, new Problem.Unauthorized(), ct);
        if (!HookContent.Read(request, mustBeJson: hook.Mapping is not null).Ok(out var data, out var unreadable)) return await TellAsync(arrival, CallOutcome.Invalid, SignatureVerdict.Valid, unreadable, ct);
        arrival = arrival with { MessageId = MessageIdOf(hook, request, data) };
        var taken = await types.WriteAsync<CallOutcome>(catalog => Prepare(catalog, hook, data).Then(entry => new Func<WriteUnit, Result<CallOutcome>>(unit => Take(unit, arrival, data, entry))), ct);
        return taken.Problem is { } problem and not Problem.NotFound ? await TellAsync(arrival, CallOutcome.Invalid, SignatureVerdict.Valid, problem, ct) : taken;
    }

    /// <summary>Forgets messages that no sender repeats any more.</summary>
    public Task ExpireAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - settings.Time(HookOptions.KeepIdsSetting, options.KeepIdsFor);
        return database.WriteAsync<int>(unit => Old(unit.Db, before).ExecuteDelete(), ct);
    }

    /// <summary>What was seen earlier.</summary>
    public static IQueryable<HookMessage> Old(ContentHubDbContext db, DateTimeOffset before) => db.HookMessages.Where(m => m.SeenAt < before);

    private sealed record Arrival(Hook Hook, IncomingRequest Request, DateTimeOffset At, string? MessageId = null);

    /// <summary>What the mapping makes; a fault is kept, because of a message that was here before nothing is made.</summary>
    private sealed record NewEntry(ContentType Type, EntryInput? Input, Problem? Fault);

    private SignatureVerdict Judge(Arrival arrival)
    {
        var (hook, request) = (arrival.Hook, arrival.Request);
        var secret = secrets.Open(hook.Sealed);
        return hook.Scheme switch
        {
            HookScheme.StandardWebhooks => SignatureCheck.Standard(secret, request.Header("webhook-id"), request.Header("webhook-timestamp"), request.Header("webhook-signature"), request.Body, arrival.At),
            HookScheme.Github => SignatureCheck.GitHub(secret, request.Header("X-Hub-Signature-256"), request.Body),
            HookScheme.Stripe => SignatureCheck.Stripe(secret, request.Header("Stripe-Signature"), request.Body, arrival.At),
            HookScheme.Bearer => SignatureCheck.Token(secret, request.Header("Authorization") is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null),
            HookScheme.Header => SignatureCheck.Token(secret, request.Header(hook.TokenName!)),
            _ => SignatureCheck.Token(secret, request.Parameter(hook.TokenName!)),
        };
    }

    private static Result<NewEntry?> Prepare(ContentTypeCatalog catalog, Hook hook, JsonElement data)
    {
        if (hook.Mapping is not { } mapping) return (NewEntry?)null;
        if (catalog.ByName(mapping.Model) is not { } type) return new Problem.Invalid($"there is no content type '{mapping.Model}'");
        var read = EntryInput.Read(catalog, type, mapping.Apply(data), whole: !(mapping.AsDraft && type.DraftAndPublish), []);
        return read.Ok(out var input, out var problem) ? new NewEntry(type, input.WithHashedPasswords(), null) : new NewEntry(type, null, problem);
    }

    /// <summary>What a hook may do is what its mapping says; whoever mapped it was allowed to.</summary>
    private static readonly Rights ForMappings = Rights.Everywhere([Permission.EntriesCreate, Permission.EntriesPublish]);

    private Result<CallOutcome> Take(WriteUnit unit, Arrival arrival, JsonElement data, NewEntry? entry)
    {
        var hook = arrival.Hook;
        if (!unit.Db.Hooks.Any(h => h.Id == hook.Id && h.Enabled)) return new Problem.NotFound("hook", hook.Slug);
        if (arrival.MessageId is { } id)
        {
            if (unit.Db.HookMessages.Any(m => m.HookId == hook.Id && m.MessageId == id)) return Keep(unit, arrival, CallOutcome.Duplicate, SignatureVerdict.Valid);
            unit.Db.Add(new HookMessage { HookId = hook.Id, MessageId = id, SeenAt = arrival.At });
        }

        if (entry?.Fault is { } fault) return fault;
        var actor = new Actor(ActorKind.Hook, hook.Id.Value, hook.Name, ForMappings);
        string? documentId = null;
        if (entry is not null)
        {
            if (!entries.Save(unit, actor, entry.Type, null, entry.Input!, new EntrySave(default(JsonElement)) { AsDraft = hook.Mapping!.AsDraft }).Ok(out var made, out var problem)) return problem;
            documentId = made.DocumentId;
        }

        var call = unit.NextId<HookCall>();
        var recorded = events.Record(
            unit, "hook.received", null, $"hook_call:{call}", actor, arrival.At,
            json =>
            {
                WriteHook(hook, json);
                json.WritePropertyName("data");
                data.WriteTo(json);
            },
            json =>
            {
                WriteHook(hook, json);
                return null;
            });
        return Keep(unit, arrival, CallOutcome.Accepted, SignatureVerdict.Valid, null, call, recorded, documentId);
    }

    private static void WriteHook(Hook hook, Utf8JsonWriter json)
    {
        json.WriteStartObject("hook");
        json.WriteNumber("id", hook.Id.Value);
        json.WriteString("slug", hook.Slug);
        json.WriteString("name", hook.Name);
        json.WriteEndObject();
    }

    private async Task<Result<CallOutcome>> TellAsync(Arrival arrival, CallOutcome outcome, SignatureVerdict verdict, Problem answer, CancellationToken ct)
    {
        var detail = outcome == CallOutcome.Invalid ? answer is Problem.Invalid invalid ? string.Join("; ", invalid.Errors.Select(e => e.Message)) : answer.Message : null;
        await database.WriteAsync<CallOutcome>(
            unit =>
            {
                unit.LeavesContent();
                return unit.Db.Hooks.Any(h => h.Id == arrival.Hook.Id) ? Keep(unit, arrival, outcome, verdict, detail) : outcome;
            },
            ct);
        return answer;
    }

    private CallOutcome Keep(
        WriteUnit unit, Arrival arrival, CallOutcome outcome, SignatureVerdict verdict, string? detail = null, Id<HookCall> id = default, Id<Event> raised = default, string? documentId = null)
    {
        var (hook, request, at, messageId) = arrival;
        unit.Db.Add(new HookCall
        {
            Id = id.Value > 0 ? id : unit.NextId<HookCall>(),
            HookId = hook.Id,
            ReceivedAt = at,
            Outcome = outcome,
            Verdict = verdict,
            Detail = detail?.Length > HookCall.LongestDetail ? detail[..HookCall.LongestDetail] : detail,
            MessageId = messageId,
            EventId = raised.Value > 0 ? raised.Value : null,
            DocumentId = documentId,
            Body = request.Body.Length > HookCall.MostBody ? request.Body[..HookCall.MostBody] : request.Body,
            BodyBytes = request.Body.Length,
        });
        var alike = verdict == SignatureVerdict.Valid
            ? unit.Db.HookCalls.Where(c => c.HookId == hook.Id && c.Verdict == SignatureVerdict.Valid)
            : unit.Db.HookCalls.Where(c => c.HookId == hook.Id && c.Verdict != SignatureVerdict.Valid);
        var last = alike.OrderByDescending(c => c.Id).Skip(MostKept - 1).Select(c => c.Id).FirstOrDefault();
        alike.Where(c => c.Id <= last).ExecuteDelete();
        bell.RingAfter(unit);
        return outcome;
    }

    private static string? MessageIdOf(Hook hook, IncomingRequest request, JsonElement data)
    {
        var id = hook.Scheme switch
        {
            HookScheme.StandardWebhooks => request.Header("webhook-id"),
            HookScheme.Github => request.Header("X-GitHub-Delivery"),
            HookScheme.Stripe => data.ValueKind == JsonValueKind.Object && data.TryGetProperty("id", out var value) && value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) ? text : null,
            _ => hook.IdHeader is { } name ? request.Header(name) : null,
        };
        return string.IsNullOrEmpty(id) ? null : id.Length <= HookCall.LongestMessageId ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }
}
