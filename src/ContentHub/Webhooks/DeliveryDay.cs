using ContentHub.Persistence;

namespace ContentHub.Webhooks;

/// <summary>What became of the deliveries of one hour.</summary>
/// <param name="Start">UTC.</param>
/// <param name="Waiting">Not sent yet, or tried again later.</param>
public sealed record DeliveryHour(DateTimeOffset Start, int Delivered, int Waiting, int Failed);

/// <summary>The present hour and the 23 before it, by when deliveries were made.</summary>
internal sealed class DeliveryDay
{
    private const int Length = 24;
    private const long Hour = 3_600_000;

    // There is no index by time, but ids grow with it: the newest 100,000 are read along the key and no others. Hours come first
    // among the groups: in that order the rows lie already, and another one would lead along the index of webhooks, over all of it.
    internal const string Counts = """
        SELECT created_at / 3600000, webhook_id, status, COUNT(*) FROM deliveries
        WHERE id > (SELECT COALESCE(MAX(id), 0) - 100000 FROM deliveries) AND created_at >= @since
        GROUP BY created_at / 3600000, webhook_id, status
        """;

    private readonly long _first;
    private readonly List<Counted> _counts;

    private DeliveryDay(long first, List<Counted> counts) => (_first, _counts) = (first, counts);

    /// <summary>Of all webhooks together, oldest first.</summary>
    public DeliveryHour[] Hours => HoursOf(_counts);

    /// <summary>Of each webhook that had any delivery, oldest first.</summary>
    public Dictionary<Id<Webhook>, IReadOnlyList<DeliveryHour>> ByWebhook => _counts.GroupBy(c => c.Webhook).ToDictionary(of => of.Key, IReadOnlyList<DeliveryHour> (of) => HoursOf(of));

    /// <summary>One statement, however many webhooks there are.</summary>
    public static DeliveryDay Read(ContentHubDbContext db, DateTimeOffset now)
    {
        var first = (now.ToUnixTimeMilliseconds() / Hour) - Length + 1;
        return new DeliveryDay(first, db.Rows(Counts, [("@since", first * Hour)], static row => new Counted(row.GetInt64(0), new Id<Webhook>(row.GetInt64(1)), (DeliveryStatus)row.GetInt32(2), (int)row.GetInt64(3))));
    }

    private DeliveryHour[] HoursOf(IEnumerable<Counted> counts)
    {
        var byHour = counts.ToLookup(c => (c.Hour, c.Status), c => c.Count);
        return [.. Enumerable.Range(0, Length).Select(i => _first + i).Select(hour => new DeliveryHour(
            DateTimeOffset.FromUnixTimeMilliseconds(hour * Hour), byHour[(hour, DeliveryStatus.Delivered)].Sum(), byHour[(hour, DeliveryStatus.Pending)].Sum(), byHour[(hour, DeliveryStatus.Failed)].Sum()))];
    }

    private readonly record struct Counted(long Hour, Id<Webhook> Webhook, DeliveryStatus Status, int Count);
}
