using ContentHub.Admin.Webhooks;

namespace ContentHub.Admin.Tests;

public sealed class WaitsTests
{
    [Fact]
    public void Waits_are_written_in_the_largest_unit_without_a_rest() =>
        Assert.Equal("5s, 90s, 1m, 24h, 2d", Waits.Text([5, 90, 60, 86400, 172800]));

    [Theory]
    [InlineData("5s, 1m,2h 3d", new[] { 5, 60, 7200, 259200 })]
    [InlineData("30", new[] { 30 })]
    [InlineData(" ", new int[0])]
    public void They_are_read_as_people_write_them(string text, int[] expected) => Assert.Equal(expected, Waits.Read(text));

    [Theory]
    [InlineData("soon")]
    [InlineData("5x")]
    [InlineData("-5s")]
    [InlineData("1m, s")]
    [InlineData("99999999d")]
    public void What_is_no_wait_is_not_guessed(string text) => Assert.Null(Waits.Read(text));
}
