using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>Two people, or two tabs, at the same entry.</summary>
public sealed class MergeTests(EssayPanel essays) : IClassFixture<EssayPanel>
{
    [Fact]
    public async Task Of_two_tabs_the_slower_merges_field_by_field_and_overwrites_nothing_silently()
    {
        var path = await essays.EssayAsync(new { title = "Before", body = "Before", meta = new { n = 1 } });
        var slow = await essays.Panel.OpenReadyAsync(path);
        var quick = await slow.Context.NewPageAsync();
        await quick.GotoAsync(path);
        await Panel.ReadyAsync(quick);

        await EssayPanel.Editor(slow, "body").ClickAsync();
        await slow.Keyboard.PressAsync("Control+a");
        await slow.Keyboard.TypeAsync("Mine");
        await slow.GetByLabel("Title").FillAsync("My title");
        await quick.GetByLabel("Title").FillAsync("Their title");
        await EssayPanel.Editor(quick, "meta").ClickAsync();
        await quick.Keyboard.PressAsync("Control+a");
        await quick.Keyboard.InsertTextAsync("{\"n\":2}");
        await EssayPanel.SaveAsync(quick);

        // The news come before the save is tried.
        await Expect(slow.GetByText("saved version 2 of this entry.")).ToBeVisibleAsync();
        await Expect(slow.Locator("#field-title")).ToHaveValueAsync("My title");
        await slow.Keyboard.PressAsync("Control+s");

        var merge = slow.GetByRole(AriaRole.Region, new() { Name = "One field was changed by both of you" });
        await Expect(merge).ToContainTextAsync("Changed by them: Meta.");
        await Expect(merge.Locator(".difference-text")).ToHaveTextAsync(["My title", "Their title"]);
        await Expect(EssayPanel.Editor(slow, "meta")).ToContainTextAsync("2");
        await Expect(EssayPanel.Editor(slow, "body")).ToHaveTextAsync("Mine");
        Assert.Equal("Their title", (await essays.ReadAsync(path)).GetProperty("title").GetString());
        await slow.Keyboard.PressAsync("Control+s");
        await Expect(slow.Locator("#field-title-error")).ToContainTextAsync("choose above");

        // Also after a reload it is to be chosen.
        await slow.ReloadAsync();
        await Panel.ReadyAsync(slow);
        await Expect(merge.Locator(".difference-text")).ToHaveTextAsync(["My title", "Their title"]);
        await Looks.KeepAsync(slow, "merge");
        Assert.Empty(await Accessibility.FaultsAsync(slow));
        await merge.GetByLabel("Theirs").CheckAsync();
        await Expect(slow.Locator("#field-title")).ToHaveValueAsync("Their title");
        await merge.GetByLabel("Yours").CheckAsync();
        await Expect(slow.Locator("#field-title")).ToHaveValueAsync("My title");
        await EssayPanel.SaveAsync(slow);

        var stored = await essays.ReadAsync(path);
        Assert.Equal(("My title", "Mine", 2), (stored.GetProperty("title").GetString(), stored.GetProperty("body").GetString(), stored.GetProperty("meta").GetProperty("n").GetInt32()));
        await Expect(merge).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_merge_looks_right_in_both_themes_and_widths()
    {
        var path = await essays.EssayAsync(new { title = "To be merged", body = "Before" });
        var n = 0;
        await essays.Panel.LookAsync("merge", path, async page =>
        {
            await page.GetByLabel("Title").FillAsync($"Mine {++n}");
            await essays.SaveElsewhereAsync(path, new { title = $"Theirs {n}", body = $"Body {n}" });
            await page.GetByRole(AriaRole.Button, new() { Name = "Merge into mine" }).ClickAsync();
            await Expect(page.Locator(".merge-field")).ToHaveCountAsync(1);
        });
    }
}
