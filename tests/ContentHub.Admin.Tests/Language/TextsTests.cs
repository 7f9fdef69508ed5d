using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ContentHub.Admin.Operations;
using ContentHub.Operations;
using ContentHub.Testing;
using Microsoft.AspNetCore.Components.Web;
using static ContentHub.Admin.Language.Texts;

namespace ContentHub.Admin.Tests.Language;

public sealed class TextsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Names of machines' things that begin with a capital.</summary>
    private static readonly HashSet<string> Names =
    [
        "ContentHub", "Cookies",
        "Enter", "Escape",
        "Accept", "Authorization", "Cookie", "User-Agent",
        "Android", "Chrome", "Chrome/", "Edg/", "Edge", "Firefox", "Firefox/", "Linux", "Mac OS", "Opera", "Safari", "Safari/", "Windows",
        "Invalid code.", "Invalid credentials.",   // by which the core is understood
        "Standard Webhooks", "Stripe",
        .. typeof(Admin.Language.Texts).Assembly.GetTypes().Concat(typeof(PageTitle).Assembly.GetTypes()).Concat(typeof(Problem).Assembly.GetTypes())
            .SelectMany(t => t.GetProperties(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Select(p => p.Name)),
    ];

    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.PathOf("config", "languages")).Select(f => Path.GetFileName(f)!)];

    [Fact]
    public void No_words_for_people_stand_outside_the_texts()
    {
        var asked = Prose.Asked();
        var outside = Prose.Literals().Where(l => !asked.Contains(l.Text) && !Names.Contains(l.Text)).Select(l => $"{l.Where}: {l.Text}").Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(outside.Count == 0, string.Join('\n', outside));
    }

    [Theory, MemberData(nameof(Files))]
    public void A_language_says_every_text_of_the_panel_and_no_other(string file)
    {
        var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Repository.PathOf("config", "languages", file)))!;

        Assert.Equal([], Prose.Asked().Except(texts.Keys));
        Assert.Equal([], texts.Keys.Except(Prose.Asked()));
        Assert.DoesNotContain(texts.Values, string.IsNullOrWhiteSpace);
        Load(Repository.PathOf("config", "languages"));
    }

    [Fact]
    public void A_page_brings_its_scripts_the_words_they_ask_for() => Assert.Equal(Prose.AskedByScripts().Order(StringComparer.Ordinal), OfScripts.Order(StringComparer.Ordinal));

    [Fact]
    public void The_readers_language_is_spoken_and_what_its_file_leaves_out_is_English()
    {
        Write("de.json", """{"Save":"Speichern","{0} entry":"{0} Eintrag","{0:N0} entries":"{0:N0} Einträge","<b>{0}</b> is gone":"<b>{0}</b> ist weg","Light":"Hell"}""");
        Load(_folder.Path);

        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
        try
        {
            Assert.Equal(["en", "de"], Languages);
            Assert.Equal(("Speichern", "Cancel"), (T("Save"), T("Cancel")));
            Assert.Equal(("1 Eintrag", "1.234 Einträge"), (Count(1, "{0} entry", "{0:N0} entries"), Count(1234, "{0} entry", "{0:N0} entries")));
            Assert.Equal("<b>&lt;i&gt;</b> ist weg", Markup("<b>{0}</b> is gone", "<i>").Value);
            Assert.Equal("""{"Light":"Hell"}""", ForScripts());
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }

        Assert.Equal(("Save", null), (T("Save"), ForScripts()));
    }

    [Fact]
    public void A_date_in_a_sentence_is_written_as_the_language_writes_it()
    {
        Load(Repository.PathOf("config", "languages"));
        var time = new RetentionTime("trash", "", "Entries:KeepTrashFor", TimeSpan.FromDays(30), null, TimeSpan.FromMinutes(1), TimeSpan.FromDays(100), new DateTimeOffset(2026, 11, 23, 1, 0, 0, TimeSpan.Zero));
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
        try
        {
            Assert.Contains("23. Nov", KeptWords.Hint(time), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Theory]
    [InlineData("no-language-at-all.json", "{}", "not named after a language")]
    [InlineData("de.json", "[]", "not an object of texts")]
    [InlineData("de.json", """{"Save":1}""", "not an object of texts")]
    [InlineData("de.json", """{"Saved {0}":"{1} gesichert"}""", "holes")]
    [InlineData("de.json", """{"Saved {0}":"{0 gesichert"}""", "holes")]
    public void A_file_that_would_break_a_page_is_refused(string name, string content, string words)
    {
        Write(name, content);
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string content) => File.WriteAllText(_folder[name], content);
}
