using System.Net;
using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Webhooks;

/// <summary>Saving, both tests, a delivery, a redelivery and a replay judge alike: one table for all, and real listeners where a mistake would lead.</summary>
public sealed class SameVerdictTests
{
    private const string Fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task What_is_forbidden_is_refused_at_every_way_out_in_the_same_words_and_nobody_is_called()
    {
        await using var v4 = RawServer.Answering(Fine, IPAddress.Any);
        await using var v6 = RawServer.Answering(Fine, IPAddress.IPv6Any);
        var names = SsrfTable.Edges().Select((address, i) => (Name: $"edge-{i}.example", Address: address)).ToDictionary(e => e.Name, e => e.Address);
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite, (host, _) => Task.FromResult<IPAddress[]>([names[host]]), ("Webhooks:AllowLoopback", "false"));
        await product.TypeAsync(Given.Page);
        string[] spelled =
        [
            .. SsrfTable.Forbidden().Select(host => $"http://{host}:{v4.Address.Port}/"),
            .. SsrfTable.ThisMachine.Select(host => $"http://{host}:{v6.Address.Port}/"),
        ];
        string[] urls = [.. spelled, .. names.Keys.Select(name => $"http://{name}:{v4.Address.Port}/")];
        var verdicts = new Dictionary<string, string>();

        foreach (var url in urls)
        {
            var form = new WebhookForm { Url = url, Events = ["*"] };
            if (spelled.Contains(url))
            {
                var saved = Assert.Single(Given.Faults(await product.Webhooks.CreateAsync(Given.Owner, form, default)));
                Assert.StartsWith("url: url cannot be called: ", saved, StringComparison.Ordinal);
                verdicts[url] = saved["url: url cannot be called: ".Length..];
                Assert.Equal(saved, Assert.Single(Given.Faults(await product.Webhooks.TestAsync(Given.Owner, null, form, default))));
            }
            else
            {
                // What a name leads to is not asked when it is saved: it may be another address by then.
                var test = (await product.Webhooks.TestAsync(Given.Owner, null, form, default)).Value;
                Assert.Equal("blocked", test.Error);
                verdicts[url] = test.ErrorMessage!;
            }
        }

        var webhooks = await SavedAsync(product, urls);
        foreach (var (url, webhook) in webhooks)
        {
            var test = (await product.Webhooks.TestAsync(Given.Owner, webhook.Id, default)).Value;
            Assert.Equal(("blocked", verdicts[url]), (test.Error, test.ErrorMessage));
        }

        await product.EntryAsync("pages", """{"title":"x"}""");
        await product.Drain.SweepAsync(default);   // for so many the deliveries are written after the commit
        await DrainAllAsync(product, webhooks);
        foreach (var (_, webhook) in webhooks) await product.Deliveries.RedeliverAsync(Given.Owner, Assert.Single(await product.DeliveriesAsync(webhook)).Id, default);
        await DrainAllAsync(product, webhooks);
        foreach (var (_, webhook) in webhooks)
        {
            var replay = (await product.Get<ReplayService>().StartAsync(Given.Owner, webhook.Id, new ReplayForm(), default)).Value;
            await product.Drain.DrainAsync(ReplayRunner.LaneOf(replay.Id), default);
        }

        await DrainAllAsync(product, webhooks);
        var attempts = await product.Database.ReadAsync(db => db.Attempts.ToListAsync(), default);
        foreach (var (url, webhook) in webhooks)
        {
            var made = attempts.Where(a => a.WebhookId == webhook.Id).Select(a => (a.Number, a.Error, a.ErrorMessage)).Order();
            Assert.Equal(Enumerable.Range(1, 3).Select(number => (number, (string?)"blocked", (string?)verdicts[url])), made);
        }

        Assert.Equal((0, 0), (v4.Accepted, v6.Accepted));

        // The listeners are there: opened, the same hosts lead to them.
        await OpenAsync(product, "127.0.0.0/8", "::1/128");
        foreach (var server in (RawServer[])[v4, v6]) Assert.Equal(200, (await TestAsync(product, $"http://LocalHost:{server.Address.Port}/")).StatusCode);
        Assert.Equal(200, (await TestAsync(product, $"http://127.1:{v4.Address.Port}/")).StatusCode);
        Assert.Equal((2, 1), (v4.Accepted, v6.Accepted));
    }

    [Fact]
    public async Task A_name_with_one_forbidden_address_among_several_is_refused_whatever_their_order()
    {
        await using var open = RawServer.Answering(Fine, IPAddress.Parse("127.0.0.7"));
        await using var shut = RawServer.Answering(Fine, IPAddress.Parse("127.0.0.9"), open.Address.Port);
        var answers = new Dictionary<string, IPAddress[]>
        {
            ["open-first.example"] = [IPAddress.Parse("127.0.0.7"), IPAddress.Parse("127.0.0.9")],
            ["shut-first.example"] = [IPAddress.Parse("127.0.0.9"), IPAddress.Parse("127.0.0.7")],
            ["mapped.example"] = [IPAddress.Parse("127.0.0.7"), IPAddress.Parse("::ffff:127.0.0.9")],
        };
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite, (host, _) => Task.FromResult(answers[host]), ("Webhooks:AllowLoopback", "false"));
        await OpenAsync(product, "127.0.0.7/32");

        foreach (var host in answers.Keys) Assert.Equal("blocked", (await TestAsync(product, $"http://{host}:{open.Address.Port}/")).Error);
        Assert.Equal((0, 0), (open.Accepted, shut.Accepted));
    }

    [Fact]
    public async Task A_name_is_asked_for_once_for_a_connection_and_what_it_leads_to_later_is_judged_anew()
    {
        await using var open = RawServer.Start(
            async connection =>
            {
                await connection.ReadRequestAsync();
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
            },
            IPAddress.Parse("127.0.0.7"));
        await using var shut = RawServer.Answering(Fine, IPAddress.Parse("127.0.0.9"), open.Address.Port);
        var asked = 0;
        // As a name server that is out to deceive: open whenever it is asked first, forbidden from then on.
        Task<IPAddress[]> Answer(string host, CancellationToken ct) => Task.FromResult<IPAddress[]>([IPAddress.Parse(++asked == 1 ? "127.0.0.7" : "127.0.0.9")]);
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite, Answer, ("Webhooks:AllowLoopback", "false"));
        await product.TypeAsync(Given.Page);
        await OpenAsync(product, "127.0.0.7/32");
        var webhook = await product.WebhookAsync(new Uri($"http://rebinding.example:{open.Address.Port}/"), form => form with { Schedule = [] });

        Assert.Equal(200, (await product.Webhooks.TestAsync(Given.Owner, webhook.Id, default)).Value.StatusCode);
        Assert.Equal((1, 1), (asked, open.Accepted));
        await product.EntryAsync("pages", """{"title":"x"}""");
        await product.DrainAsync(webhook);
        Assert.Equal("blocked", (await product.Webhooks.TestAsync(Given.Owner, webhook.Id, default)).Value.Error);

        Assert.Equal(DeliveryStatus.Failed, Assert.Single(await product.DeliveriesAsync(webhook)).Status);
        Assert.Equal((3, 1, 0), (asked, open.Accepted, shut.Accepted));
    }

    [Fact]
    public async Task Nobody_follows_a_redirect_to_a_forbidden_address()
    {
        await using var shut = RawServer.Answering(Fine, IPAddress.Parse("127.0.0.9"));
        await using var open = RawServer.Answering($"HTTP/1.1 307 Moved\r\nLocation: {shut.Address}\r\nContent-Length: 0\r\n\r\n", IPAddress.Parse("127.0.0.7"));
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite, ("Webhooks:AllowLoopback", "false"));
        await product.TypeAsync(Given.Page);
        await OpenAsync(product, "127.0.0.7/32");
        var webhook = await product.WebhookAsync(open.Address, form => form with { Schedule = [] });

        Assert.Equal("redirect", (await TestAsync(product, open.Address.ToString())).Error);
        Assert.Equal("redirect", (await product.Webhooks.TestAsync(Given.Owner, webhook.Id, default)).Value.Error);
        await product.EntryAsync("pages", """{"title":"x"}""");
        await product.DrainAsync(webhook);

        Assert.Equal("redirect", Assert.Single(await product.Database.ReadAsync(db => db.Attempts.ToListAsync(), default)).Error);
        Assert.Equal(0, shut.Accepted);
    }

    private static async Task OpenAsync(ProductHarness product, params string[] networks)
    {
        foreach (var network in networks) await product.Get<AllowedTargetService>().AddAsync(Given.Owner, new AllowedTargetForm(network, null, null, "For this test"), default);
    }

    private static async Task<WebhookTest> TestAsync(ProductHarness product, string url) =>
        (await product.Webhooks.TestAsync(Given.Owner, null, new WebhookForm { Url = url, Events = ["*"] }, default)).Value;

    /// <summary>As rows, for what can no longer be saved by now: it was open once, or an older version took it.</summary>
    private static async Task<IReadOnlyDictionary<string, Webhook>> SavedAsync(ProductHarness product, string[] urls)
    {
        var directory = product.Get<WebhookDirectory>();
        var made = await product.Database.WriteAsync<IReadOnlyDictionary<string, Webhook>>(
            unit =>
            {
                var webhooks = urls.ToDictionary(
                    url => url,
                    url =>
                    {
                        var webhook = new Webhook { Id = unit.NextId<Webhook>() };
                        var target = new WebhookTarget(url, [], null);
                        webhook.Change(new WebhookForm { Url = url, Events = ["*"], Schedule = [] }, target, directory.Seal(target), product.Clock.Now);
                        webhook.Switch(true, null, product.Clock.Now);
                        unit.Db.Add(webhook);
                        return webhook;
                    });
                directory.Touch(unit);
                return webhooks;
            },
            default);
        return made.Value;
    }

    private static Task DrainAllAsync(ProductHarness product, IReadOnlyDictionary<string, Webhook> webhooks) =>
        Parallel.ForEachAsync(webhooks.Values, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (webhook, ct) => await product.DrainAsync(webhook, ct));
}
