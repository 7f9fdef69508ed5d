using ContentHub.Persistence;
using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Webhooks;

public sealed class DeliveryDayTests
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_last_day_of_each_webhook_is_counted_by_full_hours(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var first = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        var silent = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Events = ["media.*"] });
        var start = Utc(product) - TimeSpan.FromTicks(Utc(product).Ticks % AnHour.Ticks) + AnHour;
        await AtAsync(start);
        await AtAsync(start + AnHour - TimeSpan.FromMilliseconds(1));
        await AtAsync(start + AnHour);
        var second = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        await AtAsync(start + (2 * AnHour));
        await MarkAsync(product, (await product.DeliveriesAsync(first))[0], DeliveryStatus.Delivered);
        await MarkAsync(product, (await product.DeliveriesAsync(first))[2], DeliveryStatus.Failed);

        product.Clock.Advance(start + (24 * AnHour) - TimeSpan.FromMilliseconds(1) - Utc(product));
        var whole = await DaysAsync();
        product.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var later = await DaysAsync();

        Assert.Equal([start, start + (23 * AnHour)], new[] { whole[first.Id][0].Start, whole[first.Id][^1].Start });
        Assert.Equal([(0, 1, 1, 0), (1, 0, 0, 1), (2, 0, 1, 0)], Told(whole[first.Id]));
        Assert.Equal([(2, 0, 1, 0)], Told(whole[second.Id]));
        Assert.DoesNotContain(silent.Id, whole.Keys);
        Assert.Equal([(0, 0, 0, 1), (1, 0, 1, 0)], Told(later[first.Id]));
        Assert.Equal([(0, 0, 0, 1), (1, 0, 2, 0)], Told((await product.Deliveries.LastDayAsync(Given.Owner, default)).Value));

        async Task AtAsync(DateTimeOffset moment)
        {
            product.Clock.Advance(moment - Utc(product));
            await product.EntryAsync("pages", "{}");
        }

        async Task<IReadOnlyDictionary<Id<Webhook>, IReadOnlyList<DeliveryHour>>> DaysAsync() => (await product.Deliveries.LastDayByWebhookAsync(Given.Owner, default)).Value;
    }

    [Fact]
    public async Task Who_may_not_manage_webhooks_sees_no_counts()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);

        Assert.IsType<Problem.Forbidden>((await product.Deliveries.LastDayByWebhookAsync(Given.Reader, default)).Problem);
    }

    [Fact]
    public async Task The_newest_deliveries_are_read_along_the_key_and_no_others()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);

        var plan = product.Database.Read(db => db.Rows("EXPLAIN QUERY PLAN " + DeliveryDay.Counts, [("@since", 0L)], row => row.GetString(3)));

        Assert.Contains("SEARCH deliveries USING INTEGER PRIMARY KEY (rowid>?)", plan);
    }

    private static DateTimeOffset Utc(ProductHarness product) => product.Clock.GetUtcNow();

    /// <summary>Hours with anything in them: place, delivered, waiting, failed.</summary>
    private static IEnumerable<(int, int, int, int)> Told(IReadOnlyList<DeliveryHour> hours) =>
        hours.Select((h, i) => (i, h.Delivered, h.Waiting, h.Failed)).Where(h => h is not (_, 0, 0, 0));

    private static Task MarkAsync(ProductHarness product, Delivery delivery, DeliveryStatus status) => product.Database.WriteAsync<Done>(
        unit =>
        {
            unit.Db.Deliveries.Where(d => d.Id == delivery.Id).ExecuteUpdate(set => set.SetProperty(d => d.Status, status));
            return new Done();
        },
        default);
}
