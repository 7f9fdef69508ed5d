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
    public async Task What_points_at_an_entry_is_a_click_away()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        async Task<long> AddAsync(string route, object data)
        {
            using var answer = await client.PostAsJsonAsync($"/api/{route}", new { data });
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("id").GetInt64();
        }

        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = "harbour", display_name = "Harbour", attributes = new { name = new { type = "string" }, next_harbour = new { type = "relation", relation = "manyToOne", target = "harbour" } } } });
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = "ferry", plural = "ferries", display_name = "Ferry", attributes = new { name = new { type = "string" }, stops = new { type = "relation", relation = "manyToMany", target = "harbour" } } } });
        var harbour = await AddAsync("harbours", new { name = "Old harbour" });
        await AddAsync("harbours", new { name = "New harbour with a name that is longer than the card is wide", next_harbour = harbour });
        for (var i = 1; i <= 9; i++) await AddAsync("ferries", new { name = $"Line {i}", stops = new[] { harbour } });
        var page = await panel.OpenReadyAsync($"/admin/content/harbours/{harbour}");
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Linked from" });

        await Expect(card.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(8);
        await Expect(card.GetByRole(AriaRole.Listitem).First).ToHaveTextAsync("Line 9 Ferry, Stops");
        await card.GetByRole(AriaRole.Button, new() { Name = "Show more" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(card.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        await Expect(card.GetByRole(AriaRole.Heading)).ToBeFocusedAsync();
        await Expect(card.GetByRole(AriaRole.Listitem).Last).ToContainTextAsync("Harbour, Next harbour");
        await card.GetByRole(AriaRole.Link, new() { Name = "Line 3" }).ClickAsync();
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("Line 3");
        await Expect(card).ToHaveCountAsync(0);   // nothing can point at a ferry

        await panel.LookAsync("linked-from", $"/admin/content/harbours/{harbour}", async look =>
        {
            await look.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
            await Expect(look.Locator(".uses li")).ToHaveCountAsync(10);
        });
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
        await Expect(page.GetByText("Saved.").First).ToBeVisibleAsync();

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
