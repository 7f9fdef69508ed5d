using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>Roles and tokens made by hand on their pages, and what they are worth.</summary>
public sealed class RightsTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_role_made_by_hand_lets_its_person_see_that_and_nothing_else()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/api/categories", new { data = new { name = "Bridges" } });
        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Lyon" } });
        var page = await panel.OpenReadyAsync("/admin/settings/roles");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create role" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Reader of categories");
        await page.GetByLabel("Category: read", new() { Exact = true }).SelectOptionAsync("all");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create role" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Reader of categories");
        var role = long.Parse(page.Url.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);

        await panel.AddPersonAsync("reader@example.com", role);
        var hers = await panel.OpenAsPersonAsync("reader@example.com", "/admin/content");
        await Expect(hers.Locator(".types-link")).ToHaveTextAsync(["Category"]);
        await Expect(hers.Locator(".rail-link")).ToHaveTextAsync(["Home", "Content", "Gallery"]);   // the last one while developing
        await hers.GotoAsync("/admin/content/categories");
        await Expect(hers.Locator("tbody")).ToContainTextAsync("Bridges");
        await Expect(hers.GetByRole(AriaRole.Link, new() { Name = "Create entry" })).ToHaveCountAsync(0);
        await hers.GotoAsync("/admin/content/addresses");
        await Expect(hers.Locator("main")).ToContainTextAsync("You may not see this page");
        foreach (var room in new[] { "media", "webhooks", "webhooks/new", "webhooks/1/deliveries", "webhooks/inbox", "events", "types", "settings/jobs" })
        {
            await hers.GotoAsync($"/admin/{room}");
            await Expect(hers.Locator("main")).ToHaveTextAsync(new Regex("^\\s*You may not see this page"));   // and nothing of the room around it
        }

        await hers.GotoAsync("/admin");
        await Expect(hers.Locator("main")).Not.ToContainTextAsync("You may not");

        // In use: it says why it stays.
        await page.ReloadAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("1 person has it: give them another role first.");
    }

    [Fact]
    public async Task A_right_that_is_taken_away_counts_from_the_next_step_on_a_page_that_stands_open()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        var address = (await client.SendJsonAsync("/api/addresses", new { data = new { city = "Before" } })).GetProperty("data").GetProperty("id").GetInt64();
        object With(bool update) => new { data = new { name = "Changing", entries = new { address = update ? (object)new { read = true, update = true } : new { read = true } } } };
        var role = (await client.SendJsonAsync("/admin/api/roles", With(update: true))).GetProperty("data").GetProperty("id").GetInt64();
        await panel.AddPersonAsync("changing@example.com", role);
        var page = await panel.OpenAsPersonAsync("changing@example.com", $"/admin/content/addresses/{address}");
        await page.GetByLabel("City").FillAsync("With the right");
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();

        (await client.PutAsJsonAsync($"/admin/api/roles/{role}", With(update: false))).EnsureSuccessStatusCode();
        await page.GetByLabel("City").FillAsync("Without it");
        await page.Keyboard.PressAsync("Control+s");

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToHaveCountAsync(0);
        Assert.Equal("With the right", (await client.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/addresses/{address}")).GetProperty("data").GetProperty("city").GetString());
    }

    [Fact]
    public async Task A_custom_token_works_over_the_api_as_chosen_until_it_is_replaced()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/api/categories", new { data = new { name = "Towers" } });
        var page = await panel.OpenReadyAsync("/admin/settings/tokens/new");
        await page.GetByLabel("Name").FillAsync("Map");
        await page.GetByLabel("May", new() { Exact = true }).SelectOptionAsync("Custom");
        await page.GetByLabel("Category: read", new() { Exact = true }).SelectOptionAsync("all");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var text = await page.GetByLabel("Token", new() { Exact = true }).InputValueAsync();

        using var map = panel.CreateClient(text);
        Assert.Equal(HttpStatusCode.OK, (await map.GetAsync("/api/categories")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await map.GetAsync("/api/addresses")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await map.PostAsJsonAsync("/api/categories", new { data = new { name = "No" } })).StatusCode);

        await page.GetByRole(AriaRole.Button, new() { Name = "Regenerate" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Regenerate token" }).ClickAsync();
        await Expect(page.GetByLabel("Token", new() { Exact = true })).Not.ToHaveValueAsync(text);
        Assert.Equal(HttpStatusCode.Unauthorized, (await map.GetAsync("/api/categories")).StatusCode);
    }

    [Fact]
    public async Task The_access_check_says_what_is_lacking_and_who_may()
    {
        var page = await panel.OpenReadyAsync("/admin/settings/access");
        await page.GetByLabel("Who calls").SelectOptionAsync("role:3");
        await page.GetByLabel("Method").SelectOptionAsync("PUT");
        await page.GetByLabel("Path").FillAsync("/api/addresses/1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByLabel("Answer")).ToContainTextAsync("Allowed");
        await Expect(page.GetByLabel("Answer")).ToContainTextAsync("Own entries only");

        await page.GetByLabel("Who calls").SelectOptionAsync("public");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByLabel("Answer")).ToContainTextAsync("Refused");
        await Expect(page.GetByLabel("Answer")).ToContainTextAsync("The public lacks the permission entries.update on address.");
        await Expect(page.GetByLabel("Answer")).ToContainTextAsync("Owner, Editor, Author");
        Assert.Contains("as=public", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pages_are_in_order_wide_and_narrow_by_day_and_by_night()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        var role = (await client.SendJsonAsync("/admin/api/roles", new
        {
            data = new { name = "Newsroom", description = "Writes the news.", permissions = new[] { "media.read" }, entries = new Dictionary<string, object> { ["*"] = new { read = true }, ["address"] = new { read = new { fields = new[] { "city" } }, update = new { own = true } } } },
        })).GetProperty("data").GetProperty("id").GetInt64();
        var token = (await client.SendJsonAsync("/admin/api/tokens", new { data = new { name = "Shop", type = "custom", entries = new { address = new { read = true } } } })).GetProperty("data").GetProperty("id").GetInt64();

        await panel.LookAsync("roles", "/admin/settings/roles");
        await panel.LookAsync("role", $"/admin/settings/roles/{role}");
        await panel.LookAsync("role-fields", $"/admin/settings/roles/{role}", look => look.GetByLabel("Address: read: 1 of").ClickAsync());
        await panel.LookAsync("role-public", "/admin/settings/roles/4");
        await panel.LookAsync("role-owner", "/admin/settings/roles/1");
        await panel.LookAsync("tokens", "/admin/settings/tokens");
        await panel.LookAsync("token", $"/admin/settings/tokens/{token}");
        await panel.LookAsync("token-new", "/admin/settings/tokens/new");
        await panel.LookAsync("access", "/admin/settings/access?as=role:3&method=PUT&path=/api/addresses/1");
    }
}
