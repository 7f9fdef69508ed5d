using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>The panel in another language: what the browser prefers, and what its reader chose.</summary>
public sealed class LanguageTests(BusyPanel panel) : IClassFixture<BusyPanel>
{
    [Fact]
    public async Task The_browsers_language_is_spoken_until_another_one_is_chosen()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks", locale: "de-AT");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Einstellungen" }).First).ToBeAttachedAsync();

        await page.GotoAsync("/admin/profile");
        await Panel.ReadyAsync(page);
        await Expect(page.GetByText("Dunkel").First).ToBeAttachedAsync();   // a script's word
        await page.Locator("main select[data-language]").SelectOptionAsync("en");

        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Panel.ReadyAsync(page);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Profile");
        await page.GotoAsync("/admin/webhooks");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Webhooks");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).First).ToBeAttachedAsync();
    }

    [Fact]
    public async Task What_happens_later_in_a_page_is_said_in_its_language_too()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks", locale: "de");

        await page.GetByRole(AriaRole.Switch).First.SetCheckedAsync(false);

        await Expect(page.GetByText("„Search index“ ist aus")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/content/addresses")]
    [InlineData("/admin/content/addresses/new")]
    [InlineData("/admin/media")]
    [InlineData("/admin/types/new")]
    [InlineData("/admin/webhooks")]
    [InlineData("/admin/webhooks/1")]
    [InlineData("/admin/webhooks/1/deliveries")]
    [InlineData("/admin/events")]
    [InlineData("/admin/settings/users")]
    [InlineData("/admin/settings/roles")]
    [InlineData("/admin/settings/audit")]
    [InlineData("/admin/settings/jobs")]
    [InlineData("/admin/settings/retention")]
    [InlineData("/admin/profile")]
    public async Task A_page_in_longer_words_is_no_wider_than_the_screen(string path)
    {
        foreach (var width in new[] { 1440, 360 })
        {
            var page = await panel.OpenReadyAsync(path, width, locale: "de");
            await Expect(page.Locator(".skeleton")).ToHaveCountAsync(0);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{path}: wider than {width}");
            await Looks.KeepAsync(page, $"german{path.Replace('/', '-')}-{width}");
            await page.Context.CloseAsync();
        }
    }
}
