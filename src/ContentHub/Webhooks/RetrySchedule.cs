namespace ContentHub.Webhooks;

/// <summary>What comes after an attempt: a pure function of the delivery's past, the outcome and one random number.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>About three days in all.</summary>
    public static readonly IReadOnlyList<TimeSpan> Standard =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(24), TimeSpan.FromHours(30),
    ];

    /// <param name="waits">After the first failure the first, and so on.</param>
    /// <param name="failures">Failures before this attempt.</param>
    /// <param name="jitter">0 to 1: lengthens the wait by up to a fifth, never shortens it.</param>
    public static NextStep After(IReadOnlyList<TimeSpan> waits, int failures, Attempted attempt, double jitter)
    {
        if (attempt.Error is null) return new NextStep.Delivered();
        if (attempt.Error is AttemptError.Template) return new NextStep.GiveUp(DisableWebhook: false);   // the same template makes the same fault
        if (attempt.StatusCode == 410) return new NextStep.GiveUp(DisableWebhook: true);
        if (failures >= waits.Count) return new NextStep.GiveUp(DisableWebhook: false);

        var wait = waits[failures] * (1 + 0.2 * jitter);
        var asked = attempt.AsksToWait ? attempt.RetryAfter ?? TimeSpan.Zero : TimeSpan.Zero;
        if (asked > LongestRetryAfter) asked = LongestRetryAfter;
        return new NextStep.Retry(wait > asked ? wait : asked);
    }
}

/// <summary>What comes after an attempt.</summary>
internal abstract record NextStep
{
    private NextStep() { }

    /// <summary>Done.</summary>
    public sealed record Delivered : NextStep;

    /// <summary>Again after this long.</summary>
    public sealed record Retry(TimeSpan Wait) : NextStep;

    /// <summary>No more; with 410 the receiver asks to be left alone for good.</summary>
    public sealed record GiveUp(bool DisableWebhook) : NextStep;
}
