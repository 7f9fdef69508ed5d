using ContentHub.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>The library as people use it.</summary>
public sealed class MediaPagesTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_picture_is_put_into_a_folder_described_and_replaced()
    {
        var page = await panel.OpenReadyAsync("/admin/media");
        await page.GetByRole(AriaRole.Button, new() { Name = "New folder" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Trips");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create folder" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Trips" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete folder" })).ToBeVisibleAsync();   // the library itself is empty too
        await Expect(page.GetByText("No files here")).ToBeVisibleAsync();

        await page.Locator("#upload").SetInputFilesAsync(new FilePayload { Name = "house.png", MimeType = "image/png", Buffer = Picture.Png(1200, 900) });
        await Expect(page.Locator(".tile-picture img")).ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex("^/uploads/thumbnail_"));
        await page.GetByRole(AriaRole.Link, new() { Name = "house.png" }).ClickAsync();
        await Expect(page.GetByText("1200 × 900 pixels")).ToBeVisibleAsync();
        await page.GetByLabel("Alternative text").FillAsync("A red house");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("house.png saved.")).ToBeVisibleAsync();
        await Expect(page.GetByAltText("A red house")).ToBeVisibleAsync();

        await page.Locator("#replace").SetInputFilesAsync(new FilePayload { Name = "other.png", MimeType = "image/png", Buffer = Picture.Png(600, 300) });
        await Expect(page.GetByText("600 × 300 pixels")).ToBeVisibleAsync();
        await page.GotoAsync("/admin/media");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Trips" })).ToContainTextAsync("1 file");
        await page.GetByRole(AriaRole.Link, new() { Name = "Trips" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "house.png" })).ToContainTextAsync("600 × 300");
    }

    [Fact]
    public async Task A_library_with_folders_is_accessible_in_both_themes_and_never_wider_than_the_screen()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        long file = 0;
        foreach (var name in (string[])["a very long name of a picture that does not fit into its tile at all.png", "twin.png"])
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Picture.Png(800, 600)), "files", name } };
            using var answer = await client.PostAsync(new Uri("/api/upload", UriKind.Relative), form);
            file = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync())[0].GetProperty("id").GetInt64();
        }

        using var folder = new StringContent("""{"data":{"name":"A folder with quite a long name that has to be cut"}}""", null, "application/json");
        using var made = await client.PostAsync(new Uri("/admin/api/media/folders", UriKind.Relative), folder);
        foreach (var path in (string[])["/admin/media", $"/admin/media?file={file}", "/admin/media?folder=1"])
        {
            foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (360, ColorScheme.Light), (360, ColorScheme.Dark) })
            {
                var page = await panel.OpenReadyAsync(path, width, theme);
                await Expect(page.Locator(path.Contains("file=", StringComparison.Ordinal) ? ".details .preview" : ".folder-bar")).ToBeVisibleAsync();
                Assert.Empty(await Accessibility.FaultsAsync(page));
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page scrolls sideways.");
                await page.Context.CloseAsync();
            }
        }
    }
}
