using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Tests.ContentTypes;

public sealed class BlocksTests
{
    [Theory]
    [InlineData("https://example.com", true)]
    [InlineData("/about", true)]
    [InlineData("about.html#data:", true)]
    [InlineData("mailto:a@example.com", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData(" \u0001JavaScript:alert(1)", false)]
    [InlineData("java\n\tscript:alert(1)", false)]
    [InlineData("vbscript:x", false)]
    [InlineData("data:text/html,x", false)]
    public void A_link_leads_somewhere_and_runs_nothing(string url, bool taken)
    {
        var value = JsonSerializer.SerializeToElement(new[] { new { type = "paragraph", children = new[] { new { type = "link", url, children = new[] { new { type = "text", text = "x" } } } } } });

        Assert.Equal(taken ? null : "[0].children[0].url must not begin with javascript:, vbscript: or data:", new BlocksAttribute().Fault(value));
    }
}
