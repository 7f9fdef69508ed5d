using System.Globalization;
using System.Net;
using ContentHub.Access;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Access;

/// <summary>What an attacker tries at sign-in, sessions and people, over HTTP.</summary>
public sealed class PeopleTests(Sites sites) : IClassFixture<Sites>
{
    private const string Cookie = "contenthub";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_is_invited_joins_and_is_asked_for_no_more_than_the_role_allows(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var made = (await site.Api.PostAsync("/admin/api/users/invitations", new { data = new { email = "bob@example.com", role_id = 3 } })).Expect(HttpStatusCode.Created).Data;
        Assert.StartsWith("/admin/invitation?token=", made.Text("link"), StringComparison.Ordinal);
        Assert.DoesNotContain("token=", (await site.Api.GetAsync("/admin/api/users/invitations")).Text, StringComparison.Ordinal);
        using var nobody = site.Caller(null);
        var answer = new { token = made.Text("link")!.Split("token=")[1], name = "Bob", password = Given.Password };

        var joined = (await nobody.PostAsync("/admin/api/users/invitations/accept", answer)).Expect(HttpStatusCode.Created).Data;
        (await nobody.PostAsync("/admin/api/users/invitations/accept", answer)).Expect(HttpStatusCode.NotFound);

        using var bob = site.Caller(await LoginAsync(site, "bob@example.com"));
        var me = (await bob.GetAsync("/admin/api/me")).Expect(HttpStatusCode.OK).Data;
        Assert.Equal(("Bob", "Author", joined.Number("id")), (me.Text("name"), me.Text("role"), me.Number("id")));
        Assert.DoesNotContain("access.manage", me.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
        (await bob.GetAsync("/admin/api/users")).Expect(HttpStatusCode.Forbidden);

        var path = $"/admin/api/users/{joined.Number("id")}";
        Assert.False((await site.Api.PostAsync($"{path}/disable")).Expect(HttpStatusCode.OK).Data.GetProperty("enabled").GetBoolean());
        (await bob.GetAsync("/admin/api/me")).Expect(HttpStatusCode.Unauthorized);
        (await site.Api.PostAsync($"{path}/enable")).Expect(HttpStatusCode.OK);
        Assert.Equal("Editor", (await site.Api.PatchAsync(path, new { data = new { role_id = 2, name = "Robert" } })).Expect(HttpStatusCode.OK).Data.Text("role"));
        (await site.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await site.Api.GetAsync(path)).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"id": 7}""", "id")]
    [InlineData("""{"name": "x", "password_hash": "AQAAAA"}""", "password_hash")]
    [InlineData("""{"password": "Correct-horse-battery-2"}""", "password")]
    [InlineData("""{"email": "other@example.com"}""", "email")]
    [InlineData("""{"role": "Owner"}""", "role")]
    [InlineData("""{"disabled_at": null}""", "disabled_at")]
    [InlineData("""{"second_factor": false}""", "second_factor")]
    [InlineData("""{"role_id": "1"}""", "role_id")]
    [InlineData("""{"role_id": 99}""", "role_id")]
    [InlineData("""{"role_id": 4}""", "role_id")]
    [InlineData("""{"name": 5}""", "name")]
    public async Task Mass_assignment_is_refused_by_name(string data, string path)
    {
        var site = await sites.OnAsync();
        var owner = (await site.Api.GetAsync("/admin/api/users")).Expect(HttpStatusCode.OK).Data[0];

        var refused = (await site.Api.SendTextAsync(HttpMethod.Patch, $"/admin/api/users/{owner.Number("id")}", $$"""{"data": {{data}} }""")).Expect(HttpStatusCode.BadRequest);

        Assert.StartsWith(path + ": ", Assert.Single(refused.Faults), StringComparison.Ordinal);
        Assert.Equal(owner.GetRawText(), (await site.Api.GetAsync($"/admin/api/users/{owner.Number("id")}")).Data.GetRawText());
    }

    [Fact]
    public async Task Nobody_assigns_himself_a_role_or_an_address()
    {
        var site = await sites.OnAsync();
        using var owner = site.Caller(await LoginAsync(site));

        foreach (var name in new[] { "role_id", "email", "id", "second_factor" })
            Assert.StartsWith(name + ": ", Assert.Single((await owner.SendTextAsync(HttpMethod.Patch, "/admin/api/me", $$"""{"data": {"{{name}}": 1} }""")).Expect(HttpStatusCode.BadRequest).Faults), StringComparison.Ordinal);
        Assert.Single((await site.Api.PostTextAsync("/admin/api/users/invitations/accept", """{"token": "x", "role_id": 1, "password": "Correct-horse-battery-2"}""")).Expect(HttpStatusCode.BadRequest).Faults);
    }

    [Theory]
    [InlineData("/api/addresses?token={0}")]
    [InlineData("/admin/api/me?access_token={0}")]
    [InlineData("/admin/api/webhooks?authorization=Bearer%20{0}")]
    public async Task Tokens_in_an_address_are_no_credentials(string address)
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);

        (await nobody.GetAsync(string.Format(CultureInfo.InvariantCulture, address, Given.Token))).Expect(HttpStatusCode.Unauthorized);
        (await nobody.GetAsync(string.Format(CultureInfo.InvariantCulture, address, await LoginAsync(site)))).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_that_was_planted_before_the_sign_in_is_worth_nothing_after_it()
    {
        var site = await sites.OnAsync();
        var ended = await SignInAsync(site);
        var login = await LoginAsync(site);
        using var owner = site.Caller(login);
        (await owner.DeleteAsync("/admin/api/me/sessions")).Expect(HttpStatusCode.NoContent);

        foreach (var planted in new[] { ended, "CfDJ8planted", login! })
        {
            var fresh = await SignInAsync(site, planted);

            Assert.NotEqual(planted, fresh);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(site, fresh));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(site, planted));
        }
    }

    [Theory]
    [InlineData("PATCH", "/admin/api/me")]
    [InlineData("POST", "/admin/api/me/password")]
    [InlineData("POST", "/admin/api/me/second-factor")]
    [InlineData("POST", "/admin/api/me/second-factor/confirm")]
    [InlineData("POST", "/admin/api/me/second-factor/recovery-codes")]
    [InlineData("POST", "/admin/api/me/second-factor/turn-off")]
    [InlineData("DELETE", "/admin/api/me/sessions")]
    [InlineData("DELETE", "/admin/api/me/sessions/1")]
    [InlineData("POST", "/admin/api/logout")]
    [InlineData("PATCH", "/admin/api/users/1")]
    [InlineData("POST", "/admin/api/users/1/disable")]
    [InlineData("POST", "/admin/api/users/1/enable")]
    [InlineData("DELETE", "/admin/api/users/1")]
    [InlineData("POST", "/admin/api/users/invitations")]
    [InlineData("POST", "/admin/api/users/invitations/1/renew")]
    [InlineData("DELETE", "/admin/api/users/invitations/1")]
    public async Task Another_site_cannot_write_with_the_cookie_of_who_is_signed_in(string method, string path)
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);

        var refused = (await nobody.SendAsync(new HttpMethod(method), path, new StringContent("{}", null, "application/json"), ("Cookie", $"{Cookie}={await SignInAsync(site)}"))).Expect(HttpStatusCode.Forbidden);

        Assert.Contains("X-CSRF-TOKEN", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_is_for_this_host_alone_on_https_and_never_for_scripts()
    {
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("Proxy__Known__0", "127.0.0.1"));

        var plain = await CookieAsync(site, remember: false);
        var secure = await CookieAsync(site, remember: true, ("X-Forwarded-Proto", "https"));

        Assert.Matches("^contenthub=[^;]+; path=/; samesite=lax; httponly$", plain);
        Assert.Matches("^__Host-contenthub=[^;]+; expires=[^;]+; path=/; secure; samesite=lax; httponly$", secure);
        var ends = DateTimeOffset.Parse(secure.Split("expires=")[1].Split(';')[0], CultureInfo.InvariantCulture);
        Assert.InRange(ends - TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(13.9), TimeSpan.FromDays(14.1));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/%5Cevil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_leads_to_no_other_site(string returnUrl)
    {
        var site = await sites.OnAsync();

        var answer = await PostSignInAsync(site, "/admin/sign-in?returnUrl=" + Uri.EscapeDataString(Uri.UnescapeDataString(returnUrl)));

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal("/admin", new Uri(site.Server.BaseAddress, answer.Header("Location")).PathAndQuery);
        Assert.Equal(site.Server.BaseAddress.Authority, new Uri(site.Server.BaseAddress, answer.Header("Location")).Authority);
    }

    [Fact]
    public async Task Guesses_from_one_address_are_refused_with_the_time_to_wait_whatever_account_they_are_for()
    {
        await using var site = await Site.StartAsync();
        using var nobody = site.Caller(null);
        Task<Reply> TryAsync(string email) => nobody.PostAsync("/admin/api/login", new { email, password = "Wrong-password-1" });

        for (var i = 0; i < 5; i++) (await TryAsync($"guess{i}@example.com")).Expect(HttpStatusCode.Unauthorized);

        foreach (var email in new[] { Given.Email, "guess0@example.com", "another@example.com" })
            Assert.InRange(int.Parse((await TryAsync(email)).Expect(HttpStatusCode.TooManyRequests).Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 300);
        (await site.Api.GetAsync("/admin/api/me")).Expect(HttpStatusCode.OK);   // who is known already is not hindered
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_account_that_does_not_exist_is_refused_word_for_word_like_one_that_does(DatabaseKind database)
    {
        await using var site = await Site.StartAsync(database, ("Access__TriesPerAddress", "1000"));
        using var nobody = site.Caller(null);
        async Task<string[]> AnswersAsync(string email)
        {
            var answers = new List<string>();
            for (var i = 0; i < 7; i++)
            {
                var reply = await nobody.PostAsync("/admin/api/login", new { email, password = "Wrong-password-1" });
                answers.Add($"{(int)reply.Status} {reply.Text} {reply.Header("Retry-After") is not null}");
            }

            return [.. answers];
        }

        Assert.Equal(await AnswersAsync(Given.Email), await AnswersAsync("nobody@example.com"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_script_signs_in_with_a_second_factor_and_its_session_can_be_ended(DatabaseKind database)
    {
        await using var site = await Site.StartAsync(database, ("Access__TriesPerAddress", "1000"));
        using var owner = site.Caller(await LoginAsync(site));
        var secret = Bytes((await owner.PostAsync("/admin/api/me/second-factor", new { current_password = Given.Password })).Expect(HttpStatusCode.OK).Data.Text("secret")!);
        var codes = (await owner.PostAsync("/admin/api/me/second-factor/confirm", new { code = Totp.Code(secret, Totp.Step(TimeProvider.System.GetUtcNow())) })).Expect(HttpStatusCode.OK).Data.GetProperty("recovery_codes");
        using var nobody = site.Caller(null);

        Assert.Contains("second factor", (await nobody.PostAsync("/admin/api/login", new { email = Given.Email, password = Given.Password })).Expect(HttpStatusCode.Unauthorized).Message, StringComparison.Ordinal);
        (await nobody.PostAsync("/admin/api/login", new { email = Given.Email, password = Given.Password, code = "000000" })).Expect(HttpStatusCode.Unauthorized);
        var session = (await nobody.PostAsync("/admin/api/login", new { email = Given.Email, password = Given.Password, code = codes[0].GetString() })).Expect(HttpStatusCode.OK).Data.Text("token");

        using var script = site.Caller(session);
        var sessions = (await owner.GetAsync("/admin/api/me/sessions")).Expect(HttpStatusCode.OK).Data;
        Assert.Equal([false, true], sessions.EnumerateArray().Select(s => s.GetProperty("current").GetBoolean()).Order());
        var other = sessions.EnumerateArray().Single(s => !s.GetProperty("current").GetBoolean());
        (await owner.DeleteAsync($"/admin/api/me/sessions/{other.Number("id")}")).Expect(HttpStatusCode.NoContent);
        (await script.GetAsync("/admin/api/me")).Expect(HttpStatusCode.Unauthorized);

        // Who has lost both goes to whoever runs the server.
        var (exit, output) = await ServerProcess.RunToEndAsync(site.Settings, "user", "reset-second-factor", Given.Email);
        Assert.True(exit == 0, output);
        (await owner.GetAsync("/admin/api/me")).Expect(HttpStatusCode.Unauthorized);
        Assert.NotNull(await LoginAsync(site));
    }

    [Fact]
    public async Task A_link_for_a_new_password_works_once_and_asking_tells_nothing()
    {
        await using var mails = MailCatcher.Start();
        await using var site = await Site.StartAsync(
            DatabaseKind.Sqlite, ("Smtp__Host", "127.0.0.1"), ("Smtp__Port", mails.Port.ToString(CultureInfo.InvariantCulture)), ("Smtp__From", "cms@example.com"), ("Smtp__Tls", "false"), ("Access__PublicUrl", "https://cms.example.com"));
        using var nobody = site.Caller(null);
        var unknown = await nobody.PostAsync("/admin/api/forgot-password", new { email = "nobody@example.com" });
        var known = (await nobody.PostAsync("/admin/api/forgot-password", new { email = Given.Email }, ("Host", "evil.example"))).Expect(HttpStatusCode.Accepted);
        Assert.Equal((unknown.Status, unknown.Text), (known.Status, known.Text));

        var mail = await mails.WaitForAsync(1);
        Assert.Equal(Given.Email, mail.To);
        Assert.DoesNotContain("evil.example", mail.Text, StringComparison.Ordinal);
        var token = mail.Text.Split("https://cms.example.com/admin/reset-password?token=")[1].Split('\r')[0];
        (await nobody.PostAsync("/admin/api/reset-password", new { token, password = "Another-good-passphrase-1" })).Expect(HttpStatusCode.NoContent);
        (await nobody.PostAsync("/admin/api/reset-password", new { token, password = "Another-good-passphrase-2" })).Expect(HttpStatusCode.NotFound);
        Assert.NotNull(await LoginAsync(site, password: "Another-good-passphrase-1"));
        Assert.DoesNotContain(token, site.Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mails_without_an_address_to_link_to_stop_the_start()
    {
        using var data = new TempFolder();
        var (exit, output) = await ServerProcess.RunToEndAsync(new ServerSettings(data.Path) { Variables = new Dictionary<string, string> { ["Smtp__Host"] = "127.0.0.1", ["Smtp__From"] = "cms@example.com" } }, "serve");
        Assert.NotEqual(0, exit);
        Assert.Contains("Access:PublicUrl", output, StringComparison.Ordinal);
    }

    private static async Task<string?> LoginAsync(Site site, string email = Given.Email, string password = Given.Password)
    {
        using var nobody = site.Caller(null);
        return (await nobody.PostAsync("/admin/api/login", new { email, password })).Expect(HttpStatusCode.OK).Data.Text("token");
    }

    private static async Task<HttpStatusCode> StatusAsync(Site site, string cookie)
    {
        using var browser = site.Caller(null);
        return (await browser.GetAsync("/admin/api/me", ("Cookie", $"{Cookie}={cookie}"))).Status;
    }

    /// <summary>The value of the cookie that a browser gets.</summary>
    private static async Task<string> SignInAsync(Site site, string? cookie = null)
    {
        var answer = await PostSignInAsync(site, "/admin/sign-in", cookie is null ? [] : [("Cookie", $"{Cookie}={cookie}")]);
        return SetCookie(answer).Split('=', 2)[1].Split(';')[0];
    }

    private static async Task<string> CookieAsync(Site site, bool remember, params (string, string)[] headers) => SetCookie(await PostSignInAsync(site, "/admin/sign-in", headers, remember));

    private static string SetCookie(Reply reply) => reply.Headers.NonValidated["Set-Cookie"].Single(c => c.Contains(Cookie + "=", StringComparison.Ordinal) && !c.Contains("1970", StringComparison.Ordinal));

    private static async Task<Reply> PostSignInAsync(Site site, string path, (string Name, string Value)[]? headers = null, bool remember = false)
    {
        using var browser = site.Caller(null);
        var own = headers?.Where(h => h.Name != "Cookie").ToArray() ?? [];
        var page = (await browser.GetAsync(path, own)).Expect(HttpStatusCode.OK);
        var antiforgery = page.Headers.NonValidated["Set-Cookie"].Single(c => c.Contains("Antiforgery", StringComparison.Ordinal)).Split(';')[0];
        var field = page.Text.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = field, ["_handler"] = "sign-in", ["Input.Email"] = Given.Email, ["Input.Password"] = Given.Password, ["Input.Remember"] = remember ? "true" : "false" };
        var planted = headers?.Where(h => h.Name == "Cookie").Select(h => "; " + h.Value).SingleOrDefault() ?? "";
        return await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields), [.. own, ("Cookie", antiforgery + planted)]);
    }

    internal static byte[] Bytes(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
