using System.Text.Json;
using ContentHub.Access;
using ContentHub.Persistence;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Hooks;

/// <summary>What an inbox answers, and how badly.</summary>
/// <param name="Status">200 to 599.</param>
/// <param name="Location">Of a redirect; null otherwise.</param>
/// <param name="Delay">Before the answer; at most a minute.</param>
/// <param name="RetryAfter">Seconds, as the header of the same name; null for none.</param>
/// <param name="HangUp">Closes the connection after the delay instead of answering.</param>
/// <param name="Body">Plain text; null for none.</param>
/// <param name="Times">So many more requests get it, then the inbox is healthy again; null for all.</param>
public sealed record InboxAnswer(int Status = 200, string? Location = null, TimeSpan Delay = default, int? RetryAfter = null, bool HangUp = false, string? Body = null, int? Times = null)
{
    /// <summary>200 at once.</summary>
    public static InboxAnswer Healthy { get; } = new();
}

/// <summary>A receiver inside the product, for trying webhooks without anything else. It belongs to one person.</summary>
public sealed class Inbox
{
    internal const int LongestLabel = 60;

    // Of this many characters 120 bits are chance: whoever knows the address may write into the inbox.
    private const int Suffix = 24;

    /// <summary>Stable key.</summary>
    public Id<Inbox> Id { get; init; }

    /// <summary>Last part of its address: what the owner calls it, a dash and 24 random characters.</summary>
    public required string Name { get; init; }

    /// <summary>Whose it is; nobody else sees it.</summary>
    public Id<User> OwnerId { get; init; }

    /// <summary>Null while it is healthy.</summary>
    public InboxAnswer? Answer { get; internal set; }

    /// <summary>The secret that signatures are checked with, encrypted; null for none.</summary>
    internal string? Sealed { get; private set; }

    /// <summary>Made for this inbox: as long as it leads here, what it signs with counts instead of <see cref="Sealed"/>. Null where the owner gave a secret. It may be deleted already.</summary>
    internal Id<Webhook>? WebhookId { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the owner calls it.</summary>
    public string Label => Name[..^(Suffix + 1)];

    /// <summary><c>/inbox/{name}</c>.</summary>
    public string Path => $"/inbox/{Name}";

    /// <summary>Whether signatures are checked.</summary>
    public bool HasSecret => Sealed is not null;

    /// <summary>Whether they are checked with the secrets of the webhook that was made for this inbox, also after a new one.</summary>
    public bool FollowsWebhook => WebhookId is not null;

    /// <param name="sealedSecret">Null to check nothing.</param>
    /// <param name="madeForIt">The webhook whose secret it is; null for one that the owner gave.</param>
    internal void CheckWith(string? sealedSecret, Id<Webhook>? madeForIt = null) => (Sealed, WebhookId) = (sealedSecret, madeForIt);

    /// <summary>The answer to the request that comes now; a fault that is played a number of times has one less left.</summary>
    internal InboxAnswer Play()
    {
        var answer = Answer ?? InboxAnswer.Healthy;
        if (answer.Times is { } left) Answer = left > 1 ? answer with { Times = left - 1 } : null;
        return answer;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<Inbox>
    {
        public void Configure(EntityTypeBuilder<Inbox> inbox)
        {
            inbox.ToTable("inboxes");
            inbox.Property(i => i.Id).ValueGeneratedNever();
            inbox.Property(i => i.Name).HasMaxLength(LongestLabel + 1 + Suffix);
            inbox.Property(i => i.Answer).IsJson().HasConversion(a => JsonSerializer.Serialize(a, JsonText.Stored), json => JsonSerializer.Deserialize<InboxAnswer>(json, JsonText.Stored));
            inbox.Property(i => i.Sealed);
            inbox.Property(i => i.WebhookId);   // no foreign key: SQLite could only get it by making the table anew
            inbox.Ignore(i => i.FollowsWebhook);
            inbox.Ignore(i => i.Label);
            inbox.Ignore(i => i.Path);
            inbox.Ignore(i => i.HasSecret);
            inbox.HasOne<User>().WithMany().HasForeignKey(i => i.OwnerId).OnDelete(DeleteBehavior.Cascade);
            inbox.HasIndex(i => i.Name).IsUnique();   // who is written to
            inbox.HasIndex(i => i.OwnerId);           // one's own
        }
    }
}

/// <summary>A request that came into an inbox. The last ones are kept.</summary>
public sealed class InboxRequest
{
    internal const int LongestMethod = 32;

    /// <summary>Key; grows.</summary>
    public Id<InboxRequest> Id { get; init; }

    /// <summary>Of which inbox.</summary>
    public Id<Inbox> InboxId { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary><c>POST</c> and so on.</summary>
    public required string Method { get; init; }

    /// <summary>The body, or the beginning of it.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Whether the body went on.</summary>
    public bool Truncated { get; init; }

    /// <summary>Of the Standard Webhooks signature; null when there was none but the other.</summary>
    public SignatureVerdict? Standard { get; init; }

    /// <summary>Of <c>X-Hub-Signature-256</c>; null when there was none.</summary>
    public SignatureVerdict? Github { get; init; }

    /// <summary>What it was answered.</summary>
    public required InboxAnswer Answered { get; init; }

    /// <summary><see cref="InboxHeaders"/>, encrypted: senders put their secrets there.</summary>
    internal string Sealed { get; init; } = "";

    /// <summary>The worse one of its signatures.</summary>
    public SignatureVerdict Verdict => Standard is { } first && first != SignatureVerdict.Valid ? first : Github ?? Standard ?? SignatureVerdict.Unchecked;

    internal sealed class Configuration : IEntityTypeConfiguration<InboxRequest>
    {
        public void Configure(EntityTypeBuilder<InboxRequest> request)
        {
            request.ToTable("inbox_requests");
            request.Property(r => r.Id).ValueGeneratedNever();
            request.Property(r => r.Method).HasMaxLength(LongestMethod);
            request.Property(r => r.Answered).IsJson().HasConversion(a => JsonSerializer.Serialize(a, JsonText.Stored), json => JsonSerializer.Deserialize<InboxAnswer>(json, JsonText.Stored)!);
            request.Property(r => r.Sealed);
            request.Ignore(r => r.Verdict);
            request.HasOne<Inbox>().WithMany().HasForeignKey(r => r.InboxId).OnDelete(DeleteBehavior.Cascade);
            request.HasIndex(r => new { r.InboxId, r.Id });   // the last requests of an inbox
        }
    }
}

/// <summary>What of a request may hold secrets.</summary>
/// <param name="Query">With its question mark; empty without one.</param>
internal sealed record InboxHeaders(string Query, IReadOnlyList<KeyValuePair<string, string>> Headers);
