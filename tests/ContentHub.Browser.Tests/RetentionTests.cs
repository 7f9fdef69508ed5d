using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed class RetentionTests(ContentPanel content) : IClassFixture<ContentPanel>
{
    private readonly Panel _panel = content.Panel;

    [Fact]
    public async Task How_long_things_are_kept_is_set_in_the_panel()
    {
        const string Path = "/admin/settings/retention";
        var page = await _panel.OpenReadyAsync(Path);
        await page.GetByLabel("Deleted entries", new() { Exact = true }).FillAsync("90");
        await page.GetByLabel("Audit log", new() { Exact = true }).FillAsync("0.5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".form-error")).ToHaveTextAsync("Audit log must be 1 day to 36,500 days");
        await Looks.KeepAsync(page, "retention-fault");

        await page.GetByLabel("Audit log", new() { Exact = true }).FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved. It holds on every server from now on.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Deleted entries", new() { Exact = true })).ToHaveValueAsync("90");
        await _panel.LookAsync("retention", Path);
    }
}
