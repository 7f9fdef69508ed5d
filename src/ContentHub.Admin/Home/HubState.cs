using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Webhooks;

namespace ContentHub.Admin.Home;

/// <summary>What exists and how it is doing, as far as somebody may see it: what he may not is null.</summary>
/// <param name="Deliveries">The newest, newest first.</param>
/// <param name="Hours">Deliveries of the last day.</param>
public sealed record HubState(
    int? Types, long? Entries, IReadOnlyList<WebhookView>? Webhooks, IReadOnlyList<DeliveryView>? Deliveries, IReadOnlyList<DeliveryHour>? Hours,
    IReadOnlyList<EntryView>? Latest, IReadOnlyList<WaitingDraft>? Drafts, IReadOnlyList<PlannedChange>? Planned)
{
    /// <summary>How many rows a list shows.</summary>
    public const int Most = 8;

    /// <summary>Whether the first steps are of use: few deliveries were made yet, and whoever looks can take every one of the steps.</summary>
    public bool IsYoung => Types is not null && Entries is not null && Webhooks is not null && Deliveries is { Count: < Most };

    /// <summary>Whether one of the newest deliveries arrived.</summary>
    public bool Delivered => Deliveries?.Any(d => d.Delivery.Status == DeliveryStatus.Delivered) == true;

    /// <summary>Webhooks that want a look: the last attempt failed, or the product switched them off.</summary>
    public IEnumerable<WebhookView> Failing => Webhooks?.Where(w => w.Webhook.DisabledReason is not null || (w.Webhook.Enabled && w.LastAttempt?.Error is not null)) ?? [];
}

/// <summary>What a role lets people do, in one sentence.</summary>
internal static class Greeting
{
    /// <summary>For instance "You can write Articles and Pages; others publish them."</summary>
    public static string Of(Actor actor, IReadOnlyCollection<ContentType> types)
    {
        if (actor.Rights.IsEverything) return T("What was written, what waits, and whether it arrived.");
        var written = types.Where(t => actor.On(t, Permission.EntriesCreate) is not null).ToArray();
        var changed = types.Where(t => actor.On(t, Permission.EntriesUpdate) is not null).ToArray();
        if (written.Length > 0)
            return written.All(t => !t.DraftAndPublish || actor.On(t, Permission.EntriesPublish) is not null) ? T("You can write {0}.", Names(written)) : T("You can write {0}; others publish it.", Names(written));
        if (changed.Length > 0) return T("You can change {0}.", Names(changed));
        if (types.Count > 0) return T("You can read {0}.", Names(types));
        return actor.Rights.General.Count > 0 ? T("Choose on the left what to look at.") : T("Your role lets you do nothing yet: ask an owner of this hub for the rights you need.");
    }

    private static string Names(IReadOnlyCollection<ContentType> types)
    {
        var names = types.Take(3).Select(t => t.DisplayName).ToList();
        if (types.Count > 3) names.Add(T("{0:N0} more", types.Count - 3));
        return names.Count == 1 ? names[0] : T("{0} and {1}", string.Join(", ", names.SkipLast(1)), names[^1]);
    }
}
