using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentHub.ContentTypes;

/// <summary>A whole number within ±(2^53 − 1), so that every JSON reader keeps it exact.</summary>
public sealed record IntegerAttribute : ScalarAttribute
{
    private const long Largest = (1L << 53) - 1;

    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.Number;

    /// <summary>Null for no limit.</summary>
    public long? Min { get; init; }

    /// <summary>Null for no limit.</summary>
    public long? Max { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (!WholeNumber.TryRead(value, out var number) || number is > Largest or < -Largest) return "must be an integer";
        if (number < Min) return $"must be greater than or equal to {Min}";
        return number > Max ? $"must be less than or equal to {Max}" : null;
    }

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json)
    {
        if (WholeNumber.TryRead(value, out var number)) json.WriteNumberValue(number);
    }
}

/// <summary>A whole number of 64 bits, a string in JSON because many readers would round it.</summary>
public sealed record BigIntegerAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.BigInteger;

    /// <summary>Null for no limit; a string of digits.</summary>
    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? Min { get; init; }

    /// <inheritdoc cref="Min"/>
    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? Max { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (!TryRead(value, out var number)) return "must be an integer of at most 64 bits, as a string of digits";
        if (number < Min) return $"must be greater than or equal to {Min}";
        return number > Max ? $"must be less than or equal to {Max}" : null;
    }

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json)
    {
        if (TryRead(value, out var number)) json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
    }

    private static bool TryRead(JsonElement value, out long number) => WholeNumber.TryRead(value, out number)
        || (JsonText.TextOf(value) is { } text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number));
}

/// <summary>Whole numbers in JSON, which knows one kind of number: <c>100</c>, <c>1e2</c> and <c>100.0</c> are the same.</summary>
internal static class WholeNumber
{
    // Of 64 bits.
    private const int MostDigits = 19;

    /// <summary>The number; false where it is no whole one, or needs more than 64 bits, or the value is none.</summary>
    public static bool TryRead(JsonElement value, out long number)
    {
        number = 0;
        if (value.ValueKind != JsonValueKind.Number) return false;
        if (value.TryGetInt64(out number)) return true;
        var text = value.GetRawText();
        var e = text.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0;
        if (e >= 0 && !int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return false;
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var kept = digits.TrimEnd('0');
        if (kept is "" or "-") return true;
        // What stands after the last digit that is not 0: so many zeros, or a fraction.
        var zeros = (long)exponent + digits.Length - kept.Length - (point < 0 ? 0 : mantissa.Length - point - 1);
        return zeros is >= 0 and <= MostDigits && long.TryParse(kept + new string('0', (int)zeros), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}

/// <summary>A floating-point number of 64 bits.</summary>
public sealed record FloatAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.Number;

    /// <summary>Null for no limit.</summary>
    public double? Min { get; init; }

    /// <summary>Null for no limit.</summary>
    public double? Max { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number)) return "must be a number";
        if (number < Min) return $"must be greater than or equal to {Min!.Value.ToString(CultureInfo.InvariantCulture)}";
        return number > Max ? $"must be less than or equal to {Max!.Value.ToString(CultureInfo.InvariantCulture)}" : null;
    }

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json) => json.WriteNumberValue(value.GetDouble());
}

/// <summary>A number with up to 28 digits, kept as it was written.</summary>
public sealed record DecimalAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.Number;

    /// <summary>Null for no limit.</summary>
    public decimal? Min { get; init; }

    /// <summary>Null for no limit.</summary>
    public decimal? Max { get; init; }

    /// <inheritdoc/>
    public override string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number) || !IsExact(value.GetRawText())) return "must be a number of at most 28 digits";
        if (number < Min) return $"must be greater than or equal to {Min}";
        return number > Max ? $"must be less than or equal to {Max}" : null;
    }

    /// <inheritdoc/>
    public override void Write(JsonElement value, Utf8JsonWriter json) => json.WriteNumberValue(value.GetDecimal());

    // The reader rounds what it cannot hold; a number that would change is refused instead.
    private static bool IsExact(string text)
    {
        var e = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        if (e >= 0 && int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)) decimals -= exponent;
        return decimals <= 28 && mantissa.Count(char.IsAsciiDigit) - mantissa.TakeWhile(c => c is '-' or '0' or '.').Count(char.IsAsciiDigit) <= 28;
    }
}

/// <summary>True or false.</summary>
public sealed record BooleanAttribute : ScalarAttribute
{
    /// <inheritdoc/>
    public override Comparison Comparison => Comparison.Boolean;

    /// <inheritdoc/>
    public override string? Fault(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false";
}
