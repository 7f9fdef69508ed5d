using System.Net.Http.Json;
using System.Text.Json;
using ContentHub.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>An editor sees what a change set off, and who looks after webhooks sees the log.</summary>
public sealed class TriggeredTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_save_shows_what_it_set_off_at_each_webhook_without_a_reload()
    {
        var isOpen = false;
        await using var arrives = await Receiver.StartNewAsync();
        await using var fails = await Receiver.StartNewAsync((_, _) => isOpen ? Answer.Ok : new Answer(503, "closed"));
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/webhooks", new { data = new { name = "Search index", url = arrives.Address, events = new[] { "entry.*" } } });
        await client.SendJsonAsync("/admin/api/webhooks", new { data = new { name = "Shop", url = fails.Address, events = new[] { "entry.update" }, schedule = new[] { 240, 3600 } } });
        await client.SendJsonAsync("/admin/api/webhooks", new { data = new { name = "Picture cache", url = arrives.Address, events = new[] { "media.*" } } });
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = "memo", attributes = new { title = new { type = "string" }, body = new { type = "text" } } } });
        await client.SendJsonAsync("/api/memos", new { data = new { title = "First words", body = "Some text." } });
        var id = (await client.GetFromJsonAsync<JsonElement>("/api/memos")).GetProperty("data")[0].GetProperty("document_id").GetString();
        var path = $"/admin/content/memos/{id}";

        var page = await panel.OpenReadyAsync(path);
        await page.GetByLabel("Title").FillAsync("Other words");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();

        var card = page.GetByRole(AriaRole.Region, new() { Name = "Triggered" });
        await Expect(card).ToContainTextAsync("Version 2");
        await Expect(Row(card, "Search index")).ToContainTextAsync("Delivered");
        await Expect(Row(card, "Search index")).ToContainTextAsync("Answered 200 OK in");
        await Expect(Row(card, "Shop")).ToContainTextAsync("Failing");
        await Expect(Row(card, "Shop")).ToContainTextAsync("503 Service Unavailable; next try in");
        await Expect(Row(card, "Picture cache")).ToContainTextAsync("It does not ask for entry.update.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
        await Expect(card.Locator("summary")).ToContainTextAsync("1 delivered");
        await panel.LookAsync("triggered", path, look => Expect(look.Locator(".editor-triggered")).ToContainTextAsync("Failing"));

        // The receiver is back: who may sends it again, and the card follows.
        isOpen = true;
        await card.GetByRole(AriaRole.Button, new() { Name = "Redeliver to Shop" }).ClickAsync();
        await Expect(Row(card, "Shop").First).ToContainTextAsync("Delivered");
        await Row(card, "Shop").First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Attempt 2");
    }

    [Fact]
    public async Task The_log_of_events_is_followed_filtered_and_opened()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Paris" } });
        var page = await panel.OpenReadyAsync("/admin/events");
        var rows = page.Locator("tbody tr");
        await Expect(rows.First).ToContainTextAsync("entry.create");

        await client.SendJsonAsync("/api/events/LIKED_PHOTO", new { data = new { photo = 12 } });
        await Expect(rows.First).ToContainTextAsync("LIKED_PHOTO");
        await page.GetByRole(AriaRole.Link, new() { Name = "LIKED_PHOTO" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("\"photo\": 12");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("Event", new() { Exact = true }).SelectOptionAsync("entry.create");
        await Expect(rows.Filter(new() { HasText = "LIKED_PHOTO" })).ToHaveCountAsync(0);
        await Expect(rows.First).ToContainTextAsync("address");

        await panel.LookAsync("events", "/admin/events");
        await panel.LookAsync("event", "/admin/events?open=1", look => Expect(look.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync());
    }

    [Fact]
    public async Task The_catalogue_and_the_code_to_verify_are_at_hand()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/webhooks", new { data = new { name = "Mail", url = "http://127.0.0.1:9/", events = new[] { "webhook.failing" } } });
        var page = await panel.OpenReadyAsync("/admin/events");
        await page.GetByRole(AriaRole.Link, new() { Name = "Catalogue" }).ClickAsync();
        await page.GetByRole(AriaRole.Row, new() { Name = "entry.create address" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("json-schema.org");
        await panel.LookAsync("catalogue", "/admin/events/catalogue");
        await panel.LookAsync("catalogue-open", "/admin/events/catalogue?open=entry.create&of=address", look => Expect(look.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync());

        var id = (await client.GetFromJsonAsync<JsonElement>("/admin/api/webhooks")).GetProperty("data").EnumerateArray().Single(w => w.GetProperty("name").GetString() == "Mail").GetProperty("id").GetInt64();
        await panel.LookAsync("verify", $"/admin/webhooks/{id}", async look =>
        {
            await look.GetByRole(AriaRole.Button, new() { Name = "Python" }).ClickAsync();
            await Expect(look.Locator(".sheet pre")).ToContainTextAsync("import hmac");
        });
    }

    private static ILocator Row(ILocator card, string webhook) => card.Locator(".triggered-webhooks > li").Filter(new() { HasText = webhook }).First;
}
