namespace ContentHub.Admin.Components;

/// <summary>Times as people say them.</summary>
internal static class Relative
{
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);

    /// <summary>"just now", "5 minutes ago", "in 2 hours"; beyond thirty days the date.</summary>
    public static string Text(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = (now - at).Duration();
        if (distance < TimeSpan.FromSeconds(10)) return T("just now");
        if (distance >= 30 * ADay) return T("{0:d MMM yyyy}", at.UtcDateTime);

        return (distance, at <= now) switch
        {
            ({ TotalMinutes: < 1 }, true) => Count((long)distance.TotalSeconds, "{0} second ago", "{0} seconds ago"),
            ({ TotalMinutes: < 1 }, _) => Count((long)distance.TotalSeconds, "in {0} second", "in {0} seconds"),
            ({ TotalHours: < 1 }, true) => Count((long)distance.TotalMinutes, "{0} minute ago", "{0} minutes ago"),
            ({ TotalHours: < 1 }, _) => Count((long)distance.TotalMinutes, "in {0} minute", "in {0} minutes"),
            ({ TotalDays: < 1 }, true) => Count((long)distance.TotalHours, "{0} hour ago", "{0} hours ago"),
            ({ TotalDays: < 1 }, _) => Count((long)distance.TotalHours, "in {0} hour", "in {0} hours"),
            (_, true) => Count((long)distance.TotalDays, "{0} day ago", "{0} days ago"),
            _ => Count((long)distance.TotalDays, "in {0} day", "in {0} days"),
        };
    }
}
