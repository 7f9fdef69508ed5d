using ContentHub.Admin.Access;

namespace ContentHub.Admin.Tests;

public sealed class ReturnUrlTests
{
    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/webhooks/7?open=3&text=a%20b")]
    [InlineData("/hub/admin")]
    public void A_path_on_this_server_is_taken(string url) => Assert.Equal(url, ReturnUrl.Local(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("admin")]
    [InlineData("https://elsewhere.example/admin")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("/\t/elsewhere.example")]
    [InlineData("/admin\r\nSet-Cookie: a=b")]
    [InlineData("javascript:alert(1)")]
    public void Everything_else_leads_to_the_start(string? url) => Assert.Equal("admin", ReturnUrl.Local(url));
}
