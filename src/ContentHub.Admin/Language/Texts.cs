using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace ContentHub.Admin.Language;

/// <summary>The words of the panel. The English text is the key; a language is one file, <c>config/languages/{tag}.json</c>, an object of English texts and what they are called there. What a file leaves out stays English.</summary>
/// <remarks>The language is that of <see cref="CultureInfo.CurrentUICulture"/>, which the request brings and its circuit keeps.</remarks>
public static class Texts
{
    /// <summary>What the panel speaks without a file.</summary>
    public const string English = "en";

    /// <summary>The cookie in which a browser keeps its choice; without it, <c>Accept-Language</c> decides.</summary>
    public const string Cookie = "contenthub-language";

    /// <summary>The texts that scripts ask for.</summary>
    internal static readonly string[] OfScripts =
    [
        "Light", "Dark", "System",
        "A block of a kind that this editor does not know. It is kept as it is.", "Address of the link",
        "An address begins with https://, http://, mailto:, tel: or /.", "Apply", "Bold", "Cancel", "Code", "Ctrl+", "Format", "Heading", "Heading {0}",
        "Image from the library", "Italic", "Kind of block", "Line {0}, column {1}: {2}", "Link", "List", "Numbered list", "Preview", "Quote", "Redo",
        "Remove link", "Strikethrough", "Text", "Underline", "Undo", "Valid JSON", "link", "{0} % from the left, {1} % from the top", "{0}: formatting", "{0}: preview", "{0}: tools",
    ];

    private static FrozenDictionary<string, FrozenDictionary<string, string>> _languages = FrozenDictionary<string, FrozenDictionary<string, string>>.Empty;

    /// <summary>Tags (BCP 47) of all languages there are, English first.</summary>
    public static IReadOnlyList<string> Languages => [English, .. _languages.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The text in the reader's language.</summary>
    public static string T(string english) => _languages.GetValueOrDefault(CultureInfo.CurrentUICulture.Name)?.GetValueOrDefault(english) ?? english;

    /// <summary>The text with its holes, <c>{0}</c>, filled; numbers and times as the reader's language writes them.</summary>
    public static string T(string english, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentUICulture, T(english), values);

    /// <summary>As <see cref="T(string, ReadOnlySpan{object?})"/> for a count, which is <c>{0}</c>: "1 entry", "12 entries".</summary>
    public static string Count(long count, string one, string many) => string.Format(CultureInfo.CurrentUICulture, T(count == 1 ? one : many), count);

    /// <summary>A label or a name as it stands in the middle of a sentence: English writes it small.</summary>
    public static string Within(string text) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is English or "iv" ? text.ToLowerInvariant() : text;

    /// <summary>A text with tags in it. What fills its holes is encoded.</summary>
    public static MarkupString Markup(string english, params object?[] values) =>
        new(string.Format(CultureInfo.CurrentUICulture, T(english), [.. values.Select(v => (object?)HtmlEncoder.Default.Encode(Convert.ToString(v, CultureInfo.CurrentUICulture) ?? ""))]));

    /// <summary>What the scripts say, for a page in another language: a JSON object; null in English.</summary>
    public static string? ForScripts() => _languages.GetValueOrDefault(CultureInfo.CurrentUICulture.Name) is { } texts
        ? JsonSerializer.Serialize(OfScripts.Where(texts.ContainsKey).ToDictionary(english => english, english => texts[english])) : null;

    /// <summary>Reads the languages, once, before the first page.</summary>
    /// <param name="folder">May be missing.</param>
    /// <exception cref="InvalidDataException">A file is not named after a language or is no object of texts, or a text of it has holes that the English one has not.</exception>
    public static void Load(string folder) => _languages = Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.json").ToFrozenDictionary(NameOf, Read, StringComparer.OrdinalIgnoreCase)
        : FrozenDictionary<string, FrozenDictionary<string, string>>.Empty;

    private static string NameOf(string file)
    {
        try
        {
            return CultureInfo.GetCultureInfo(Path.GetFileNameWithoutExtension(file), predefinedOnly: true).Name;
        }
        catch (CultureNotFoundException fault)
        {
            throw new InvalidDataException($"{file} is not named after a language, such as de.json or pt-BR.json.", fault);
        }
    }

    private static FrozenDictionary<string, string> Read(string file)
    {
        try
        {
            var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file)) ?? [];
            foreach (var (english, text) in texts)
                if (Holes(text) > Holes(english)) throw new InvalidDataException($"{file}: '{text}' has holes that '{english}' has not.");
            return texts.ToFrozenDictionary(StringComparer.Ordinal);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{file} is not an object of texts: {fault.Message}", fault);
        }
    }

    private static int Holes(string text)
    {
        try
        {
            return CompositeFormat.Parse(text).MinimumArgumentCount;
        }
        catch (FormatException)
        {
            return int.MaxValue;   // a text about braces, which nobody formats
        }
    }
}
