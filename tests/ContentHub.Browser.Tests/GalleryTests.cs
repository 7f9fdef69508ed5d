using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed class GalleryTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_click_reaches_the_server_and_its_answer_the_page()
    {
        var page = await panel.OpenReadyAsync("/admin/gallery");

        await page.Locator("#gallery-count").ClickAsync();

        await Expect(page.Locator("#gallery-count")).ToHaveTextAsync("Clicked 1 times");
    }

    [Fact]
    public async Task Escape_closes_a_dialog_as_no_and_the_focus_returns()
    {
        var page = await panel.OpenReadyAsync("/admin/gallery");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Delete…" });
        await button.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.GetByText("Kept", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(button).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_problem_leads_to_its_field()
    {
        var page = await panel.OpenReadyAsync("/admin/gallery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link, new() { Name = "URL" }).ClickAsync();

        await Expect(page.GetByLabel("URL", new() { Exact = false }).First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_chosen_theme_holds_over_a_reload_before_anything_is_painted()
    {
        var page = await panel.OpenReadyAsync("/admin/gallery");
        await page.Locator(".rail-account").ClickAsync();
        await page.GetByText("Dark", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");

        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
    }

    [Fact]
    public async Task An_unknown_address_is_answered_404_with_a_page_that_leads_back()
    {
        var page = await panel.OpenAsync("/admin");

        var answer = await page.GotoAsync("/admin/nowhere/at/all");

        Assert.Equal(404, answer!.Status);
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the start" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Home");
    }

    [Fact]
    public async Task Nothing_comes_from_elsewhere_and_no_script_is_inline()
    {
        var page = await panel.OpenAsync("/admin");
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.NotEmpty(asked);
        Assert.All(asked, url => Assert.StartsWith(panel.Address, url.Replace("ws://", "http://", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Equal(0, await page.Locator("script:not([src])").CountAsync());
        Assert.Equal(0, await page.Locator("[style]").CountAsync());
    }

    [Fact]
    public async Task It_works_under_a_policy_that_allows_nothing_but_its_own_files()
    {
        var page = await panel.OpenReadyAsync("/admin");
        var complaints = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") complaints.Add(message.Text); };
        await page.RouteAsync("**/admin/gallery", async route =>
        {
            var answer = await route.FetchAsync();
            var headers = new Dictionary<string, string>(answer.Headers, StringComparer.OrdinalIgnoreCase) { ["content-security-policy"] = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; object-src 'none'" };
            await route.FulfillAsync(new() { Response = answer, Headers = headers });
        });
        await page.GotoAsync("/admin/gallery");
        await Panel.ReadyAsync(page);

        await page.Locator("#gallery-count").ClickAsync();

        await Expect(page.Locator("#gallery-count")).ToHaveTextAsync("Clicked 1 times");
        Assert.DoesNotContain(complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/admin/gallery", 1440, ColorScheme.Light)]
    [InlineData("/admin/gallery", 1440, ColorScheme.Dark)]
    [InlineData("/admin/gallery", 360, ColorScheme.Light)]
    [InlineData("/admin/gallery", 360, ColorScheme.Dark)]
    [InlineData("/admin", 1440, ColorScheme.Light)]
    [InlineData("/admin", 360, ColorScheme.Dark)]
    public async Task A_page_is_accessible_and_never_wider_than_the_screen(string path, int width, ColorScheme theme)
    {
        var page = await panel.OpenReadyAsync(path, width, theme);

        Assert.Empty(await Accessibility.FaultsAsync(page));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page scrolls sideways.");
    }
}
