using System.Net.Http.Json;
using System.Text.Json;
using ContentHub.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>A panel that also lets people in whom a provider of OpenID Connect knows.</summary>
public sealed class OpenIdPanel : Panel
{
    private OpenIdProvider? _provider;

    public override ServerSettings Settings => base.Settings with
    {
        Variables = new Dictionary<string, string>
        {
            ["OpenId__Authority"] = _provider!.Issuer,
            ["OpenId__ClientId"] = "contenthub",
            ["OpenId__ClientSecret"] = "a secret of the provider",
            ["OpenId__Name"] = "Example ID",
        },
    };

    /// <summary>The provider is gone from now on.</summary>
    public void EndProvider() => _provider!.End();

    public override async Task InitializeAsync()
    {
        _provider = await OpenIdProvider.StartAsync($"{Address}/admin/open-id/callback");
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _provider!.Dispose();
    }
}

public sealed class OpenIdTests(OpenIdPanel panel) : IClassFixture<OpenIdPanel>
{
    [Fact]
    public async Task Somebody_invited_joins_by_the_provider_comes_to_the_page_asked_for_and_needs_no_password()
    {
        await InviteAsync("joins@example.com");

        var page = await panel.OpenSignedOutAsync("/admin/content");
        await ThroughAsync(page, "joins@example.com");
        await Expect(page).ToHaveURLAsync(panel.Address + "/admin/content");

        await page.GotoAsync("/admin/profile");
        await Panel.ReadyAsync(page);
        await Expect(page.GetByText("You sign in with Example ID")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Current password")).ToHaveCountAsync(0);
        var told = await UserAsync("joins@example.com");
        Assert.Equal(("Editor", true), (told.GetProperty("role").GetString(), told.GetProperty("open_id").GetBoolean()));

        // Known by the provider's name for the person from now on, in every browser.
        var again = await panel.OpenSignedOutAsync("/admin/sign-in");
        await ThroughAsync(again, "joins@example.com");
        await Expect(again).ToHaveURLAsync(panel.Address + "/admin");
        // No password opens the account, not even none.
        var byPassword = await panel.OpenSignedOutAsync("/admin/sign-in");
        await Panel.SubmitSignInAsync(byPassword, "joins@example.com", " ");
        await Expect(byPassword.GetByRole(AriaRole.Alert)).ToContainTextAsync("no account with this e-mail and password");
    }

    [Theory]
    [InlineData("stranger@example.com", "Nobody here has the e-mail stranger@example.com")]
    [InlineData("owner@example.com unverified", "names no verified e-mail")]
    public async Task Whom_nobody_invited_and_who_only_claims_an_address_stays_outside(string login, string why)
    {
        var page = await panel.OpenSignedOutAsync("/admin/sign-in");
        await ThroughAsync(page, login);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(why);
        Assert.Empty(await Accessibility.FaultsAsync(page));

        await page.GotoAsync("/admin/content");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        // What the provider said was good for one try.
        await page.GotoAsync("/admin/sign-in/open-id");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("did not work");
    }

    [Fact]
    public async Task An_account_that_is_here_is_linked_by_its_e_mail_once_and_nobody_else_with_that_address_gets_it()
    {
        await panel.AddPersonAsync("linked@example.com", role: 2);
        var page = await panel.OpenSignedOutAsync("/admin/sign-in");
        await ThroughAsync(page, "linked@example.com");
        await Expect(page).ToHaveURLAsync(panel.Address + "/admin");
        var still = await panel.OpenAsPersonAsync("linked@example.com", "/admin");   // the password works as before
        await still.Context.CloseAsync();

        var other = await panel.OpenSignedOutAsync("/admin/sign-in");
        await ThroughAsync(other, "linked@example.com (another person)");
        await Expect(other.GetByRole(AriaRole.Alert)).ToContainTextAsync("belongs to somebody else");
        var audit = await ApiAsync("/admin/api/audit?action=user.open_id_link");
        Assert.Contains(audit.GetProperty("data").EnumerateArray(), r => r.GetProperty("subject_name").GetString() == "linked@example.com");
    }

    [Fact]
    public async Task Who_is_disabled_here_stays_outside_whatever_the_provider_says()
    {
        await InviteAsync("leaves@example.com");
        var page = await panel.OpenSignedOutAsync("/admin/sign-in");
        await ThroughAsync(page, "leaves@example.com");
        await Expect(page).ToHaveURLAsync(panel.Address + "/admin");

        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync($"/admin/api/users/{(await UserAsync("leaves@example.com")).GetProperty("id").GetInt64()}/disable", new { });
        var again = await panel.OpenSignedOutAsync("/admin/sign-in");
        await ThroughAsync(again, "leaves@example.com");
        await Expect(again.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your account is disabled");
    }

    [Fact]
    public async Task An_answer_that_this_browser_did_not_ask_for_signs_nobody_in()
    {
        // The way to the provider is recorded in one browser and its end opened in another, as an attacker would have a victim do.
        await panel.AddPersonAsync("attacker@example.com", role: 2);
        var own = await panel.OpenSignedOutAsync("/admin/sign-in");
        await own.GetByRole(AriaRole.Link, new() { Name = "Sign in with Example ID" }).ClickAsync();
        await LoginThereAsync(own, "attacker@example.com");
        var step = await own.GetByRole(AriaRole.Button, new() { Name = "Continue" }).EvaluateAsync<string>("button => button.form.action");
        var answer = await own.APIRequest.PostAsync(step, new() { Form = own.APIRequest.CreateFormData().Set("prompt", "consent"), MaxRedirects = 0 });
        while (!answer.Headers["location"].StartsWith(panel.Address, StringComparison.Ordinal)) answer = await own.APIRequest.GetAsync(answer.Headers["location"], new() { MaxRedirects = 0 });
        var callback = answer.Headers["location"];   // with a code that nobody has used yet
        Assert.Contains("code=", callback, StringComparison.Ordinal);

        var victim = await panel.OpenSignedOutAsync(callback);
        await Expect(victim.GetByRole(AriaRole.Alert)).ToContainTextAsync("did not work");
        await victim.GotoAsync("/admin");
        await Expect(victim.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_way_there_is_on_the_sign_in_page()
    {
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { 1440, 360 })
            {
                var look = await panel.OpenSignedOutAsync("/admin/sign-in?returnUrl=%2Fadmin%2Fmedia", width, theme);
                await Expect(look.GetByRole(AriaRole.Link, new() { Name = "Sign in with Example ID" })).ToBeVisibleAsync();
                Assert.Empty(await Accessibility.FaultsAsync(look));
                await Looks.KeepAsync(look, $"sign-in-provider-{width}-{theme}");
                await look.Context.CloseAsync();
            }
        }
    }

    private static async Task ThroughAsync(IPage page, string login)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Example ID" }).ClickAsync();
        await LoginThereAsync(page, login);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }

    // The provider's own pages.
    private static async Task LoginThereAsync(IPage page, string login)
    {
        await page.Locator("input[name=login]").FillAsync(login);
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Continue" })).ToBeVisibleAsync();
    }

    private async Task InviteAsync(string email)
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/users/invitations", new { email, role_id = 2 });
    }

    private async Task<JsonElement> UserAsync(string email) => (await ApiAsync($"/admin/api/users?search={email}")).GetProperty("data")[0];

    private async Task<JsonElement> ApiAsync(string path)
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        return await client.GetFromJsonAsync<JsonElement>(path);
    }
}

/// <summary>Of its own, because it takes the provider away.</summary>
public sealed class OpenIdOutageTests(OpenIdPanel panel) : IClassFixture<OpenIdPanel>
{
    [Fact]
    public async Task A_provider_that_does_not_answer_is_a_sentence_and_passwords_go_on()
    {
        panel.EndProvider();
        var page = await panel.OpenSignedOutAsync("/admin/sign-in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Example ID" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Signing in with Example ID did not work");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the sign-in" }).ClickAsync();
        await Panel.SubmitSignInAsync(page, panel.Settings.AdminEmail!, panel.Settings.AdminPassword!);
        await Expect(page).ToHaveURLAsync(panel.Address + "/admin");
    }
}
