namespace ContentHub.Tests.Tools;

public sealed class NearestTests
{
    [Theory]
    [InlineData("titel", "title")]
    [InlineData("nmae", "name")]
    [InlineData("NAME", "name")]
    [InlineData("categroy", "category")]
    [InlineData("citty", "city")]
    [InlineData("ctiy", "city")]
    public void What_is_near_is_proposed(string given, string expected) => Assert.Equal($"; did you mean '{expected}'?", Nearest.Hint(given, ["brand", "title", "name", "category", "city"]));

    [Theory]
    [InlineData("brand")]
    [InlineData("xyz")]
    [InlineData("eman")]
    [InlineData("")]
    public void The_word_itself_and_what_is_far_are_not(string given) => Assert.Equal("", Nearest.Hint(given, ["brandy", "brand", "title", "name"]));
}
