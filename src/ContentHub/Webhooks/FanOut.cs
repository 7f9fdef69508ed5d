using System.Globalization;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Webhooks;

/// <summary>The webhooks that an event goes to and that have no delivery of it yet: one row in the event's own transaction instead of hundreds, which <see cref="FanOutRunner"/> writes soon after.</summary>
internal sealed class FanOut
{
    /// <summary>Which event.</summary>
    public Id<Event> EventId { get; init; }

    /// <summary>What the event is about.</summary>
    public required string Subject { get; init; }

    /// <summary>Those that were on and wanted it when it was committed, with commas between their ids; never empty.</summary>
    public required string Webhooks { get; init; }

    public IEnumerable<Id<Webhook>> Ids => Webhooks.Split(',').Select(id => new Id<Webhook>(long.Parse(id, CultureInfo.InvariantCulture)));

    /// <summary>Whether an event about the same waits, as the running transaction sees it: then what comes now goes behind it, or a later state could overtake an earlier one.</summary>
    public static bool WaitsFor(ContentHubDbContext db, string subject) => db.Scalar("SELECT 1 FROM fan_outs WHERE subject = @subject LIMIT 1", ("@subject", subject)) is not null;

    /// <summary>Whether an event up to this one waits; null for any.</summary>
    public static bool AnyWaits(ContentHubDbContext db, Id<Event>? until = null) =>
        db.Scalar("SELECT 1 FROM fan_outs WHERE event_id <= @until ORDER BY event_id DESC LIMIT 1", ("@until", until?.Value ?? long.MaxValue)) is not null;

    public static void Add(WriteUnit unit, Event recorded, IReadOnlyList<Id<Webhook>> webhooks) => unit.Db.Execute(
        "INSERT INTO fan_outs (event_id, subject, webhooks) VALUES (@event, @subject, @webhooks)", ("@event", recorded.Id.Value), ("@subject", recorded.Subject), ("@webhooks", Text(webhooks)));

    /// <summary>Events that are still to get a delivery for a webhook.</summary>
    public static HashSet<Id<Event>> EventsFor(ContentHubDbContext db, Id<Webhook> webhook) =>
        [.. db.FanOuts.AsNoTracking().AsEnumerable().Where(f => f.Ids.Contains(webhook)).Select(f => f.EventId)];

    /// <summary>Takes a webhook out of all that waits.</summary>
    public static void Forget(WriteUnit unit, Id<Webhook> webhook)
    {
        foreach (var waiting in unit.Db.FanOuts.AsNoTracking().AsEnumerable().Where(f => f.Ids.Contains(webhook)).ToList())
        {
            var rest = waiting.Ids.Where(id => id != webhook).ToList();
            if (rest.Count == 0) unit.Db.Execute("DELETE FROM fan_outs WHERE event_id = @event", ("@event", waiting.EventId.Value));
            else unit.Db.Execute("UPDATE fan_outs SET webhooks = @webhooks WHERE event_id = @event", ("@webhooks", Text(rest)), ("@event", waiting.EventId.Value));
        }
    }

    private static string Text(IReadOnlyList<Id<Webhook>> webhooks) => string.Join(',', webhooks.Select(w => w.Value.ToString(CultureInfo.InvariantCulture)));

    internal sealed class Configuration : IEntityTypeConfiguration<FanOut>
    {
        public void Configure(EntityTypeBuilder<FanOut> fanOut)
        {
            fanOut.ToTable("fan_outs");
            fanOut.HasKey(f => f.EventId);
            fanOut.Property(f => f.EventId).ValueGeneratedNever();
            fanOut.Property(f => f.Subject).HasMaxLength(64);
            fanOut.HasIndex(f => f.Subject);   // asked with every event that somebody wants
            fanOut.HasOne<Event>().WithOne().HasForeignKey<FanOut>(f => f.EventId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
