using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed class AccessTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_wrong_password_is_told_and_opens_nothing()
    {
        var page = await panel.OpenSignedOutAsync("/admin/sign-in");

        await Panel.SubmitSignInAsync(page, panel.Settings.AdminEmail!, "not the password");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no account with this e-mail and password.");
        await Expect(page.GetByLabel("E-mail")).ToHaveValueAsync(panel.Settings.AdminEmail!);
        await page.GotoAsync("/admin");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sign in");
    }

    [Fact]
    public async Task One_comes_back_to_where_one_wanted_to_go()
    {
        var page = await panel.OpenSignedOutAsync("/admin/webhooks?state=off");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sign in");

        await Panel.SubmitSignInAsync(page, panel.Settings.AdminEmail!, panel.Settings.AdminPassword!);

        await Expect(page).ToHaveURLAsync(panel.Address + "/admin/webhooks?state=off");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Webhooks");
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("/\t/elsewhere.example/")]
    public async Task Signing_in_leads_to_no_other_server(string url)
    {
        var page = await panel.OpenSignedOutAsync("/admin/sign-in?returnUrl=" + Uri.EscapeDataString(url));

        await Panel.SubmitSignInAsync(page, panel.Settings.AdminEmail!, panel.Settings.AdminPassword!);

        await Expect(page).ToHaveURLAsync(panel.Address + "/admin");
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var page = await panel.OpenSignedOutAsync("/admin/sign-in");
        await Panel.SubmitSignInAsync(page, panel.Settings.AdminEmail!, panel.Settings.AdminPassword!);
        await Panel.ReadyAsync(page);

        await page.Locator(".rail-account").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(panel.Address + "/admin/sign-in");
        await page.GotoAsync("/admin/types");
        await Expect(page).ToHaveURLAsync(panel.Address + "/admin/sign-in?returnUrl=%2Fadmin%2Ftypes");
    }

    [Fact]
    public async Task Another_site_cannot_sign_one_out()
    {
        var page = await panel.OpenAsync("/admin");

        var answer = await page.APIRequest.PostAsync("/admin/sign-out");

        Assert.Equal(400, answer.Status);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Home");
    }

    [Fact]
    public async Task With_an_owner_nobody_can_register()
    {
        var page = await panel.OpenSignedOutAsync("/admin/register");

        await Expect(page).ToHaveURLAsync(panel.Address + "/admin/sign-in");
    }
}

public sealed class LockTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_and_the_page_says_for_how_long()
    {
        var page = await panel.OpenSignedOutAsync("/admin/sign-in");
        for (var time = 0; time < 5; time++)
        {
            await Panel.SubmitSignInAsync(page, panel.Settings.AdminEmail!, $"wrong {time}");
            await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        }

        await Panel.SubmitSignInAsync(page, panel.Settings.AdminEmail!, panel.Settings.AdminPassword!);

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("try again in 5 minutes");
    }
}
