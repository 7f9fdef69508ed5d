using ContentHub.Webhooks;

namespace ContentHub.Admin.Home;

/// <summary>What exists and how it is doing.</summary>
/// <param name="Deliveries">The newest, newest first.</param>
public sealed record HubState(int Types, long Entries, IReadOnlyList<WebhookView> Webhooks, IReadOnlyList<DeliveryView> Deliveries)
{
    /// <summary>How many of the newest deliveries are read.</summary>
    public const int Latest = 8;

    /// <summary>Whether the job was done once from end to end, or tried often: from then on the steps are of no use.</summary>
    public bool Started => Types > 0 && Entries > 0 && Webhooks.Count > 0 && (Delivered || Deliveries.Count == Latest);

    /// <summary>Whether one of the newest deliveries arrived.</summary>
    public bool Delivered => Deliveries.Any(d => d.Delivery.Status == DeliveryStatus.Delivered);

    /// <summary>Webhooks that want a look: the last attempt failed, or the product switched them off.</summary>
    public IEnumerable<WebhookView> Failing => Webhooks.Where(w => w.Webhook.DisabledReason is not null || (w.Webhook.Enabled && w.LastAttempt?.Error is not null));
}
