using ContentHub.Access;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>What a webhook would send of an event of the past.</summary>
/// <param name="Event">Without its snapshot.</param>
/// <param name="WhyNot">Null when it would be sent.</param>
/// <param name="Body">UTF-8.</param>
public sealed record PreviewedBody(Event Event, string? WhyNot, byte[] Body);

/// <summary>Shows what a form would send of real events, before it is saved. Nothing leaves.</summary>
public sealed class WebhookPreview
{
    private const int MostLookedAt = 500;

    private readonly Database _database;
    private readonly WebhookService _webhooks;
    private readonly DeliveryMatcher _matcher;
    private readonly EventOptions _events;

    internal WebhookPreview(Database database, WebhookService webhooks, DeliveryMatcher matcher, EventOptions events)
    {
        _database = database;
        _webhooks = webhooks;
        _matcher = matcher;
        _events = events;
    }

    /// <summary>The body of one event as the form has it. Problems: Unauthorized, Forbidden, NotFound (no such event, or none yet), Invalid (also a template that cannot be carried out).</summary>
    /// <param name="shown">Null for the newest event that would be sent; if none of the last 500 would, the newest of all.</param>
    public async Task<Result<PreviewedBody>> ShowAsync(Actor actor, WebhookForm form, Id<Event>? shown, CancellationToken ct)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        if (_database.Read(db => _webhooks.Check(db, form)) is { } invalid) return invalid;
        var draft = Webhook.Draft(form);
        if (await FindAsync(draft, shown, ct) is not { } found) return new Problem.NotFound("event", shown?.ToString() ?? "to show yet");
        var asked = new MatchedEvent(found);
        var body = found.ThinBody ?? found.Body;
        if (form.Template is { } template && !BodyTemplate.Parse(template).Value.Render(asked.Body, _events.MaxBodyBytes).Ok(out body, out var fault)) return fault;
        return new PreviewedBody(found, _matcher.WhyNot(draft, asked), body);
    }

    private Task<Event?> FindAsync(Webhook draft, Id<Event>? shown, CancellationToken ct) => _database.ReadAsync(
        async db =>
        {
            var events = db.Events.AsNoTracking();
            if (shown is { } id) return await events.SingleOrDefaultAsync(e => e.Id == id, ct);
            Event? newest = null;
            await foreach (var recorded in events.OrderByDescending(e => e.Id).Take(MostLookedAt).AsAsyncEnumerable().WithCancellation(ct))
            {
                newest ??= recorded;
                if (_matcher.WhyNot(draft, new MatchedEvent(recorded)) is null) return recorded;
            }

            return newest;
        },
        ct);
}
