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

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task The_panel_of_uploads_and_what_is_said_meanwhile_never_lie_over_each_other(int width, ColorScheme theme)
    {
        var page = await panel.OpenReadyAsync("/admin/media", width, theme);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var bytes = System.Text.Encoding.UTF8.GetBytes($"the same words in all three of them, at {width}");
        await page.Locator("#upload").SetInputFilesAsync([.. Enumerable.Range(0, 3).Select(i => new FilePayload { Name = $"alike-{width}-{i}.txt", MimeType = "text/plain", Buffer = bytes })]);
        for (var i = 0; i < 3; i++) await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"alike-{width}-{i}.txt" }).First).ToBeVisibleAsync();
        await Expect(page.Locator(".uploads progress")).ToHaveCountAsync(0);
        await Expect(page.Locator(".uploads .upload")).ToHaveCountAsync(2);   // of three alike, all but the first

        // A note of our own, since those of the panel go after a while.
        await page.Locator(".toasts").EvaluateAsync("region => region.insertAdjacentHTML('beforeend', '<div class=\"toast-note\" id=\"noted\"><span>3 files uploaded.</span></div>')");
        var (uploads, note) = ((await page.Locator(".uploads").BoundingBoxAsync())!, (await page.Locator("#noted").BoundingBoxAsync())!);
        await Looks.KeepAsync(page, $"uploads-and-toast-{width}-{theme}");

        Assert.True(note.Y + note.Height <= uploads.Y || note.Y >= uploads.Y + uploads.Height || note.X + note.Width <= uploads.X || note.X >= uploads.X + uploads.Width, $"The note at {note.X}, {note.Y} lies over the panel at {uploads.X}, {uploads.Y}.");
        Assert.InRange(note.Y, 0, 900 - note.Height);
        Assert.InRange(note.X, 0, width - note.Width);
    }

    [Fact]
    public async Task What_must_stay_in_sight_of_a_picture_is_chosen_with_mouse_and_keyboard()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Picture.Png(800, 300)), "files", "wide.png" } };
        using var answer = await client.PostAsync(new Uri("/api/upload", UriKind.Relative), form);
        var file = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync())[0].GetProperty("id").GetInt64();
        async Task<string> StoredAsync() => System.Text.Json.JsonElement.Parse(await client.GetStringAsync(new Uri($"/api/upload/files/{file}", UriKind.Relative))).GetProperty("focal_point").GetRawText();
        var page = await panel.OpenReadyAsync($"/admin/media?file={file}");
        var (picture, marker) = (page.Locator("focal-picker img"), page.GetByRole(AriaRole.Slider, new() { Name = "Focal point" }));
        async Task SavedAsync(string stored)
        {
            await page.Keyboard.PressAsync("Control+s");
            await Expect(page.GetByText("wide.png saved.")).ToBeVisibleAsync();
            await Eventually.TrueAsync(async () => await StoredAsync() == stored);
        }

        var box = (await picture.BoundingBoxAsync())!;
        await picture.ClickAsync(new() { Position = new() { X = box.Width / 4, Y = box.Height / 2 } });
        await Expect(page.GetByText("25 % from the left, 50 % from the top")).ToBeVisibleAsync();
        await Expect(marker).ToBeFocusedAsync();
        await SavedAsync("""{"x":25,"y":50}""");

        // The keys move it at once; what is saved right after the last one is where it stands.
        await marker.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal("36 % from the left, 49 % from the top", await marker.GetAttributeAsync("aria-valuetext"));
        await SavedAsync("""{"x":36,"y":49}""");
        for (var i = 0; i < 6; i++) await page.Keyboard.PressAsync("Shift+ArrowLeft");
        Assert.Equal("0 % from the left, 49 % from the top", await marker.GetAttributeAsync("aria-valuetext"));

        // Dragged beyond the edge it stays on the picture.
        var at = (await marker.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(at.X + at.Width / 2, at.Y + at.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width * 0.9f, box.Y + box.Height + 200, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Expect(marker).ToHaveAttributeAsync("aria-valuetext", "90 % from the left, 100 % from the top");
        await SavedAsync("""{"x":90,"y":100}""");

        // Thumbnails are cropped around it.
        await page.GotoAsync("/admin/media");
        var thumb = page.GetByRole(AriaRole.Link, new() { Name = "wide.png" }).Locator("img");
        await Expect(thumb).ToHaveCSSAsync("object-position", "90% 100%");
        await Expect(thumb).ToHaveCSSAsync("object-fit", "cover");
        await panel.LookAsync("focal-point", $"/admin/media?file={file}", async look => await look.GetByRole(AriaRole.Slider, new() { Name = "Focal point" }).FocusAsync());

        await page.GotoAsync($"/admin/media?file={file}");
        await Panel.ReadyAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear focal point" }).ClickAsync();
        await Expect(marker).ToBeFocusedAsync();
        await Expect(marker).ToHaveAttributeAsync("aria-valuetext", "the centre");
        await SavedAsync("null");
    }

    [Fact]
    public async Task The_library_is_read_as_a_table_by_keyboard_and_this_browser_keeps_it_so()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        foreach (var (name, width) in new[] { ("a harbour at dusk with a name that goes on and on and does not fit into any cell.png", 640), ("boats.png", 900) })
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Picture.Png(width, 480)), "files", name } };
            using var answer = await client.PostAsync(new Uri("/api/upload", UriKind.Relative), form);
        }

        using (var form = new MultipartFormDataContent { { new ByteArrayContent("Times of the ferry"u8.ToArray()), "files", "ferry.txt" } })
        {
            using var answer = await client.PostAsync(new Uri("/api/upload", UriKind.Relative), form);
        }

        var page = await panel.OpenReadyAsync("/admin/media");
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Files" });
        await page.GetByRole(AriaRole.Link, new() { Name = "Table", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(table.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("ferry.txt");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("view=table"));

        await table.GetByRole(AriaRole.Link, new() { Name = "Size", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(table.GetByRole(AriaRole.Columnheader, new() { Name = "Size" })).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(table.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("ferry.txt");
        await table.GetByRole(AriaRole.Link, new() { Name = "Name", Exact = true }).ClickAsync();
        await Expect(table.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("a harbour");

        await table.GetByRole(AriaRole.Link, new() { Name = "boats.png" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("900 × 480 pixels");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(table).ToBeVisibleAsync();

        // Another day, without a word in the address.
        await page.GotoAsync("/admin/media");
        await Expect(table.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("ferry.txt");
        await page.GetByRole(AriaRole.Link, new() { Name = "Grid", Exact = true }).ClickAsync();
        await Expect(page.Locator(".tile-name").First).ToBeVisibleAsync();
        await Expect(table).ToHaveCountAsync(0);
        await panel.LookAsync("media-table", "/admin/media?view=table&sort=name:asc", look => Expect(look.Locator("tbody tr").First).ToBeVisibleAsync());
        await panel.LookAsync("media-table-found", "/admin/media?view=table&search=o", look => Expect(look.GetByRole(AriaRole.Table)).ToContainTextAsync("Top of the library"));
        await panel.LookAsync("media-grid", "/admin/media?view=grid", look => Expect(look.Locator(".tile").First).ToBeVisibleAsync());
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
