using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed class PolicyTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task No_page_needs_what_the_content_security_policy_forbids()
    {
        var page = await panel.OpenAsync("/admin");
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase)) complaints.Add($"{page.Url}: {message.Text}");
        };
        foreach (var path in (string[])["/admin", "/admin/content", "/admin/media", "/admin/webhooks/new", "/admin/settings/audit"])
        {
            await page.GotoAsync(panel.Address + path);
            await Panel.ReadyAsync(page);
        }

        await page.GotoAsync($"{panel.Address}/docs");
        await Expect(page.Locator(".opblock").First).ToBeVisibleAsync();
        Assert.Empty(complaints);
    }
}
