using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>Blocks, Markdown and JSON, each in an editor of its own.</summary>
public sealed class RichFieldTests(EssayPanel essays) : IClassFixture<EssayPanel>
{
    private const string Untouched = """
        [{"type":"heading","level":2,"children":[{"type":"text","text":"Left alone"}],"anchor":"here"},
         {"type":"paragraph","children":[{"type":"text","text":""},{"type":"link","url":"https://example.com","rel":"me","children":[{"type":"text","text":"a "},{"type":"text","text":"link","bold":true,"colour":"red"}]},{"type":"text","text":"","italic":false}]},
         {"type":"list","format":"ordered","indentLevel":0,"children":[{"type":"list-item","children":[{"type":"text","text":"one"}]},{"type":"list","format":"unordered","children":[{"type":"list-item","children":[{"type":"text","text":"inner"}]}]}]},
         {"type":"code","language":"csharp","children":[{"type":"text","text":"if (a)\n  b();"}]},
         {"type":"image","image":{"url":"/uploads/none.png","alternativeText":"A dot","width":1},"children":[{"type":"text","text":""}]},
         {"type":"quote","children":[{"type":"text","text":"two\nlines"}]},
         {"type":"paragraph","children":[{"type":"text","text":"Last"}]}]
        """;

    private Panel Panel => essays.Panel;

    [Fact]
    public async Task Blocks_are_written_with_the_keyboard_alone()
    {
        var path = await essays.EssayAsync(new { title = "By keyboard" });
        var page = await Panel.OpenReadyAsync(path);
        var text = EssayPanel.Editor(page, "blocks");
        await Expect(text).ToHaveAttributeAsync("aria-label", "Blocks");
        await text.FocusAsync();
        var keys = page.Keyboard;

        await keys.TypeAsync("# A heading");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("Plain, ");
        await keys.PressAsync("Control+b");
        await keys.TypeAsync("bold");
        await keys.PressAsync("Control+b");
        await keys.TypeAsync(" and ");
        await keys.PressAsync("Control+i");
        await keys.PressAsync("Control+u");
        await keys.TypeAsync("both");
        await keys.PressAsync("Control+i");
        await keys.PressAsync("Control+u");
        await keys.PressAsync("Shift+Enter");
        await keys.TypeAsync("second line");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("- one");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("two");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("three");
        await keys.PressAsync("Shift+Tab");
        await keys.PressAsync("Enter");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("> quoted");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("see ");
        await keys.PressAsync("Control+k");
        await keys.TypeAsync("javascript:alert(1)");
        await keys.PressAsync("Enter");
        await Expect(page.GetByText("An address begins with")).ToBeVisibleAsync();
        await page.GetByLabel("Address of the link").First.FillAsync("https://example.com/");
        await keys.PressAsync("Enter");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("```code();");
        await EssayPanel.SaveAsync(page);

        var expected = """
            [{"type":"heading","level":1,"children":[{"type":"text","text":"A heading"}]},
             {"type":"paragraph","children":[{"type":"text","text":"Plain, "},{"type":"text","text":"bold","bold":true},{"type":"text","text":" and "},{"type":"text","text":"both","italic":true,"underline":true},{"type":"text","text":"\nsecond line"}]},
             {"type":"list","format":"unordered","children":[{"type":"list-item","children":[{"type":"text","text":"one"}]},{"type":"list","format":"unordered","children":[{"type":"list-item","children":[{"type":"text","text":"two"}]}]},{"type":"list-item","children":[{"type":"text","text":"three"}]}]},
             {"type":"quote","children":[{"type":"text","text":"quoted"}]},
             {"type":"paragraph","children":[{"type":"text","text":"see "},{"type":"link","url":"https://example.com/","children":[{"type":"text","text":"https://example.com/"}]},{"type":"text","text":""}]},
             {"type":"code","children":[{"type":"text","text":"code();"}]}]
            """;
        AssertSame(expected, (await essays.ReadAsync(path)).GetProperty("blocks"));
    }

    [Fact]
    public async Task What_was_not_touched_goes_back_as_it_came_with_all_that_the_editor_does_not_know()
    {
        var path = await essays.EssayAsync(new { title = "There and back", blocks = JsonElement.Parse(Untouched) });
        var page = await Panel.OpenReadyAsync(path);
        var text = EssayPanel.Editor(page, "blocks");
        await text.Locator("p").Last.ClickAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync(" of all");
        await EssayPanel.SaveAsync(page);
        var once = await essays.ReadAsync(path);
        AssertSame(Untouched.Replace("\"Last\"", "\"Last of all\"", StringComparison.Ordinal), once.GetProperty("blocks"));

        // Also what is unknown of a block that is changed.
        await text.Locator("h2").ClickAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync("?");
        await page.GetByLabel("Title").FillAsync("There and back again");
        await EssayPanel.SaveAsync(page);
        var heading = (await essays.ReadAsync(path)).GetProperty("blocks")[0];
        Assert.Equal(("here", "Left alone?"), (heading.GetProperty("anchor").GetString(), heading.GetProperty("children")[0].GetProperty("text").GetString()));
    }

    [Fact]
    public async Task What_is_pasted_loses_all_but_its_structure()
    {
        var path = await essays.EssayAsync(new { title = "Pasted" });
        var page = await Panel.OpenReadyAsync(path);
        await EssayPanel.Editor(page, "blocks").FocusAsync();
        await page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              data.setData("text/html", '<style>p{}</style><h2 style="color:red" onclick="x()">Head</h2><p><b>fat</b> <a href="javascript:alert(1)">bad</a> <a href="https://example.com">good</a><img src=x onerror=alert(1)></p><ul><li><p>one</p><ul><li>two</li></ul></li></ul><script>alert(1)</script>');
              document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """);
        await EssayPanel.SaveAsync(page);

        var expected = """
            [{"type":"heading","level":2,"children":[{"type":"text","text":"Head"}]},
             {"type":"paragraph","children":[{"type":"text","text":"fat","bold":true},{"type":"text","text":" bad "},{"type":"link","url":"https://example.com","children":[{"type":"text","text":"good"}]},{"type":"text","text":""}]},
             {"type":"list","format":"unordered","children":[{"type":"list-item","children":[{"type":"text","text":"one"}]},{"type":"list","format":"unordered","children":[{"type":"list-item","children":[{"type":"text","text":"two"}]}]}]}]
            """;
        AssertSame(expected, (await essays.ReadAsync(path)).GetProperty("blocks"));
    }

    [Fact]
    public async Task A_picture_comes_from_the_library()
    {
        var library = await Panel.OpenReadyAsync("/admin/media");
        await library.Locator("#upload").SetInputFilesAsync([new FilePayload { Name = "essay.png", MimeType = "image/png", Buffer = ContentPanel.Dot }]);
        await Expect(library.GetByRole(AriaRole.Link, new() { Name = "essay.png" })).ToBeVisibleAsync();
        var path = await essays.EssayAsync(new { title = "With a picture", body = "Look: " });
        var page = await Panel.OpenReadyAsync(path);

        foreach (var field in new[] { "blocks", "body" })
        {
            await EssayPanel.Editor(page, field).ClickAsync();
            await page.Keyboard.PressAsync("Control+End");
            await page.Locator($"rich-editor:has(#field-{field}) [data-tool=image]").ClickAsync();
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "essay.png" }).ClickAsync();
            await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        }

        await Expect(EssayPanel.Editor(page, "blocks").Locator("img")).ToHaveAttributeAsync("alt", "essay.png");
        await EssayPanel.SaveAsync(page);
        var stored = await essays.ReadAsync(path);
        var image = stored.GetProperty("blocks").EnumerateArray().Single(b => b.GetProperty("type").GetString() == "image").GetProperty("image");
        Assert.StartsWith("/uploads/", image.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal($"Look: ![essay.png]({image.GetProperty("url").GetString()})", stored.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Markdown_is_written_with_buttons_and_shown_without_anything_that_runs()
    {
        var path = await essays.EssayAsync(new { title = "Markdown" });
        var page = await Panel.OpenReadyAsync(path);
        var text = EssayPanel.Editor(page, "body");
        await text.ClickAsync();
        await page.Keyboard.TypeAsync("Some ");
        await page.Keyboard.PressAsync("Control+b");
        await page.Keyboard.TypeAsync("strong");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.InsertTextAsync("<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>[bad](javascript:alert(1))");
        var tools = page.GetByRole(AriaRole.Toolbar, new() { Name = "Body: formatting" });
        await tools.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();

        var preview = page.GetByRole(AriaRole.Region, new() { Name = "Body: preview" });
        await Expect(preview.Locator("strong")).ToHaveTextAsync("strong");
        await Expect(preview.Locator("img, script, a, [onerror]")).ToHaveCountAsync(0);
        await text.ClickAsync();
        await page.Keyboard.PressAsync("Control+Home");
        await tools.GetByRole(AriaRole.Button, new() { Name = "Heading" }).ClickAsync();
        await Expect(preview.Locator("h2")).ToHaveTextAsync("Some strong");
        await EssayPanel.SaveAsync(page);
        Assert.StartsWith("## Some **strong**\n\n<img", (await essays.ReadAsync(path)).GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_JSON_is_told_with_its_line_while_it_is_typed()
    {
        var path = await essays.EssayAsync(new { title = "JSON", meta = new { a = 1 } });
        var page = await Panel.OpenReadyAsync(path);
        var text = EssayPanel.Editor(page, "meta");
        await text.ClickAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync("{\n  \"a\": 1,\n  b\n}");
        await Expect(page.GetByText("Line 3, column 3:")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link)).ToHaveTextAsync(["Meta"]);
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link, new() { Name = "Meta" }).ClickAsync();
        await Expect(text).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync("{\"a\":[1,{\"b\":\"ü\"}]}");
        await Expect(page.GetByText("Valid JSON")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Format" }).ClickAsync();
        await EssayPanel.SaveAsync(page);
        AssertSame("""{"a":[1,{"b":"ü"}]}""", (await essays.ReadAsync(path)).GetProperty("meta"));
    }

    [Fact]
    public async Task Without_the_editors_the_fields_are_plain_and_work()
    {
        var path = await essays.EssayAsync(new { title = "Plain" });
        var page = await Panel.OpenAsync("/admin");
        await page.Context.RouteAsync("**/lib/editors/**", route => route.AbortAsync());
        await page.GotoAsync(path);
        await Panel.ReadyAsync(page);
        await page.GetByLabel("Body", new() { Exact = true }).FillAsync("Written in a plain field");
        await page.GetByLabel("Blocks", new() { Exact = true }).FillAsync("""[{"type":"paragraph","children":[{"type":"text","text":"by hand"}]}]""");
        await EssayPanel.SaveAsync(page);

        var stored = await essays.ReadAsync(path);
        Assert.Equal(("Written in a plain field", "by hand"), (stored.GetProperty("body").GetString(), stored.GetProperty("blocks")[0].GetProperty("children")[0].GetProperty("text").GetString()));
    }

    [Fact]
    public async Task The_editors_keep_the_policy_and_everybody_can_use_them()
    {
        var path = await essays.EssayAsync(new { title = "Looked at", blocks = JsonElement.Parse(Untouched), body = "## Head\n\nSome **bold** `code`\n\n- one\n- two", meta = new { a = 1, b = new[] { "x" } }, asides = new[] { new { heading = "First aside", words = "w" }, new { heading = "Second aside", words = "v" } } });
        var watched = await Panel.OpenAsync("/admin");
        var complaints = new List<string>();
        watched.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase)) complaints.Add(message.Text);
        };
        await watched.GotoAsync(path);
        await Expect(watched.Locator("rich-editor[ready]")).ToHaveCountAsync(5);
        Assert.Empty(complaints);

        await Panel.LookAsync("essay", path, async page =>
        {
            await Expect(page.Locator("rich-editor[ready]")).ToHaveCountAsync(5);
            await page.GetByRole(AriaRole.Toolbar, new() { Name = "Body: formatting" }).GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
            await page.Locator(".part-head").First.ClickAsync();
        });
    }

    private static void AssertSame(string expected, JsonElement stored) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), stored), $"Expected\n{expected}\nbut found\n{stored.GetRawText()}");
}
