using System.Net;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class AddressPolicyTests
{
    private static readonly AddressPolicy Strict = Policy();

    [Theory, MemberData(nameof(SsrfTable.V4Ranges), MemberType = typeof(SsrfTable)), MemberData(nameof(SsrfTable.V6Ranges), MemberType = typeof(SsrfTable))]
    public void A_forbidden_range_is_closed_from_its_first_address_to_its_last_and_no_further(string range, string? below, string? above)
    {
        Assert.All(range.Split('-'), edge => Assert.False(May(edge), edge));
        if (below is not null) Assert.True(May(below), below);
        if (above is not null) Assert.True(May(above), above);
    }

    [Theory, MemberData(nameof(SsrfTable.V6Within), MemberType = typeof(SsrfTable))]
    public void What_is_not_a_global_address_is_closed(string range) => Assert.All(range.Split('-'), edge => Assert.False(May(edge), edge));

    [Theory, MemberData(nameof(SsrfTable.V4Ranges), MemberType = typeof(SsrfTable))]
    public void An_IPv4_address_has_the_same_verdict_in_every_wrapping_that_reaches_it(string range, string? below, string? above)
    {
        foreach (var text in range.Split('-').Append(below).Append(above).OfType<string>())
        {
            var plain = IPAddress.Parse(text);
            Assert.Equal(May(text), May(plain.MapToIPv6().ToString()));
            Assert.Equal(May(text), May($"64:ff9b::{text}"));
            Assert.False(May($"::{text}"), $"IPv4-compatible {text}");
            Assert.False(May(SsrfTable.SixToFour(plain)), $"6to4 {text}");
            Assert.False(May(SsrfTable.Teredo(plain)), $"Teredo {text}");
            Assert.False(May($"::ffff:{text}%1"), $"with a scope, {text}");
        }
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("2a00:1450:4001:81b::200e")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void A_public_address_is_open(string address) => Assert.True(May(address));

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("168.63.129.16")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    public void A_metadata_service_stays_closed_even_when_everything_is_allowed(string address)
    {
        var open = Policy("0.0.0.0/0", "::/0");

        Assert.Contains("metadata", open.WhyNot("", 80, IPAddress.Parse(address)), StringComparison.Ordinal);
        Assert.Null(open.WhyNot("", 80, IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void An_opened_range_opens_nothing_beside_it()
    {
        var policy = Policy("10.1.2.0/24");

        Assert.Null(policy.WhyNot("", 80, IPAddress.Parse("10.1.2.255")));
        Assert.Null(policy.WhyNot("", 80, IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.NotNull(policy.WhyNot("", 80, IPAddress.Parse("10.1.3.0")));
        Assert.NotNull(policy.WhyNot("", 80, IPAddress.Parse("10.1.1.255")));
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, null, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, true)]
    public void This_machine_may_be_called_in_Development_or_where_the_setting_says_so(bool development, bool? setting, bool may)
    {
        var policy = new AddressPolicy(() => new WebhookOptions { AllowLoopback = setting }.Opened(development));

        Assert.Equal(may, policy.WhyNot("", 80, IPAddress.Parse("127.0.0.1")) is null);
        Assert.Equal(may, policy.WhyNot("", 80, IPAddress.IPv6Loopback) is null);
        Assert.NotNull(policy.WhyNot("", 80, IPAddress.Parse("10.0.0.1")));
    }

    [Theory, MemberData(nameof(SsrfTable.OpenHosts), MemberType = typeof(SsrfTable))]
    public void A_URL_with_an_open_host_can_be_saved(string host) => Assert.Empty(Faults($"http://{host}:8080/hook"));

    [Theory, MemberData(nameof(SsrfTable.ForbiddenHosts), MemberType = typeof(SsrfTable))]
    public void A_URL_with_a_forbidden_host_is_refused_however_it_is_written(string host) => Assert.StartsWith("url cannot be called: ", Assert.Single(Faults($"http://{host}:8080/hook")), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://example.com/hook", true)]
    [InlineData("https://example.com:8443/a?b=c", true)]
    [InlineData("HTTPS://EXAMPLE.COM", true)]
    [InlineData("http://bücher.example/", true)]
    [InlineData("", false)]
    [InlineData("example.com", false)]
    [InlineData("/hook", false)]
    [InlineData("ftp://example.com/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("http://", false)]
    [InlineData("http:///hook", false)]
    [InlineData("http://user@example.com/", false)]
    [InlineData("http://user:pass@example.com/", false)]
    [InlineData("http://example.com/#part", false)]
    [InlineData("http://example.com/#", false)]
    [InlineData("http://example.com:0/", false)]
    [InlineData("http://example.com:99999/", false)]
    [InlineData("http://exa mple.com/", false)]
    [InlineData(" http://example.com/", false)]
    [InlineData("http://example.com/\r\nX: y", false)]
    [InlineData("http://localhost../", false)]
    [InlineData("http://%6cocalhost/", false)]
    public void A_URL_is_judged_when_it_is_saved(string url, bool good) => Assert.Equal(good, Faults(url).Length == 0);

    [Fact]
    public void A_URL_has_at_most_2048_characters()
    {
        var validator = new WebhookFormValidator(Strict);
        var longest = "http://example.com/".PadRight(2048, 'x');

        Assert.Null(validator.Check(new WebhookForm { Url = longest, Events = ["*"] }));
        Assert.NotNull(validator.Check(new WebhookForm { Url = longest + "x", Events = ["*"] }));
    }

    [Fact]
    public void All_faults_of_a_form_are_told_at_once()
    {
        var problem = new WebhookFormValidator(Strict).Check(new WebhookForm
        {
            Url = "nowhere",
            Events = ["entry.creat"],
            Headers = [new WebhookHeader("Host", "x")],
            Timeout = TimeSpan.Zero,
            Concurrency = 65,
            Schedule = [0],
            Name = "a\nb",
        });

        Assert.Equal(["concurrency", "events", "headers/Host", "name", "schedule", "timeout_ms", "url"], problem!.Errors.Select(e => string.Join('/', e.Path)).Order(StringComparer.Ordinal));
        Assert.Contains(problem.Errors, e => e.Message.Contains("did you mean 'entry.create'?", StringComparison.Ordinal));
    }

    /// <summary>With these ranges open.</summary>
    internal static AddressPolicy Policy(params IEnumerable<string> open)
    {
        AllowedTarget[] targets = [.. open.Select(o => new AllowedTarget { Network = IPNetwork.Parse(o), Reason = "", Author = "" })];
        return new(() => targets);
    }

    private static bool May(string address) => Strict.WhyNot("", 80, IPAddress.Parse(address)) is null;

    private static string[] Faults(string url)
    {
        var problem = new WebhookFormValidator(Strict).Check(new WebhookForm { Url = url, Events = ["*"] });
        return [.. (problem?.Errors ?? []).Select(e => e.Path is ["url"] ? e.Message : string.Join('/', e.Path))];
    }
}
