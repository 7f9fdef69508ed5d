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
        await FilterAsync(page, "Webhooks");
        await Expect(page.Locator("#operations-Webhooks-postAdminApiWebhooks")).ToHaveCountAsync(1);
        await FilterAsync(page, "Address");
        await Expect(page.Locator("#operations-Address-listAddress")).ToBeVisibleAsync();
        await page.Locator("#operations-Address-listAddress button").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        var answer = await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync(), r => r.Url.Contains("/api/addresses", StringComparison.Ordinal));
        Assert.True(answer.Status == 200, $"{answer.Url} answered {answer.Status}");
        await Expect(page.Locator(".live-responses-table tr.response td.response-col_status").First).ToContainTextAsync("200");
        Assert.Empty(faults);

        var stranger = await panel.OpenSignedOutAsync("/docs");
        await Expect(stranger.Locator("#operations-Access-postAdminApiLogin")).ToBeVisibleAsync();
        await FilterAsync(stranger, "Address");
        await Expect(stranger.Locator("#operations-Access-postAdminApiLogin")).ToHaveCountAsync(0);   // the filter has been heard
        await Expect(stranger.Locator("#operations-Address-listAddress")).ToHaveCountAsync(0);
        await stranger.GetByRole(AriaRole.Button, new() { Name = "Authorize" }).ClickAsync();
        await stranger.Locator(".auth-container input").FillAsync(panel.Settings.ApiToken!);
        await stranger.Locator(".auth-container button[type=submit]").ClickAsync();
        await Expect(stranger.Locator("#operations-Address-listAddress")).ToBeVisibleAsync();
    }

    // Of so many operations the explorer draws only those in sight.
    private static Task FilterAsync(IPage page, string tag) => page.GetByPlaceholder("Filter by tag or path").FillAsync(tag);
}
