using ContentHub.Operations;

namespace ContentHub.Admin.Operations;

/// <summary>What is kept and for how long, in words.</summary>
internal static class KeptWords
{
    /// <summary>What a setting is about.</summary>
    /// <param name="setting">Null for what is kept for good.</param>
    /// <param name="what">The server's own words, for what is not known here.</param>
    public static string Of(string? setting, string what) => setting switch
    {
        "Webhooks:KeepDeliveriesFor" => T("Deliveries and their attempts"),
        "Entries:KeepTrashFor" => T("Deleted entries"),
        "Audit:KeepFor" => T("Audit log"),
        "Hooks:KeepIdsFor" => T("Ids of messages from incoming hooks"),
        null => T("Events and versions of entries"),
        _ => what,
    };

    /// <summary>"30 days", "1 hour", in the largest unit that leaves nothing over.</summary>
    public static string Time(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerDay == 0 ? Count(time.Ticks / TimeSpan.TicksPerDay, "{0} day", "{0:#,0} days")
        : time.Ticks % TimeSpan.TicksPerHour == 0 ? Count(time.Ticks / TimeSpan.TicksPerHour, "{0} hour", "{0:#,0} hours")
        : time.TotalMinutes == 1 ? T("{0} minute", 1) : T("{0:#,0.##} minutes", time.TotalMinutes);

    /// <summary>What holds without a number, and what may be set.</summary>
    public static string Hint(RetentionTime time)
    {
        var bounds = T("Left empty, {0} as configured ({1}). {2} to {3}.", Time(time.Configured), time.Setting, Time(time.Least), Time(time.Most));
        return time.Oldest is { } oldest ? $"{bounds} {T("The oldest is of {0}.", T("{0:d MMM yyyy}", oldest.UtcDateTime))}" : bounds;
    }

    /// <summary>What would go at once.</summary>
    /// <param name="count">Counted no further than <see cref="RetentionService.MostCounted"/>.</param>
    public static string Lost(int count, RetentionTime time) =>
        count >= RetentionService.MostCounted ? T("{0:N0} or more of: {1}", count, Within(Of(time.Setting, time.What))) : T("{0:N0} of: {1}", count, Within(Of(time.Setting, time.What)));
}
