using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>Relations and components in the editor.</summary>
public sealed class EditorTests(EssayPanel essays) : IClassFixture<EssayPanel>
{
    [Fact]
    public async Task What_a_relation_needs_is_created_without_leaving_the_page()
    {
        var path = await essays.EssayAsync(new { title = "Needs a home" });
        var page = await essays.Panel.OpenReadyAsync(path);
        await page.GetByLabel("Title").FillAsync("Has a home");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create an address" }).ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog, new() { Name = "New address" });
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Create and choose" }).ClickAsync();
        await Expect(drawer.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        foreach (var field in await drawer.GetByRole(AriaRole.Textbox).AllAsync()) await field.FillAsync("Bern");
        await page.Keyboard.PressAsync("Control+s");

        await Expect(page.Locator("#field-home .linked-item")).ToContainTextAsync("Bern");
        await Expect(page.GetByLabel("Title")).ToHaveValueAsync("Has a home");
        await EssayPanel.SaveAsync(page);
        Assert.Equal("Bern", (await essays.ReadAsync(path)).GetProperty("home").GetProperty("city").GetString());
        await essays.Panel.LookAsync("create-in-place", path, look => look.GetByRole(AriaRole.Button, new() { Name = "Create an address" }).ClickAsync());
    }

    [Fact]
    public async Task Components_are_ordered_with_mouse_and_keyboard_folded_and_opened_where_something_is_wrong()
    {
        var path = await essays.EssayAsync(new { title = "Ordered", asides = new[] { new { heading = "One" }, new { heading = "Two" }, new { heading = "Three" } } });
        var page = await essays.Panel.OpenReadyAsync(path);
        for (var i = 0; i < 3; i++) await page.Locator(".part-head").Nth(i).ClickAsync();
        await Expect(page.Locator(".part-gist")).ToHaveTextAsync(["One", "Two", "Three"]);

        // With the mouse the third to the top, then with the keyboard one down.
        var (handle, first) = (await page.Locator("[data-sort-handle]").Nth(2).BoundingBoxAsync(), await page.Locator(".part").First.BoundingBoxAsync());
        await page.Mouse.MoveAsync(handle!.X + 5, handle.Y + 5);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(handle.X + 5, first!.Y + 2, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await Expect(page.Locator(".part-gist")).ToHaveTextAsync(["Three", "One", "Two"]);
        // The page has moved them by itself; the server's answer moves the focus's place once more.
        await Expect(page.Locator(".part").First.GetByRole(AriaRole.Button, new() { Name = "Move Aside 1 down" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Aside 1 down" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".part-gist")).ToHaveTextAsync(["One", "Three", "Two"]);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Move Aside 2 down" })).ToBeFocusedAsync();

        await page.Locator(".part-head").Nth(2).ClickAsync();
        await page.Locator("#field-asides-2-heading").FillAsync("");
        await page.Locator(".part-head").Nth(2).ClickAsync();
        await page.Keyboard.PressAsync("Control+s");
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator("#field-asides-2-heading")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Third");
        await EssayPanel.SaveAsync(page);
        Assert.Equal(["One", "Three", "Third"], (await essays.ReadAsync(path)).GetProperty("asides").EnumerateArray().Select(a => a.GetProperty("heading").GetString()));
    }

    [Fact]
    public async Task A_finger_drags_a_component_by_its_handle()
    {
        var path = await essays.EssayAsync(new { title = "By touch", asides = new[] { new { heading = "One" }, new { heading = "Two" }, new { heading = "Three" } } });
        var page = await essays.Panel.OpenReadyAsync(path, 360);
        for (var i = 0; i < 3; i++) await page.Locator(".part-head").Nth(i).ClickAsync();
        await Expect(page.Locator(".part-gist")).ToHaveTextAsync(["One", "Two", "Three"]);
        await page.Locator("[data-sort-handle]").Nth(2).ScrollIntoViewIfNeededAsync();
        var (handle, first) = (await page.Locator("[data-sort-handle]").Nth(2).BoundingBoxAsync(), await page.Locator(".part").First.BoundingBoxAsync());
        var scrolled = await page.EvaluateAsync<double>("scrollY");

        var browser = await page.Context.NewCDPSessionAsync(page);
        async Task TouchAsync(string type, params float[] heights) => await browser.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = heights.Select(y => new { x = handle!.X + 8, y }).ToArray() });
        await TouchAsync("touchStart", handle!.Y + 8);
        for (var y = handle.Y; y > first!.Y; y -= 12) await TouchAsync("touchMove", y);
        await TouchAsync("touchMove", first.Y + 2);
        await TouchAsync("touchEnd");

        await Expect(page.Locator(".part-gist")).ToHaveTextAsync(["Three", "One", "Two"]);
        Assert.Equal(scrolled, await page.EvaluateAsync<double>("scrollY"), 60d);   // the page was not scrolled by it
    }
}
