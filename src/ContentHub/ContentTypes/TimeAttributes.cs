using System.Globalization;
using System.Text.Json;

namespace ContentHub.ContentTypes;

/// <summary>A day, <c>2020-01-31</c>.</summary>
public sealed record DateAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override string? Fault(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text)
        && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null : "must be a date such as 2020-01-31";
}

/// <summary>A time of day, <c>08:30:00.000</c>; seconds and fractions may be left out.</summary>
public sealed record TimeAttribute : ScalarAttribute
{
    private static readonly string[] Forms = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFF"];

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => TryRead(value, out _) ? null : "must be a time such as 08:30:00.000";

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json)
    {
        if (TryRead(value, out var time)) json.WriteStringValue(Text(time));
    }

    /// <summary>As stored and sent.</summary>
    public static string Text(TimeOnly time) => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The accepted forms.</summary>
    public static bool TryRead(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static bool TryRead(JsonElement value, out TimeOnly time)
    {
        time = default;
        return value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) && TryRead(text, out time);
    }
}

/// <summary>A moment, ISO 8601 with an offset or <c>Z</c>; stored in UTC with milliseconds.</summary>
public sealed record DateTimeAttribute : ScalarAttribute
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => TryRead(value, out _) ? null : "must be a moment such as 2020-01-31T08:30:00.000Z";

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json)
    {
        if (TryRead(value, out var moment)) json.WriteStringValue(Utc.Text(moment));
    }

    private static bool TryRead(JsonElement value, out DateTimeOffset moment)
    {
        moment = default;
        return value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text)
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }
}
