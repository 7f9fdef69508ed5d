using System.Net;
using ContentHub.Http;

namespace ContentHub.Tests.Access;

public sealed class RateLimiterTests
{
    private readonly SettableClock _clock = new();

    [Fact]
    public void A_minutes_worth_may_come_at_once_and_then_as_much_as_time_brings()
    {
        var limiter = new RateLimiter(_clock);
        Assert.Equal(60, Enumerable.Range(0, 100).Count(_ => limiter.Take(1, 60) is null));
        Assert.InRange(limiter.Take(1, 60)!.Value.TotalSeconds, 0.5, 1.5);

        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => limiter.Take(1, 60) is null));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(60, Enumerable.Range(0, 100).Count(_ => limiter.Take(1, 60) is null));
    }

    [Fact]
    public void One_who_is_refused_hinders_none_of_ten_thousand_others()
    {
        var limiter = new RateLimiter(_clock);
        for (var i = 0; i < 1000; i++) limiter.Take(0, 10);
        Assert.DoesNotContain(Enumerable.Range(1, 10_000), other => limiter.Take((ulong)other * 7919, 10) is not null);
    }

    [Fact]
    public void Many_threads_get_no_more_than_one()
    {
        var limiter = new RateLimiter(_clock);
        var passed = 0;
        Parallel.For(0, 2000, _ =>
        {
            if (limiter.Take(1, 100) is null) Interlocked.Increment(ref passed);
        });
        // Both tables pay for a request that comes between; never more than both hold.
        Assert.InRange(passed, 100, 200);
    }

    [Fact]
    public void Of_IPv6_a_whole_network_is_one_caller_and_a_wrapped_IPv4_is_itself()
    {
        Assert.Equal(RateLimiter.CallerOf(IPAddress.Parse("2001:db8:1:2::1")), RateLimiter.CallerOf(IPAddress.Parse("2001:db8:1:2:ffff::2")));
        Assert.NotEqual(RateLimiter.CallerOf(IPAddress.Parse("2001:db8:1:2::1")), RateLimiter.CallerOf(IPAddress.Parse("2001:db8:1:3::1")));
        Assert.Equal(RateLimiter.CallerOf(IPAddress.Parse("192.0.2.1")), RateLimiter.CallerOf(IPAddress.Parse("::ffff:192.0.2.1")));
        Assert.NotEqual(RateLimiter.CallerOf(IPAddress.Parse("192.0.2.1")), RateLimiter.CallerOf(IPAddress.Parse("192.0.2.2")));
    }
}
