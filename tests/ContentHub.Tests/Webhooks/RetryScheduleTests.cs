using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void The_standard_waits_are_the_documented_ones_and_last_about_three_days()
    {
        string[] documented = ["00:00:05", "00:01:00", "00:05:00", "00:30:00", "02:00:00", "05:00:00", "10:00:00", "1.00:00:00", "1.06:00:00"];

        Assert.Equal(documented, RetrySchedule.Standard.Select(w => w.ToString()));
        Assert.InRange(RetrySchedule.Standard.Sum(w => w.TotalDays), 2.9, 3.1);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 60)]
    [InlineData(8, 30 * 3600)]
    public void The_wait_is_the_one_of_its_place_and_the_chance_only_lengthens_it_by_up_to_a_fifth(int failures, double seconds)
    {
        Assert.Equal(seconds, Wait(failures, Status(500), 0).TotalSeconds);
        Assert.Equal(seconds * 1.1, Wait(failures, Status(500), 0.5).TotalSeconds, 3);
        Assert.Equal(seconds * 1.2, Wait(failures, Status(500), 1).TotalSeconds, 3);
    }

    [Theory]
    [InlineData(429, 120, 120)]
    [InlineData(503, 120, 120)]
    [InlineData(429, 1, 60)]
    [InlineData(503, 60 * 60 * 24 * 5, 60 * 60 * 24)]
    [InlineData(429, -5, 60)]
    [InlineData(500, 120, 60)]
    [InlineData(404, 120, 60)]
    [InlineData(200, 120, null)]
    public void What_the_receiver_asks_for_lengthens_the_wait_on_429_and_503_and_at_most_to_a_day(int status, int asked, int? seconds)
    {
        var next = RetrySchedule.After([Minute], 0, Status(status, TimeSpan.FromSeconds(asked)), 0);

        Assert.Equal(seconds is { } wait ? new NextStep.Retry(TimeSpan.FromSeconds(wait)) : new NextStep.Delivered(), next);
    }

    [Theory]
    [InlineData(410, 0, true)]
    [InlineData(410, 9, true)]
    [InlineData(500, 9, false)]
    [InlineData(400, 9, false)]
    public void Gone_ends_it_at_once_and_for_the_webhook_and_the_end_of_the_schedule_ends_the_delivery(int status, int failures, bool disable) =>
        Assert.Equal(new NextStep.GiveUp(disable), RetrySchedule.After(RetrySchedule.Standard, failures, Status(status), 0));

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(500)]
    public void Everything_else_that_failed_is_tried_again(int status) => Assert.IsType<NextStep.Retry>(RetrySchedule.After(RetrySchedule.Standard, 8, Status(status), 0));

    [Fact]
    public void Without_an_answer_it_is_tried_again_too() =>
        Assert.All(
            Enum.GetValues<AttemptError>().Except([AttemptError.Template]),   // which would make the same fault again
            error => Assert.IsType<NextStep.Retry>(RetrySchedule.After(RetrySchedule.Standard, 0, new Attempted(error, "x", null, "", "", null, default, default), 0)));

    private static TimeSpan Wait(int failures, Attempted attempt, double chance) => Assert.IsType<NextStep.Retry>(RetrySchedule.After(RetrySchedule.Standard, failures, attempt, chance)).Wait;

    private static Attempted Status(int status, TimeSpan? retryAfter = null) =>
        new(status is >= 200 and < 300 ? null : AttemptError.HttpStatus, null, status, "", "", retryAfter, default, default);
}
