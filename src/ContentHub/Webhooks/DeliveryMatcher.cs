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
            unit.Db.Add(new Delivery
            {
                Id = unit.NextId<Delivery>(),
                WebhookId = webhook.Id,
                EventId = recorded.Id,
                Subject = recorded.Subject,
                NextAttemptAt = recorded.CreatedAt,
                CreatedAt = recorded.CreatedAt,
            });
            // Losing this ring costs one sweep, never the delivery.
            unit.AfterCommit(() => bell.Ring(webhook.Id));
        }
    }
}
