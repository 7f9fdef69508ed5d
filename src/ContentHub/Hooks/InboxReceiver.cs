using System.Text.Json;
using ContentHub.Persistence;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Hooks;

/// <summary>Catches requests for the owner of an inbox, and plays the faults he asked for.</summary>
internal sealed class InboxReceiver(Database database, HookSecrets secrets, WebhookDirectory webhooks, HookBell bell, TimeProvider clock)
{
    /// <summary>Of each body so many bytes are kept.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    /// <summary>Requests that an inbox keeps.</summary>
    public const int MostKept = 200;

    /// <summary>Writes the request down and says how to answer it. Problems: NotFound.</summary>
    public async Task<Result<InboxAnswer>> ReceiveAsync(string name, IncomingRequest request, CancellationToken ct)
    {
        // Names are of our own making, so nothing that no database can compare comes that far.
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) return new Problem.NotFound("inbox", name);
        var now = clock.GetUtcNow();
        var (inbox, known) = await database.ReadAsync(
            async db => await db.Inboxes.SingleOrDefaultAsync(i => i.Name == name, ct) is { } found ? (found, SecretsOf(db, found, now)) : ((Inbox?)null, (IReadOnlyList<string>)[]), ct);
        if (inbox is null) return new Problem.NotFound("inbox", name);
        var (standard, github) = Judge(known, request, now);
        var headers = secrets.Seal(JsonSerializer.Serialize(new InboxHeaders(request.Query, request.Headers), JsonText.Stored));
        return await database.WriteAsync<InboxAnswer>(
            unit =>
            {
                unit.LeavesContent();
                if (unit.Db.Inboxes.AsTracking().SingleOrDefault(i => i.Id == inbox.Id) is not { } found) return new Problem.NotFound("inbox", name);
                var answer = found.Play();
                var method = request.Method.Length > InboxRequest.LongestMethod ? request.Method[..InboxRequest.LongestMethod] : request.Method;
                unit.Db.Add(new InboxRequest
                {
                    Id = unit.NextId<InboxRequest>(),
                    InboxId = found.Id,
                    ReceivedAt = now,
                    Method = method,
                    Body = request.Body,
                    Truncated = request.Truncated,
                    Standard = standard,
                    Github = github,
                    Answered = answer,
                    Sealed = headers,
                });
                var kept = unit.Db.InboxRequests.Where(r => r.InboxId == found.Id);
                var last = kept.OrderByDescending(r => r.Id).Skip(MostKept - 1).Select(r => r.Id).FirstOrDefault();
                kept.Where(r => r.Id <= last).ExecuteDelete();
                bell.RingAfter(unit);
                return answer;
            },
            ct);
    }

    // Only the webhook that the owner had made for the inbox: any other may lead here, but its secrets are not the owner's to check with.
    private IReadOnlyList<string> SecretsOf(ContentHubDbContext db, Inbox inbox, DateTimeOffset now)
    {
        if (inbox.WebhookId is { } id && webhooks.All(db).FirstOrDefault(w => w.Id == id) is { } webhook)
        {
            var target = webhooks.Open(webhook);
            if (new Uri(target.Url).AbsolutePath.EndsWith(inbox.Path, StringComparison.Ordinal)) return [.. target.SecretsAt(now)];
        }

        return inbox.Sealed is { } sealedSecret ? [secrets.Open(sealedSecret)] : [];
    }

    // A body of which only the beginning was read cannot be checked.
    private static (SignatureVerdict? Standard, SignatureVerdict? Github) Judge(IReadOnlyList<string> known, IncomingRequest request, DateTimeOffset now)
    {
        if (known.Count == 0 || request.Truncated) return (SignatureVerdict.Unchecked, null);
        var (signature, hub) = (request.Header("webhook-signature"), request.Header("X-Hub-Signature-256"));
        SignatureVerdict? github = hub is null ? null : Judge(known, secret => SignatureCheck.GitHub(secret, hub, request.Body));
        return signature is null && github is not null
            ? (null, github)
            : (Judge(known, secret => SignatureCheck.Standard(secret, request.Header("webhook-id"), request.Header("webhook-timestamp"), signature, request.Body, now)), github);
    }

    /// <summary>As a receiver does that changes over: right with one of its secrets is right. Otherwise what the newest says.</summary>
    private static SignatureVerdict Judge(IReadOnlyList<string> known, Func<string, SignatureVerdict> check)
    {
        var verdicts = known.Select(check).ToArray();
        return verdicts.Contains(SignatureVerdict.Valid) ? SignatureVerdict.Valid : verdicts[0];
    }
}
