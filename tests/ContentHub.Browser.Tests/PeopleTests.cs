using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using ContentHub.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>A panel that sends mails, and is patient with wrong codes.</summary>
public sealed class MailingPanel : Panel
{
    public MailCatcher Mails { get; } = MailCatcher.Start();

    public override ServerSettings Settings => base.Settings with
    {
        Variables = new Dictionary<string, string>
        {
            ["Smtp__Host"] = "127.0.0.1",
            ["Smtp__Port"] = Mails.Port.ToString(CultureInfo.InvariantCulture),
            ["Smtp__From"] = "cms@example.com",
            ["Smtp__Tls"] = "false",
            ["Access__PublicUrl"] = Address,
            ["Access__TriesPerAddress"] = "1000",
        },
    };
}

public sealed class PeopleTests(MailingPanel panel) : IClassFixture<MailingPanel>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Somebody_is_invited_joins_and_signs_in_with_a_second_factor_and_without_the_phone()
    {
        var owner = await panel.OpenReadyAsync("/admin/settings/users");
        await owner.GetByRole(AriaRole.Link, new() { Name = "Invite" }).ClickAsync();
        await owner.Locator("#invite-form").GetByLabel("E-mail").FillAsync("bob@example.com");
        await owner.Locator("#invite-form").GetByLabel("Role").SelectOptionAsync("Editor");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        var link = await owner.GetByLabel("Link", new() { Exact = true }).InputValueAsync();
        await Expect(owner.GetByRole(AriaRole.Table, new() { Name = "Invitations" })).ToContainTextAsync("bob@example.com");

        // In another browser.
        var bob = await panel.OpenSignedOutAsync(new Uri(link).PathAndQuery);
        await Expect(bob.GetByText("invited you as Editor")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FaultsAsync(bob));
        await bob.GetByLabel("Name").FillAsync("Bob");
        await bob.GetByLabel("Password").FillAsync(Password);
        await bob.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Expect(bob).ToHaveURLAsync(panel.Address + "/admin");

        await bob.GotoAsync("/admin/profile");
        await Panel.ReadyAsync(bob);
        var card = bob.GetByRole(AriaRole.Region, new() { Name = "Second factor" });
        await card.GetByLabel("Current password").FillAsync(Password);
        await card.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FaultsAsync(bob));
        await Looks.KeepAsync(bob, "second-factor-setup");
        var secret = (await card.Locator("code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        var used = Code(secret);
        await card.GetByLabel("Code").FillAsync(used);
        await card.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(card.Locator(".codes li")).ToHaveCountAsync(10);
        Assert.Empty(await Accessibility.FaultsAsync(bob));
        await Looks.KeepAsync(bob, "recovery-codes");
        var recovery = await card.Locator(".codes li").AllInnerTextsAsync();

        // With the next code of the app, since one works once.
        var phone = await panel.OpenSignedOutAsync("/admin/sign-in?returnUrl=%2Fadmin%2Fprofile");
        await Panel.SubmitSignInAsync(phone, "bob@example.com", Password);
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("One more step");
        Assert.Empty(await Accessibility.FaultsAsync(phone));
        await Looks.KeepAsync(phone, "second-step");
        await ConfirmAsync(phone, used);
        await Expect(phone.GetByRole(AriaRole.Alert)).ToContainTextAsync("used already");
        await ConfirmAsync(phone, Code(secret, 1));
        await Expect(phone).ToHaveURLAsync(panel.Address + "/admin/profile");

        var lost = await panel.OpenSignedOutAsync("/admin/sign-in");
        await Panel.SubmitSignInAsync(lost, "bob@example.com", Password);
        await ConfirmAsync(lost, recovery[0]);
        await Expect(lost).ToHaveURLAsync(panel.Address + "/admin");
        await lost.GotoAsync("/admin/profile");
        await Expect(lost.GetByText("9 recovery codes are left")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Ending_a_session_throws_the_other_browser_out()
    {
        var (here, there) = (await SignedInAsync(), await SignedInAsync());
        await there.GotoAsync("/admin/types");
        await Panel.ReadyAsync(there);
        await here.GotoAsync("/admin/profile");
        await Panel.ReadyAsync(here);
        await Expect(here.GetByText("This one")).ToBeVisibleAsync();

        await here.GetByRole(AriaRole.Button, new() { Name = "End all others" }).ClickAsync();

        await Expect(there).ToHaveURLAsync(panel.Address + "/admin/sign-in?returnUrl=%2Fadmin%2Ftypes");
        await here.ReloadAsync();
        await Expect(here.GetByText("This one")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_a_link_that_comes_by_mail()
    {
        using (var client = panel.CreateClient(panel.Settings.ApiToken))
        {
            var made = await client.SendJsonAsync("/admin/api/users/invitations", new { data = new { email = "carl@example.com", role_id = 2 } });
            await client.SendJsonAsync("/admin/api/users/invitations/accept", new { token = made.GetProperty("data").GetProperty("link").GetString()!.Split("token=")[1], password = Password });
        }

        var page = await panel.OpenSignedOutAsync("/admin/sign-in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Forgot the password?" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync("carl@example.com");
        Assert.Empty(await Accessibility.FaultsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Look into your mail");

        await Eventually.TrueAsync(() => Task.FromResult(panel.Mails.Mails.Any(m => m.To == "carl@example.com")));
        var link = "/admin/reset-password" + panel.Mails.Mails.Single(m => m.To == "carl@example.com").Text.Split("/admin/reset-password")[1].Split('\r')[0];
        await page.GotoAsync(link);
        await page.GetByLabel("New password").FillAsync("short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Expect(page.GetByText("must be 12 to 256 characters")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FaultsAsync(page));
        await page.GetByLabel("New password").FillAsync("another good passphrase");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The password was changed");

        await page.GotoAsync(link);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This link is worth nothing any more");
        await page.GotoAsync("/admin/sign-in");
        await Panel.SubmitSignInAsync(page, "carl@example.com", "another good passphrase");
        await Expect(page).ToHaveURLAsync(panel.Address + "/admin");
    }

    [Fact]
    public async Task The_last_owner_cannot_be_disabled_and_the_page_says_why()
    {
        var page = await panel.OpenReadyAsync("/admin/settings/users");

        await page.GetByRole(AriaRole.Button, new() { Name = $"Disable {panel.Settings.AdminEmail}" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody must stay owner");
    }

    [Theory]
    [InlineData("users", "/admin/settings/users")]
    [InlineData("invite", "/admin/settings/users?invite=true")]
    [InlineData("user-edit", "/admin/settings/users?edit=1")]
    [InlineData("profile", "/admin/profile")]
    public Task Pages_of_people_look_right_in_both_themes_wide_and_narrow(string name, string path) => panel.LookAsync("people-" + name, path);

    [Theory]
    [InlineData("forgot", "/admin/forgot-password")]
    [InlineData("invitation-gone", "/admin/invitation?token=x")]
    [InlineData("reset-gone", "/admin/reset-password?token=x")]
    [InlineData("sign-in", "/admin/sign-in")]
    public async Task Pages_for_who_is_not_signed_in_look_right_in_both_themes_wide_and_narrow(string name, string path)
    {
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { 1440, 360 })
            {
                var page = await panel.OpenSignedOutAsync(path, width, theme);
                Assert.Empty(await Accessibility.FaultsAsync(page));
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{name}: wider than {width}");
                await Looks.KeepAsync(page, $"people-{name}-{width}-{theme}");
                await page.Context.CloseAsync();
            }
        }
    }

    private async Task<IPage> SignedInAsync()
    {
        var page = await panel.OpenSignedOutAsync("/admin/sign-in");
        await Panel.SubmitSignInAsync(page, panel.Settings.AdminEmail!, panel.Settings.AdminPassword!);
        await Expect(page).ToHaveURLAsync(panel.Address + "/admin");
        return page;
    }

    private static async Task ConfirmAsync(IPage page, string code)
    {
        await page.GetByLabel("Code").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
    }

    /// <summary>What an authenticator app shows: RFC 6238, written here once more from the standard.</summary>
    private static string Code(string secret, int stepsAhead = 0)
    {
        var bits = string.Concat(secret.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        byte[] key = [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
        var counter = BitConverter.GetBytes(IPAddress.HostToNetworkOrder((TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + stepsAhead));
#pragma warning disable CA5350 // as the standard says
        var mac = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var number = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(mac, mac[^1] & 0xF)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
