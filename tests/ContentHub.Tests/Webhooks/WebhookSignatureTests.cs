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

    [Fact]
    public async Task A_request_is_verified_by_a_library_that_is_not_ours()
    {
        var secret = WebhookSignature.NewSecret();
        var body = "{\"a\":\"ż\"}"u8.ToArray();
        var request = WebhookRequest.Build(
            new WebhookTarget("http://127.0.0.1/", [], secret), [], "POST", new OutgoingMessage("entry.create", "msg_1_2", 1, body), TimeSpan.FromSeconds(1), TimeProvider.System.GetUtcNow());

        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(secret, request.Headers.Select(h => KeyValuePair.Create(h.Name, h.Value)), body));
    }
}
