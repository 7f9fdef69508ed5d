using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed partial class ContentTests(ContentPanel content) : IClassFixture<ContentPanel>
{
    private readonly Panel _panel = content.Panel;

    private static ILocator Save(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });

    private static ILocator Chosen(IPage page, string attribute) => page.GetByRole(AriaRole.List, new() { Name = attribute, Exact = true }).GetByRole(AriaRole.Listitem);

    private static async Task ChooseAsync(IPage page, string attribute, string text)
    {
        await page.GetByRole(AriaRole.Combobox, new() { Name = $"{attribute}:" }).FillAsync(text);
        await page.GetByRole(AriaRole.Option, new() { Name = text }).ClickAsync();
        await Expect(Chosen(page, attribute).GetByRole(AriaRole.Link, new() { Name = text })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_list_shows_what_others_write_and_its_pages_keep_its_order()
    {
        var page = await _panel.OpenReadyAsync("/admin/content/articles?size=10");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Written elsewhere" })).ToHaveCountAsync(0);
        for (var i = 0; i < 11; i++) await content.ArticleAsync(new { title = $"Written elsewhere {i}" });
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Written elsewhere 10" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Columnheader, new() { Name = "Title" }).GetByRole(AriaRole.Link).ClickAsync();
        // The address changes before the page does, and a link leads where the page that shows it was.
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Title" })).ToHaveAttributeAsync("aria-sort", "ascending");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sort=title(:|%3A)asc&page=2"));
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    public async Task On_a_phone_the_tools_of_a_list_take_two_rows_and_each_is_used_by_keyboard_within_the_screen(string locale)
    {
        var page = await _panel.OpenReadyAsync("/admin/content/articles", 360, locale: locale);
        var tools = page.Locator(".entry-tools > :not(dialog)");
        await Expect(tools).ToHaveCountAsync(5);
        await Expect(page.Locator("tbody .row-link").First).ToBeVisibleAsync();

        var rows = await tools.EvaluateAllAsync<float[]>("all => [...new Set(all.map(tool => tool.getBoundingClientRect()).map(box => Math.round((box.top + box.bottom) / 2)))]");

        Assert.Equal(2, rows.Length);
        await page.Locator(".entry-tools > .dropdown > summary").First.FocusAsync();
        for (var i = 0; i < 5; i++)
        {
            var tool = tools.Nth(i);
            Assert.True(await tool.EvaluateAsync<bool>("tool => tool.contains(document.activeElement)"), $"The key Tab comes to tool {i} in the order in which they stand.");
            if (await tool.Locator("summary").CountAsync() > 0)
            {
                await page.Keyboard.PressAsync("Enter");
                var panel = (await tool.Locator(".dropdown-panel").BoundingBoxAsync())!;
                Assert.InRange(panel.X, 0, 360 - panel.Width);
                await page.Keyboard.PressAsync("Escape");
                await Expect(tool.Locator(".dropdown-panel")).ToBeHiddenAsync();
            }

            await page.Keyboard.PressAsync("Tab");
        }
    }

    [Fact]
    public async Task An_entry_with_a_value_of_every_kind_is_written_and_read_again()
    {
        var page = await _panel.OpenReadyAsync("/admin/content/articles");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create entry" }).ClickAsync();

        await page.GetByLabel("Title").FillAsync("Every kind of thing");
        await page.GetByText("No", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Meta", new() { Exact = true }).FillAsync("""{"a":[1,2]}""");
        await page.GetByLabel("Summary").FillAsync("Two\nlines");
        await page.GetByLabel("Contact").FillAsync("me@example.com");
        await page.GetByLabel("Rating").FillAsync("4");
        await page.GetByLabel("Price").FillAsync("19.90");
        await page.GetByLabel("Day").FillAsync("2026-01-31");
        await page.GetByLabel("Starts at").FillAsync("2026-01-31T08:30:15");
        await page.GetByLabel("Stage").SelectOptionAsync("ready");
        await page.GetByLabel("Internal note").FillAsync("between us");
        await ChooseAsync(page, "Category", "Food");
        await ChooseAsync(page, "Related", "First of all");
        await ChooseAsync(page, "Related", "Second to none");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Second to none up" }).ClickAsync();
        await page.Locator("#field-cover-upload").SetInputFilesAsync(new FilePayload { Name = "cover.png", MimeType = "image/png", Buffer = ContentPanel.Dot });
        await Expect(Chosen(page, "Cover")).ToContainTextAsync("cover.png");
        await page.Locator("#field-gallery-upload").SetInputFilesAsync([
            new FilePayload { Name = "one.png", MimeType = "image/png", Buffer = ContentPanel.Dot }, new FilePayload { Name = "two.txt", MimeType = "text/plain", Buffer = "two"u8.ToArray() }]);
        await Expect(Chosen(page, "Gallery")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("Control+s");

        await page.WaitForURLAsync(DocumentUrl());
        await Expect(page.GetByText("Created.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Slug")).ToHaveValueAsync("every-kind-of-thing");
        await Expect(page.GetByLabel("Internal note")).ToHaveValueAsync("between us");
        var entry = await content.ReadAsync(page.Url.Split('/')[^1]);
        Assert.Equal(("Food", "cover.png", "2026-01-31T08:30:15.000Z", "19.90", false),
            (entry.GetProperty("category").GetProperty("name").GetString(), entry.GetProperty("cover").GetProperty("name").GetString(), entry.GetProperty("starts_at").GetString(), entry.GetProperty("price").GetRawText(), entry.GetProperty("featured").GetBoolean()));
        Assert.Equal(["Second to none", "First of all"], entry.GetProperty("related").EnumerateArray().Select(related => related.GetProperty("title").GetString()));
        Assert.False(entry.TryGetProperty("internal_note", out _));
    }

    [Fact]
    public async Task A_row_leads_to_the_editor_and_an_edit_is_saved()
    {
        var id = await content.ArticleAsync(new { title = "To be edited", rating = 1 });
        var page = await _panel.OpenReadyAsync("/admin/content/articles");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find in texts or by id" }).FillAsync("to be ed");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("search=to"));
        await page.GetByRole(AriaRole.Link, new() { Name = "To be edited" }).ClickAsync();

        await page.GetByLabel("Rating").FillAsync("5");
        await Save(page).ClickAsync();

        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        Assert.Equal(5, (await content.ReadAsync(id)).GetProperty("rating").GetInt32());
    }

    [Fact]
    public async Task What_is_refused_is_told_at_each_field_and_the_list_leads_there()
    {
        var page = await _panel.OpenReadyAsync("/admin/content/articles/new");
        await page.GetByLabel("Rating").FillAsync("many");
        await page.GetByLabel("Meta", new() { Exact = true }).FillAsync("{");
        await Save(page).ClickAsync();

        var alert = page.GetByRole(AriaRole.Alert);
        await Expect(alert.GetByRole(AriaRole.Link)).ToHaveTextAsync(["Meta", "Rating"]);
        await page.GetByLabel("Rating").FillAsync("4");
        await page.GetByLabel("Meta", new() { Exact = true }).FillAsync("{}");
        await Save(page).ClickAsync();
        await alert.GetByRole(AriaRole.Link, new() { Name = "Title" }).ClickAsync();

        await Expect(page.GetByLabel("Title")).ToBeFocusedAsync();
        await Expect(page.Locator("#field-title-error")).ToHaveTextAsync("It is required.");
        await Expect(page.GetByLabel("Rating")).ToHaveValueAsync("4");
    }

    [Fact]
    public async Task A_reload_keeps_what_was_typed_and_discarding_takes_it_back()
    {
        var id = await content.ArticleAsync(new { title = "Kept over a reload" });
        var page = await _panel.OpenReadyAsync($"/admin/content/articles/{id}");
        await ChooseAsync(page, "Category", "Travel");
        await page.GetByLabel("Summary").PressSequentiallyAsync("half a thou");

        await page.ReloadAsync();

        await Expect(page.GetByText("Unsaved changes were put back.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Summary")).ToHaveValueAsync("half a thou");
        await Expect(Chosen(page, "Category")).ToContainTextAsync("Travel");
        await page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Discard changes" }).ClickAsync();
        await Expect(page.GetByLabel("Summary")).ToHaveValueAsync("");
        await Expect(page.GetByText("Unsaved changes", new() { Exact = true })).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Leaving_with_unsaved_changes_asks()
    {
        var page = await _panel.OpenReadyAsync("/admin/content/articles/new");
        await page.GetByLabel("Title").FillAsync("Not yet");
        await page.GetByRole(AriaRole.Link, new() { Name = "Media" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.GetByLabel("Title")).ToHaveValueAsync("Not yet");

        await page.GetByRole(AriaRole.Link, new() { Name = "Media" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Media");
    }

    [Fact]
    public async Task A_file_is_uploaded_looked_at_and_deleted_in_the_library()
    {
        var page = await _panel.OpenReadyAsync("/admin/media");
        await page.Locator("#upload").SetInputFilesAsync([
            new FilePayload { Name = "library.png", MimeType = "image/png", Buffer = ContentPanel.Dot }, new FilePayload { Name = "nothing.txt", MimeType = "text/plain", Buffer = [] }]);
        await Expect(page.GetByText("is empty").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dismiss nothing.txt" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "library.png" }).ClickAsync();
        await Expect(page.GetByText("1 × 1 pixels")).ToBeVisibleAsync();
        await Expect(page.GetByText("No entry uses this file.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete file" }).ClickAsync();

        await Expect(page.GetByText("library.png deleted.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "library.png" })).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData("/admin/content")]
    [InlineData("/admin/content/articles")]
    [InlineData("/admin/content/addresses")]
    [InlineData("/admin/content/nothing")]
    [InlineData("/admin/content/articles/new")]
    [InlineData("/admin/media")]
    public async Task A_page_is_accessible_in_both_themes_and_never_wider_than_the_screen(string path)
    {
        foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (360, ColorScheme.Light), (360, ColorScheme.Dark) })
        {
            var page = await _panel.OpenReadyAsync(path, width, theme);

            Assert.Empty(await Accessibility.FaultsAsync(page));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page scrolls sideways.");
            await page.Context.CloseAsync();
        }
    }

    [GeneratedRegex("/articles/[a-z0-9]{24}$")]
    private static partial Regex DocumentUrl();
}
