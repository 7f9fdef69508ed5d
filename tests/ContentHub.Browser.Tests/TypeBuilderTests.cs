using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>Types are built, changed and deleted in the panel, and what that does is shown first.</summary>
public sealed class TypeBuilderTests(Panel panel) : IClassFixture<Panel>
{
    [Theory]
    [InlineData(1440, "Recipe", "recipes")]
    [InlineData(360, "Pocket guide", "pocket-guides")]
    public async Task A_type_is_built_in_the_panel_and_an_entry_of_it_is_written(int width, string title, string plural)
    {
        var page = await panel.OpenReadyAsync("/admin/types/new", width);
        await page.GetByLabel("Display name").FillAsync(title);
        await Expect(page.GetByLabel("Plural")).ToHaveValueAsync(plural);
        await page.GetByLabel("Drafts").UncheckAsync();
        await AddAsync(page, "Short text", "headline", async () => await page.GetByLabel("Required").CheckAsync(), another: true);
        await Kind(page, "Choice").ClickAsync();
        await page.Locator("#field-attribute-name").FillAsync("level");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add attribute" }).ClickAsync();
        await Expect(page.GetByText("Words must list at least one word").First).ToBeVisibleAsync();
        await page.GetByLabel("Words").FillAsync("easy\nhard");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add attribute" }).ClickAsync();
        await Expect(page.Locator(".attribute")).ToHaveCountAsync(2);
        await Looks.KeepAsync(page, $"builder-new-{width}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Create type" }).ClickAsync();
        await page.WaitForURLAsync(new Regex(@"/admin/types/\d+$"));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save…" })).ToBeDisabledAsync();

        await page.GotoAsync($"/admin/content/{plural}/new");
        await Panel.ReadyAsync(page);
        await page.GetByLabel("Headline").FillAsync("Bread");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));
        Assert.Equal("Bread", (await ReadAsync($"/api/{plural}"))[0].GetProperty("headline").GetString());
    }

    [Fact]
    public async Task A_renamed_attribute_keeps_its_values_and_a_plan_warns_of_what_breaks_and_of_what_goes()
    {
        var type = await DefineAsync(new { name = "inn", attributes = new { city = new { type = "string" }, note = new { type = "text" }, stars = new { type = "integer" } } });
        await PostAsync("/api/inns", new { city = "Amsterdam", note = "By the water", stars = 3 });
        await PostAsync("/api/inns", new { city = "Ulm" });
        await PostAsync("/admin/api/webhooks", new { name = "Map", url = "http://127.0.0.1:9/hook", events = new[] { "entry.*" }, models = new[] { "inn" }, filter = "filters[entry][city][$eq]=Ulm", enabled = false });

        var page = await panel.OpenReadyAsync($"/admin/types/{type}");
        await page.GetByRole(AriaRole.Link, new() { Name = "city", Exact = true }).ClickAsync();
        await page.Locator("#field-attribute-name").FillAsync("town");
        await Expect(page.GetByText("Renamed from city: entries keep their values.")).ToBeVisibleAsync();
        await page.GetByLabel("Longest").FillAsync("5");
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.GetByText("Was city")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+s");
        var plan = page.GetByRole(AriaRole.Dialog);
        await Expect(plan).ToContainTextAsync("No value is lost.");
        await Expect(plan).ToContainTextAsync("1 entry: town must be at most 5 characters");
        await Expect(plan).ToContainTextAsync("Its filter follows to the new name.");
        await plan.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Inn was saved.")).ToBeVisibleAsync();
        Assert.Equal(["Amsterdam", "Ulm"], (await ReadAsync("/api/inns?sort=id")).Select(e => e.GetProperty("town").GetString()));

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove note" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Keep note" })).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await Expect(plan).ToContainTextAsync("Values will be gone for good.");
        await Expect(plan).ToContainTextAsync("Loses “By the water”.");
        var save = plan.GetByRole(AriaRole.Button, new() { Name = "Save and remove" });
        await Expect(save).ToBeDisabledAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(plan).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await plan.GetByLabel("Remove these values for good").CheckAsync();
        await save.ClickAsync();
        await Expect(page.Locator(".attribute")).ToHaveCountAsync(2);
        Assert.False((await ReadAsync("/api/inns"))[0].TryGetProperty("note", out _));
    }

    [Fact]
    public async Task Attributes_are_moved_by_keys_with_the_focus_kept_and_by_dragging()
    {
        var type = await DefineAsync(new { name = "row", attributes = new { a = new { type = "string" }, b = new { type = "string" }, c = new { type = "string" } } });
        var page = await panel.OpenReadyAsync($"/admin/types/{type}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Move a down" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".attribute-title")).ToHaveTextAsync([new Regex("^b"), new Regex("^a"), new Regex("^c")]);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Move a down" })).ToBeFocusedAsync();
        await Expect(page.GetByText("a is now 2 of 3.")).ToBeAttachedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("a is now 3 of 3.")).ToBeAttachedAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Move a down" })).ToBeFocusedAsync();

        await page.Locator(".attribute-grip").Nth(2).DragToAsync(page.Locator(".attribute").Nth(0), new() { TargetPosition = new() { X = 60, Y = 4 } });
        await Expect(page.Locator(".attribute-title")).ToHaveTextAsync([new Regex("^a"), new Regex("^b"), new Regex("^c")]);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save…" })).ToBeDisabledAsync();   // as it was

        await page.GetByRole(AriaRole.Button, new() { Name = "Move c up" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Row was saved.")).ToBeVisibleAsync();
        Assert.Equal(["a", "c", "b"], (await DefinitionAsync(type)).GetProperty("attributes").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_component_is_made_where_it_is_needed_and_a_relation_is_seen_from_both_sides()
    {
        await DefineAsync(new { name = "writer", attributes = new { name = new { type = "string" } } });
        var page = await panel.OpenReadyAsync("/admin/types/new");
        await page.GetByLabel("Display name").FillAsync("Story");
        await Open(page).ClickAsync();
        await Kind(page, "Component").ClickAsync();
        await page.Locator("#field-attribute-name").FillAsync("seo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a component" }).ClickAsync();
        await page.Locator("#field-new-display-name").FillAsync("Search result");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create component" }).ClickAsync();
        await Expect(page.Locator("#field-attribute-component")).ToHaveValueAsync("shared.search-result");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add another" }).ClickAsync();
        await Kind(page, "Relation").ClickAsync();
        await page.Locator("#field-attribute-name").FillAsync("by");
        await page.Locator("#field-attribute-target").SelectOptionAsync("writer");
        await page.GetByLabel("Seen from the other side as").FillAsync("stories");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add attribute" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create type" }).ClickAsync();
        await page.WaitForURLAsync(new Regex(@"/admin/types/\d+$"));

        var writer = (await ReadAsync("/admin/api/content-types?pagination[pageSize]=100")).Single(t => t.GetProperty("name").GetString() == "writer");
        Assert.Equal("by", writer.GetProperty("attributes").GetProperty("stories").GetProperty("mapped_by").GetString());

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete type" }).ClickAsync();
        await Expect(page.GetByText("'writer' has an attribute that names 'story': remove that first.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_typed_is_not_lost_by_leaving_and_a_drawer_has_an_address()
    {
        var type = await DefineAsync(new { name = "safe", attributes = new { title = new { type = "string" } } });
        var page = await panel.OpenReadyAsync($"/admin/types/{type}?attribute=title");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Short text");
        await page.GetByLabel("Required").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.GetByText("Unsaved changes")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex($"/admin/types/{type}$"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(page.GetByText("Unsaved changes")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_builder_is_accessible_in_both_themes_wide_and_narrow()
    {
        var type = await DefineAsync(new
        {
            name = "every",
            draft_and_publish = true,
            attributes = new
            {
                title = new { type = "string", required = true, max_length = 80 },
                slug = new { type = "uid", target_field = "title" },
                body = new { type = "richtext" },
                stage = new { type = "enumeration", @enum = new[] { "idea", "ready", "done" } },
                cover = new { type = "media", multiple = true },
                related = new { type = "relation", relation = "manyToMany", target = "every" },
            },
        });
        for (var i = 0; i < 7; i++) await PostAsync("/api/everies?status=draft", new { title = $"A rather long title of the entry number {i}", stage = "idea" });
        await panel.LookAsync("types", "/admin/types");
        await panel.LookAsync("builder", $"/admin/types/{type}");
        await panel.LookAsync("builder-kinds", $"/admin/types/{type}?add=choose");
        await panel.LookAsync("builder-string", $"/admin/types/{type}?attribute=title");
        await panel.LookAsync("builder-relation", $"/admin/types/{type}?add=relation");
        await panel.LookAsync("builder-component", $"/admin/types/{type}?add=component", page => page.GetByRole(AriaRole.Button, new() { Name = "Create a component" }).ClickAsync());
        await panel.LookAsync("builder-new-type", "/admin/types/new");
        await panel.LookAsync("builder-plan", $"/admin/types/{type}", async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Remove stage" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "title", Exact = true }).ClickAsync();
            await page.GetByLabel("Longest").FillAsync("10");
            await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
            await Expect(page.GetByText("Changed", new() { Exact = true }).First).ToBeVisibleAsync();
            await Looks.KeepAsync(page, $"builder-edited-{page.ViewportSize!.Width}");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
            await Expect(page.GetByText("Values will be gone for good.")).ToBeVisibleAsync();
        });
    }

    private static ILocator Open(IPage page) => page.GetByRole(AriaRole.Link, new() { Name = "Add attribute" });

    private static ILocator Kind(IPage page, string title) => page.Locator(".kind").Filter(new() { Has = page.GetByText(title, new() { Exact = true }) });

    private static async Task AddAsync(IPage page, string kind, string name, Func<Task> options, bool another)
    {
        await Open(page).ClickAsync();
        await Kind(page, kind).ClickAsync();
        await page.Locator("#field-attribute-name").FillAsync(name);
        await options();
        await page.GetByRole(AriaRole.Button, new() { Name = another ? "Add another" : "Add attribute" }).ClickAsync();
    }

    private async Task<long> DefineAsync(object type) => (await PostAsync("/admin/api/content-types", type)).GetProperty("id").GetInt64();

    private async Task<JsonElement> PostAsync(string path, object data)
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        using var answer = await client.PostAsJsonAsync(path, new { data });
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(body).GetProperty("data") : throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {body}");
    }

    private async Task<JsonElement> DefinitionAsync(long type)
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        return (await client.GetFromJsonAsync<JsonElement>($"/admin/api/content-types/{type}")).GetProperty("data");
    }

    private async Task<JsonElement[]> ReadAsync(string path)
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        return [.. (await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("data").EnumerateArray()];
    }
}
