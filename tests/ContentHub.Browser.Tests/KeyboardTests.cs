using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContentHub.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>An entry with a control of every kind, written and published by somebody who has no mouse.</summary>
public sealed partial class KeyboardTests(Panel panel) : IClassFixture<Panel>
{
    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task An_entry_with_every_control_is_written_and_published_with_the_keyboard_alone(int width)
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        var plural = await TypeAsync(client, width);
        var page = await panel.OpenReadyAsync($"/admin/content/{plural}", width);
        var hands = new Hands(page);
        var keys = page.Keyboard;
        await hands.EnterAsync("Create entry");
        await page.WaitForURLAsync($"**/content/{plural}/new");
        await Expect(page.Locator("rich-editor[ready]")).ToHaveCountAsync(3);

        await TextsAsync(hands, keys);
        await NumbersAndDatesAsync(page, hands, keys);
        await LinksAsync(page, hands, keys, width);
        await PartsAsync(page, hands, keys);

        // Saved from where one is, and one stays there.
        await keys.PressAsync("Control+s");
        await page.WaitForURLAsync(DocumentUrl());
        await Expect(page.GetByText("Created.")).ToBeVisibleAsync();
        await hands.IsSeenAtAsync("Move Link 1 up");
        await Looks.KeepAsync(page, $"keyboard-{width}");

        // All the way back, also through the editors.
        await hands.EnterAsync("Publish", back: true);
        await Expect(page.GetByText("Published.")).ToBeVisibleAsync();
        await hands.IsAtAsync("Publish");
        Assert.True(hands.Faults.Count == 0, string.Join("; ", hands.Faults));

        var stored = (await client.GetFromJsonAsync<JsonElement>($"/api/{plural}/{page.Url.Split('/')[^1]}?populate=*")).GetProperty("data");
        AssertStored(stored, width);
    }

    private static async Task TextsAsync(Hands hands, IKeyboard keys)
    {
        await hands.WriteAsync("field-title", "By keyboard");
        await hands.WriteAsync("field-teaser", "First line");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("second line");
        await hands.WriteAsync("field-slug", "by-keyboard");
        await hands.WriteAsync("field-contact", "me@example.com");
        await hands.WriteAsync("field-secret", "correct horse");

        // In a list Tab indents; Escape and Tab leave.
        await hands.WriteAsync("field-story", "# Head");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("- one");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("two");
        await keys.PressAsync("Tab");
        await hands.IsAtAsync("field-story");
        await keys.PressAsync("Escape");
        await keys.PressAsync("Tab");
        Assert.NotEqual("field-story", await hands.WhereAsync());
        await hands.WriteAsync("field-body", "Some ");
        await keys.PressAsync("Control+b");
        await keys.TypeAsync("bold");
        await hands.WriteAsync("field-meta", "[1]");
    }

    private static async Task NumbersAndDatesAsync(IPage page, Hands hands, IKeyboard keys)
    {
        await hands.WriteAsync("field-stars", "4");
        await hands.WriteAsync("field-views", "9007199254740993");
        await hands.WriteAsync("field-price", "19.90");
        await hands.WriteAsync("field-weight", "0.5");
        await hands.GoAsync("Not set");
        await keys.PressAsync("ArrowUp");
        await keys.PressAsync("ArrowUp");
        await hands.IsAtAsync("Yes");
        await hands.WriteAsync("field-day", "01312026");
        await Expect(page.Locator("#field-day")).ToHaveValueAsync("2026-01-31");
        await hands.WriteAsync("field-at", "083015AM");
        await hands.WriteAsync("field-starts", "01312026");
        await keys.PressAsync("ArrowRight");
        await keys.TypeAsync("083015AM");
        await hands.GoAsync("field-stage");
        await keys.PressAsync("r");
        await Expect(page.Locator("#field-stage")).ToHaveValueAsync("ready");
    }

    private static async Task LinksAsync(IPage page, Hands hands, IKeyboard keys, int width)
    {
        await hands.WriteAsync("field-category-find", $"food {width}");
        await Expect(page.Locator("#field-category-find-list [role=option]")).ToHaveTextAsync([new Regex($"Food {width}")]);
        await keys.PressAsync("Enter");
        await Expect(page.Locator("#field-category .linked-item")).ToContainTextAsync($"Food {width}");
        await hands.IsAtAsync("field-category-find");

        // A dialog takes the focus in, keeps it, and gives it back.
        await hands.EnterAsync("Create an address");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "New address" });
        await Expect(dialog).ToBeVisibleAsync();
        await hands.WriteAsync("field-field-home-create-new-city", "Bern");
        await hands.EnterAsync("Create and choose");
        await Expect(page.Locator("#field-home .linked-item")).ToContainTextAsync("Bern");
        await hands.IsAtAsync("field-home-create");

        await hands.EnterAsync("Choose from the library");
        await Expect(page.Locator("dialog[open] .tile-name")).Not.ToHaveCountAsync(0);
        await hands.EnterAsync($"keys{width}.png");
        await Expect(page.Locator("#field-cover .linked-item")).ToContainTextAsync($"keys{width}.png");
        await hands.IsAtAsync("field-cover-choose");
        // Escape closes and leaves everything as it was.
        await keys.PressAsync("Enter");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(1);
        await keys.PressAsync("Escape");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await hands.IsAtAsync("field-cover-choose");
    }

    private static async Task PartsAsync(IPage page, Hands hands, IKeyboard keys)
    {
        await hands.EnterAsync("Add Seo");
        await hands.IsAtAsync("field-seo-heading");
        await keys.TypeAsync("Found by it");

        foreach (var (label, i) in new[] { "One", "Two", "Three" }.Select((label, i) => (label, i)))
        {
            await hands.EnterAsync("Add Link");
            await hands.IsAtAsync($"field-links-{i}-label");
            await keys.TypeAsync(label);
        }

        await hands.EnterAsync("Remove Link 3");
        await Expect(page.Locator("#field-links .part")).ToHaveCountAsync(2);
        await hands.IsAtAsync("field-links");
        await hands.EnterAsync("Move Link 1 down");
        await Expect(page.Locator("#field-links .part-gist")).ToHaveTextAsync(["Two", "One"]);
        await hands.IsAtAsync("Move Link 2 down");

        await hands.EnterAsync("Add Quote");
        await hands.IsAtAsync("field-zone-0-words");
        await keys.TypeAsync("Said");
        await hands.GoAsync("Add Quote");
        await hands.EnterAsync("Add Link");
        await hands.IsAtAsync("field-zone-1-label");
        await keys.TypeAsync("Linked");
        await hands.EnterAsync("Move Link 2 up");
        await Expect(page.Locator("#field-zone .part-gist")).ToHaveTextAsync(["Linked", "Said"]);
        await hands.IsSeenAtAsync("Move Link 1 up");
    }

    private static void AssertStored(JsonElement stored, int width)
    {
        string? Text(string name) => stored.GetProperty(name).GetString();
        Assert.Equal(("By keyboard", "First line\nsecond line", "by-keyboard", "me@example.com", "Some **bold**"), (Text("title"), Text("teaser"), Text("slug"), Text("contact"), Text("body")));
        Assert.Equal(("4", "9007199254740993", "19.90", 0.5, true), (stored.GetProperty("stars").GetRawText(), Text("views"), stored.GetProperty("price").GetRawText(), stored.GetProperty("weight").GetDouble(), stored.GetProperty("featured").GetBoolean()));
        Assert.Equal(("2026-01-31", "08:30:15.000", "2026-01-31T08:30:15.000Z", "ready", "[1]"), (Text("day"), Text("at"), Text("starts"), Text("stage"), stored.GetProperty("meta").GetRawText()));
        Assert.Equal(["heading", "list"], stored.GetProperty("story").EnumerateArray().Select(b => b.GetProperty("type").GetString()));
        Assert.Equal(($"Food {width}", "Bern", $"keys{width}.png"), (stored.GetProperty("category").GetProperty("name").GetString(), stored.GetProperty("home").GetProperty("city").GetString(), stored.GetProperty("cover").GetProperty("name").GetString()));
        Assert.Equal("Found by it", stored.GetProperty("seo").GetProperty("heading").GetString());
        Assert.Equal(["Two", "One"], stored.GetProperty("links").EnumerateArray().Select(l => l.GetProperty("label").GetString()));
        Assert.Equal([$"keys{width}.link", $"keys{width}.quote"], stored.GetProperty("zone").EnumerateArray().Select(l => l.GetProperty("__component").GetString()));
        Assert.False(stored.TryGetProperty("secret", out _));
    }

    private static async Task<string> TypeAsync(HttpClient client, int width)
    {
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = $"keys{width}.seo", kind = "component", attributes = new { heading = new { type = "string" } } } });
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = $"keys{width}.link", kind = "component", attributes = new { label = new { type = "string", required = true } } } });
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = $"keys{width}.quote", kind = "component", attributes = new { words = new { type = "text" } } } });
        await client.SendJsonAsync("/api/categories", new { data = new { name = $"Food {width}" } });
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Picture.Png(300, 200)), "files", $"keys{width}.png" } };
        (await client.PostAsync(new Uri("/api/upload", UriKind.Relative), form)).EnsureSuccessStatusCode();

        await client.SendJsonAsync("/admin/api/content-types", new
        {
            data = new
            {
                name = $"journey{width}",
                draft_and_publish = true,
                attributes = new
                {
                    title = new { type = "string", required = true },
                    teaser = new { type = "text" },
                    slug = new { type = "uid", target_field = "title" },
                    contact = new { type = "email" },
                    secret = new { type = "password" },
                    story = new { type = "blocks" },
                    body = new { type = "richtext" },
                    meta = new { type = "json" },
                    stars = new { type = "integer" },
                    views = new { type = "biginteger" },
                    price = new { type = "decimal" },
                    weight = new { type = "float" },
                    featured = new { type = "boolean" },
                    day = new { type = "date" },
                    at = new { type = "time" },
                    starts = new { type = "datetime" },
                    stage = new { type = "enumeration", @enum = new[] { "idea", "ready" } },
                    category = new { type = "relation", relation = "manyToOne", target = "category" },
                    home = new { type = "relation", relation = "manyToOne", target = "address" },
                    cover = new { type = "media" },
                    seo = new { type = "component", component = $"keys{width}.seo" },
                    links = new { type = "component", component = $"keys{width}.link", repeatable = true },
                    zone = new { type = "dynamiczone", components = new[] { $"keys{width}.quote", $"keys{width}.link" } },
                },
            },
        });
        return $"journey{width}s";
    }

    [GeneratedRegex("/[a-z0-9]{24}$")]
    private static partial Regex DocumentUrl();
}
