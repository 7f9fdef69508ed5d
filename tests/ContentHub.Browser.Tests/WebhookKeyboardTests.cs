using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContentHub.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>A webhook from its first letter to its second secret, by somebody who has no mouse and always sees where the focus is.</summary>
public sealed partial class WebhookKeyboardTests(Panel panel) : IClassFixture<Panel>
{
    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task A_webhook_is_made_tried_switched_watched_and_given_a_new_secret_with_the_keyboard_alone(int width)
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(202, """{"thanks":"received"}"""));
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        var name = $"Index {width}";
        var page = await panel.OpenReadyAsync("/admin", width);
        var hands = new Hands(page);

        await hands.EnterAsync("Webhooks");
        await ArrivesAsync(page, hands, "/admin/webhooks", "Webhooks");
        await hands.EnterAsync("Create webhook");
        await ArrivesAsync(page, hands, "/admin/webhooks/new", "New webhook");
        await FillInAsync(page, hands, name, $"{receiver.Address}hook");
        await TestAsync(page, hands, receiver);
        var secret = await SaveAsync(page, hands, name);
        var id = page.Url.Split('/')[^1];
        await AssertSavedAsync(client, id, name, $"{receiver.Address}hook");

        await hands.EnterAsync("Webhooks", back: true);
        await ArrivesAsync(page, hands, "/admin/webhooks", "Webhooks");
        await SwitchAsync(page, hands, client, id, name);
        await SwitchChosenAsync(page, hands, client, id, name);

        // One city that its filter lets through, and one that it does not.
        foreach (var city in new[] { "Berlin", "Paris" }) await client.SendJsonAsync("/api/addresses", new { data = new { city } });
        var created = await receiver.WaitForAsync(request => request.Header("X-ContentHub-Event") == "entry.create");
        Assert.Equal("ok", await StandardWebhooks.VerifyAsync(secret, created));
        await hands.EnterAsync($"Deliveries of {name}");
        await ArrivesAsync(page, hands, $"/admin/webhooks/{id}/deliveries", name);
        await RedeliverAsync(page, hands);
        var again = await receiver.WaitForAsync(request => request.Header("webhook-id") == created.Header("webhook-id") && request.Attempt == 2);
        Assert.Equal(("ok", created.Text), (await StandardWebhooks.VerifyAsync(secret, again), again.Text));

        await hands.EnterAsync("Settings", back: true);
        await ArrivesAsync(page, hands, $"/admin/webhooks/{id}", name);
        var renewed = await RotateAsync(page, hands, name);
        Assert.NotEqual(secret, renewed);
        // Down the whole page and up again, between what sticks to its edges.
        await hands.GoAsync("Delete…");
        await hands.GoAsync("Save", back: true);
        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Paris" } });
        var last = (await receiver.WaitForAsync(5))[^1];
        Assert.Equal(("ok", "ok"), (await StandardWebhooks.VerifyAsync(renewed, last), await StandardWebhooks.VerifyAsync(secret, last)));

        Assert.Equal(["webhook.test", "webhook.test", "entry.create", "entry.create", "entry.create"], receiver.Requests.Select(request => request.Header("X-ContentHub-Event")));
        Assert.All(receiver.Requests, request => Assert.Equal("Bearer s3cret", request.Header("Authorization")));
        Assert.True(hands.Faults.Count == 0, string.Join('\n', hands.Faults));
    }

    // A new page begins at its heading.
    private async Task ArrivesAsync(IPage page, Hands hands, string path, string title)
    {
        await Expect(page).ToHaveURLAsync(panel.Address + path);
        await Expect(page.Locator("h1")).ToHaveTextAsync(title);
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await hands.IsSeenAtAsync(title);
    }

    private static async Task FillInAsync(IPage page, Hands hands, string name, string url)
    {
        await hands.WriteAsync("field-name", name);
        await hands.WriteAsync("field-url", url);
        foreach (var happening in new[] { "Entry Create", "Entry Update" })
        {
            await hands.PressAsync(happening, "Space");
            await Expect(page.GetByLabel(happening)).ToBeCheckedAsync();
        }

        await hands.PressAsync("All types, and those to come", "ArrowDown");
        await hands.IsSeenAtAsync("Only these");
        await hands.PressAsync("Address", "Space");
        await Expect(page.GetByLabel("Address", new() { Exact = true })).ToBeCheckedAsync();
        await hands.WriteAsync("field-filter", "filters[entry][city][$eq]=Paris");
        await hands.EnterAsync("Add a header");
        await hands.IsSeenAtAsync("Header 1, name");
        await page.Keyboard.TypeAsync("Authorization");
        await hands.WriteAsync("Header 1, value", "Bearer s3cret");
    }

    private static async Task TestAsync(IPage page, Hands hands, Receiver receiver)
    {
        await hands.EnterAsync("Test", back: true);
        var drawer = page.GetByRole(AriaRole.Dialog, new() { Name = "Test" });
        await Expect(drawer.GetByLabel("Answer", new() { Exact = true })).ToContainTextAsync("202 Accepted");
        await hands.IsSeenAtAsync("Close");
        await hands.GoAsync("Body of the request");
        await hands.GoAsync("Body of the answer");
        await Expect(drawer.GetByLabel("Body of the answer")).ToContainTextAsync("received");
        var request = Assert.Single(receiver.Requests);
        Assert.StartsWith("v1,", request.Header("webhook-signature"), StringComparison.Ordinal);
        await Expect(drawer.GetByLabel("Body of the request")).ToContainTextAsync(request.Json.GetProperty("event").GetString()!);

        await hands.EnterAsync("Send again");
        await receiver.WaitForAsync(2);
        await Expect(drawer.GetByLabel("Body of the answer")).ToContainTextAsync("received");
        await hands.IsSeenAtAsync("Send again");

        await page.Keyboard.PressAsync("Escape");
        await Expect(drawer).ToHaveCountAsync(0);
        await hands.IsSeenAtAsync("Test");
    }

    private static async Task<string> SaveAsync(IPage page, Hands hands, string name)
    {
        await page.Keyboard.PressAsync("Control+s");
        await page.WaitForURLAsync(SavedUrl());
        return await TakeSecretAsync(page, hands, "The webhook was created", name);
    }

    // What is shown once has the focus; when it is done with, the heading has.
    private static async Task<string> TakeSecretAsync(IPage page, Hands hands, string title, string name)
    {
        await hands.IsSeenAtAsync(title);
        var secret = await page.GetByLabel("Secret", new() { Exact = true }).InputValueAsync();
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        await hands.EnterAsync("Done");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = title })).ToHaveCountAsync(0);
        await hands.IsSeenAtAsync(name);
        return secret;
    }

    private static async Task AssertSavedAsync(HttpClient client, string id, string name, string url)
    {
        var saved = await WebhookAsync(client, id);
        string? Text(string property) => saved.GetProperty(property).GetString();
        Assert.Equal((name, url, "filters[entry][city][$eq]=Paris", true), (Text("name"), Text("url"), Text("filter"), saved.GetProperty("enabled").GetBoolean()));
        Assert.Equal(["entry.create", "entry.update"], saved.GetProperty("events").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["address"], saved.GetProperty("models").EnumerateArray().Select(one => one.GetString()));
    }

    private static async Task SwitchAsync(IPage page, Hands hands, HttpClient client, string id, string name)
    {
        await hands.GoAsync($"{name} switched on");
        foreach (var on in new[] { false, true })
        {
            await page.Keyboard.PressAsync("Space");
            await Eventually.TrueAsync(async () => (await WebhookAsync(client, id)).GetProperty("enabled").GetBoolean() == on);
            await hands.IsSeenAtAsync($"{name} switched on");
        }
    }

    private static async Task SwitchChosenAsync(IPage page, Hands hands, HttpClient client, string id, string name)
    {
        var bar = page.GetByRole(AriaRole.Region, new() { Name = "Chosen webhooks" });
        foreach (var on in new[] { false, true })
        {
            await hands.PressAsync($"Choose {name}", "Space", back: true);
            await Expect(bar).ToContainTextAsync("1 webhook chosen");
            await hands.EnterAsync(on ? "Switch on" : "Switch off", back: true);
            await Expect(bar).ToHaveCountAsync(0);
            await hands.IsSeenAtAsync("Choose all on this page");
            Assert.Equal(on, (await WebhookAsync(client, id)).GetProperty("enabled").GetBoolean());
        }

        await hands.PressAsync("Choose all on this page", "Space", back: true);
        await Expect(bar).ToBeVisibleAsync();
        await hands.EnterAsync("Choose none", back: true);
        await Expect(bar).ToHaveCountAsync(0);
        await hands.IsSeenAtAsync("Choose all on this page");
    }

    private static async Task RedeliverAsync(IPage page, Hands hands)
    {
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "entry.create" });
        await Expect(row).ToContainTextAsync("Delivered");
        await hands.EnterAsync("entry.create");
        var drawer = page.GetByRole(AriaRole.Dialog, new() { Name = "entry.create" });
        await Expect(drawer.GetByLabel("Request", new() { Exact = true })).ToContainTextAsync("Paris");
        await hands.IsSeenAtAsync("Close");
        await hands.EnterAsync("Redeliver");
        await Expect(drawer.GetByText("Attempt 2", new() { Exact = true })).ToBeVisibleAsync();
        await hands.IsSeenAtAsync("Redeliver");

        await page.Keyboard.PressAsync("Escape");
        await Expect(drawer).ToHaveCountAsync(0);
        await Expect(row.GetByRole(AriaRole.Link, new() { Name = "entry.create" })).ToBeFocusedAsync();
        await hands.IsSeenAtAsync("entry.create");
    }

    private static async Task<string> RotateAsync(IPage page, Hands hands, string name)
    {
        await hands.EnterAsync("Replace the secret…");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Replace the secret?" })).ToBeVisibleAsync();
        await hands.IsSeenAtAsync("Cancel");
        await hands.EnterAsync("Replace secret");
        return await TakeSecretAsync(page, hands, "The secret was replaced", name);
    }

    private static async Task<JsonElement> WebhookAsync(HttpClient client, string id) =>
        (await client.GetFromJsonAsync<JsonElement>($"/admin/api/webhooks/{id}")).GetProperty("data");

    [GeneratedRegex(@"/admin/webhooks/\d+$")]
    private static partial Regex SavedUrl();
}
