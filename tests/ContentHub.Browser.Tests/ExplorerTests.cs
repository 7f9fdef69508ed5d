using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>The explorer of the API at <c>/docs</c>.</summary>
public sealed class ExplorerTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task It_shows_what_the_session_may_do_and_what_a_pasted_token_may()
    {
        var faults = new List<string>();
        var page = await panel.OpenAsync("/docs");
        page.Console += (_, message) =>
        {
            if (message.Type == "error") faults.Add(message.Text);
        };
        await page.ReloadAsync();
        await Expect(page.Locator("#operations-Address-listAddress")).ToBeVisibleAsync();
        await Expect(page.Locator("#operations-Webhooks-postAdminApiWebhooks")).ToBeVisibleAsync();
        await page.Locator("#operations-Address-listAddress button").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        var answer = await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync(), r => r.Url.Contains("/api/addresses", StringComparison.Ordinal));
        Assert.True(answer.Status == 200, $"{answer.Url} answered {answer.Status}");
        await Expect(page.Locator(".live-responses-table tr.response td.response-col_status").First).ToContainTextAsync("200");
        Assert.Empty(faults);

        var stranger = await panel.OpenSignedOutAsync("/docs");
        await Expect(stranger.Locator("#operations-Access-postAdminApiLogin")).ToBeVisibleAsync();
        await Expect(stranger.Locator("#operations-Address-listAddress")).ToHaveCountAsync(0);
        await stranger.GetByRole(AriaRole.Button, new() { Name = "Authorize" }).ClickAsync();
        await stranger.Locator(".auth-container input").FillAsync(panel.Settings.ApiToken!);
        await stranger.Locator(".auth-container button[type=submit]").ClickAsync();
        await Expect(stranger.Locator("#operations-Address-listAddress")).ToBeVisibleAsync();
    }
}
