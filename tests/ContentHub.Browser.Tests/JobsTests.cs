using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

public sealed class JobsTests(BusyPanel panel) : IClassFixture<BusyPanel>
{
    [Fact]
    public async Task What_the_server_has_to_do_is_seen_under_the_settings()
    {
        var page = await panel.OpenReadyAsync("/admin/settings/jobs");
        var queue = page.GetByRole(AriaRole.Table, new() { Name = "Deliveries that wait" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "Search index" });
        await Expect(queue).ToContainTextAsync("in a row");   // one delivery went wrong, and waits for its next attempt
        await Expect(page.GetByText("Nothing is planned")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "What is kept" })).ToContainTextAsync("Entries:KeepTrashFor");
        await panel.LookAsync("jobs", "/admin/settings/jobs");
    }
}
