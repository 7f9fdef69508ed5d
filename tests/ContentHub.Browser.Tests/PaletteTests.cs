using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed class PaletteTests(BusyPanel panel) : IClassFixture<BusyPanel>
{
    [Fact]
    public async Task Anything_is_a_few_keys_away()
    {
        var page = await panel.OpenReadyAsync("/admin/media");

        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Where to" }).FillAsync("paris");
        await Expect(page.GetByRole(AriaRole.Option)).ToContainTextAsync(["Paris"]);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("City")).ToHaveValueAsync("Paris");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("search ind");
        await Expect(page.GetByRole(AriaRole.Option)).ToContainTextAsync(["Search index"]);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Where to" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go to…" }).ClickAsync();   // and again
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Audit log" }).Or(page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Webhooks" })).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(panel.Address + "/admin/webhooks");
    }

    [Fact]
    public Task It_looks_right() => panel.LookAsync("palette", "/admin/media", async page =>
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Go to…" }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Where to" }).FillAsync("new");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("New");
    });
}
