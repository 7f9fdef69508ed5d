using System.Text;
using ContentHub.Hooks;

namespace ContentHub.Tests.Hooks;

/// <summary>The published vectors of each scheme, and the refusals that the reference libraries test.</summary>
public sealed class SignatureCheckTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Time = "1614265330";
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    [Theory]
    [InlineData(Secret, Id, Time, Body, Signature)]                                                                                              // the specification
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Id, Time, Body, Signature)]
    [InlineData("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", "1649367553", """{"email":"test@example.com","username":"test_user"}""", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=")]
    [InlineData(Secret, "msg_unicode_0001", "1700000000", """{"title":"Zażółć gęślą jaźń 🚀"}""", "v1,Rbls4aAoQbVTJ41x7AIB5cBWtMKOA5M29B5pdfUjU8A=")]
    [InlineData(Secret, "msg_empty_0001", "1700000000", "", "v1,mgl5sgA45Bm2vv8AyR1s+OxsKOKqi219o1jmzG7XCjU=")]
    [InlineData(Secret, Id, Time, Body, "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== v1,AAAA " + Signature)]
    public void A_request_signed_by_Standard_Webhooks_is_valid(string secret, string id, string time, string body, string signature) =>
        Assert.Equal(Verdict.Valid, SignatureCheck.Standard(secret, id, time, signature, Bytes(body), At(time)));

    [Theory]
    [InlineData(Verdict.SignatureMissing, Id, Time, null)]
    [InlineData(Verdict.SignatureMissing, null, null, null)]
    [InlineData(Verdict.IdMissing, null, Time, Signature)]
    [InlineData(Verdict.IdMalformed, "msg.1", Time, Signature)]
    [InlineData(Verdict.TimestampMissing, Id, null, Signature)]
    [InlineData(Verdict.TimestampMalformed, Id, "Infinity", Signature)]
    [InlineData(Verdict.TimestampMalformed, Id, "-1614265330", Signature)]
    [InlineData(Verdict.TimestampMalformed, Id, "99999999999999999999", Signature)]
    [InlineData(Verdict.OutsideTolerance, Id, "9223372036854775807", Signature)]
    [InlineData(Verdict.OutsideTolerance, Id, "0", Signature)]
    [InlineData(Verdict.SignatureMalformed, Id, Time, "v1,")]
    [InlineData(Verdict.SignatureMalformed, Id, Time, "v1,not base64")]
    [InlineData(Verdict.SignatureMalformed, Id, Time, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(Verdict.SignatureMalformed, Id, Time, "v2," + "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(Verdict.SignatureMismatch, Id, Time, "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=")]
    [InlineData(Verdict.SignatureMismatch, "msg_other", Time, Signature)]
    [InlineData(Verdict.SignatureMismatch, Id, "1614265331", Signature)]
    public void A_request_that_Standard_Webhooks_refuses_is_refused_for_its_reason(Verdict expected, string? id, string? time, string? signature) =>
        Assert.Equal(expected, SignatureCheck.Standard(Secret, id, time, signature, Bytes(Body), At(Time)));

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("not base64!")]
    public void A_secret_without_a_key_checks_nothing(string secret) => Assert.Equal(Verdict.SecretMalformed, SignatureCheck.Standard(secret, Id, Time, Signature, Bytes(Body), At(Time)));

    [Theory]
    [InlineData(-301, Verdict.OutsideTolerance)]
    [InlineData(-300, Verdict.Valid)]
    [InlineData(300, Verdict.Valid)]
    [InlineData(301, Verdict.OutsideTolerance)]
    public void Five_minutes_before_and_after_are_in_time(int seconds, Verdict expected)
    {
        Assert.Equal(expected, SignatureCheck.Standard(Secret, Id, Time, Signature, Bytes(Body), At(Time).AddSeconds(seconds)));
        Assert.Equal(expected, SignatureCheck.Stripe("whsec_test_secret", "t=1700000000,v1=bb17510a40c2d39361e4a7ba886707246c3a092f0865361597b1f0f9c0fab2d0", Bytes("""{"test":1}"""), At("1700000000").AddSeconds(seconds)));
    }

    [Theory]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", Verdict.Valid)]   // GitHub's documentation
    [InlineData("convoy-webhook-secret", """{"event":"charge.success","amount":1000,"currency":"NGN"}""", "sha256=244449b7f48cbc2709060c9dcdc2b3aa47a78f540430579015c579fb12defbb4", Verdict.Valid)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", Verdict.Valid)]
    [InlineData("another secret of mine", "Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", Verdict.SignatureMismatch)]
    [InlineData("It's a Secret to Everybody", "Hello, World?", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", Verdict.SignatureMismatch)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", Verdict.SignatureMalformed)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha256=757107", Verdict.SignatureMalformed)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", Verdict.SignatureMalformed)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", null, Verdict.SignatureMissing)]
    public void GitHubs_signature_is_judged_over_the_bytes(string secret, string body, string? signature, Verdict expected) =>
        Assert.Equal(expected, SignatureCheck.GitHub(secret, signature, Bytes(body)));

    [Theory]
    [InlineData("whsec_test_secret", """{"test":1}""", "t=1700000000,v1=bb17510a40c2d39361e4a7ba886707246c3a092f0865361597b1f0f9c0fab2d0", Verdict.Valid)]
    [InlineData("whsec_test_secret", """{"test":1}""", "v0=00,v1=00,t=1700000000, v1=bb17510a40c2d39361e4a7ba886707246c3a092f0865361597b1f0f9c0fab2d0", Verdict.Valid)]
    [InlineData("whsec_test_secret", """{"test":2}""", "t=1700000000,v1=bb17510a40c2d39361e4a7ba886707246c3a092f0865361597b1f0f9c0fab2d0", Verdict.SignatureMismatch)]
    [InlineData("test_secret_test_secret", """{"test":1}""", "t=1700000000,v1=bb17510a40c2d39361e4a7ba886707246c3a092f0865361597b1f0f9c0fab2d0", Verdict.SignatureMismatch)]   // the prefix is part of the key
    [InlineData("whsec_test_secret", """{"test":1}""", "t=1700000000,v0=bb17510a40c2d39361e4a7ba886707246c3a092f0865361597b1f0f9c0fab2d0", Verdict.SignatureMalformed)]
    [InlineData("whsec_test_secret", """{"test":1}""", "t=1700000000", Verdict.SignatureMalformed)]
    [InlineData("whsec_test_secret", """{"test":1}""", "t=", Verdict.TimestampMissing)]
    [InlineData("whsec_test_secret", """{"test":1}""", "t,v1=,v0=", Verdict.TimestampMissing)]
    [InlineData("whsec_test_secret", """{"test":1}""", ",,", Verdict.TimestampMissing)]
    [InlineData("whsec_test_secret", """{"test":1}""", "t=Infinity,v1=00", Verdict.TimestampMalformed)]
    [InlineData("whsec_test_secret", """{"test":1}""", "", Verdict.SignatureMissing)]
    [InlineData("whsec_test_secret", """{"test":1}""", null, Verdict.SignatureMissing)]
    public void Stripes_signature_is_judged_with_the_secret_as_text(string secret, string body, string? header, Verdict expected) =>
        Assert.Equal(expected, SignatureCheck.Stripe(secret, header, Bytes(body), At("1700000000")));

    [Fact]
    public void The_vector_of_another_sender_in_Stripes_form_holds() =>
        Assert.Equal(Verdict.Valid, SignatureCheck.Stripe("a-subscription-secret", "t=1800000000,v1=d17d66b66fca89390c5b967c45e8928fc732db07a0aabe8167b1e98213081ffe", Bytes("""{"event":"user.created"}"""), At("1800000000")));

    [Theory]
    [InlineData("0123456789abcdef", Verdict.Valid)]
    [InlineData("0123456789abcdeF", Verdict.TokenMismatch)]
    [InlineData("0123456789abcdef0", Verdict.TokenMismatch)]
    [InlineData("", Verdict.TokenMissing)]
    [InlineData(null, Verdict.TokenMissing)]
    public void A_token_is_the_secret_or_it_is_not(string? token, Verdict expected) => Assert.Equal(expected, SignatureCheck.Token("0123456789abcdef", token));

    [Fact]
    public void Every_verdict_has_a_name_and_words() => Assert.All(Enum.GetValues<Verdict>(), verdict => Assert.True(verdict.Words().Length > 10 && verdict.Name().All(c => c == '_' || char.IsAsciiLetterLower(c))));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static DateTimeOffset At(string seconds) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds));
}
