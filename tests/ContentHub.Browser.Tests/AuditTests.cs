using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>With something in the audit log of each kind.</summary>
public sealed class AuditPanel : Panel
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        using var client = CreateClient(Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/webhooks", new { data = new { name = "Shop", url = "https://example.com/hook?key=abc", events = new[] { "entry.*" }, headers = new Dictionary<string, string> { ["X-Key"] = "abc" } } });
        using (await client.PatchAsJsonAsync("/admin/api/webhooks/1", new { data = new { name = "Shop of ours", timeout_ms = 5000, headers = new Dictionary<string, string> { ["X-Key"] = "def" } } })) { }
        foreach (var city in (string[])["Paris", "Rome", "Oslo"]) await client.SendJsonAsync("/api/addresses", new { data = new { city } });
        await client.SendJsonAsync("/admin/api/tokens", new { data = new { name = "Front-end", type = "read-only" } });
    }
}

public sealed class AuditTests(AuditPanel panel) : IClassFixture<AuditPanel>
{
    [Theory]
    [InlineData("audit", "/admin/settings/audit")]
    [InlineData("audit-filtered", "/admin/settings/audit?action=webhook.*&who=bootstrap&from=2020-01-01")]
    [InlineData("audit-nothing", "/admin/settings/audit?text=nowhere")]
    [InlineData("audit-open", "/admin/settings/audit?subject=webhook:1&open=record:5")]
    public Task The_audit_log_is_accessible_and_never_wider_than_the_screen(string name, string path) => panel.LookAsync(name, path);

    [Fact]
    public async Task From_a_filter_to_what_changed_to_a_file()
    {
        var page = await panel.OpenReadyAsync("/admin/settings/tokens");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("webhook.*");
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Audit log" }).GetByRole(AriaRole.Row);
        await Expect(rows).ToHaveCountAsync(3);
        await rows.Nth(1).GetByRole(AriaRole.Link).ClickAsync();

        var changes = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Table, new() { Name = "Changes" });
        await Expect(changes).ToContainTextAsync("Shop of ours");
        await Expect(changes).ToContainTextAsync("Changed; the value is secret");
        await page.Keyboard.PressAsync("Escape");

        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        var text = await File.ReadAllTextAsync(await file.PathAsync());
        Assert.Contains("\"webhook.update\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("token.create", text, StringComparison.Ordinal);

        await page.Locator(".chip", new() { HasText = "Webhooks" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Audit log" }).GetByText("token.create").First).ToBeVisibleAsync();
    }
}
