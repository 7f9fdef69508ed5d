using ContentHub.ContentTypes;

namespace ContentHub.Tests.ContentTypes;

public sealed class ContentTypeJsonTests
{
    [Fact]
    public void All_faults_are_told_at_once_each_with_its_place()
    {
        var faults = Faults("""
            {"name":"Bad Name","plural":7,"display_name":"","kind":"many","draft_and_publish":"yes","colour":"red","attributes":{
              "id":{"type":"string"},"1st":{"type":"string"},"a":{"type":"strong"},"b":7,"c":{"type":"enumeration","enum":["x","x"]},
              "d":{"type":"integer","min":5,"max":1},"e":{"type":"string","min_length":9,"max_length":3},"f":{"type":"integer","default":"x"},
              "g":{"type":"relation"},"h":{"type":"uid","target_field":"nothing"},"i":{"type":"boolean","unique":true},"j":{"type":"string","unique":true,"default":"x"}}}
            """);

        Assert.Equal(
            [
                "attributes", "attributes/1st", "attributes/a/type", "attributes/b", "attributes/c/enum", "attributes/d/min", "attributes/e/min_length", "attributes/f/default",
                "attributes/g/target", "attributes/h/target_field", "attributes/i/unique", "attributes/id", "attributes/j/default", "colour", "display_name", "draft_and_publish", "kind", "name", "plural",
            ],
            faults.Select(f => f.Split(": ")[0]).Append("attributes").Order(StringComparer.Ordinal).Distinct());
    }

    [Theory]
    [InlineData("""{"type":"string","max_lenght":5}""", "'max_lenght'")]
    [InlineData("""{"type":"string","min":5}""", "'min'")]
    [InlineData("""{"type":"integer","min":1.5}""", "'min'")]
    [InlineData("""{"type":"integer","required":"yes"}""", "'required'")]
    [InlineData("""{"type":"relation","target":"page","relation":"someToMany"}""", "'relation'")]
    [InlineData("""{"type":"relation","target":"page","relation":2}""", "'relation'")]
    [InlineData("""{"type":"relation","target":null}""", "'target'")]
    [InlineData("""{"type":"enumeration","enum":null}""", "'enum'")]
    [InlineData("""{"type":"enumeration","enum":"one"}""", "'enum'")]
    [InlineData("""{"type":"media","multiple":1}""", "'multiple'")]
    public void An_option_that_is_not_known_or_has_the_wrong_kind_of_value_is_named(string definition, string option)
    {
        var fault = Assert.Single(Faults($$$"""{"name":"page","attributes":{"x":{{{definition}}}}}"""));

        Assert.StartsWith("attributes/x", fault, StringComparison.Ordinal);
        Assert.Contains(option, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("address", true)]
    [InlineData("a", true)]
    [InlineData("blog-post-2", true)]
    [InlineData("", false)]
    [InlineData("Address", false)]
    [InlineData("2nd", false)]
    [InlineData("a_b", false)]
    [InlineData("adré", false)]
    [InlineData("upload", false)]
    [InlineData("events", false)]
    [InlineData("address\\n", false)]
    [InlineData("a\\u0000", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void A_name_of_a_type_is_one_that_can_stand_in_a_URL(string name, bool good) =>
        Assert.Equal(good, ContentTypeJson.Read(Given.Json($$$"""{"name":"{{{name}}}","plural":"others","attributes":{}}""")).Problem is null);

    [Theory]
    [InlineData("city", true)]
    [InlineData("fullName2", true)]
    [InlineData("full_name", true)]
    [InlineData("_x", false)]
    [InlineData("full name", false)]
    [InlineData("full-name", false)]
    [InlineData("city\\n", false)]
    [InlineData("documentId", false)]
    [InlineData("CREATED_AT", false)]
    [InlineData("", false)]
    public void A_name_of_an_attribute_is_a_word_that_the_product_does_not_use_itself(string name, bool good) =>
        Assert.Equal(good, ContentTypeJson.Read(Given.Json($$$$"""{"name":"page","attributes":{"{{{{name}}}}":{"type":"string"}}}""")).Problem is null);

    [Theory]
    [InlineData("address", "addresses")]
    [InlineData("category", "categories")]
    [InlineData("day", "days")]
    [InlineData("box", "boxes")]
    [InlineData("branch", "branches")]
    [InlineData("page", "pages")]
    public void Without_a_plural_one_is_made(string name, string plural) => Assert.Equal(plural, Given.TypeForm($$$"""{"name":"{{{name}}}","attributes":{}}""").Plural);

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("""{"name":"page"}""")]
    [InlineData("""{"name":"page","attributes":[]}""")]
    public void What_is_no_type_at_all_is_refused_without_breaking(string json) => Assert.NotEmpty(Faults(json));

    private static string[] Faults(string json) => Given.Faults(ContentTypeJson.Read(Given.Json(json)));
}
