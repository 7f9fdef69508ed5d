using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed partial class SavedViewTests(ContentPanel content) : IClassFixture<ContentPanel>
{
    private const string List = "/admin/content/articles";

    private readonly Panel _panel = content.Panel;

    private static ILocator Menu(IPage page) => page.Locator("details.dropdown > summary").First;

    private static Task DoAsync(IPage page, string button) => page.Locator(".views-actions").GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

    [Fact]
    public async Task A_view_is_kept_chosen_changed_shared_and_seen_by_others()
    {
        await content.ArticleAsync(new { title = "Zebra crossing" });
        var page = await _panel.OpenReadyAsync($"{List}?sort=title%3Adesc");
        await page.GetByText("Columns", new() { Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Rating" }).CheckAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Rating" })).ToBeVisibleAsync();

        await Menu(page).ClickAsync();
        await DoAsync(page, "Save this view");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Z to A");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(ViewUrl());
        await Expect(Menu(page)).ToHaveTextAsync("Z to A");

        await page.GotoAsync(List);
        await Panel.ReadyAsync(page);
        await Menu(page).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Z to A" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(ViewUrl());
        await Expect(page.Locator("tbody .row-link").First).ToHaveTextAsync("Zebra crossing");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find in texts or by id" }).FillAsync("zebra");
        await Expect(Menu(page)).ToContainTextAsync("changed");
        await Menu(page).ClickAsync();
        await DoAsync(page, "Save changes");
        await Expect(page.GetByText("“Z to A” shows this from now on.")).ToBeVisibleAsync();
        await Expect(Menu(page)).Not.ToContainTextAsync("changed");

        await Menu(page).ClickAsync();
        await DoAsync(page, "Rename or share");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Animals");
        await page.GetByRole(AriaRole.Switch, new() { Name = "Share" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(Menu(page)).ToHaveTextAsync("Animals");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);

        await _panel.AddPersonAsync("views@example.com", role: 3);
        var other = await _panel.OpenAsPersonAsync("views@example.com", List);
        await Menu(other).ClickAsync();
        await other.GetByRole(AriaRole.Link, new() { Name = "Animals" }).ClickAsync();
        await Expect(other.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(other.GetByRole(AriaRole.Columnheader, new() { Name = "Rating" })).ToBeVisibleAsync();
        await Menu(other).ClickAsync();
        await Expect(other.Locator(".views-actions").GetByRole(AriaRole.Button)).ToHaveCountAsync(1);

        await _panel.LookAsync("views", new Uri(page.Url).PathAndQuery + "&size=10", look => Menu(look).ClickAsync());
        await _panel.LookAsync("view-save", new Uri(page.Url).PathAndQuery, async look =>
        {
            await Menu(look).ClickAsync();
            await DoAsync(look, "Save as another view");
            await Expect(look.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true })).ToBeFocusedAsync();
        });

        await Menu(page).ClickAsync();
        await DoAsync(page, "Delete");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete view" }).ClickAsync();
        await Expect(Menu(page)).ToHaveTextAsync("Views");
        await Expect(page.Locator("tbody tr")).Not.ToHaveCountAsync(1);
    }

    [GeneratedRegex(@"view=\d+$")]
    private static partial Regex ViewUrl();
}
