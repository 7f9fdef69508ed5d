using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContentHub.Testing;

namespace ContentHub.Tests.Tools;

/// <summary>The judge itself: a judge that says yes to everything would prove nothing.</summary>
public sealed class StandardWebhooksTests
{
    // Key, id and body of the specification's example; its timestamp is years old, so the signature is made anew.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static readonly byte[] Body = """{"test": 2432232314}"""u8.ToArray();

    [Fact]
    public void We_sign_the_examples_of_the_specification_as_it_says() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Sign(1614265330, Body));

    [Fact]
    public async Task A_good_signature_is_accepted() =>
        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(Secret, Headers(Now), Body));

    [Fact]
    public async Task A_changed_byte_is_refused()
    {
        var changed = Body.ToArray();
        changed[^2] ^= 1;

        Assert.Equal("No matching signature found", await StandardWebhooks.VerifyAsync(Secret, Headers(Now), changed));
    }

    [Fact]
    public async Task An_old_timestamp_is_refused() =>
        Assert.Equal("Message timestamp too old", await StandardWebhooks.VerifyAsync(Secret, Headers(Now - 3600), Body));

    [Fact]
    public async Task A_missing_header_is_refused() =>
        Assert.Equal("Missing required headers", await StandardWebhooks.VerifyAsync(Secret, Headers(Now).Take(2), Body));

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static Dictionary<string, string> Headers(long timestamp) => new()
    {
        ["Webhook-Id"] = Id,
        ["webhook-timestamp"] = timestamp.ToString(CultureInfo.InvariantCulture),
        ["webhook-signature"] = Sign(timestamp, Body),
    };

    private static string Sign(long timestamp, byte[] body)
    {
        var key = Convert.FromBase64String(Secret["whsec_".Length..]);
        byte[] content = [.. Encoding.UTF8.GetBytes($"{Id}.{timestamp}."), .. body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, content))}";
    }
}
