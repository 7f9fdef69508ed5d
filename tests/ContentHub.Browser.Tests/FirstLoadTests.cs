using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>What the first visit of a page transfers, with nothing in the browser's cache; as in production, where assets go out compressed.</summary>
public sealed class FirstLoadTests(ProductionPanel panel, ITestOutputHelper output) : IClassFixture<ProductionPanel>
{
    private const int MostBytes = 300 * 1024;

    [Theory]
    [InlineData("/admin/sign-in")]
    [InlineData("/admin")]
    [InlineData("/admin/content/categories/new")]
    public async Task The_first_load_is_small(string path)
    {
        var (bytes, editors) = await LoadAsync(path, page => Panel.ReadyAsync(page), needsCircuit: path != "/admin/sign-in");

        output.WriteLine($"{path}: {bytes:N0} bytes");
        Assert.InRange(bytes, 1, MostBytes);
        Assert.Equal(0, editors);
    }

    [Fact]
    public async Task Editors_are_loaded_only_where_there_is_a_field_for_them()
    {
        using var client = panel.CreateClient(panel.Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = "leaf", plural = "leaves", attributes = new { text = new { type = "blocks" } } } });
        await client.SendJsonAsync("/admin/api/content-types", new { data = new { name = "page", attributes = new { text = new { type = "richtext" }, meta = new { type = "json" } } } });

        foreach (var path in (string[])["/admin/content/leaves/new", "/admin/content/pages/new"])
        {
            var (bytes, editors) = await LoadAsync(path, page => Expect(page.Locator("rich-editor[ready]").First).ToBeVisibleAsync(), needsCircuit: true);
            output.WriteLine($"{path}: {bytes:N0} bytes, and {editors:N0} of editors");
            Assert.InRange(bytes, 1, MostBytes);
            Assert.InRange(editors, 1, MostBytes);
        }
    }

    private async Task<(long Bytes, long OfEditors)> LoadAsync(string path, Func<IPage, Task> loaded, bool needsCircuit)
    {
        var page = needsCircuit ? await panel.OpenAsync("about:blank") : await panel.OpenSignedOutAsync("about:blank");
        var network = await page.Context.NewCDPSessionAsync(page);
        var addresses = new Dictionary<string, string>();
        var (all, editors) = (0L, 0L);
        network.Event("Network.requestWillBeSent").OnEvent += (_, sent) => addresses[sent!.Value.GetProperty("requestId").GetString()!] = sent.Value.GetProperty("request").GetProperty("url").GetString()!;
        network.Event("Network.loadingFinished").OnEvent += (_, done) =>
        {
            var bytes = (long)done!.Value.GetProperty("encodedDataLength").GetDouble();
            if (addresses.GetValueOrDefault(done.Value.GetProperty("requestId").GetString()!)?.Contains("/lib/editors/", StringComparison.Ordinal) == true) editors += bytes;
            else all += bytes;
        };
        await network.SendAsync("Network.enable");
        await page.GotoAsync(panel.Address + path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        if (needsCircuit) await loaded(page);
        await page.Context.CloseAsync();
        return (all, editors);
    }
}
