using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.Entries;

/// <summary>Scalar values as their controls hold them: as text, so that what cannot be saved yet is kept as it was typed. Empty text is no value.</summary>
internal static class AttributeText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonElement Null = JsonElement.Parse("null"u8);

    /// <summary>What the control shows for a stored value.</summary>
    public static string Of(ScalarAttribute attribute, JsonElement value) => (attribute, value.ValueKind) switch
    {
        (_, JsonValueKind.Null or JsonValueKind.Undefined) => "",
        (PasswordAttribute, _) => "",   // what is stored is a hash, which nobody needs to see
        (JsonAttribute or BlocksAttribute, _) => JsonSerializer.Serialize(value, Indented),
        (DateTimeAttribute or TimeAttribute, JsonValueKind.String) => Local(value.GetString()!),
        (_, JsonValueKind.String) => value.GetString()!,
        (_, JsonValueKind.True) => "true",
        (_, JsonValueKind.False) => "false",
        _ => value.GetRawText(),
    };

    /// <summary>The value behind the text, checked by the attribute itself; or one fault.</summary>
    public static Result<JsonElement> Read(ScalarAttribute attribute, string text)
    {
        if (attribute is TextualAttribute ? text.Length == 0 : string.IsNullOrWhiteSpace(text)) return Null;
        if (!Parse(attribute, text).Ok(out var value, out var problem)) return problem;
        return attribute.Fault(value) is { } fault ? Faulty(attribute, T("It {0}.", fault)) : value;
    }

    private static Result<JsonElement> Parse(ScalarAttribute attribute, string text) => attribute switch
    {
        JsonAttribute or BlocksAttribute => Json(attribute, text),
        BooleanAttribute => JsonSerializer.SerializeToElement(text == "true"),
        IntegerAttribute => long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? JsonSerializer.SerializeToElement(number)
            : Faulty(attribute, T("It must be a whole number such as 42, without separators.")),
        DecimalAttribute => decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? JsonSerializer.SerializeToElement(number)
            : Faulty(attribute, T("It must be a number such as 19.90, with a point and without separators.")),
        FloatAttribute => double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonSerializer.SerializeToElement(number)
            : Faulty(attribute, T("It must be a number such as 0.25, with a point and without separators.")),
        BigIntegerAttribute => JsonSerializer.SerializeToElement(text.Trim()),
        DateTimeAttribute => JsonSerializer.SerializeToElement(text.EndsWith('Z') ? text : text + "Z"),
        _ => JsonSerializer.SerializeToElement(text),
    };

    private static Result<JsonElement> Json(ScalarAttribute attribute, string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException fault)
        {
            return Faulty(attribute, T("This is not JSON yet: see line {0}, column {1}.", fault.LineNumber + 1, fault.BytePositionInLine + 1));
        }
    }

    /// <summary>As browsers take it: without zone, seconds' fractions only where there are some.</summary>
    private static string Local(string moment)
    {
        var text = moment.TrimEnd('Z');
        return text.EndsWith(".000", StringComparison.Ordinal) ? text[..^4] : text;
    }

    private static Problem.Invalid Faulty(ScalarAttribute attribute, string message) => new(message, attribute.Name);
}
