using System.Text.Json;
using ContentHub.Events;
using ContentHub.Persistence;

namespace ContentHub.Webhooks;

/// <summary>Says which webhooks an event goes to: those that are on and want it, in the event's own transaction. From then on its deliveries cannot get lost.</summary>
/// <remarks>Of few it writes the deliveries at once; of more than <see cref="WebhookOptions.FanOutAbove"/> one row, and <see cref="FanOutRunner"/> the deliveries after the commit.</remarks>
internal sealed class DeliveryMatcher(WebhookDirectory webhooks, LaneBell lanes, FanOutBell later, WebhookOptions options) : IEventSink
{
    // Statements of so many rows are prepared once each; the largest first.
    private static readonly (int Rows, string Sql)[] Inserts = [.. ((int[])[64, 16, 4, 1]).Select(rows => (rows, InsertOf(rows)))];

    public void Recorded(WriteUnit unit, Event recorded)
    {
        var asked = new MatchedEvent(recorded);
        Id<Webhook>[] wanting = [.. webhooks.All(unit.Db).Where(w => w.Enabled && WhyNot(w, asked) is null).Select(w => w.Id)];
        if (wanting.Length == 0) return;
        // Losing a ring costs one sweep, never a delivery.
        if (wanting.Length > options.FanOutAbove || FanOut.WaitsFor(unit.Db, recorded.Subject))
        {
            FanOut.Add(unit, recorded, wanting);
            unit.AfterCommit(later.RingNow);
        }
        else
        {
            Queue(unit, wanting, recorded.Id, recorded.Subject, recorded.CreatedAt, isReplay: false);
            unit.AfterCommit(() => lanes.Ring(wanting));
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

    /// <summary>Writes a delivery of an event for each of some webhooks.</summary>
    /// <param name="at">When it may be sent.</param>
    public static void Queue(WriteUnit unit, ReadOnlySpan<Id<Webhook>> to, Id<Event> recorded, string subject, DateTimeOffset at, bool isReplay)
    {
        if (to.IsEmpty) return;
        var id = unit.NextIds<Delivery>(to.Length).Value;
        foreach (var (rows, sql) in Inserts)
        {
            for (; to.Length >= rows; to = to[rows..], id += rows)
            {
                var values = new (string, object?)[rows + 5];
                (values[0], values[1], values[2], values[3], values[4]) = (("@id", id), ("@event", recorded.Value), ("@subject", subject), ("@at", at.ToUnixTimeMilliseconds()), ("@replay", isReplay));
                for (var i = 0; i < rows; i++) values[i + 5] = (NameOf(i), to[i].Value);
                unit.Db.Execute(sql, values);
            }
        }
    }

    private static string InsertOf(int rows) =>
        "INSERT INTO deliveries (id, webhook_id, event_id, subject, status, attempts, failures, next_attempt_at, created_at, is_replay) VALUES "
        + string.Join(", ", Enumerable.Range(0, rows).Select(i => $"(@id + {i}, {NameOf(i)}, @event, @subject, 0, 0, 0, @at, @at, @replay)"));

    private static string NameOf(int i) => $"@w{i}";
}

/// <summary>An event that several webhooks are asked about: its body is read at most once, and only for a filter.</summary>
internal sealed class MatchedEvent(Event recorded)
{
    private JsonElement? _body;

    public Event Event => recorded;

    public JsonElement Body => _body ??= JsonText.Parse(recorded.Body);
}
