using System.Text.RegularExpressions;
using ContentHub.Testing;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>What is typed is there at once and stays, whatever the server and the line do.</summary>
public sealed class TypingTests(EssayPanel essays, ITestOutputHelper output) : IClassFixture<EssayPanel>
{
    private static readonly string[] Written = ["title", "blocks", "body", "meta", "asides-0-heading", "asides-0-words"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_typed_is_lost_when_the_server_is_killed_meanwhile(bool byButton)
    {
        var path = await essays.EssayAsync(new { title = "Start", asides = new[] { new { heading = "H", words = "W" } } });
        var page = await essays.Panel.OpenReadyAsync(path);
        await Expect(page.Locator("rich-editor[ready]")).ToHaveCountAsync(4);
        foreach (var field in Written) await TypeAsync(page, field, "1");

        essays.Panel.Kill();
        foreach (var field in Written) await TypeAsync(page, field, "2");
        await essays.Panel.StartAsync();
        if (byButton) await page.GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();
        else await page.ReloadAsync();

        await Expect(page.GetByText("Unsaved changes were put back.")).ToBeVisibleAsync();
        await Panel.ReadyAsync(page);
        await Expect(page.GetByLabel("Title")).ToHaveValueAsync("Start12");
        await EssayPanel.SaveAsync(page);
        var stored = await essays.ReadAsync(path);
        Assert.Equal("Start12", stored.GetProperty("title").GetString());
        Assert.Equal("12", stored.GetProperty("blocks")[0].GetProperty("children")[0].GetProperty("text").GetString());
        Assert.Equal("12", stored.GetProperty("body").GetString());
        Assert.Equal(12, stored.GetProperty("meta").GetInt32());
        Assert.Equal(("H12", "W12"), (stored.GetProperty("asides")[0].GetProperty("heading").GetString(), stored.GetProperty("asides")[0].GetProperty("words").GetString()));
    }

    [Fact]
    public async Task Letters_appear_without_a_word_from_the_server()
    {
        var path = await essays.EssayAsync(new { title = "Slow", asides = new[] { new { heading = "H", words = "W" } } });
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(150));
        var page = await OpenAsync(line, path, editors: 4);

        foreach (var field in Written)
        {
            await FocusEndAsync(page, field);
            var typed = await TextAsync(page, field);
            // Nothing is timed: while the line is held, a letter that waited for the server would not come at all.
            using (line.Hold())
            {
                foreach (var letter in "1234567")
                {
                    await page.Keyboard.PressAsync(letter.ToString());
                    typed += letter;
                    await Eventually.TrueAsync(async () => await TextAsync(page, field) == typed);
                }
            }
        }

        await EssayPanel.SaveAsync(page);
        var stored = await essays.ReadAsync(path);
        Assert.Equal(("Slow1234567", "1234567"), (stored.GetProperty("title").GetString(), stored.GetProperty("body").GetString()));
        Assert.Equal(("H1234567", "W1234567"), (stored.GetProperty("asides")[0].GetProperty("heading").GetString(), stored.GetProperty("asides")[0].GetProperty("words").GetString()));
    }

    [Fact]
    public async Task Typing_on_after_a_pause_takes_nothing_back_when_the_answer_to_what_stood_there_comes()
    {
        var path = await essays.EssayAsync(new { title = "Paused", asides = new[] { new { heading = "H", words = "W" } } });
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(150));
        var page = await OpenAsync(line, path, editors: 4);
        await NoteWhatIsToldAsync(page);

        foreach (var field in Written)
        {
            await FocusEndAsync(page, field);
            var expected = await TextAsync(page, field);
            foreach (var letters in new[] { "12", "345678901234", "567890123456" })
            {
                await page.WaitForFunctionAsync("() => window.told !== false");   // the server hears of it; its answer comes between the next letters
                await page.Keyboard.TypeAsync(letters, new() { Delay = 40 });
                expected += letters;
            }

            Assert.Equal((field, expected), (field, await TextAsync(page, field)));
        }
    }

    [Fact]
    public async Task What_was_told_while_the_line_hung_is_saved_whole_when_it_all_arrives_at_once()
    {
        var path = await essays.EssayAsync(new { title = "Hung", asides = new[] { new { heading = "H", words = "W" } } });
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(150));
        var page = await OpenAsync(line, path, editors: 4);
        await NoteWhatIsToldAsync(page);

        using (line.Hold())
        {
            // One message for each letter, more than Blazor draws unanswered by itself.
            foreach (var (field, letters) in new[] { ("asides-0-heading", "123456789012"), ("asides-0-words", "1") })
            {
                await FocusEndAsync(page, field);
                foreach (var letter in letters)
                {
                    await page.Keyboard.PressAsync(letter.ToString());
                    await page.WaitForFunctionAsync("() => window.told");
                }
            }
        }

        await EssayPanel.SaveAsync(page);
        var aside = (await essays.ReadAsync(path)).GetProperty("asides")[0];
        Assert.Equal(("H123456789012", "W1"), (aside.GetProperty("heading").GetString(), aside.GetProperty("words").GetString()));
    }

    [Fact]
    public async Task Typing_on_while_the_server_answers_takes_nothing_back()
    {
        var path = await essays.EssayAsync(new { title = "Start" });
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(150));
        var page = await OpenAsync(line, path, editors: 3);
        await FocusEndAsync(page, "blocks");
        const string Text = "a sentence that is typed while it is being saved, more than once";
        var typing = page.Keyboard.TypeAsync(Text, new() { Delay = 40 });
        while (!typing.IsCompleted)
        {
            await page.EvaluateAsync("document.querySelector('[data-save]').click()");
            await Task.WhenAny(typing, Expect(page.GetByText("Saved.").First).ToBeVisibleAsync());
        }

        await typing;
        await Expect(EssayPanel.Editor(page, "blocks")).ToHaveTextAsync(Text);
        await page.Keyboard.PressAsync("Control+s");
        await Eventually.TrueAsync(async () => (await essays.ReadAsync(path)).GetProperty("blocks") is { ValueKind: System.Text.Json.JsonValueKind.Array } blocks && blocks[0].GetProperty("children")[0].GetProperty("text").GetString() == Text);
        await Expect(EssayPanel.Editor(page, "blocks")).ToHaveTextAsync(Text);
    }

    [Fact]
    public async Task Whoever_types_while_the_page_comes_loses_neither_what_was_kept_nor_a_letter_that_was_seen()
    {
        var path = await essays.EssayAsync(new { title = "Start", asides = new[] { new { heading = "H", words = "W" } } });
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(50));
        var page = await OpenAsync(line, path, editors: 4);

        foreach (var field in new[] { "title", "blocks", "asides-0-words" })
        {
            // The first time nothing is kept, the second time it is.
            await page.EvaluateAsync("localStorage.clear()");
            await page.ReloadAsync();
            await Expect(page.Locator("rich-editor[ready]")).ToHaveCountAsync(4);
            foreach (var _ in new[] { 1, 2 })
            {
                var before = await TextAsync(page, field);
                await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
                var seen = await TypeOnAsync(page, $"field-{field}");

                await Expect(page.GetByText("Unsaved changes were put back.")).ToBeVisibleAsync();
                await Expect(page.Locator("rich-editor[ready]")).ToHaveCountAsync(4);
                var text = await TextAsync(page, field);
                output.WriteLine($"{field}: {string.Join(", ", seen.Distinct().Select(shown => shown.Length))}; {text}");
                Assert.All(seen.Append(before), shown => Assert.StartsWith(shown, text));
                // Nobody comes into a field that waits for what was kept.
                if (seen.Distinct().Count() == 1) await FocusEndAsync(page, field);
                await Expect(page.Locator($"#field-{field}")).ToBeFocusedAsync();
                await page.Keyboard.TypeAsync(".");
                Assert.Equal(text + ".", await TextAsync(page, field));
            }
        }
    }

    [Theory]
    [InlineData("/admin/webhooks/new", "field-name")]
    [InlineData("/admin/webhooks/new", "field-url")]
    [InlineData("/admin/types/new", "field-display-name")]
    [InlineData("/admin/settings/roles/new", "field-description")]
    [InlineData("/admin/settings/users", "search")]
    public async Task What_is_typed_into_a_form_before_it_answers_stays(string path, string id)
    {
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(100));
        var page = await OpenAsync(line, path);
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });

        var seen = await TypeOnAsync(page, id);

        await Panel.ReadyAsync(page);
        Assert.Equal("1", seen[0]);
        Assert.True(seen[^1].Length == 40, string.Join(", ", seen));   // all that stood there, if one was lost
        await Expect(page.Locator($"#{id}")).ToHaveValueAsync(seen[^1]);
        await Expect(page.Locator($"#{id}")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Whoever_is_in_a_field_before_its_keeper_comes_stays_in_it()
    {
        var page = await essays.Panel.OpenReadyAsync("/admin/webhooks/new");
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(300));
        var entered = new TaskCompletionSource();
        await page.RouteAsync("**/early*.js", async route =>
        {
            await entered.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(line.Address + "/admin/webhooks/new", new() { WaitUntil = WaitUntilState.Commit });
        await page.Locator("#field-name").FocusAsync();
        entered.SetResult();
        Assert.Equal(0, await page.Locator("html[data-interactive]").CountAsync());   // or the test shows nothing

        await Panel.ReadyAsync(page);

        await Expect(page.Locator("#field-name")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_is_chosen_and_typed_before_a_form_answers_is_sent()
    {
        var page = await essays.Panel.OpenReadyAsync("/admin/settings/tokens/new");
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(300));
        await page.GotoAsync(line.Address + "/admin/settings/tokens/new", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.GetByLabel("Name").FillAsync("Early");
        await page.GetByLabel("Expires").SelectOptionAsync("7");
        Assert.Equal(0, await page.Locator("html[data-interactive]").CountAsync());   // or the test shows nothing

        await Panel.ReadyAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Early" })).ToBeVisibleAsync();
        await page.GotoAsync("/admin/settings/tokens");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Early" })).ToContainTextAsync(new Regex("in [67] days"));
    }

    [Fact]
    public async Task A_new_entry_takes_the_first_letter_at_once()
    {
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(150));
        var page = await OpenAsync(line, "/admin/content/essays");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create entry" }).ClickAsync();

        var seen = await TypeOnAsync(page, "field-title");

        Assert.Equal("1", seen[0]);
        await Expect(page.Locator("#field-title")).ToHaveValueAsync(seen[^1]);
        Assert.Equal(40, seen[^1].Length);
        await Expect(page.GetByText("Unsaved changes", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("Unsaved changes were put back.")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Typing_on_while_a_new_entry_is_created_asks_nothing_and_loses_nothing()
    {
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(150));
        var page = await OpenAsync(line, "/admin/content/essays/new", editors: 3);
        await page.Locator("#field-title").FocusAsync();
        await page.Keyboard.TypeAsync("Created");
        await page.Keyboard.PressAsync("Control+s");
        const string More = ", and then typed on without a pause until it had its own address";
        await page.Keyboard.TypeAsync(More, new() { Delay = 40 });
        await Expect(page).ToHaveURLAsync(new Regex("/essays/[a-z0-9]{24}$"));
        await Expect(page.Locator(".editor-side dd").Nth(4)).ToHaveTextAsync("1");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await Expect(page.Locator("#field-title")).ToBeFocusedAsync();
        await Expect(page.Locator("#field-title")).ToHaveValueAsync("Created" + More);
        await Expect(page.GetByText("Unsaved changes", new() { Exact = true })).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Expect(page.GetByText("Unsaved changes were put back.")).ToBeVisibleAsync();
        await EssayPanel.SaveAsync(page);
        Assert.Equal("Created" + More, (await essays.ReadAsync(page.Url)).GetProperty("title").GetString());
        Assert.Equal(0, await page.EvaluateAsync<int>("Object.keys(localStorage).filter(key => key.startsWith('contenthub-draft')).length"));

        // The next new one is empty.
        await page.GetByRole(AriaRole.Link, new() { Name = "Essay" }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Create entry" }).ClickAsync();
        await Expect(page.Locator("#field-title")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Names_that_are_answered_key_by_key_keep_every_letter_over_a_slow_line()
    {
        await using var line = new SlowLine(essays.Panel.Address, TimeSpan.FromMilliseconds(150));
        var page = await OpenAsync(line, "/admin/types/new");
        const string Title = "A name that is longer than its answer";
        await page.GetByLabel("Display name").FocusAsync();
        await page.Keyboard.TypeAsync(Title, new() { Delay = 40 });
        await Expect(page.GetByLabel("Plural")).ToHaveValueAsync("a-name-that-is-longer-than-its-answers");
        await Expect(page.GetByLabel("Display name")).ToHaveValueAsync(Title);

        await page.GetByRole(AriaRole.Link, new() { Name = "Add attribute" }).ClickAsync();
        await page.Locator(".kind").Filter(new() { Has = page.GetByText("Short text", new() { Exact = true }) }).ClickAsync();
        const string Name = "name_of_an_attribute";
        await page.Locator("#field-attribute-name").FocusAsync();
        await page.Keyboard.TypeAsync(Name, new() { Delay = 40 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add attribute" }).ClickAsync();
        await Expect(page.Locator(".attribute")).ToContainTextAsync(Name);
    }

    [Fact]
    public async Task More_than_a_message_can_hold_is_put_back_from_the_browser_and_saved()
    {
        var path = await essays.EssayAsync(new { title = "Long" });
        var page = await essays.Panel.OpenReadyAsync(path);
        // Two fields of 2.2 million characters: more together than the 4 MB of a message, less than the 5 million characters of a browser's store.
        await page.EvaluateAsync("""
            () => {
              const form = document.querySelector("[data-draft]");
              const body = ("nothing but words ".repeat(5) + "\n").repeat(24000);
              const meta = JSON.stringify(Array.from({ length: 1000 }, () => "x".repeat(2200)));
              localStorage.setItem(form.dataset.draft, JSON.stringify({ at: Date.now(), basedOn: Number(form.dataset.basedOn), texts: { body, meta }, bases: {} }));
            }
            """);
        await page.ReloadAsync();

        await Expect(page.GetByText("Unsaved changes were put back.")).ToBeVisibleAsync();
        await EssayPanel.SaveAsync(page);
        var stored = await essays.ReadAsync(path);
        Assert.Equal((24_000 * 91, 1000), (stored.GetProperty("body").GetString()!.Length, stored.GetProperty("meta").GetArrayLength()));
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);   // and the connection stands
    }

    /// <summary>A window in which that page answers, over the line.</summary>
    /// <param name="editors">Rich ones that it has.</param>
    private async Task<IPage> OpenAsync(SlowLine line, string path, int editors = 0)
    {
        var page = await essays.Panel.OpenAsync("/admin");
        await page.GotoAsync(line.Address + path);
        await Panel.ReadyAsync(page);
        await Expect(page.Locator("rich-editor[ready]")).ToHaveCountAsync(editors);
        return page;
    }

    /// <summary>From now on <c>window.told</c> says whether the server was sent what was typed last.</summary>
    private static Task NoteWhatIsToldAsync(IPage page) =>
        page.EvaluateAsync("() => { document.addEventListener('input', () => window.told = false); document.addEventListener('change', () => window.told = true); }");

    private static async Task TypeAsync(IPage page, string field, string letters)
    {
        await FocusEndAsync(page, field);
        await page.Keyboard.TypeAsync(letters);
    }

    /// <summary>Forty letters from the moment the field is there, by somebody who clicks into it again when nothing comes; what was seen after each.</summary>
    private static async Task<IReadOnlyList<string>> TypeOnAsync(IPage page, string id)
    {
        await page.Locator($"#{id}").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var seen = new List<string>();
        for (var i = 1; i <= 40; i++)
        {
            var clicked = await page.EvaluateAsync<bool>(
                """
                id => {
                  const element = document.getElementById(id);
                  if (!element || element.contains(document.activeElement)) return false;
                  element.focus();
                  return element.contains(document.activeElement);
                }
                """, id);
            if (clicked) await page.Keyboard.PressAsync("Control+End");
            await page.Keyboard.TypeAsync($"{i % 10}", new() { Delay = 40 });
            seen.Add(await page.EvaluateAsync<string>("id => { const e = document.getElementById(id); return e?.value ?? e?.innerText.trim() ?? ''; }", id));
        }

        return seen;
    }

    private static async Task FocusEndAsync(IPage page, string field)
    {
        await page.Locator($"#field-{field}").FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
    }

    private static async Task<string> TextAsync(IPage page, string field) =>
        await page.EvaluateAsync<string>("field => { const e = document.getElementById('field-' + field); return e.value ?? e.innerText.trim(); }", field);
}
