using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>With a hook that was called well and badly, and an inbox with a webhook and what it sent.</summary>
public sealed class HookPanel : Panel
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        using var nobody = CreateClient(null);
        using var signedIn = await nobody.PostAsJsonAsync("/admin/api/login", new { email = Settings.AdminEmail, password = Settings.AdminPassword });
        using var owner = CreateClient((await signedIn.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("token").GetString());
        await owner.SendJsonAsync("/admin/api/hooks", new { data = new { name = "Shop", slug = "shop", scheme = "query", token_name = "token", secret = "a-token-of-some-length", mapping = new { model = "address", attributes = new { city = "order.city" } } } });
        foreach (var path in (string[])["/hooks/shop?token=a-token-of-some-length", "/hooks/shop?token=wrong", "/hooks/shop"])
            using (await nobody.PostAsync(path, new StringContent("""{"order": {"city": "Paris"}}""", Encoding.UTF8, "application/json"))) { }
        await owner.SendJsonAsync("/admin/api/inboxes", new { data = new { name = "tried" } });
        await owner.SendJsonAsync("/admin/api/inboxes/1/webhook", new { data = new { events = new[] { "entry.*" } } });
        foreach (var city in (string[])["Paris", "Rome"]) await owner.SendJsonAsync("/api/addresses", new { data = new { city } });
        for (var n = 0; n < 2;) n = (await owner.GetFromJsonAsync<JsonElement>("/admin/api/inboxes/1")).GetProperty("data").GetProperty("requests").GetInt32();
    }
}

public sealed class HookPagesTests(HookPanel panel) : IClassFixture<HookPanel>
{
    [Theory]
    [InlineData("hooks", "/admin/webhooks/incoming")]
    [InlineData("hook-new", "/admin/webhooks/incoming/new")]
    [InlineData("hook", "/admin/webhooks/incoming/1")]
    [InlineData("hook-call", "/admin/webhooks/incoming/1?call=2")]
    [InlineData("inboxes", "/admin/webhooks/inbox")]
    [InlineData("inbox-new", "/admin/webhooks/inbox?new=true")]
    [InlineData("inbox", "/admin/webhooks/inbox/1")]
    [InlineData("inbox-request", "/admin/webhooks/inbox/1?open=2")]
    [InlineData("inbox-compare", "/admin/webhooks/inbox/1?open=2&with=1")]
    [InlineData("webhooks", "/admin/webhooks")]
    public async Task A_page_is_accessible_and_never_wider_than_the_screen(string name, string path)
    {
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { 1440, 360 })
            {
                var look = await panel.OpenReadyAsync(path, width, theme);
                await Expect(look.Locator(".skeleton")).ToHaveCountAsync(0);
                if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder) await look.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{theme}.png"), FullPage = true });
                Assert.Empty(await Accessibility.FaultsAsync(look));
                Assert.True(await look.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{name}: wider than {width}");
                await look.Context.CloseAsync();
            }
        }
    }

    [Fact]
    public async Task From_an_inbox_to_a_webhook_to_a_delivery_that_is_valid_in_sight()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks");
        await page.GetByRole(AriaRole.Link, new() { Name = "Inbox", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Create inbox" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("journey");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create inbox" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/admin/webhooks/inbox/[0-9]+$"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Create webhook to this inbox" }).ClickAsync();
        await Expect(page.GetByText("Signatures are checked with the secrets of the webhook that was made for it, also after a new one.")).ToBeVisibleAsync();

        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Oslo" } });

        var row = page.GetByRole(AriaRole.Table, new() { Name = "Requests" }).GetByRole(AriaRole.Row).Nth(1);
        await Expect(row.GetByText("Valid")).ToBeVisibleAsync();   // without anybody here doing anything
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByText("\"city\": \"Oslo\"")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(AriaRole.Button, new() { Name = "410 Gone" }).ClickAsync();
        await Expect(page.GetByText("From now on it answers 410.")).ToBeVisibleAsync();
        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Bergen" } });
        await Expect(page.Locator(".address").GetByText("Off")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_hook_is_made_its_secret_shown_and_its_calls_appear_as_they_come()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks/incoming/new");
        await page.Locator("#field-name").FillAsync("Journey");
        await page.GetByLabel("Slug").FillAsync("journey");
        await page.GetByLabel("The sender shows who it is by").SelectOptionAsync("Bearer");
        await page.GetByLabel("Of each message").SelectOptionAsync("address");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a value" }).ClickAsync();
        await page.GetByLabel("Value 1, attribute").SelectOptionAsync("city");
        await page.GetByLabel("Value 1, path").FillAsync("order.city");
        await page.Keyboard.PressAsync("Tab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create hook" }).ClickAsync();
        await Expect(page.GetByText("The hook was created")).ToBeVisibleAsync();
        var secret = await page.Locator(".once input").InputValueAsync();

        using var good = panel.CreateClient(secret);
        using var bad = panel.CreateClient("wrong");
        using var accepted = await good.PostAsJsonAsync("/hooks/journey", new { order = new { city = "Tromsø" } });
        using var refused = await bad.PostAsJsonAsync("/hooks/journey", new { order = new { city = "Narvik" } });

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized), (accepted.StatusCode, refused.StatusCode));
        var calls = page.GetByRole(AriaRole.Table, new() { Name = "Last calls" });
        await Expect(calls.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Token mismatch");
        await Expect(calls.GetByRole(AriaRole.Row).Nth(2)).ToContainTextAsync("Event and entry");
        await Expect(page.GetByText("The hook was created")).ToBeVisibleAsync();   // what comes in takes nothing away
    }
}
