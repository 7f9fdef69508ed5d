using System.Net;
using System.Text.Json;
using ContentHub.Access;

namespace ContentHub.Server.Tests.Access;

public sealed class AuditTests(Sites sites) : IClassFixture<Sites>
{
    private const string Path = "/admin/api/audit";

    [Fact]
    public async Task A_deed_is_told_with_its_caller_and_what_changed()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { name = "Told" });
        var changed = (await site.Api.PatchAsync(hook.Path, new { data = new { name = "Told twice" } })).Expect(HttpStatusCode.OK);

        var told = (await site.Api.GetAsync($"{Path}?subject=webhook:{hook.Id}&action=webhook.update")).Expect(HttpStatusCode.OK).Data[0];

        Assert.Equal(("token:1", "bootstrap", "Told twice", "127.0.0.1"), (told.Text("actor"), told.Text("actor_name"), told.Text("subject_name"), told.Text("address")));
        Assert.Equal(changed.Header("X-Request-Id"), told.Text("request_id"));
        Assert.Equal("""[{"field":"name","before":"Told","after":"Told twice"}]""", told.GetProperty("changes").GetRawText());
    }

    [Fact]
    public async Task What_people_do_with_accounts_is_told_each_time_and_once()
    {
        await using var site = await Site.StartAsync();
        using var nobody = site.Caller(null);
        (await site.Api.PostAsync("/admin/api/users/invitations", new { data = new { email = "eve@example.com", role_id = 3 } })).Expect(HttpStatusCode.Created);
        (await site.Api.PostAsync("/admin/api/users/invitations/1/renew")).Expect(HttpStatusCode.OK);
        (await site.Api.DeleteAsync("/admin/api/users/invitations/1")).Expect(HttpStatusCode.NoContent);
        var link = (await site.Api.PostAsync("/admin/api/users/invitations", new { data = new { email = "bob@example.com", role_id = 3 } })).Expect(HttpStatusCode.Created).Data.Text("link")!;
        var bob = (await nobody.PostAsync("/admin/api/users/invitations/accept", new { token = link.Split("token=")[1], name = "Bob", password = Given.Password })).Expect(HttpStatusCode.Created).Data.Number("id");
        (await nobody.PostAsync("/admin/api/login", new { email = "bob@example.com", password = "wrong" })).Expect(HttpStatusCode.Unauthorized);
        using (var own = site.Caller((await nobody.PostAsync("/admin/api/login", new { email = "bob@example.com", password = Given.Password })).Expect(HttpStatusCode.OK).Data.Text("token")))
        {
            (await own.PatchAsync("/admin/api/me", new { data = new { name = "Bobby" } })).Expect(HttpStatusCode.OK);
            var secret = (await own.PostAsync("/admin/api/me/second-factor", new { current_password = Given.Password })).Expect(HttpStatusCode.OK).Data.Text("secret")!;
            (await own.PostAsync("/admin/api/me/second-factor/confirm", new { code = Totp.Code(PeopleTests.Bytes(secret), Totp.Step(TimeProvider.System.GetUtcNow())) })).Expect(HttpStatusCode.OK);
            (await own.PostAsync("/admin/api/me/second-factor/recovery-codes", new { current_password = Given.Password })).Expect(HttpStatusCode.OK);
            (await own.PostAsync("/admin/api/me/second-factor/turn-off", new { current_password = Given.Password })).Expect(HttpStatusCode.NoContent);
            (await own.PostAsync("/admin/api/me/password", new { current_password = Given.Password, password = "Another-good-passphrase-1" })).Expect(HttpStatusCode.NoContent);
            (await own.PostAsync("/admin/api/logout")).Expect(HttpStatusCode.NoContent);
        }

        (await site.Api.PatchAsync($"/admin/api/users/{bob}", new { data = new { role_id = 2 } })).Expect(HttpStatusCode.OK);
        (await site.Api.PostAsync($"/admin/api/users/{bob}/disable")).Expect(HttpStatusCode.OK);
        (await site.Api.PostAsync($"/admin/api/users/{bob}/enable")).Expect(HttpStatusCode.OK);
        (await site.Api.DeleteAsync($"/admin/api/users/{bob}")).Expect(HttpStatusCode.NoContent);

        var told = (await site.Api.GetAsync($"{Path}?action=user.*&limit=100")).Expect(HttpStatusCode.OK).Data.EnumerateArray().Reverse().ToArray();
        string[] expected =
        [
            "user.register owner@example.com by owner@example.com",
            "user.invite eve@example.com by bootstrap", "user.invitation_renew eve@example.com by bootstrap", "user.invitation_withdraw eve@example.com by bootstrap",
            "user.invite bob@example.com by bootstrap", "user.join bob@example.com by bob@example.com", "user.sign_in_failed bob@example.com by anonymous", "user.sign_in bob@example.com by bob@example.com",
            "user.update bob@example.com by bob@example.com", "user.second_factor_on bob@example.com by bob@example.com", "user.recovery_codes_renew bob@example.com by bob@example.com",
            "user.second_factor_off bob@example.com by bob@example.com", "user.password_change bob@example.com by bob@example.com", "user.sign_out bob@example.com by bob@example.com",
            "user.update bob@example.com by bootstrap", "user.disable bob@example.com by bootstrap", "user.enable bob@example.com by bootstrap", "user.remove bob@example.com by bootstrap",
        ];
        Assert.Equal(expected, told.Select(t => $"{t.Text("action")} {t.Text("subject_name")} by {t.Text("actor_name")}"));
        Assert.Equal("""[{"field":"role","before":"Author","after":"Editor"}]""", told.Last(t => t.Text("action") == "user.update").GetProperty("changes").GetRawText());
        Assert.All(told.Skip(1).Where(t => t.Text("action") != "user.join"), t => Assert.Equal("127.0.0.1", t.Text("address")));
    }

    [Fact]
    public async Task Pages_follow_a_cursor_and_faults_of_the_question_are_told()
    {
        var site = await sites.OnAsync();
        for (var i = 0; i < 3; i++) await site.Api.CreateAsync("addresses", new { city = $"City {i}" });

        var first = (await site.Api.GetAsync($"{Path}?action=entry.*&limit=2")).Expect(HttpStatusCode.OK).Json;
        var second = (await site.Api.GetAsync($"{Path}?action=entry.*&limit=2&before={first.GetProperty("meta").Text("cursor")}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(2, first.GetProperty("data").GetArrayLength());
        Assert.DoesNotContain(first.GetProperty("data").EnumerateArray(), f => second.GetProperty("data").EnumerateArray().Any(s => s.Text("id") == f.Text("id")));

        foreach (var (query, fault) in new[] { ("before=x", "before"), ("limit=0", "limit"), ("limit=101", "limit"), ("from=yesterday", "from"), ("from=2030-01-02&to=2030-01-01", "from"), ("actr=user:1", "actr") })
            Assert.StartsWith(fault, (await site.Api.GetAsync($"{Path}?{query}")).Expect(HttpStatusCode.BadRequest).Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_export_is_a_file_that_no_spreadsheet_carries_out_and_is_recorded_itself()
    {
        var site = await sites.OnAsync();
        (await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = "=HYPERLINK(\"http://evil\")", type = "read-only" } })).Expect(HttpStatusCode.Created);

        var csv = (await site.Api.GetAsync($"{Path}/export?action=token.create")).Expect(HttpStatusCode.OK);
        Assert.StartsWith("attachment; filename=\"audit-", csv.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.StartsWith("text/csv", csv.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", csv.Text, StringComparison.Ordinal);
        Assert.StartsWith("id,at,action,", csv.Text, StringComparison.Ordinal);

        var lines = (await site.Api.GetAsync($"{Path}/export?format=jsonl&action=audit.export")).Expect(HttpStatusCode.OK).Text.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.Equal("audit.export", JsonSerializer.Deserialize<JsonElement>(line).Text("action")));
        (await site.Api.GetAsync($"{Path}/export?format=xml")).Expect(HttpStatusCode.BadRequest);
    }
}
