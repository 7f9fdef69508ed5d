using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ContentHub.Events;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class DeliveryMetricsTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Attempts_are_counted_by_outcome_and_class_with_their_duration_and_the_lag_of_the_first(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, attempt) => attempt == 1 ? new Answer(503, "") : Answer.Ok);
        await using var product = await StartAsync(kind);
        using var meter = new Listener(product);
        var webhook = await product.WebhookAsync(receiver.Address);
        await product.EntryAsync("pages", "{}");
        await product.Get<CustomEvents>().RaiseAsync(Given.Owner, "LIKED_PHOTO", Given.Json("{}"), default);

        product.Clock.Advance(TimeSpan.FromSeconds(2));
        await product.DrainAsync(webhook);
        product.Clock.Advance(TimeSpan.FromSeconds(10));
        await product.DrainAsync(webhook);

        Assert.Equal(2, meter.Sum("contenthub.webhook.deliveries", "outcome=retry class=5xx"));
        Assert.Equal(2, meter.Sum("contenthub.webhook.deliveries", "outcome=delivered class=2xx"));
        Assert.Equal(4, meter.Count("contenthub.webhook.attempt.duration"));
        Assert.Equal([2.0, 2.0], meter.Values("contenthub.webhook.lag"));
        Assert.Equal((1.0, 1.0), (meter.Sum("contenthub.webhook.events", "event=entry.create"), meter.Sum("contenthub.webhook.events", "event=custom")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_queue_is_told_by_state_with_the_age_of_what_is_due_longest(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(500, ""));
        await using var product = await StartAsync(kind);
        using var meter = new Listener(product);
        var failing = await product.WebhookAsync(receiver.Address);
        await product.EntryAsync("pages", "{}");
        await product.DrainAsync(failing);
        var off = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        await product.EntryAsync("pages", "{}");
        await product.EntryAsync("pages", "{}");
        await product.Webhooks.SetEnabledAsync(Given.Owner, off.Id, false, default);
        product.Clock.Advance(TimeSpan.FromSeconds(4));

        meter.Look();

        // Two to each of the two that are on are due, the first one's failure waits, and two are held.
        Assert.Equal((4.0, 1.0, 2.0), (meter.Sum("contenthub.webhook.queue.depth", "state=due"), meter.Sum("contenthub.webhook.queue.depth", "state=retry"), meter.Sum("contenthub.webhook.queue.depth", "state=held")));
        Assert.Equal([4.0], meter.Values("contenthub.webhook.oldest_age"));
        Assert.Equal((2.0, 0.0, 0.0), (meter.Sum("contenthub.webhook.breaker.state", "state=closed"), meter.Sum("contenthub.webhook.breaker.state", "state=open"), meter.Sum("contenthub.webhook.breaker.state", "state=half_open")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_still_to_be_written_counts_as_due_or_held(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind, ("Webhooks:FanOutAbove", "0"));
        await product.TypeAsync(Given.Page);
        product.Get<DeliveryMetrics>();
        using var meter = new Listener(product);
        var off = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        await product.EntryAsync("pages", "{}");
        await product.Webhooks.SetEnabledAsync(Given.Owner, off.Id, false, default);
        product.Clock.Advance(TimeSpan.FromSeconds(4));

        meter.Look();

        Assert.Equal((1.0, 1.0), (meter.Sum("contenthub.webhook.queue.depth", "state=due"), meter.Sum("contenthub.webhook.queue.depth", "state=held")));
        Assert.Equal([4.0], meter.Values("contenthub.webhook.oldest_age"));
    }

    [Fact]
    public async Task However_often_somebody_asks_the_table_is_read_once_in_five_seconds()
    {
        await using var product = await StartAsync(DatabaseKind.Sqlite);
        await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        using var meter = new Listener(product);
        meter.Look();
        await product.EntryAsync("pages", "{}");
        product.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, DueAt(meter));

        product.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, DueAt(meter));
    }

    private static double DueAt(Listener meter)
    {
        meter.Forget();
        meter.Look();
        return meter.Sum("contenthub.webhook.queue.depth", "state=due");
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        product.Get<DeliveryMetrics>();
        return product;
    }

    /// <summary>Reads the meter of one product, as a monitoring tool does.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, string Tags, double Value)> _measured = new();

        public Listener(ProductHarness product)
        {
            var meter = product.Get<IMeterFactory>().Create(DeliveryMetrics.MeterName);   // the same one again
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, meter)) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.Start();
        }

        public void Look() => _listener.RecordObservableInstruments();

        public void Forget() => _measured.Clear();

        public double[] Values(string name) => [.. _measured.Where(m => m.Name == name).Select(m => m.Value)];

        public int Count(string name) => Values(name).Length;

        public double Sum(string name, string tags) => _measured.Where(m => m.Name == name && m.Tags == tags).Sum(m => m.Value);

        public void Dispose() => _listener.Dispose();

        private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _measured.Enqueue((instrument.Name, string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}")), value));
    }
}
