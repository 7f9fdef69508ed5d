using System.Text;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    // Published vectors and vectors computed with other implementations.
    [Theory]
    [InlineData(Secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553, "{\"email\":\"test@example.com\",\"username\":\"test_user\"}", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=")]
    [InlineData(Secret, "msg_unicode_0001", 1700000000, "{\"title\":\"Zażółć gęślą jaźń 🚀\"}", "v1,Rbls4aAoQbVTJ41x7AIB5cBWtMKOA5M29B5pdfUjU8A=")]
    [InlineData(Secret, "msg_empty_0001", 1700000000, "", "v1,mgl5sgA45Bm2vv8AyR1s+OxsKOKqi219o1jmzG7XCjU=")]
    public void The_standard_signature_is_the_one_of_the_published_vectors(string secret, string id, long timestamp, string body, string signature)
    {
        Assert.Equal(signature, WebhookSignature.Standard(secret, id, timestamp, Encoding.UTF8.GetBytes(body)));
        Assert.Equal(signature, WebhookSignature.Standard(secret["whsec_".Length..], id, timestamp, Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("convoy-webhook-secret", "{\"event\":\"charge.success\",\"amount\":1000,\"currency\":\"NGN\"}", "sha256=244449b7f48cbc2709060c9dcdc2b3aa47a78f540430579015c579fb12defbb4")]
    [InlineData("Jefe", "what do ya want for nothing?", "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    public void The_signature_in_GitHubs_form_is_the_one_of_the_published_vectors(string secret, string body, string signature) =>
        Assert.Equal(signature, WebhookSignature.GitHub(secret, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_new_secret_is_32_random_bytes()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => WebhookSignature.NewSecret()).ToArray();

        Assert.Equal(100, secrets.Distinct().Count());
        Assert.All(secrets, s => Assert.Equal(32, Convert.FromBase64String(s["whsec_".Length..]).Length));
    }

    [Theory]
    [InlineData(StandardWebhooks.Library)]
    [InlineData(StandardWebhooks.Svix)]
    [InlineData(StandardWebhooks.Octokit)]
    public async Task A_request_is_verified_by_libraries_that_are_not_ours_and_a_forged_one_refused(string library)
    {
        var (secret, other) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());
        var body = "{\"a\":\"ż\"}"u8.ToArray();
        var headers = Headers(secret, body);
        Task<string> JudgeAsync(string with, IEnumerable<KeyValuePair<string, string>> sent, byte[] came) => StandardWebhooks.VerifyAsync(with, sent, came, library, At);

        Assert.Equal("ok", await JudgeAsync(secret, headers, body));
        Assert.Equal("No matching signature found", await JudgeAsync(secret, headers, "{\"a\":\"z\"}"u8.ToArray()));
        Assert.Equal("No matching signature found", await JudgeAsync(other, headers, body));
        foreach (var needed in library == StandardWebhooks.Octokit ? ["X-Hub-Signature-256"] : (string[])["webhook-id", "webhook-timestamp", "webhook-signature"])
            Assert.Equal("Missing required headers", await JudgeAsync(secret, headers.Where(h => !h.Key.Equals(needed, StringComparison.OrdinalIgnoreCase)), body));
    }

    [Theory]
    [InlineData(StandardWebhooks.Library)]
    [InlineData(StandardWebhooks.Svix)]
    public async Task A_request_is_good_for_five_minutes_and_not_a_second_longer(string library)
    {
        var (secret, body) = (WebhookSignature.NewSecret(), "{}"u8.ToArray());
        var headers = Headers(secret, body);
        Task<string> JudgeAsync(long now) => StandardWebhooks.VerifyAsync(secret, headers, body, library, now);

        Assert.Equal("ok", await JudgeAsync(At + 300));
        Assert.Equal("ok", await JudgeAsync(At - 300));
        Assert.Equal("Message timestamp too old", await JudgeAsync(At + 301));
        Assert.Equal("Message timestamp too new", await JudgeAsync(At - 301));
    }

    private const long At = 1700000000;

    private static KeyValuePair<string, string>[] Headers(string secret, byte[] body) =>
        [.. WebhookRequest.Build(
            new WebhookTarget("http://127.0.0.1/", [], secret), [], "POST", new OutgoingMessage("entry.create", "msg_1_2", 1, body), TimeSpan.FromSeconds(1), DateTimeOffset.FromUnixTimeSeconds(At))
            .Headers.Select(h => KeyValuePair.Create(h.Name, h.Value))];
}
