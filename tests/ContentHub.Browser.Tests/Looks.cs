using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>A page in both themes, wide and narrow: no faults of access, nothing beyond the screen.</summary>
internal static class Looks
{
    /// <param name="name">Of the screenshots, which are kept when SCREENSHOTS names a folder.</param>
    /// <param name="open">What to do on the page first; null for nothing.</param>
    public static async Task LookAsync(this Panel panel, string name, string path, Func<IPage, Task>? open = null)
    {
        foreach (var width in new[] { 1440, 360 })
        {
            var look = await panel.OpenReadyAsync(path, width);
            await Expect(look.Locator(".skeleton")).ToHaveCountAsync(0);
            if (open is not null) await open(look);
            foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await SwitchAsync(look, theme);
                Assert.Empty(await Accessibility.FaultsAsync(look));
                Assert.True(await look.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{name}: wider than {width}");
                await KeepAsync(look, $"{name}-{width}-{theme}");
            }

            await look.Context.CloseAsync();
        }
    }

    // As the system's switch does while the page is open; colours that change slowly change at once.
    private static async Task SwitchAsync(IPage page, ColorScheme theme)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = theme });
        await Expect(page.Locator($"html[data-bs-theme={theme.ToString().ToLowerInvariant()}]")).ToHaveCountAsync(1);
        await page.EvaluateAsync("() => { for (const slow of document.getAnimations()) if (slow.effect.getComputedTiming().endTime !== Infinity) slow.finish(); }");
    }

    /// <summary>A picture of the page, when SCREENSHOTS names a folder: on a screen so high that all of it fits, so that what sticks to an edge is at the edge. What lies under a dialog does not count.</summary>
    public static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is not { Length: > 0 } folder) return;
        var (width, height) = (page.ViewportSize!.Width, page.ViewportSize.Height);
        var needed = await page.EvaluateAsync<int>("document.querySelector('dialog[open]') ? 0 : document.documentElement.scrollHeight");
        await page.SetViewportSizeAsync(width, Math.Max(height, needed));
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        await page.SetViewportSizeAsync(width, height);
    }
}
