using System.Text.Json;
using ContentHub.Admin.Entries;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.Tests.Entries;

public sealed class AttributeTextTests
{
    public static TheoryData<ScalarAttribute, string, string> Good => new()
    {
        { new StringAttribute(), "\" a \"", " a " },
        { new TextAttribute(), "\"a\\nb\"", "a\nb" },
        { new EmailAttribute(), "\"me@example.com\"", "me@example.com" },
        { new UidAttribute(), "\"a-b\"", "a-b" },
        { new IntegerAttribute(), "-42", "-42" },
        { new DecimalAttribute(), "19.90", "19.90" },
        { new BooleanAttribute(), "true", "true" },
        { new BooleanAttribute(), "false", "false" },
        { new DateAttribute(), "\"2020-01-31\"", "2020-01-31" },
        { new DateTimeAttribute(), "\"2020-01-31T08:30:00.000Z\"", "2020-01-31T08:30:00" },
        { new DateTimeAttribute(), "\"2020-01-31T08:30:00.125Z\"", "2020-01-31T08:30:00.125" },
        { new EnumerationAttribute { Values = ["a", "b"] }, "\"b\"", "b" },
        { new JsonAttribute(), "[1,{\"ä\":null}]", "[\n  1,\n  {\n    \"ä\": null\n  }\n]" },
        { new JsonAttribute(), "\"text\"", "\"text\"" },
        { new StringAttribute(), "null", "" },
        { new BooleanAttribute(), "null", "" },
    };

    [Theory, MemberData(nameof(Good))]
    public void A_value_shows_as_text_and_the_text_is_the_value_again(ScalarAttribute attribute, string json, string text)
    {
        var value = JsonElement.Parse(json);

        Assert.Equal(text, AttributeText.Of(attribute, value).ReplaceLineEndings("\n"));
        var stored = AttributeText.Read(attribute, text).Value;
        if (attribute is DateTimeAttribute) Assert.Null(attribute.Fault(stored));
        else Assert.True(JsonElement.DeepEquals(value, stored), stored.GetRawText());
    }

    public static TheoryData<ScalarAttribute, string, string> Bad => new()
    {
        { new StringAttribute { MaxLength = 3 }, "abcd", "It must be at most 3 characters." },
        { new EmailAttribute(), "me", "It must be a valid email." },
        { new UidAttribute(), "a b", "It must be 1 to 256 letters, digits and - _ . ~." },
        { new IntegerAttribute(), "1.5", "It must be a whole number such as 42, without separators." },
        { new IntegerAttribute { Max = 5 }, "6", "It must be less than or equal to 5." },
        { new DecimalAttribute(), "1,5", "It must be a number such as 19.90, with a point and without separators." },
        { new DateAttribute(), "31.1.2020", "It must be a date such as 2020-01-31." },
        { new JsonAttribute(), "{\"a\":", "This is not JSON yet: see line 1, column 6." },
    };

    [Theory, MemberData(nameof(Bad))]
    public void What_is_no_value_says_what_would_be_one(ScalarAttribute attribute, string text, string message) =>
        Assert.Equal(message, AttributeText.Read(attribute, text).Problem!.Message);

    [Theory]
    [InlineData("postal_code", "Postal code")]
    [InlineData("postalCode", "Postal code")]
    [InlineData("SEO", "SEO")]
    [InlineData("_", "_")]
    public void A_name_is_spoken_as_people_write_it(string name, string spoken) => Assert.Equal(spoken, EntryTitle.Spoken(name));
}
