using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class HeaderRulesTests
{
    [Theory]
    [InlineData("Authorization", "Bearer x")]
    [InlineData("X-My.Header_1~", "")]
    [InlineData("!#$%&'*+-.^_`|~", "all the marks of a token")]
    [InlineData("User-Agent", "mine")]
    [InlineData("x", " ~")]
    public void A_good_header_is_taken(string name, string value) => Assert.Null(HeaderRules.Fault(name, value));

    [Theory]
    [InlineData("")]
    [InlineData("X Y")]
    [InlineData("X:Y")]
    [InlineData("X-A\n")]
    [InlineData("X-A\r\nX-B")]
    [InlineData("X-A\0")]
    [InlineData("X-Ä")]
    [InlineData("(x)")]
    [InlineData("x\t")]
    [InlineData("\"x\"")]
    [InlineData("x/y")]
    public void A_name_that_is_no_token_is_refused(string name) => Assert.Contains("is not a header name", HeaderRules.Fault(name, "x"), StringComparison.Ordinal);

    [Theory]
    [InlineData("a\r\nX-B: c")]
    [InlineData("a\n")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("a\tb")]
    [InlineData("\u007f")]
    [InlineData("ä")]
    [InlineData("\u2028")]
    [InlineData("🚀")]
    public void A_value_that_is_not_one_line_of_printable_ASCII_is_refused(string value) => Assert.NotNull(HeaderRules.Fault("X-A", value));

    [Theory]
    [InlineData("Host")]
    [InlineData("CONNECTION")]
    [InlineData("Keep-Alive")]
    [InlineData("Proxy-Authorization")]
    [InlineData("proxy-anything")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("transfer-encoding")]
    [InlineData("Upgrade")]
    [InlineData("Expect")]
    [InlineData("Content-Type")]
    [InlineData("content-anything")]
    [InlineData("Cookie")]
    [InlineData("traceparent")]
    [InlineData("TraceState")]
    [InlineData("baggage")]
    [InlineData("webhook-id")]
    [InlineData("Webhook-Anything")]
    [InlineData("X-ContentHub-Event")]
    [InlineData("x-contenthub-anything")]
    [InlineData("X-Hub-Signature-256")]
    public void What_the_protocol_or_the_product_sets_is_reserved_in_any_case(string name) => Assert.Equal($"the header '{name}' is reserved", HeaderRules.Fault(name, "x"));

    [Fact]
    public void There_are_limits_to_length_and_number_and_no_name_stands_twice()
    {
        Assert.Null(HeaderRules.Fault("X-A", new string('x', 4096)));
        Assert.NotNull(HeaderRules.Fault("X-A", new string('x', 4097)));
        Assert.NotNull(HeaderRules.Fault(new string('x', 257), ""));
        var thirty = Enumerable.Range(0, 30).Select(i => new WebhookHeader($"X-{i}", "v")).ToArray();
        Assert.Empty(HeaderRules.Faults(thirty));
        Assert.Equal(["headers"], HeaderRules.Faults([.. thirty, new WebhookHeader("X-30", "v")]).Select(f => f.Path));
        Assert.Equal(["headers/X-A"], HeaderRules.Faults([new WebhookHeader("X-A", "1"), new WebhookHeader("x-a", "2")]).Select(f => f.Path));
    }
}
