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
        await panel.LookAsync("landing", new Uri(page.Url).AbsolutePath);

        var list = await panel.OpenAsync("/admin/content/landings");
        await Expect(list.Locator("tbody")).ToContainTextAsync("Published");
        await Expect(list.Locator(".types")).Not.ToContainTextAsync("Seo");
    }

    [Fact]
    public async Task What_was_deleted_comes_back_and_a_former_version_too()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = "memo", attributes = new { title = new { type = "string" } } } });
        await client.SendJsonAsync("/api/memos", new { data = new { title = "Thrown away" } });
        await client.SendJsonAsync("/api/memos", new { data = new { title = "First words" } });
        var memos = (await client.GetFromJsonAsync<JsonElement>("/api/memos")).GetProperty("data");
        var (gone, kept) = (memos[0].GetProperty("document_id").GetString(), memos[1].GetProperty("document_id").GetString());
        (await client.DeleteAsync(new Uri($"/api/memos/{gone}", UriKind.Relative))).EnsureSuccessStatusCode();
        (await client.PutAsJsonAsync($"/api/memos/{kept}", new { data = new { title = "Other words" } })).EnsureSuccessStatusCode();
        await panel.LookAsync("trash", "/admin/trash");
        await panel.LookAsync("history", $"/admin/content/memos/{kept}", page => page.Locator(".editor-history summary").ClickAsync());

        var trash = await panel.OpenReadyAsync("/admin/trash");
        await trash.GetByRole(AriaRole.Button, new() { Name = "Restore Thrown away" }).ClickAsync();
        await Expect(trash.GetByText("Brought back.", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal("Thrown away", (await client.GetFromJsonAsync<JsonElement>($"/api/memos/{gone}")).GetProperty("data").GetProperty("title").GetString());

        var editor = await panel.OpenReadyAsync($"/admin/content/memos/{kept}");
        await editor.Locator(".editor-history summary").ClickAsync();
        await editor.GetByRole(AriaRole.Button, new() { Name = "Restore version 1" }).ClickAsync();
        await editor.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Expect(editor.GetByLabel("Title")).ToHaveValueAsync("First words");
    }
}
