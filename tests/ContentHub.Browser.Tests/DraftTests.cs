using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>A type with components and drafts, made over the API and edited in the panel.</summary>
public sealed class DraftTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_page_with_components_is_written_and_published()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = "shared.seo", kind = "component", attributes = new { headline = new { type = "string", required = true }, opens = new { type = "time" } } } });
        await client.SendJsonAsync("/admin/api/content-types", new
        {
            data = new
            {
                name = "landing",
                draft_and_publish = true,
                attributes = new
                {
                    title = new { type = "string", required = true },
                    body = new { type = "richtext" },
                    passphrase = new { type = "password" },
                    seo = new { type = "component", component = "shared.seo" },
                    parts = new { type = "component", component = "shared.seo", repeatable = true },
                    zone = new { type = "dynamiczone", components = new[] { "shared.seo" } },
                },
            },
        });

        var page = await panel.OpenReadyAsync("/admin/content/landings/new");
        await page.GetByLabel("Title").FillAsync("Welcome");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add Seo" }).First.ClickAsync();
        await page.Locator("#field-seo-headline").FillAsync("Come in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add Seo" }).First.ClickAsync();
        await page.Locator("#field-parts-0-headline").FillAsync("First");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).First.ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));
        await Expect(page.Locator(".page-head")).ToContainTextAsync("Draft");
        Assert.Equal(0, (await client.GetFromJsonAsync<JsonElement>("/api/landings")).GetProperty("data").GetArrayLength());

        await Panel.ReadyAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        await Expect(page.Locator(".page-head")).ToContainTextAsync("Published");
        var landing = (await client.GetFromJsonAsync<JsonElement>("/api/landings?populate=*")).GetProperty("data")[0];
        Assert.Equal("Come in", landing.GetProperty("seo").GetProperty("headline").GetString());
        Assert.Equal("First", landing.GetProperty("parts")[0].GetProperty("headline").GetString());
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { 1440, 360 })
            {
                var look = await panel.OpenReadyAsync(new Uri(page.Url).AbsolutePath, width, theme);
                Assert.Empty(await Accessibility.FaultsAsync(look));
                Assert.True(await look.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"wider than {width}");
                if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder) await look.ScreenshotAsync(new() { Path = Path.Combine(folder, $"landing-{width}-{theme}.png"), FullPage = true });
            }
        }

        var list = await panel.OpenAsync("/admin/content/landings");
        await Expect(list.Locator("tbody")).ToContainTextAsync("Published");
        await Expect(list.Locator(".types")).Not.ToContainTextAsync("Seo");
    }
}
