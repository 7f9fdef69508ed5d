using System.Text;
using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Tests.ContentTypes;

public sealed class AttributeValueTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "\"\"")]
    [InlineData("""{"type":"string","min_length":2,"max_length":3}""", "\"ab\"")]
    [InlineData("""{"type":"string","min_length":2,"max_length":3}""", "\"abc\"")]
    [InlineData("""{"type":"string","max_length":2}""", "\"🚀\"")]
    [InlineData("""{"type":"text"}""", "\"a\\nb\\t\"")]
    [InlineData("""{"type":"email"}""", "\"a.b+c@example.com\"")]
    [InlineData("""{"type":"uid"}""", "\"A-b_c.d~1\"")]
    [InlineData("""{"type":"integer"}""", "9007199254740991")]
    [InlineData("""{"type":"integer"}""", "-0")]
    [InlineData("""{"type":"integer","min":-3,"max":3}""", "-3")]
    [InlineData("""{"type":"integer","min":-3,"max":3}""", "3")]
    [InlineData("""{"type":"decimal"}""", "0.1")]
    [InlineData("""{"type":"decimal"}""", "7922816251426433759354395033")]
    [InlineData("""{"type":"decimal"}""", "1234567890123456789012345678")]
    [InlineData("""{"type":"decimal","min":0.5}""", "0.50")]
    [InlineData("""{"type":"boolean"}""", "true")]
    [InlineData("""{"type":"date"}""", "\"2024-02-29\"")]
    [InlineData("""{"type":"datetime"}""", "\"2024-02-29T00:00Z\"")]
    [InlineData("""{"type":"datetime"}""", "\"2024-02-29T23:59:59.9999999-11:30\"")]
    [InlineData("""{"type":"enumeration","enum":["a b","c"]}""", "\"a b\"")]
    [InlineData("""{"type":"json"}""", "[{\"a\":null}]")]
    public void A_good_value_is_taken(string definition, string value) => Assert.Null(Attribute(definition).Fault(Given.Json(value)));

    [Theory]
    [InlineData("""{"type":"string"}""", "7")]
    [InlineData("""{"type":"string"}""", "true")]
    [InlineData("""{"type":"string"}""", "[]")]
    [InlineData("""{"type":"string"}""", "\"a\\u0000\"")]
    [InlineData("""{"type":"string"}""", "\"\\ud83d\"")]
    [InlineData("""{"type":"string","min_length":2}""", "\"a\"")]
    [InlineData("""{"type":"string","max_length":3}""", "\"abcd\"")]
    [InlineData("""{"type":"email"}""", "\"a\"")]
    [InlineData("""{"type":"email"}""", "\"a@b@c.d\"")]
    [InlineData("""{"type":"email"}""", "\"Ann <a@b.example>\"")]
    [InlineData("""{"type":"email"}""", "\" a@b.example\"")]
    [InlineData("""{"type":"email"}""", "\"a@b.example\\nBcc: x@y.example\"")]
    [InlineData("""{"type":"uid"}""", "\"\"")]
    [InlineData("""{"type":"uid"}""", "\"a b\"")]
    [InlineData("""{"type":"uid"}""", "\"a/b\"")]
    [InlineData("""{"type":"uid"}""", "\"é\"")]
    [InlineData("""{"type":"uid"}""", "\"abc\\n\"")]
    [InlineData("""{"type":"integer"}""", "\"7\"")]
    [InlineData("""{"type":"integer"}""", "7.5")]
    [InlineData("""{"type":"integer"}""", "9007199254740992")]
    [InlineData("""{"type":"integer"}""", "-9007199254740992")]
    [InlineData("""{"type":"integer"}""", "99999999999999999999")]
    [InlineData("""{"type":"integer","min":-3,"max":3}""", "-4")]
    [InlineData("""{"type":"integer","min":-3,"max":3}""", "4")]
    [InlineData("""{"type":"decimal"}""", "\"1\"")]
    [InlineData("""{"type":"decimal"}""", "1e40")]
    [InlineData("""{"type":"decimal"}""", "0.12345678901234567890123456789012")]
    [InlineData("""{"type":"decimal"}""", "1e-40")]
    [InlineData("""{"type":"decimal","min":0.5}""", "0.49")]
    [InlineData("""{"type":"boolean"}""", "0")]
    [InlineData("""{"type":"boolean"}""", "\"true\"")]
    [InlineData("""{"type":"date"}""", "\"2023-02-29\"")]
    [InlineData("""{"type":"date"}""", "\"2023-2-9\"")]
    [InlineData("""{"type":"date"}""", "\"2023-02-09T00:00:00Z\"")]
    [InlineData("""{"type":"date"}""", "20230209")]
    [InlineData("""{"type":"datetime"}""", "\"2023-02-09\"")]
    [InlineData("""{"type":"datetime"}""", "\"2023-02-29T00:00:00Z\"")]
    [InlineData("""{"type":"datetime"}""", "\"2023-02-09T25:00:00Z\"")]
    [InlineData("""{"type":"datetime"}""", "\"0001-01-01T00:00:00+10:00\"")]
    [InlineData("""{"type":"datetime"}""", "1600000000")]
    [InlineData("""{"type":"enumeration","enum":["a"]}""", "\"A\"")]
    [InlineData("""{"type":"enumeration","enum":["a"]}""", "0")]
    [InlineData("""{"type":"json"}""", "\"\\u0000\"")]
    public void A_bad_value_is_refused_in_words_that_follow_the_name(string definition, string value) =>
        Assert.StartsWith("must ", Attribute(definition).Fault(Given.Json(value)) ?? Attribute(definition).Lack(Given.Json(value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"type":"datetime"}""", "\"2020-01-31T08:30:00+02:00\"", "\"2020-01-31T06:30:00.000Z\"")]
    [InlineData("""{"type":"datetime"}""", "\"2020-01-31T08:30Z\"", "\"2020-01-31T08:30:00.000Z\"")]
    [InlineData("""{"type":"datetime"}""", "\"2020-12-31T23:59:59.9999999Z\"", "\"2020-12-31T23:59:59.999Z\"")]
    [InlineData("""{"type":"datetime"}""", "\"2020-12-31T23:59:59.5\"", "\"2020-12-31T23:59:59.500Z\"")]
    [InlineData("""{"type":"decimal"}""", "1.10", "1.10")]
    [InlineData("""{"type":"decimal"}""", "0.000", "0.000")]
    [InlineData("""{"type":"decimal"}""", "1e2", "100")]
    [InlineData("""{"type":"integer"}""", "42", "42")]
    [InlineData("""{"type":"string"}""", "\"\\u0041\"", "\"A\"")]
    public void A_value_has_one_form(string definition, string given, string stored)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) Attribute(definition).Write(Given.Json(given), json);

        Assert.Equal(stored, Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static ScalarAttribute Attribute(string definition) =>
        (ScalarAttribute)Given.TypeForm($$$"""{"name":"page","attributes":{"x":{{{definition}}}}}""").Attributes[0].Wanted;
}
