using System.Text.RegularExpressions;
using ContentHub.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>The product's main job from an empty server on, as its owner does it, at a desk and on a phone, by day and by night; each on a server of its own.</summary>
public sealed class JourneyTests : IAsyncLifetime
{
    private readonly FreshPanel _panel = new();

    public Task InitializeAsync() => _panel.InitializeAsync();

    public Task DisposeAsync() => _panel.DisposeAsync();

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task From_the_first_visit_to_a_delivery_that_is_sent_again(int width, ColorScheme theme)
    {
        await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(202, """{"thanks":"received"}"""));
        var page = await RegisterAsync(width, theme);
        await CreateTypeAsync(page);
        await CreateEntryAsync(page, "Before there was a webhook");
        await GoAsync(page, "/admin");
        await StepsDoneAsync(page, 2);
        await CreateWebhookAsync(page, receiver);
        await GoAsync(page, "/admin");
        await StepsDoneAsync(page, 3);
        await CreateEntryAsync(page, "Paris");
        await SeeDeliveryAsync(page);

        await SwitchAsync(page, on: false);
        await CreateEntryAsync(page, "Nobody hears of it");
        await SwitchAsync(page, on: true);
        await CreateEntryAsync(page, "Berlin");
        // What was not sent can only be seen from what came after it.
        await receiver.WaitForAsync(request => request.Text.Contains("Berlin", StringComparison.Ordinal));
        Assert.Equal(["webhook.test", "entry.create", "entry.create"], receiver.Requests.Select(request => request.Header("X-ContentHub-Event")));

        await RedeliverAsync(page);
        await receiver.WaitForAsync(4);
        Assert.Contains("Berlin", receiver.Requests[3].Text, StringComparison.Ordinal);
        Assert.Equal(receiver.Requests[2].Header("webhook-id"), receiver.Requests[3].Header("webhook-id"));
        Assert.All(receiver.Requests, request => Assert.Equal("Bearer s3cret", request.Header("Authorization")));
        await GoAsync(page, "/admin");
        await Expect(page.GetByLabel("Latest deliveries").GetByText("Delivered")).ToHaveCountAsync(2);
        await Expect(page.GetByText("Four steps to the first delivery")).ToHaveCountAsync(0);
        await CloseTheStepsAsync(page, $"first-steps-done-{width}-{theme}");
    }

    private static Task StepsDoneAsync(IPage page, int done) => Expect(page.Locator(".todo-done")).ToHaveCountAsync(done);

    private static async Task CloseTheStepsAsync(IPage page, string picture)
    {
        var steps = page.GetByRole(AriaRole.Region, new() { Name = "First steps" });
        await Expect(steps).ToContainTextAsync("Done: your first change was delivered");
        await StepsDoneAsync(page, 4);
        Assert.Empty(await Accessibility.FaultsAsync(page));
        await Looks.KeepAsync(page, picture);
        await steps.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(steps).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Panel.ReadyAsync(page);
        await Expect(page.GetByLabel("Latest deliveries")).ToBeVisibleAsync();
        await Expect(steps).ToHaveCountAsync(0);
    }

    private static async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await Panel.ReadyAsync(page);
    }

    private async Task<IPage> RegisterAsync(int width, ColorScheme theme)
    {
        var page = await _panel.OpenSignedOutAsync("/admin", width, theme);
        await Expect(page).ToHaveURLAsync(_panel.Address + "/admin/register");
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

    private static async Task CreateTypeAsync(IPage page)
    {
        await GoAsync(page, "/admin/types/new");
        await page.GetByLabel("Display name").FillAsync("Trip");
        await page.GetByLabel("Drafts").UncheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Add attribute" }).Or(page.GetByRole(AriaRole.Button, new() { Name = "Add attribute" })).First.ClickAsync();
        await page.Locator(".kind").Filter(new() { Has = page.GetByText("Short text", new() { Exact = true }) }).ClickAsync();
        await page.Locator("#field-attribute-name").FillAsync("destination");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Add attribute" }).ClickAsync();
        await Expect(page.Locator(".attribute")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create type" }).ClickAsync();
        await page.WaitForURLAsync(new Regex(@"/admin/types/\d+$"));
    }

    private static async Task CreateEntryAsync(IPage page, string destination)
    {
        await GoAsync(page, "/admin/content/trips/new");
        await page.GetByLabel("Destination").FillAsync(destination);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));
    }

    private static async Task CreateWebhookAsync(IPage page, Receiver receiver)
    {
        await GoAsync(page, "/admin/webhooks/new");
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
        await Expect(page.GetByLabel("Secret", new() { Exact = true })).ToHaveValueAsync(new Regex("^whsec_"));
        await Expect(page).ToHaveURLAsync(new Regex("/admin/webhooks/1$"));
        await page.ReloadAsync();
        await Panel.ReadyAsync(page);
        await Expect(page.GetByLabel("Secret", new() { Exact = true })).ToHaveCountAsync(0);
    }

    private static async Task SeeDeliveryAsync(IPage page)
    {
        await OpenDeliveryAsync(page, 1);
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Request", new() { Exact = true })).ToContainTextAsync("Paris");
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Answer", new() { Exact = true })).ToContainTextAsync("202 Accepted");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private static async Task RedeliverAsync(IPage page)
    {
        await OpenDeliveryAsync(page, 2);
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Request", new() { Exact = true })).ToContainTextAsync("Berlin");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Redeliver" }).ClickAsync();
        await Expect(page.GetByText("Attempt 2")).ToBeVisibleAsync();
    }

    // The newest stands first.
    private static async Task OpenDeliveryAsync(IPage page, int rows)
    {
        await GoAsync(page, "/admin/webhooks");
        await page.GetByRole(AriaRole.Link, new() { Name = "Deliveries of Search index" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "entry.create" })).ToHaveCountAsync(rows);
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "entry.create" }).First).ToContainTextAsync("Delivered");
        await page.GetByRole(AriaRole.Link, new() { Name = "entry.create" }).First.ClickAsync();
    }

    private static async Task SwitchAsync(IPage page, bool on)
    {
        await GoAsync(page, "/admin/webhooks");
        await page.GetByRole(AriaRole.Switch, new() { Name = "Search index switched on" }).SetCheckedAsync(on);
        await Expect(page.GetByText(on ? "“Search index” is on" : "“Search index” is off")).ToBeVisibleAsync();
    }
}
