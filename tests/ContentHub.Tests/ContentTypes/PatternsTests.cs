using ContentHub.ContentTypes;

namespace ContentHub.Tests.ContentTypes;

/// <summary>Patterns mean what those who read them in OpenAPI take them for: ECMA-262.</summary>
public sealed class PatternsTests
{
    [Theory]
    [InlineData(@"^\d{5}$", "12345")]
    [InlineData(@"^[\d.]+$", "1.2")]
    [InlineData(@"^[^\d]$", "٣")]
    [InlineData(@"^\D$", "٣")]
    [InlineData(@"^[\D]+$", "٣a/:")]
    [InlineData(@"^\w+$", "aZ_9")]
    [InlineData(@"^[\w-]+$", "a-b_9")]
    [InlineData(@"^[\w-z]+$", "a-z")]
    [InlineData(@"^\W+$", "é@[")]
    [InlineData(@"^[\W]+$", "é@[]^`{/:")]
    [InlineData(@"^[$]$", "$")]
    [InlineData(@"^[]$]+$", "]$")]
    [InlineData(@"^[^]$]+$", "a")]
    [InlineData(@"^\$$", "$")]
    [InlineData(@"^\\$", @"\")]
    [InlineData(@"^\[\d$", "[1")]
    [InlineData("^(a$|b)", "a")]
    [InlineData(@"^[\]\d]$", "]")]
    public void It_takes(string pattern, string text)
    {
        Assert.Null(Patterns.Fault(pattern));
        Assert.Matches(Patterns.Of(pattern), text);
    }

    [Theory]
    [InlineData(@"^\d{5}$", "12345\n")]
    [InlineData(@"^\d$", "٣")]
    [InlineData(@"^[\d]$", "٣")]
    [InlineData(@"^[^\d]$", "3")]
    [InlineData(@"^\D$", "3")]
    [InlineData(@"^[\D]$", "3")]
    [InlineData(@"^\w$", "é")]
    [InlineData(@"^[\w]$", "é")]
    [InlineData(@"^[\w-z]$", "`")]
    [InlineData(@"^[\W]$", "_")]
    [InlineData(@"^[\W]$", "a")]
    [InlineData(@"^[]$]$", "a")]
    [InlineData(@"^[^]$]$", "$")]
    [InlineData("^(a$|b)", "a\n")]
    [InlineData(@"^\\$", "\\\n")]
    public void It_takes_not(string pattern, string text)
    {
        Assert.Null(Patterns.Fault(pattern));
        Assert.DoesNotMatch(Patterns.Of(pattern), text);
    }

    [Theory]
    [InlineData(@"[a")]
    [InlineData(@"a\")]
    [InlineData(@"(\d)\1")]
    public void What_was_refused_still_is(string pattern) => Assert.NotNull(Patterns.Fault(pattern));
}
