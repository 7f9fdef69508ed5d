using System.Net;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class AddressPolicyTests
{
    private static readonly AddressPolicy Strict = new([]);

    public static TheoryData<string, string?, string?, bool, bool> V4Ranges => new()
    {
        // first..last, and whether the neighbours below and above may be called
        { "0.0.0.0-0.255.255.255", null, "1.0.0.0", true, true },
        { "10.0.0.0-10.255.255.255", "9.255.255.255", "11.0.0.0", true, true },
        { "100.64.0.0-100.127.255.255", "100.63.255.255", "100.128.0.0", true, true },
        { "127.0.0.0-127.255.255.255", "126.255.255.255", "128.0.0.0", true, true },
        { "169.254.0.0-169.254.255.255", "169.253.255.255", "169.255.0.0", true, true },
        { "172.16.0.0-172.31.255.255", "172.15.255.255", "172.32.0.0", true, true },
        { "192.0.0.0-192.0.0.255", "191.255.255.255", "192.0.1.0", true, true },
        { "192.0.2.0-192.0.2.255", "192.0.1.255", "192.0.3.0", true, true },
        { "192.88.99.0-192.88.99.255", "192.88.98.255", "192.88.100.0", true, true },
        { "192.168.0.0-192.168.255.255", "192.167.255.255", "192.169.0.0", true, true },
        { "198.18.0.0-198.19.255.255", "198.17.255.255", "198.20.0.0", true, true },
        { "198.51.100.0-198.51.100.255", "198.51.99.255", "198.51.101.0", true, true },
        { "203.0.113.0-203.0.113.255", "203.0.112.255", "203.0.114.0", true, true },
        { "224.0.0.0-239.255.255.255", "223.255.255.255", "240.0.0.0", true, false },
        { "240.0.0.0-255.255.255.255", "239.255.255.255", null, false, true },
        { "168.63.129.16-168.63.129.16", "168.63.129.15", "168.63.129.17", true, true },
    };

    public static TheoryData<string, string?, string?, bool, bool> V6Ranges => new()
    {
        { "::-1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null, "2000::", true, true },
        { "2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::", true, true },
        { "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::", true, true },
        { "2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::", true, true },
        { "3fff::-3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::", true, true },
        { "4000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null, true, true },
    };

    [Theory, MemberData(nameof(V4Ranges)), MemberData(nameof(V6Ranges))]
    public void A_forbidden_range_is_closed_from_its_first_address_to_its_last_and_no_further(string range, string? below, string? above, bool belowIsOpen, bool aboveIsOpen)
    {
        var (first, last) = range.Split('-') is [var f, var l] ? (f, l) : throw new ArgumentException(range, nameof(range));

        Assert.False(May(first), first);
        Assert.False(May(last), last);
        if (below is not null) Assert.Equal(belowIsOpen, May(below));
        if (above is not null) Assert.Equal(aboveIsOpen, May(above));
    }

    [Theory, MemberData(nameof(V4Ranges))]
    public void An_IPv4_address_has_the_same_verdict_in_every_wrapping_that_reaches_it(string range, string? below, string? above, bool belowIsOpen, bool aboveIsOpen)
    {
        _ = (belowIsOpen, aboveIsOpen);
        foreach (var text in range.Split('-').Append(below).Append(above).OfType<string>())
        {
            var plain = IPAddress.Parse(text);
            Assert.Equal(May(text), Strict.WhyNot(plain.MapToIPv6()) is null);
            Assert.Equal(May(text), May($"64:ff9b::{text}"));
            Assert.False(May($"::{text}"), $"IPv4-compatible {text}");
            var bytes = plain.GetAddressBytes();
            Assert.False(May($"2002:{bytes[0]:x2}{bytes[1]:x2}:{bytes[2]:x2}{bytes[3]:x2}::1"), $"6to4 {text}");
        }
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fec0::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff::1")]
    [InlineData("ff02::1")]
    [InlineData("100::1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("5f00::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("::ffff:0:10.0.0.1")]
    [InlineData("2a00:1450:4001:81b::200e%3")]
    public void What_is_not_a_global_address_is_closed(string address) => Assert.False(May(address));

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
        var open = new AddressPolicy([IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")]);

        Assert.Contains("metadata", open.WhyNot(IPAddress.Parse(address)), StringComparison.Ordinal);
        Assert.Null(open.WhyNot(IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void An_opened_range_opens_nothing_beside_it()
    {
        var policy = new AddressPolicy([IPNetwork.Parse("10.1.2.0/24")]);

        Assert.Null(policy.WhyNot(IPAddress.Parse("10.1.2.255")));
        Assert.Null(policy.WhyNot(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.NotNull(policy.WhyNot(IPAddress.Parse("10.1.3.0")));
        Assert.NotNull(policy.WhyNot(IPAddress.Parse("10.1.1.255")));
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, null, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, true)]
    public void This_machine_may_be_called_in_Development_or_where_the_setting_says_so(bool development, bool? setting, bool may)
    {
        var policy = new WebhookOptions { AllowLoopback = setting }.Policy(development);

        Assert.Equal(may, policy.WhyNot(IPAddress.Parse("127.0.0.1")) is null);
        Assert.Equal(may, policy.WhyNot(IPAddress.IPv6Loopback) is null);
        Assert.NotNull(policy.WhyNot(IPAddress.Parse("10.0.0.1")));
    }

    [Theory]
    [InlineData("http://example.com/hook", true)]
    [InlineData("https://example.com:8443/a?b=c", true)]
    [InlineData("HTTPS://EXAMPLE.COM", true)]
    [InlineData("http://8.8.8.8/", true)]
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
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("http://0x7f000001/", false)]
    [InlineData("http://2130706433/", false)]
    [InlineData("http://017700000001/", false)]
    [InlineData("http://127.1/", false)]
    [InlineData("http://127。0。0。1/", false)]
    [InlineData("http://１２７.0.0.1/", false)]
    [InlineData("http://0/", false)]
    [InlineData("http://localhost/", false)]
    [InlineData("http://LOCALHOST./", false)]
    [InlineData("http://a.localhost/", false)]
    [InlineData("http://[::1]/", false)]
    [InlineData("http://[::ffff:10.0.0.1]/", false)]
    [InlineData("http://[::ffff:a00:1]/", false)]
    [InlineData("http://[64:ff9b::10.0.0.1]/", false)]
    [InlineData("http://169.254.169.254/latest/", false)]
    [InlineData("http://10.0.0.1:8080/", false)]
    public void A_URL_is_judged_when_it_is_saved(string url, bool good)
    {
        var problem = new WebhookFormValidator(Strict).Check(new WebhookForm { Url = url, Events = ["*"] });

        Assert.Equal(good, problem is null);
        if (problem is not null) Assert.All(problem.Errors, e => Assert.Equal(["url"], e.Path));
    }

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

    private static bool May(string address) => Strict.WhyNot(IPAddress.Parse(address)) is null;
}
