using ContentHub.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>The product's main job from an empty server on, as its owner does it.</summary>
public sealed class JourneyTests(FreshPanel panel) : IClassFixture<FreshPanel>
{
    [Fact]
    public async Task Register_create_a_webhook_test_it_see_a_delivery_switch_it_off_and_on()
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(202, """{"thanks":"received"}"""));
        var page = await RegisterAsync();
        await CreateWebhookAsync(page, receiver);
        using var client = panel.CreateClient(await CreateTokenAsync(page));

        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Paris" } });
        await SeeDeliveryAsync(page);

        await SwitchAsync(page, on: false);
        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Nobody hears of it" } });
        await SwitchAsync(page, on: true);
        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Berlin" } });

        // What was not sent can only be seen from what came after it.
        await receiver.WaitForAsync(request => request.Text.Contains("Berlin", StringComparison.Ordinal));
        Assert.Equal(["webhook.test", "entry.create", "entry.create"], receiver.Requests.Select(request => request.Header("X-ContentHub-Event")));
        Assert.All(receiver.Requests, request => Assert.Equal("Bearer s3cret", request.Header("Authorization")));
        await page.GetByRole(AriaRole.Link, new() { Name = "Home" }).ClickAsync();
        await Expect(page.GetByLabel("Latest deliveries").GetByText("Delivered")).ToHaveCountAsync(2);
    }

    private async Task<IPage> RegisterAsync()
    {
        var page = await panel.OpenSignedOutAsync("/admin");
        await Expect(page).ToHaveURLAsync(panel.Address + "/admin/register");
        await page.GetByLabel("E-mail").FillAsync("owner@example.com");
        await page.GetByLabel("Password").FillAsync("password1234");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(page.GetByText("Password is too easy to guess")).ToBeVisibleAsync();

        await page.GetByLabel("Password").FillAsync("four words in a row");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(page.GetByText("Four steps to the first delivery")).ToBeVisibleAsync();
        await Panel.ReadyAsync(page);
        return page;
    }

    private static async Task CreateWebhookAsync(IPage page, Receiver receiver)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Create webhook" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Search index");
        await page.GetByLabel("URL").FillAsync($"{receiver.Address}hook");
        await page.GetByLabel("All Entry events").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a header" }).ClickAsync();
        await page.GetByLabel("Header 1, name").FillAsync("Authorization");
        await page.GetByLabel("Header 1, value").FillAsync("Bearer s3cret");

        await page.GetByRole(AriaRole.Button, new() { Name = "Test" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Answer", new() { Exact = true })).ToContainTextAsync("202 Accepted");
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Answer", new() { Exact = true })).ToContainTextAsync("received");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.GetByLabel("Secret", new() { Exact = true })).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^whsec_"));
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/admin/webhooks/1$"));
        await page.ReloadAsync();
        await Panel.ReadyAsync(page);
        await Expect(page.GetByLabel("Secret", new() { Exact = true })).ToHaveCountAsync(0);
    }

    private static async Task<string> CreateTokenAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "API tokens" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "API tokens" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Create token" }).First.ClickAsync();
        await page.GetByLabel("Name").FillAsync("Import");
        await page.GetByLabel("May").SelectOptionAsync("FullAccess");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        return await page.GetByLabel("Token", new() { Exact = true }).InputValueAsync();
    }

    // The list is open while it happens: the row comes by itself.
    private static async Task SeeDeliveryAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Deliveries of Search index" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "entry.create" })).ToContainTextAsync("Delivered", new() { Timeout = 15_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "entry.create" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Request", new() { Exact = true })).ToContainTextAsync("Paris");
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Answer", new() { Exact = true })).ToContainTextAsync("202 Accepted");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private static async Task SwitchAsync(IPage page, bool on)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).First.ClickAsync();
        var toggle = page.GetByRole(AriaRole.Switch, new() { Name = "Search index switched on" });
        await toggle.SetCheckedAsync(on);
        await Expect(page.GetByText(on ? "“Search index” is on" : "“Search index” is off")).ToBeVisibleAsync();
    }
}
