using System.Text.Json;
using ContentHub.Events;
using ContentHub.Persistence;

namespace ContentHub.Webhooks;

/// <summary>Adds a delivery for every webhook that is switched on and wants the event, in the event's own transaction: from then on it cannot get lost.</summary>
internal sealed class DeliveryMatcher(WebhookDirectory webhooks, LaneBell bell) : IEventSink
{
    public void Recorded(WriteUnit unit, Event recorded)
    {
        var asked = new MatchedEvent(recorded);
        foreach (var webhook in webhooks.All(unit.Db))
        {
            if (!webhook.Enabled || WhyNot(webhook, asked) is not null) continue;
            Queue(unit, webhook.Id, recorded.Id, recorded.Subject, recorded.CreatedAt, isReplay: false);
            // Losing this ring costs one sweep, never the delivery.
            unit.AfterCommit(() => bell.Ring(webhook.Id));
        }
    }

    /// <summary>Why a webhook that is switched on would not be told of an event, in words that follow "not sent: "; null when it would.</summary>
    public string? WhyNot(Webhook webhook, MatchedEvent asked)
    {
        var recorded = asked.Event;
        if (!webhook.WantsName(recorded.Name)) return $"it does not ask for {recorded.Name}";
        if (recorded.Subject == SubjectOf(webhook.Id)) return "it is about this webhook itself";
        if (!webhook.WantsModel(recorded.Model)) return $"it does not ask for the type {recorded.Model}";
        return webhook.Filter is not null && !webhooks.FilterOf(webhook)!.Fits(asked.Body) ? "its filter does not fit" : null;
    }

    /// <summary>Subject of the events about a webhook.</summary>
    public static string SubjectOf(Id<Webhook> webhook) => $"webhook:{webhook}";

    /// <param name="at">When it may be sent.</param>
    public static void Queue(WriteUnit unit, Id<Webhook> webhook, Id<Event> recorded, string subject, DateTimeOffset at, bool isReplay) => unit.Db.Execute(
        "INSERT INTO deliveries (id, webhook_id, event_id, subject, status, attempts, failures, next_attempt_at, created_at, is_replay) VALUES (@id, @webhook, @event, @subject, 0, 0, 0, @at, @at, @replay)",
        ("@id", unit.NextId<Delivery>().Value), ("@webhook", webhook.Value), ("@event", recorded.Value), ("@subject", subject), ("@at", at.ToUnixTimeMilliseconds()), ("@replay", isReplay));
}

/// <summary>An event that several webhooks are asked about: its body is read at most once, and only for a filter.</summary>
internal sealed class MatchedEvent(Event recorded)
{
    private JsonElement? _body;

    public Event Event => recorded;

    public JsonElement Body => _body ??= JsonText.Parse(recorded.Body);
}
