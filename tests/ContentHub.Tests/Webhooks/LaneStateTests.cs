using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class LaneStateTests
{
    private readonly LaneState _lane = new();

    [Fact]
    public void A_lane_at_rest_is_asked_for_once_until_its_drain_begins()
    {
        Assert.False(_lane.Signal());
        Assert.True(_lane.Signal());

        _lane.Begin();
        _lane.Look();
        Assert.True(_lane.TryEnd());
        Assert.False(_lane.Signal());
    }

    [Fact]
    public void News_between_the_last_look_and_the_end_keeps_the_drain_going()
    {
        _lane.Begin();
        _lane.Look();

        Assert.True(_lane.Signal());

        Assert.False(_lane.TryEnd());
        Assert.True(_lane.Signal());
        _lane.Look();
        Assert.True(_lane.TryEnd());
    }

    [Fact]
    public async Task A_drain_that_waits_is_woken_by_news_and_by_a_free_slot_and_by_nothing_else()
    {
        _lane.Begin();
        Assert.False(await _lane.WaitAsync(TimeSpan.FromMilliseconds(1), default));

        _lane.Signal();
        _lane.Signal();
        Assert.True(await _lane.WaitAsync(TimeSpan.FromSeconds(15), default));
        Assert.False(await _lane.WaitAsync(TimeSpan.FromMilliseconds(1), default));
        _lane.Wake();
        Assert.True(await _lane.WaitAsync(TimeSpan.FromSeconds(15), default));
    }

    [Fact]
    public void A_drain_that_gave_the_lane_up_is_asked_for_again()
    {
        _lane.Signal();
        _lane.Begin();
        _lane.Abandon();

        Assert.False(_lane.Signal());
        Assert.True(_lane.Signal());
        _lane.ForgetAsked();
        Assert.False(_lane.Signal());
    }

    [Fact]
    public void Of_further_attempts_the_next_that_is_still_to_come_is_told_and_those_whose_time_has_come_are_forgotten()
    {
        var now = DateTimeOffset.UnixEpoch;
        Assert.Null(_lane.NextTry(now));

        foreach (var seconds in new[] { 3, 1, 2 }) _lane.TryAgain(now.AddSeconds(seconds));

        Assert.Equal(now.AddSeconds(1), _lane.NextTry(now));
        Assert.Equal(now.AddSeconds(3), _lane.NextTry(now.AddSeconds(2)));
        Assert.Null(_lane.NextTry(now.AddSeconds(3)));
    }
}
