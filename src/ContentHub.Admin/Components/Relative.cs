using System.Globalization;

namespace ContentHub.Admin.Components;

/// <summary>Times as people say them.</summary>
internal static class Relative
{
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);

    /// <summary>"just now", "5 minutes ago", "in 2 hours"; beyond thirty days the date.</summary>
    public static string Text(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = (now - at).Duration();
        if (distance < TimeSpan.FromSeconds(10)) return "just now";
        if (distance >= 30 * ADay) return at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

        var span = distance switch
        {
            { TotalMinutes: < 1 } => Count(distance.TotalSeconds, "second"),
            { TotalHours: < 1 } => Count(distance.TotalMinutes, "minute"),
            { TotalDays: < 1 } => Count(distance.TotalHours, "hour"),
            _ => Count(distance.TotalDays, "day"),
        };
        return at <= now ? $"{span} ago" : $"in {span}";
    }

    private static string Count(double amount, string unit) => (int)amount == 1 ? $"1 {unit}" : $"{(int)amount} {unit}s";
}
