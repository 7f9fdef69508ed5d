using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>What is done to many entries at once, and to one over time.</summary>
public sealed class EditingTests(Panel panel) : IClassFixture<Panel>
{
    private static readonly string[] Drafts = ["Anchor", "Bridge", "Castle"];

    private async Task<HttpClient> TypeAsync(string name)
    {
        var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name, draft_and_publish = true, attributes = new { title = new { type = "string", required = true }, rating = new { type = "integer" }, body = new { type = "text" } } } });
        return client;
    }

    [Fact]
    public async Task Entries_are_filtered_sorted_chosen_and_published_together()
    {
        using var client = await TypeAsync("sight");
        foreach (var (title, i) in Drafts.Select((t, i) => (t, i))) await client.SendJsonAsync("/api/sights?status=draft", new { data = new { title, rating = i } });
        var page = await panel.OpenReadyAsync("/admin/content/sights");
        var titles = page.Locator("tbody .row-link");
        await Expect(titles).ToHaveTextAsync(["Castle", "Bridge", "Anchor"]);

        await page.GetByRole(AriaRole.Link, new() { Name = "Title" }).ClickAsync();
        await Expect(titles).ToHaveTextAsync(["Anchor", "Bridge", "Castle"]);
        await page.Locator("summary", new() { HasText = "Filter" }).ClickAsync();
        await page.GetByLabel("Field").SelectOptionAsync("rating");
        await page.GetByLabel("Condition").SelectOptionAsync("$gte");
        await page.GetByLabel("Value").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add filter" }).ClickAsync();
        await Expect(titles).ToHaveTextAsync(["Bridge", "Castle"]);
        Assert.Contains("sort=title%3Aasc", page.Url, StringComparison.Ordinal);

        // The address says it all.
        await page.ReloadAsync();
        await Panel.ReadyAsync(page);
        await Expect(page.Locator(".chip")).ToContainTextAsync(["Rating is at least “1”"]);
        await page.GetByLabel("Choose all on this page").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        await Expect(page.GetByText("2 entries published.")).ToBeVisibleAsync();
        var seen = (await client.GetFromJsonAsync<JsonElement>("/api/sights?sort=title")).GetProperty("data").EnumerateArray().Select(e => e.GetProperty("title").GetString());
        Assert.Equal(["Bridge", "Castle"], seen);

        await page.Locator("summary", new() { HasText = "Columns" }).ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Columns" }).GetByText("Rating").ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        await Panel.ReadyAsync(page);
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Rating" })).ToHaveCountAsync(0);

        const string Filtered = "/admin/content/sights?filters[$and][0][rating][$gte]=0&sort=title:desc";
        await panel.LookAsync("list", Filtered);
        await panel.LookAsync("list-chosen", Filtered, look => look.GetByLabel("Choose Bridge").CheckAsync());
        await panel.LookAsync("list-filter", Filtered, look => look.Locator("summary", new() { HasText = "Filter" }).ClickAsync());
        await panel.LookAsync("list-columns", Filtered, look => look.Locator("summary", new() { HasText = "Columns" }).ClickAsync());
    }

    [Fact]
    public async Task Versions_are_compared_a_draft_with_what_is_public_and_a_publication_is_planned()
    {
        using var client = await TypeAsync("story");
        var id = (await client.SendJsonAsync("/api/stories", new { data = new { title = "First words", body = "A text." } })).GetProperty("data").GetProperty("document_id").GetString();
        var path = $"/admin/content/stories/{id}";
        var page = await panel.OpenReadyAsync(path);
        await page.GetByLabel("Title").FillAsync("Other words");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).First.ClickAsync();

        await page.GetByLabel("Publication").GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).Locator(".difference-text")).ToHaveTextAsync(["First words", "Other words"]);
        await page.Keyboard.PressAsync("Escape");

        // What readers see stands beside it, and publishing shows first what it changes.
        await page.GetByRole(AriaRole.Link, new() { Name = "Published", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("Title")).ToHaveValueAsync("First words");
        await Expect(page.GetByLabel("Title")).ToBeDisabledAsync();
        await panel.LookAsync("editor-published", path + "?stage=published");
        await page.GetByRole(AriaRole.Link, new() { Name = "Draft", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("Title")).ToHaveValueAsync("Other words");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Publish these changes" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await page.Locator(".editor-history summary").ClickAsync();
        await Expect(page.Locator(".editor-history li").First).ToContainTextAsync("owner@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare version 1" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).Locator("dt")).ToHaveTextAsync(["Title"]);
        await page.Keyboard.PressAsync("Escape");

        await page.GetByLabel("When").FillAsync("2099-01-31T08:30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("Schedule", new() { Exact = true }).GetByRole(AriaRole.Listitem)).ToContainTextAsync("31 Jan 2099, 08:30");

        await panel.LookAsync("editor", path);
        await panel.LookAsync("editor-compare", path, async look =>
        {
            await look.GetByLabel("Publication").GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
            await Expect(look.Locator(".difference-text")).ToHaveCountAsync(2);
        });
        await panel.LookAsync("home", "/admin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel: Publish" }).ClickAsync();
        await Expect(page.GetByLabel("Schedule", new() { Exact = true }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(0);
    }
}
