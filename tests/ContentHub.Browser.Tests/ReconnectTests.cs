using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed class ReconnectTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task What_was_typed_survives_a_restart_of_the_server()
    {
        var page = await panel.OpenReadyAsync("/admin/gallery");
        await page.Locator("#field-name").FillAsync("Half a name");

        panel.Kill();
        await Expect(page.GetByText("The connection was lost.")).ToBeVisibleAsync();
        await page.Locator("#field-description").FillAsync("Typed while nobody listened");
        await panel.StartAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();

        await Expect(page.Locator("#field-name")).ToHaveValueAsync("Half a name");
        await Expect(page.Locator("#gallery-events")).ToContainTextAsync("27 characters");
    }
}
