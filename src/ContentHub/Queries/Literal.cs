using System.Globalization;
using ContentHub.ContentTypes;

namespace ContentHub.Queries;

/// <summary>Values of queries: from text as callers write it to what is compared, and back.</summary>
internal static class Literal
{
    private const string NoMoment = "Invalid format, expected a timestamp or an ISO date";

    // Milliseconds beyond these are no date in .NET.
    private const long EarliestMoment = -62135596800000, LatestMoment = 253402300799999;

    /// <summary>The value, or what is wrong with the text.</summary>
    public static object? Read(FieldKind kind, string text, out string fault)
    {
        fault = "";
        switch (kind)
        {
            case FieldKind.Text:
                return text;
            case FieldKind.Number:
                fault = "expected a number";
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
            case FieldKind.Integer or FieldKind.BigInteger:
                fault = "expected an integer";
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer : null;
            case FieldKind.Boolean:
                fault = "expected true or false";
                return text switch { "1" or "true" or "t" => 1d, "0" or "false" or "f" => 0d, _ => null };
            case FieldKind.Time:
                fault = "expected a time such as 08:30:00.000";
                return TimeAttribute.TryRead(text, out var time) ? TimeAttribute.Text(time) : null;
            case FieldKind.Structure:
                fault = "only $null and $notNull can be asked of it";
                return null;
            default:
                fault = NoMoment;
                return Moment(text) is { } moment ? OfMoment(kind, moment) : null;
        }
    }

    /// <summary>Whether a fault is told without naming the field, as the dialect tells it.</summary>
    public static bool StandsAlone(string fault) => fault == NoMoment;

    /// <summary>As a caller would write it.</summary>
    public static string Text(FieldKind kind, object value) => value switch
    {
        double number when kind == FieldKind.Boolean => number == 1 ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    /// <summary>The dialect's idea of yes: everything but these.</summary>
    public static bool IsTrue(QueryNode node) => node is not QueryNode.Text { Value: null or "" or "0" or "f" or "false" };

    private static DateTimeOffset? Moment(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds) && text.TrimStart('-').Length > 4)
            return milliseconds is >= EarliestMoment and <= LatestMoment ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;
    }

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mmK", "yyyy-MM", "yyyy",
    ];

    private static object OfMoment(FieldKind kind, DateTimeOffset moment) => kind switch
    {
        FieldKind.Moment => moment.ToUnixTimeMilliseconds(),
        FieldKind.Date => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Utc.Text(moment),
    };
}
