using System.Text.Json;
using System.Text.RegularExpressions;
using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Persistence;

namespace ContentHub.Webhooks;

/// <summary>Whether a template can ever make a body: a slip of the pen would fail every delivery, long after whoever made it has gone.</summary>
internal sealed partial class TemplateFaults(ContentTypeService types, EventOptions events)
{
    private const string Json = "json";
    private static readonly string[] Helpers = ["if", "unless", "each", "with", "lookup", Json];

    /// <summary>What is wrong with the template of a form that is right otherwise; null when there is none, or some event could make a body of it.</summary>
    /// <param name="before">What is changed: a template that stays as it was is not judged again. Null for a new one.</param>
    public Problem.Invalid? Check(ContentHubDbContext db, WebhookForm form, Webhook? before)
    {
        if (form.Template is not { } text || (before is not null && before.Template == text && before.Events.SequenceEqual(form.Events))) return null;
        if (WrongCall(text) is { } call) return new Problem.Invalid(call, "template");
        return MakesNothing(types.Catalog(db), form, text) is { } fault ? new Problem.Invalid(fault, "template") : null;
    }

    /// <summary>Every event that could come has an example; the first fault is told when not one of them becomes JSON.</summary>
    private string? MakesNothing(ContentTypeCatalog catalog, WebhookForm form, string text)
    {
        // Nobody knows what applications and other systems send.
        if (form.Events.Any(e => e is "*" or "hook.received" || !WebhookForm.KnownEvents.Contains(e))) return null;
        var (asked, template, first) = (Webhook.Draft(form), BodyTemplate.Parse(text).Value, (string?)null);
        foreach (var example in EventCatalog.Examples(catalog, (name, model) => asked.WantsName(name) && asked.WantsModel(model)))
        {
            if (template.Render(JsonText.Parse(JsonSerializer.SerializeToUtf8Bytes(example)), events.MaxBodyBytes).Ok(out _, out var fault)) return null;
            first ??= fault.Message;
        }

        return first;
    }

    /// <summary>The first call of something that is not there, also in branches that no example takes.</summary>
    internal static string? WrongCall(string template)
    {
        var text = Comment().Replace(template, "");
        var parts = Inline().Matches(text).Select(m => m.Groups["name"].Value).ToHashSet();
        foreach (var inside in Expression().Matches(text).Select(m => Literal().Replace(m.Groups["inside"].Value, "0").Trim()))
        {
            if (inside is [] or ['/', ..] or ['#', '*' or '>', ..]) continue;   // blocks that end, and parts of the template itself
            if (inside[0] == '>')
            {
                if (parts.Count == 0) return $"The template calls the partial '{inside[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()}', and there are none";
                continue;
            }

            var outer = inside;
            while (Inner().Match(outer) is { Success: true } inner)
            {
                if (FaultOf([.. Words(inner.Groups["call"].Value)], isCall: true) is { } within) return within;
                outer = outer.Remove(inner.Index, inner.Length).Insert(inner.Index, " 0 ");
            }

            var words = Words(outer.TrimStart('#', '^', '&')).SkipWhile(word => word == "else").ToArray();
            if (FaultOf(words, isCall: words is [_, not "as", ..]) is { } why) return why;
        }

        return null;
    }

    private static string? FaultOf(string[] words, bool isCall) => words switch
    {
        [Json, _] => null,
        [Json, ..] => "json takes one value, such as {{json entry}}",
        [var name, ..] when isCall && !Helpers.Contains(name) => $"The template calls '{name}', and there is no such helper{Nearest.Hint(name, Helpers)}: there are {string.Join(", ", Helpers)}",
        _ => null,
    };

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\{\{~?!(?:--.*?--|.*?)~?\}\}", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\{\{~?#\*inline\s+[""'](?<name>[^""']*)[""']", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex(@"(?<!\\)\{\{\{?~?(?<inside>.*?)~?\}\}", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Expression();

    // Texts, and names of properties that have blanks in them.
    [GeneratedRegex(@"""[^""]*""|'[^']*'|\[[^\]]*\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\((?<call>[^()]*)\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Inner();
}
