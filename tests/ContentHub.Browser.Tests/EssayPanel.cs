using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace ContentHub.Browser.Tests;

/// <summary>The panel with a content type whose entries are written in editors of their own.</summary>
public sealed class EssayPanel : IAsyncLifetime
{
    /// <summary>Server and browser.</summary>
    public Panel Panel { get; } = new();

    /// <summary>Adds an essay over the API.</summary>
    /// <returns>Where it is edited.</returns>
    public async Task<string> EssayAsync(object values)
    {
        using var client = Client();
        var made = await client.SendJsonAsync("/api/essays", new { data = values });
        return $"/admin/content/essays/{made.GetProperty("data").GetProperty("document_id").GetString()}";
    }

    /// <summary>What is stored of the one that is edited there.</summary>
    public async Task<JsonElement> ReadAsync(string path)
    {
        using var client = Client();
        return (await client.GetFromJsonAsync<JsonElement>($"/api/essays/{path.Split('/')[^1]}?populate=*")).GetProperty("data");
    }

    /// <summary>Somebody else's save.</summary>
    public async Task SaveElsewhereAsync(string path, object values)
    {
        using var client = Client();
        using var answer = await client.PutAsJsonAsync($"/api/essays/{path.Split('/')[^1]}", new { data = values });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Saves, and waits until there is a new version.</summary>
    public static async Task SaveAsync(IPage page)
    {
        var version = page.Locator(".editor-side dd").Nth(4);
        var before = await version.TextContentAsync() ?? "";
        await page.Keyboard.PressAsync("Control+s");
        await Assertions.Expect(version).Not.ToHaveTextAsync(before);
    }

    /// <summary>The place to write in of a field with an editor, once it is there.</summary>
    public static ILocator Editor(IPage page, string field) => page.Locator($"rich-editor[ready] #field-{field}");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await Panel.InitializeAsync();
        using var client = Client();
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = "shared.aside", kind = "component", attributes = new { heading = new { type = "string", required = true }, words = new { type = "richtext" } } } });
        await client.SendJsonAsync("/admin/api/content-types", new
        {
            data = new
            {
                name = "essay",
                attributes = new
                {
                    title = new { type = "string", required = true },
                    blocks = new { type = "blocks" },
                    body = new { type = "richtext" },
                    meta = new { type = "json" },
                    asides = new { type = "component", component = "shared.aside", repeatable = true },
                    home = new { type = "relation", relation = "manyToOne", target = "address" },
                },
            },
        });
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Panel.DisposeAsync();

    private HttpClient Client() => Panel.CreateClient(Panel.Settings.ApiToken);
}
