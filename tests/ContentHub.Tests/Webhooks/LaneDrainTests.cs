using System.Text.Json;
using ContentHub.Entries;
using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Webhooks;

public sealed class LaneDrainTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Events_of_one_entry_arrive_in_order_while_others_flow(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((request, _) => new Answer { Delay = TimeSpan.FromMilliseconds(request.Number % 3) });
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 8 });
        for (var i = 0; i < 6; i++)
        {
            var page = await product.EntryAsync("pages", """{"title":"0"}""");
            for (var version = 1; version < 6; version++) await product.ChangeAsync("pages", page, $$"""{"title":"{{version}}"}""");
        }

        await product.DrainAsync(webhook);

        Assert.Equal(36, receiver.Requests.Count);
        foreach (var ofOne in receiver.Requests.GroupBy(r => r.Json.GetProperty("entry").GetProperty("id").GetInt64()))
            Assert.Equal(["0", "1", "2", "3", "4", "5"], ofOne.Select(Title));
        Assert.All(await product.DeliveriesAsync(webhook), d => Assert.Equal((DeliveryStatus.Delivered, 1), (d.Status, d.Attempts)));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_backlog_of_several_reads_goes_out_once_each_and_in_order(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((request, _) => new Answer { Delay = TimeSpan.FromMilliseconds(request.Number % 3) });
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 8 });
        var pages = new List<EntryView>();
        for (var i = 0; i < DeliveryStore.BatchSize + 10; i++) pages.Add(await product.EntryAsync("pages", """{"title":"0"}"""));
        for (var version = 1; version < 3; version++)
            foreach (var page in pages) await product.ChangeAsync("pages", page, $$"""{"title":"{{version}}"}""");

        await product.DrainAsync(webhook);

        Assert.Equal(3 * pages.Count, receiver.Requests.Count);
        foreach (var ofOne in receiver.Requests.GroupBy(r => r.Json.GetProperty("entry").GetProperty("id").GetInt64()))
            Assert.Equal(["0", "1", "2"], ofOne.Select(Title));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task As_many_requests_as_allowed_are_under_way_and_never_more(DatabaseKind kind)
    {
        var (now, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = RawServer.Start(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                var count = Interlocked.Increment(ref now);
                InterlockedMax(ref most, count);
                if (count == 3) full.TrySetResult();
                await full.Task;
                Interlocked.Decrement(ref now);
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(server.Address, form => form with { Concurrency = 3 });
        for (var i = 0; i < 20; i++) await product.EntryAsync("pages", "{}");

        await product.DrainAsync(webhook).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((3, 20), (most, server.Requests.Count));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_lane_is_drained_by_one_node_at_a_time_and_taken_over_when_the_lease_ends(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address);
        await product.EntryAsync("pages", "{}");
        var store = product.Get<DeliveryStore>();

        Assert.Null(await store.LeaseAsync(webhook.Id, "another node", default));
        Assert.Null(await store.LeaseAsync(webhook.Id, "another node", default));
        await product.DrainAsync(webhook);
        Assert.Empty(receiver.Requests);

        product.Clock.Advance(TimeSpan.FromSeconds(31));
        await product.DrainAsync(webhook);
        Assert.Single(receiver.Requests);
        Assert.Equal(0, await product.Database.ReadAsync(db => db.LaneLeases.CountAsync(), default));
        Assert.Null(await store.LeaseAsync(webhook.Id, "a third", default));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_nodes_that_want_a_lane_at_once_one_gets_it(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        var store = product.Get<DeliveryStore>();

        var got = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => store.LeaseAsync(webhook.Id, $"node {i}", default))));

        Assert.Single(got, heldUntil => heldUntil is null);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_failure_is_tried_again_when_its_time_has_come_with_the_same_id_and_bytes(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, attempt) => attempt < 3 ? new Answer(500, "no") : Answer.Ok);
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address);
        await product.EntryAsync("pages", """{"title":"x"}""");

        await product.DrainAsync(webhook);
        var (lane, at) = product.Engine.Later[^1];
        Assert.Equal(LaneBell.LaneOf(webhook.Id), lane);
        Assert.InRange(at - product.Clock.Now, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));

        await product.DrainAsync(webhook);
        Assert.Single(receiver.Requests);

        product.Clock.Advance(at - product.Clock.Now);
        await product.DrainAsync(webhook);
        Assert.InRange(product.Engine.Later[^1].At - product.Clock.Now, Minute, Minute * 1.2);
        product.Clock.Advance(Minute * 1.2);
        var wishes = product.Engine.Later.Count;
        await product.DrainAsync(webhook);

        Assert.Equal(wishes, product.Engine.Later.Count);
        Assert.Equal(["1", "2", "3"], receiver.Requests.Select(r => r.Header("X-ContentHub-Attempt")));
        Assert.Single(receiver.Requests.Select(r => r.Header("webhook-id")).Distinct());
        Assert.Single(receiver.Requests.Select(r => r.Text).Distinct());
        Assert.Equal(3, receiver.Requests.Select(r => r.Header("webhook-signature")).Distinct().Count());
        var delivery = Assert.Single(await product.DeliveriesAsync(webhook));
        Assert.Equal((DeliveryStatus.Delivered, 3, 2), (delivery.Status, delivery.Attempts, delivery.Failures));
        var detail = (await product.Deliveries.GetAsync(Given.Owner, delivery.Id, default)).Value;
        Assert.Equal([(1, "http_status", 500, "no"), (2, "http_status", 500, "no"), (3, null, 200, "")], detail.Attempts.Select(a => (a.Number, a.Error, a.StatusCode ?? 0, a.ResponseBody)));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_further_attempt_that_is_due_while_the_lane_listens_is_made_when_it_is_due(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, attempt) => attempt < 3 ? new Answer(400) : Answer.Ok);
        await using var product = await StartAsync(kind, ("Webhooks:Linger", "01:00:00"));   // so long that nothing else could be what ends its waiting
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Schedule = [1, 1] });
        await product.EntryAsync("pages", "{}");
        using var leaving = new CancellationTokenSource();

        var draining = product.DrainAsync(webhook, leaving.Token);
        for (var failures = 1; failures <= 2; failures++)
        {
            await Eventually.TrueAsync(async () => (await product.DeliveriesAsync(webhook)).Single().Failures == failures);
            product.Clock.Advance(TimeSpan.FromSeconds(1.2));
        }

        await receiver.WaitForAsync(3);
        await Eventually.TrueAsync(async () => (await product.DeliveriesAsync(webhook)).Single().Status == DeliveryStatus.Delivered);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => draining);
        Assert.Empty(product.Engine.Later);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_failing_event_holds_back_later_ones_of_its_entry_for_ten_minutes_and_nobody_else(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((request, _) => Title(request) == "bad"
            ? new Answer(503) { Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" } } : Answer.Ok);
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address);
        var page = await product.EntryAsync("pages", """{"title":"bad"}""");
        await product.DrainAsync(webhook);
        var failedAt = product.Clock.Now;
        product.Clock.Advance(Minute);
        await product.ChangeAsync("pages", page, """{"title":"later"}""");
        await product.EntryAsync("pages", """{"title":"other"}""");

        await product.DrainAsync(webhook);
        Assert.Equal(["bad", "other"], receiver.Requests.Select(Title));
        Assert.Equal(failedAt + TimeSpan.FromMinutes(10), product.Engine.Later[^1].At);

        product.Clock.Advance(TimeSpan.FromMinutes(9) - TimeSpan.FromMilliseconds(1));
        await product.DrainAsync(webhook);
        Assert.Equal(2, receiver.Requests.Count);

        product.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await product.DrainAsync(webhook);
        Assert.Equal(["bad", "other", "later"], receiver.Requests.Select(Title));
        Assert.InRange(product.Engine.Later[^1].At, failedAt + TimeSpan.FromHours(1), failedAt + TimeSpan.FromHours(1.2));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task After_the_last_try_it_is_given_up_and_can_be_sent_again_by_hand(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, attempt) => attempt <= 2 ? new Answer(500) : Answer.Ok);
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Schedule = [60] });
        await product.EntryAsync("pages", "{}");
        await product.DrainAsync(webhook);
        product.Clock.Advance(Minute * 1.2);
        await product.DrainAsync(webhook);
        var failed = Assert.Single(await product.DeliveriesAsync(webhook));
        Assert.Equal((DeliveryStatus.Failed, product.Clock.Now), (failed.Status, failed.FinishedAt));

        await product.Deliveries.RedeliverAsync(Given.Owner, failed.Id, default);
        await product.DrainAsync(webhook);

        var again = Assert.Single(await product.DeliveriesAsync(webhook));
        Assert.Equal((DeliveryStatus.Delivered, 3), (again.Status, again.Attempts));
        Assert.Single(receiver.Requests.Select(r => r.Header("webhook-id") + r.Text).Distinct());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Gone_switches_the_webhook_off_with_a_reason(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(410));
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 1 });
        for (var i = 0; i < 3; i++) await product.EntryAsync("pages", "{}");

        await product.DrainAsync(webhook);

        var after = (await product.Webhooks.GetAsync(Given.Owner, webhook.Id, default)).Value.Webhook;
        Assert.Equal((false, "The receiver answered 410 Gone."), (after.Enabled, after.DisabledReason));
        Assert.Single(receiver.Requests);
        Assert.Equal([DeliveryStatus.Failed, DeliveryStatus.Pending, DeliveryStatus.Pending], (await product.DeliveriesAsync(webhook)).Select(d => d.Status));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_queued_waits_while_the_webhook_is_off_and_goes_out_when_it_is_on_again(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address);
        await product.EntryAsync("pages", "{}");
        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, on: false, default);
        await product.EntryAsync("pages", "{}");

        await product.DrainAsync(webhook);
        await product.Drain.SweepAsync(default);
        Assert.Empty(receiver.Requests);

        await product.StartDrainingAsync();
        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, on: true, default);
        await receiver.WaitForAsync(1);
        await product.Engine.AllDrainsAsync();
        Assert.Single(receiver.Requests);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_webhook_deleted_while_its_request_is_under_way_leaves_nothing_behind(DatabaseKind kind)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            arrived.TrySetResult();
            await answer.Task;
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(server.Address);
        await product.EntryAsync("pages", "{}");

        var draining = product.DrainAsync(webhook);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(15));
        await product.Webhooks.DeleteAsync(Given.Owner, [webhook.Id], default);
        answer.SetResult();
        await draining.WaitAsync(TimeSpan.FromSeconds(15));

        Assert.Equal((0, 0, 0), product.Database.Read(db => (db.Deliveries.Count(), db.Attempts.Count(), db.LaneLeases.Count())));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task However_rings_and_drains_fall_together_no_event_is_left_lying(DatabaseKind kind)
    {
        const int Writers = 6;
        const int Each = 40;
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind, ("Webhooks:Linger", "00:00:00.001"));
        await product.WebhookAsync(receiver.Address, form => form with { Concurrency = 2 });
        await product.StartDrainingAsync();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var chance = new Random(writer);
            for (var i = 0; i < Each; i++)
            {
                await product.EntryAsync("pages", $$"""{"title":"{{writer}}-{{i}}"}""");

                // Now and then a drain finds nothing and ends, at the very moment when the next event comes.
                if (chance.Next(4) == 0) await receiver.WaitForAsync(all => all.Any(r => Title(r) == $"{writer}-{i}"), TimeSpan.FromSeconds(30), $"{writer}-{i}");
            }
        })));

        var all = await receiver.WaitForAsync(Writers * Each, TimeSpan.FromSeconds(60));
        Assert.Equal(Writers * Each, all.Select(Title).Distinct().Count());
    }

    [Theory, OnSqlite]
    public async Task A_lane_that_the_engine_could_not_wake_is_woken_by_the_next_sweep(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind);
        await product.WebhookAsync(receiver.Address);
        await product.StartDrainingAsync();
        product.Engine.Fault = new IOException("the engine's file is busy");

        await product.EntryAsync("pages", "{}");
        await Eventually.TrueAsync(() => product.Log.All.Any(line => line.Contains("could not be woken", StringComparison.Ordinal)));
        await product.Drain.SweepAsync(default);

        await receiver.WaitForAsync(1);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_drain_that_breaks_at_its_beginning_leaves_no_lease_and_does_not_seem_to_run(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"));
        await product.Database.ReadAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE webhook_health RENAME TO gone"), default);

        Assert.NotNull(await Record.ExceptionAsync(() => product.DrainAsync(webhook)));

        Assert.Equal(0, await product.Database.ReadAsync(db => db.LaneLeases.CountAsync(), default));
        Assert.False(product.Get<LaneBell>().StateOf(webhook.Id).Signal());
    }

    [Theory, OnSqlite]
    public async Task A_lane_whose_drain_broke_before_it_began_is_woken_by_the_next_sweep(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind);
        await product.WebhookAsync(receiver.Address);
        await product.StartBackgroundAsync();

        // The engine takes the wish, and its drain never comes to anything.
        await product.EntryAsync("pages", "{}");
        await Eventually.TrueAsync(() => product.Engine.Now.Count == 1);
        product.Engine.Carry = () => product.Drain;
        await product.Drain.SweepAsync(default);

        await receiver.WaitForAsync(1);
    }

    [Theory, OnSqlite]
    public async Task The_sweep_wakes_only_lanes_with_something_due(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var due = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Events = ["entry.create"] });
        await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Events = ["entry.delete"] });
        await product.EntryAsync("pages", "{}");
        await using var other = product.AnotherNode();
        await other.StartBackgroundAsync();

        await other.Drain.SweepAsync(default);

        await Eventually.TrueAsync(() => other.Engine.Now.Count > 0);
        Assert.Equal([LaneBell.LaneOf(due.Id)], other.Engine.Now);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Only_finished_deliveries_past_their_time_are_removed(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync((request, _) => Title(request) == "bad" ? new Answer(500) : Answer.Ok);
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(receiver.Address);
        await product.EntryAsync("pages", """{"title":"old"}""");
        await product.EntryAsync("pages", """{"title":"bad"}""");
        await product.DrainAsync(webhook);
        product.Clock.Advance(TimeSpan.FromDays(30) - Minute);
        await product.EntryAsync("pages", """{"title":"new"}""");
        await product.DrainAsync(webhook);

        Assert.False(await product.Get<DeliveryStore>().ExpireAsync(default));
        Assert.Equal(3, (await product.DeliveriesAsync(webhook)).Count);
        product.Clock.Advance(Minute * 2);
        await product.Drain.SweepAsync(default);

        Assert.Equal([DeliveryStatus.Pending, DeliveryStatus.Delivered], (await product.DeliveriesAsync(webhook)).Select(d => d.Status));
        Assert.Equal(3, (await product.EventsAsync()).Count);
        Assert.Equal(3, await product.Database.ReadAsync(db => db.Attempts.CountAsync(), default));
    }

    [Theory, OnSqlite]
    public async Task Values_that_a_person_set_are_masked_in_the_log_and_sent_in_full(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await StartAsync(kind);
        var webhook = await product.WebhookAsync(new Uri(receiver.Address, "?key=canary1"), form => form with { Headers = [new WebhookHeader("Authorization", "canary2")] });
        await product.EntryAsync("pages", "{}");

        await product.DrainAsync(webhook);

        Assert.Equal(("/?key=canary1", "canary2"), (receiver.Requests[0].Target, receiver.Requests[0].Header("Authorization")));
        var view = (await product.Webhooks.GetAsync(Given.Owner, webhook.Id, default)).Value;
        Assert.DoesNotContain("canary", JsonSerializer.Serialize(view.Webhook) + JsonSerializer.Serialize(view.Headers) + view.LastAttempt!.RequestHeaders, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(product.Database.Read(db => db.Database.GetDbConnection().DataSource))!, "contenthub.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, System.Text.Encoding.Latin1);
            Assert.DoesNotContain("canary", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    private static string? Title(ReceivedRequest request) => request.Json.GetProperty("entry").GetProperty("title").GetString();

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind, params (string, string)[] settings)
    {
        var product = await ProductHarness.StartAsync(kind, settings);
        await product.TypeAsync(Given.Page);
        return product;
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
            if (Interlocked.CompareExchange(ref most, value, seen) == seen) return;
    }
}
