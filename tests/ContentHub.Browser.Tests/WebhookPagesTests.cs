using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed class WebhookPagesTests(BusyPanel panel) : IClassFixture<BusyPanel>
{
    public static TheoryData<string, int, ColorScheme> Pages
    {
        get
        {
            var data = new TheoryData<string, int, ColorScheme>();
            foreach (var path in (string[])["/admin", "/admin/webhooks", "/admin/webhooks/new", "/admin/webhooks/1", "/admin/webhooks/1/deliveries", "/admin/webhooks/1/deliveries?open=1", "/admin/webhooks/1/replay", "/admin/webhooks/allowed-targets", "/admin/webhooks/allowed-targets?new=true",
                "/admin/types", "/admin/types/1", "/admin/settings/tokens", "/admin/settings/tokens/new", "/admin/settings/roles", "/admin/settings/roles/new", "/admin/settings/roles/3", "/admin/settings/roles/4", "/admin/settings/access?as=role:3&method=PUT&path=/api/addresses/1", "/admin/webhooks?text=nothing+fits", "/admin/webhooks/99"])
            {
                data.Add(path, 1440, ColorScheme.Light);
                data.Add(path, 360, ColorScheme.Dark);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_accessible_and_never_wider_than_the_screen(string path, int width, ColorScheme theme)
    {
        var page = await panel.OpenReadyAsync(path, width, theme);
        await Expect(page.Locator(".skeleton")).ToHaveCountAsync(0);

        Assert.Empty(await Accessibility.FaultsAsync(page));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page scrolls sideways.");
    }

    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    public async Task The_sign_in_is_accessible(int width, ColorScheme theme)
    {
        var page = await panel.OpenSignedOutAsync("/admin/sign-in", width, theme);
        await Panel.SubmitSignInAsync(page, "nobody@example.com", "wrong");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        Assert.Empty(await Accessibility.FaultsAsync(page));
    }

    [Fact]
    public async Task A_filter_stands_in_the_address()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks/1/deliveries");

        await page.GetByLabel("Status").SelectOptionAsync("delivered");

        await Expect(page).ToHaveURLAsync(new Regex(@"\?status=delivered$"));
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.GetByLabel("Number of an entry").FillAsync("77");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("No delivery fits")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    public async Task No_word_of_a_filter_is_cut_on_a_phone(string locale)
    {
        foreach (var path in new[] { "/admin/webhooks", "/admin/webhooks/1/deliveries", "/admin/events" })
        {
            var page = await panel.OpenReadyAsync(path, 360, locale: locale);
            await Expect(page.Locator(".filters")).ToBeVisibleAsync();
            await Looks.KeepAsync(page, $"filters{path.Replace('/', '-')}-{locale}");

            Assert.Empty(await page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll(".filters :is(input, select)")].filter(box => {
                  const style = getComputedStyle(box), pen = document.createElement("canvas").getContext("2d");
                  pen.font = style.font;
                  return pen.measureText(box.placeholder ?? box.selectedOptions[0].text).width > box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
                }).map(box => `${box.ariaLabel}: ${box.placeholder ?? box.selectedOptions[0].text}`)
                """));
        }
    }

    [Fact]
    public async Task What_a_test_came_to_has_one_colour_wherever_it_stands() => await panel.LookAsync("webhook-test", "/admin/webhooks/new", async look =>
    {
        await look.GetByLabel("URL").FillAsync($"{panel.Address}/hooks/nothing");
        await look.GetByRole(AriaRole.Button, new() { Name = "Test" }).ClickAsync();

        await Expect(look.Locator("dialog[open] .tone")).ToHaveTextAsync(["404 Not Found", "404 Not Found"]);
        await Expect(look.Locator("dialog[open] .tone-danger")).ToHaveCountAsync(2);
    });

    [Fact]
    public async Task A_delivery_is_sent_again_and_its_attempts_grow_in_sight()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks/1/deliveries?open=1");
        await Expect(page.GetByText("Attempt 1", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Redeliver" }).ClickAsync();

        await Expect(page.GetByText("Attempt 2", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_hidden_value_stays_as_it_was_unless_its_header_is_renamed()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks/1");
        await page.GetByLabel("Waits between attempts").FillAsync("5s, 2m, 1h");
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.GetByText("Webhook saved.")).ToBeVisibleAsync();

        await page.GetByLabel("Header 1, name").FillAsync("X-Key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(page.GetByText("the value of 'X-Key' is hidden: write it again").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_template_is_previewed_on_a_real_event_before_it_is_saved()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks/new");
        var preview = page.GetByLabel("Body of the preview");
        await Expect(preview).ToContainTextAsync("\"event\"");

        await page.GetByRole(AriaRole.Button, new() { Name = "Template for Slack" }).ClickAsync();
        await Expect(preview).ToContainTextAsync("\"blocks\"");
        await page.GetByLabel("Only if").FillAsync("filters[event]=nothing");
        await page.GetByLabel("Only if").BlurAsync();

        await Expect(page.GetByText("not sent, because its filter does not fit")).ToBeVisibleAsync();
        await page.GetByLabel("Template of the body").FillAsync("{{#if}");
        await page.GetByLabel("Template of the body").BlurAsync();
        await Expect(page.GetByText("The template cannot be read")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_a_webhook_never_got_is_planned_in_sight_and_then_sent()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        var made = await client.SendJsonAsync("/admin/api/webhooks", new { data = new { name = "Late", url = "http://127.0.0.1:1/", events = new[] { "entry.create" }, enabled = false } });
        var path = $"/admin/webhooks/{made.GetProperty("data").GetProperty("id")}";
        await panel.LookAsync("off", path);
        var page = await panel.OpenReadyAsync($"{path}/replay");

        await page.GetByLabel("Which").SelectOptionAsync("missing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what would be sent" }).ClickAsync();
        await Expect(page.GetByText("would be sent", new() { Exact = false }).First).ToBeVisibleAsync();
        await page.Locator(".sample summary").First.ClickAsync();
        Assert.Empty(await Accessibility.FaultsAsync(page));
        await Looks.KeepAsync(page, "replay-plan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send " }).ClickAsync();

        await Expect(page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
        await panel.LookAsync("replay", $"{path}/replay");
        await panel.LookAsync("webhook-form", "/admin/webhooks/1");
    }

    [Fact]
    public async Task Deleting_asks_first()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/webhooks", new { data = new { name = "Short-lived", url = "http://127.0.0.1:1/", events = new[] { "media.*" } } });
        var page = await panel.OpenReadyAsync("/admin/webhooks?text=short");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete Short-lived" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete webhook" }).ClickAsync();

        await Expect(page.GetByText("“Short-lived” deleted.")).ToBeVisibleAsync();
        await Expect(page.GetByText("No webhook fits")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Switching_can_be_undone_from_the_message()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks?text=search");
        var toggle = page.GetByRole(AriaRole.Switch, new() { Name = "Search index switched on" });
        await toggle.UncheckAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(page.GetByText("“Search index” is on")).ToBeVisibleAsync();
        await Expect(toggle).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Many_are_chosen_switched_off_and_on_again_and_deleted_after_a_question()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        foreach (var name in new[] { "Bulk one", "Bulk two" }) await client.SendJsonAsync("/admin/api/webhooks", new { data = new { name, url = "http://127.0.0.1:1/", events = new[] { "media.*" } } });
        await panel.LookAsync("webhooks-chosen", "/admin/webhooks", async look =>
        {
            await look.GetByLabel("Choose Bulk one").CheckAsync();
            await Expect(look.GetByText("1 webhook chosen")).ToBeVisibleAsync();
        });
        var page = await panel.OpenReadyAsync("/admin/webhooks?text=bulk");
        await page.GetByLabel("Choose all on this page").CheckAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Expect(page.GetByText("2 webhooks are off")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("2 webhooks are on")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Switch, new() { Name = "Bulk two switched on" })).ToBeCheckedAsync();

        await page.GetByLabel("Choose all on this page").CheckAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Chosen webhooks" }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Delete 2 webhooks?" })).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FaultsAsync(page));
        await Looks.KeepAsync(page, "webhooks-delete");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete webhooks" }).ClickAsync();

        await Expect(page.GetByText("2 webhooks deleted.")).ToBeVisibleAsync();
        await Expect(page.GetByText("No webhook fits")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_target_that_is_refused_is_allowed_with_a_reason_and_taken_back_after_a_question()
    {
        var page = await panel.OpenReadyAsync("/admin/webhooks/new");
        await page.GetByLabel("URL").FillAsync("http://10.20.30.40/hook");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create webhook" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link, new() { Name = "Allowed targets" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Allowed targets" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Allow a target" }).ClickAsync();
        await page.GetByLabel("Network").FillAsync("10.20.30.0/33");
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow target" }).ClickAsync();
        await Expect(page.GetByText("Network must be a range such as 10.1.2.0/24 or an address such as 10.1.2.3").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Reason is required").First).ToBeVisibleAsync();
        await page.GetByLabel("Network").FillAsync("10.20.30.0/24");
        await page.GetByLabel("Port").FillAsync("8443");
        await page.GetByLabel("Reason").FillAsync("The build server in the cellar");
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow target" }).ClickAsync();

        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "10.20.30.0/24, port 8443" });
        await Expect(row).ToContainTextAsync("The build server in the cellar");
        await Expect(row).ToContainTextAsync("owner@example.com");
        await panel.LookAsync("allowed-targets", "/admin/webhooks/allowed-targets");
        await panel.LookAsync("allow-target", "/admin/webhooks/allowed-targets?new=true");

        await row.GetByRole(AriaRole.Button, new() { Name = "Remove 10.20.30.0/24, port 8443" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove target" }).ClickAsync();

        await Expect(page.GetByText("“10.20.30.0/24, port 8443” may no longer be called.")).ToBeVisibleAsync();
        await Expect(row).ToHaveCountAsync(0);
    }
}
