using System.Globalization;
using ContentHub.Operations;

namespace ContentHub.Admin.Operations;

/// <summary>A time as a form has it: a number and its unit.</summary>
internal sealed class RetentionDraft
{
    /// <summary>As typed; empty for what is configured.</summary>
    public string Count { get; set; } = "";

    /// <summary><c>days</c>, <c>hours</c> or <c>minutes</c>.</summary>
    public string Unit { get; set; } = "days";

    /// <summary>What holds without a number, as a number of the first unit.</summary>
    public string Configured { get; private init; } = "";

    /// <summary>Whether it is a number, or nothing.</summary>
    public bool IsReadable => Count.Trim().Length == 0 || Number is not null;

    /// <summary>What it comes to; null for nothing.</summary>
    public TimeSpan? Time => Number is { } number ? TimeSpan.FromTicks((long)(number * Ticks)) : null;

    /// <summary>The draft of a time in its largest whole unit.</summary>
    public static RetentionDraft Of(RetentionTime time)
    {
        var unit = UnitOf(time.KeptFor);
        return new RetentionDraft { Unit = unit, Count = time.Stored is { } stored ? Text(stored, unit) : "", Configured = Text(time.Configured, unit) };
    }

    // Beyond every bound in every unit, and within what a span of time can hold.
    private decimal? Number => decimal.TryParse(Count.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? Math.Clamp(number, -1, TimeSpan.FromDays(1_000_000).Ticks / Ticks) : null;

    private long Ticks => TicksOf(Unit);

    private static string UnitOf(TimeSpan time) => time.Ticks % TimeSpan.TicksPerDay == 0 ? "days" : time.Ticks % TimeSpan.TicksPerHour == 0 ? "hours" : "minutes";

    private static string Text(TimeSpan time, string unit) => ((decimal)time.Ticks / TicksOf(unit)).ToString("0.######", CultureInfo.InvariantCulture);

    private static long TicksOf(string unit) => unit switch { "days" => TimeSpan.TicksPerDay, "hours" => TimeSpan.TicksPerHour, _ => TimeSpan.TicksPerMinute };
}
