using ContentHub.Admin.Components;
using ContentHub.Admin.Webhooks;
using ContentHub.Webhooks;

namespace ContentHub.Admin.Tests;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(204, null, "204 No Content", Tone.Success)]
    [InlineData(503, "http_status", "503 Service Unavailable", Tone.Danger)]
    [InlineData(302, "redirect", "302 Found", Tone.Danger)]
    [InlineData(null, "timeout", "Timed out", Tone.Danger)]
    [InlineData(null, "a_new_class", "a_new_class", Tone.Danger)]
    public void An_attempt_in_a_few_words(int? status, string? error, string text, Tone tone) => Assert.Equal(new Outcome(text, tone), Outcome.Of(status, error));

    [Fact]
    public void A_network_failure_is_shown_as_what_it_was_and_not_as_an_answer()
    {
        var exchange = Outcome.Exchange(Test(null, "connect", "Connection refused"));

        Assert.Null(exchange.Answer);
        Assert.Equal("No connection: Connection refused", exchange.Error);
    }

    [Fact]
    public void A_bad_status_speaks_for_itself()
    {
        var exchange = Outcome.Exchange(Test(500, "http_status", "Answered 500."));

        Assert.Equal(500, exchange.Answer!.Status);
        Assert.Null(exchange.Error);
    }

    [Fact]
    public void Headers_are_read_line_by_line_and_may_be_empty() =>
        Assert.Equal([KeyValuePair.Create("A", "b: c"), KeyValuePair.Create("Empty", "")], Outcome.Exchange(Test(200, null, null) with { RequestHeaders = "A: b: c\nEmpty: \n" }).Request.Headers);

    private static WebhookTest Test(int? status, string? error, string? message) => new(status, TimeSpan.FromMilliseconds(7), error, message, "", "", "POST", "http://a.example/", "", "{}");
}
