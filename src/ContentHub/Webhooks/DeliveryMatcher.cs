using ContentHub.Events;
using ContentHub.Persistence;

namespace ContentHub.Webhooks;

/// <summary>Adds a delivery for every webhook that is switched on and wants the event, in the event's own transaction: from then on it cannot get lost.</summary>
internal sealed class DeliveryMatcher(WebhookDirectory webhooks, LaneBell bell) : IEventSink
{
    public void Recorded(WriteUnit unit, Event recorded)
    {
        foreach (var webhook in webhooks.All(unit.Db))
        {
            if (!webhook.Enabled || !webhook.Wants(recorded.Name, recorded.Model)) continue;
            unit.Db.Execute(
                "INSERT INTO deliveries (id, webhook_id, event_id, subject, status, attempts, failures, next_attempt_at, created_at) VALUES (@id, @webhook, @event, @subject, 0, 0, 0, @at, @at)",
                ("@id", unit.NextId<Delivery>().Value), ("@webhook", webhook.Id.Value), ("@event", recorded.Id.Value), ("@subject", recorded.Subject), ("@at", recorded.CreatedAt.ToUnixTimeMilliseconds()));
            // Losing this ring costs one sweep, never the delivery.
            unit.AfterCommit(() => bell.Ring(webhook.Id));
        }
    }
}
