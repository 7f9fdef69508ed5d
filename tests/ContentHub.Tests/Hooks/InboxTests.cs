using System.Text;
using ContentHub.Access;
using ContentHub.Hooks;
using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Hooks;

public sealed class InboxTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_request_is_kept_with_its_verdict_and_its_headers_encrypted(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        var (owner, inbox) = await InboxAsync(product, Secret);
        var time = product.Clock.Now.ToUnixTimeSeconds();
        var body = Encoding.UTF8.GetBytes("""{"a": "b"}""");
        (string, string)[] signed =
            [("webhook-id", "msg_1"), ("webhook-timestamp", $"{time}"), ("webhook-signature", WebhookSignature.Standard(Secret, "msg_1", time, body)), ("X-Hub-Signature-256", WebhookSignature.GitHub(Secret, body))];

        await SendAsync(product, inbox, body, [.. signed, ("Authorization", "Bearer very-secret")]);
        await SendAsync(product, inbox, Encoding.UTF8.GetBytes("{}"), signed);
        await SendAsync(product, inbox, body, [("X-Hub-Signature-256", WebhookSignature.GitHub(Secret, body))]);
        await SendAsync(product, inbox, body, []);
        product.Clock.Advance(TimeSpan.FromMinutes(6));
        await SendAsync(product, inbox, body, signed);

        var kept = await RequestsAsync(product, owner, inbox);
        Assert.Equal([Verdict.Valid, Verdict.SignatureMismatch, Verdict.Valid, Verdict.SignatureMissing, Verdict.OutsideTolerance], kept.Select(r => r.Verdict));
        Assert.Equal([Verdict.Valid, Verdict.SignatureMismatch, Verdict.Valid, null, Verdict.Valid], kept.Select(r => r.Github));
        var shown = (await product.Get<InboxService>().RequestAsync(owner, inbox.Id, kept[0].Id, default)).Value;
        Assert.Equal(("POST", "?a=1"), (shown.Request.Method, shown.Query));
        Assert.Contains(KeyValuePair.Create("Authorization", "Bearer very-secret"), shown.Headers);
        Assert.All(await product.Database.ReadAsync(db => db.InboxRequests.ToListAsync(), default), r => Assert.DoesNotContain("very-secret", r.Sealed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_checked_and_a_cut_body_cannot_be()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        var (owner, inbox) = await InboxAsync(product, null);
        await SendAsync(product, inbox, [1], [("webhook-signature", "v1,AAAA")]);
        await product.Get<InboxService>().SetSecretAsync(owner, inbox.Id, "not base64!", default);
        await SendAsync(product, inbox, [1], [("webhook-signature", "v1,AAAA")]);
        await product.Get<InboxReceiver>().ReceiveAsync(inbox.Name, new IncomingRequest("PUT", inbox.Path, "", [KeyValuePair.Create("webhook-signature", "v1,AAAA")], [1], Truncated: true), default);

        var kept = await RequestsAsync(product, owner, inbox);
        Assert.Equal([Verdict.Unchecked, Verdict.SecretMalformed, Verdict.Unchecked], kept.Select(r => r.Verdict));
        Assert.True(kept[2].Truncated);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_fault_is_played_so_often_and_then_the_inbox_is_healthy(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        var (owner, inbox) = await InboxAsync(product, null);
        await product.Get<InboxService>().SetAnswerAsync(owner, inbox.Id, new InboxAnswer(503, RetryAfter: 7, Body: "later", Times: 2), default);

        int[] statuses = [await SendAsync(product, inbox), await SendAsync(product, inbox), await SendAsync(product, inbox)];

        Assert.Equal([503, 503, 200], statuses);
        Assert.Equal([(503, (int?)7, "later"), (503, 7, "later"), (200, null, null)], (await RequestsAsync(product, owner, inbox)).Select(r => (r.Answered.Status, r.Answered.RetryAfter, r.Answered.Body)));
        Assert.Null((await product.Get<InboxService>().GetAsync(owner, inbox.Id, default)).Value.Inbox.Answer);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_last_two_hundred_requests_are_kept(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        var (owner, inbox) = await InboxAsync(product, null);
        for (var i = 0; i < 203; i++) await SendAsync(product, inbox, [(byte)i]);

        var kept = await RequestsAsync(product, owner, inbox);

        Assert.Equal(200, kept.Length);
        Assert.Equal((3, 202), (kept[0].Body[0], kept[^1].Body[0]));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Nobody_sees_or_changes_somebody_elses_inbox(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        var (owner, inbox) = await InboxAsync(product, null);
        await SendAsync(product, inbox);
        var request = Assert.Single(await RequestsAsync(product, owner, inbox)).Id;
        var inboxes = product.Get<InboxService>();
        var other = owner with { Id = owner.Id + 1, Name = "other@example.com" };
        var token = owner with { Kind = ActorKind.Token };

        Assert.Empty((await inboxes.ListAsync(other, Paging.First, default)).Value.Items);
        Problem?[] answers =
        [
            (await inboxes.GetAsync(other, inbox.Id, default)).Problem, (await inboxes.SetSecretAsync(other, inbox.Id, "x", default)).Problem, (await inboxes.SetAnswerAsync(other, inbox.Id, new(500), default)).Problem,
            (await inboxes.ClearAsync(other, inbox.Id, default)).Problem, (await inboxes.RequestsAsync(other, inbox.Id, Paging.First, default)).Problem, (await inboxes.RequestAsync(other, inbox.Id, request, default)).Problem,
            (await inboxes.CompareAsync(other, inbox.Id, request, request, default)).Problem, (await inboxes.CreateWebhookAsync(other, inbox.Id, new Uri("http://localhost"), ["*"], default)).Problem,
            (await inboxes.DeleteAsync(other, inbox.Id, default)).Problem,
        ];
        Assert.All(answers, problem => Assert.IsType<Problem.NotFound>(problem));
        Assert.IsType<Problem.Forbidden>((await inboxes.ListAsync(token, Paging.First, default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await inboxes.ListAsync(Actor.Anonymous, Paging.First, default)).Problem);
        Assert.Single(await RequestsAsync(product, owner, inbox));
    }

    [Fact]
    public async Task Faults_out_of_range_are_told()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        var (owner, inbox) = await InboxAsync(product, null);

        var refused = await product.Get<InboxService>().SetAnswerAsync(owner, inbox.Id, new InboxAnswer(100, "http://a\r\nX: 1", TimeSpan.FromSeconds(61), -1, false, "\0", 0), default);

        Assert.Equal(["status", "location", "delay_ms", "retry_after", "body", "times"], Given.Faults(refused).Select(f => f.Split(':')[0]));
        Assert.Equal(["name: name must be letters, digits and dashes, at most 60"], Given.Faults(await product.Get<InboxService>().CreateAsync(owner, "../x", null, default)));
    }

    [Fact]
    public async Task Outside_of_development_inboxes_are_off_unless_switched_on()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite, ("Inbox:Enabled", "false"));

        Assert.IsType<Problem.Conflict>((await product.Get<InboxService>().ListAsync(Given.Owner, Paging.First, default)).Problem);
    }

    private static async Task<(Actor Owner, Inbox Inbox)> InboxAsync(ProductHarness product, string? secret)
    {
        var owner = (await product.Users.RegisterOwnerAsync("owner@example.com", "Correct-horse-battery-1", default)).Value;
        var actor = Given.Owner with { Id = owner.Id.Value };
        return (actor, (await product.Get<InboxService>().CreateAsync(actor, "Shop", secret, default)).Value.Inbox);
    }

    private static async Task<int> SendAsync(ProductHarness product, Inbox inbox, byte[]? body = null, (string, string)[]? headers = null)
    {
        var request = new IncomingRequest("POST", inbox.Path, "?a=1", [.. (headers ?? []).Select(h => KeyValuePair.Create(h.Item1, h.Item2))], body ?? [], Truncated: false);
        return (await product.Get<InboxReceiver>().ReceiveAsync(inbox.Name, request, default)).Value.Status;
    }

    /// <summary>Oldest first.</summary>
    private static async Task<InboxRequest[]> RequestsAsync(ProductHarness product, Actor owner, Inbox inbox)
    {
        var requests = new List<InboxRequest>();
        for (var page = 1; (await product.Get<InboxService>().RequestsAsync(owner, inbox.Id, new Paging(page, 100), default)).Value.Items is { Count: > 0 } items; page++) requests.AddRange(items);
        requests.Reverse();
        return [.. requests];
    }
}
