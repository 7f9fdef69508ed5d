using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HandlebarsDotNet;

namespace ContentHub.Webhooks;

/// <summary>A body of the owner's own making: Handlebars over the body that would be sent otherwise; what comes out must be JSON.</summary>
/// <remarks><c>{{entry.title}}</c> writes a value as the inside of a JSON string, so that no content can break out of its quotes; <c>{{json entry}}</c> writes it as
/// JSON; <c>{{{…}}}</c> writes it as it is. Beside the usual <c>#if #unless #each #with lookup</c> there is nothing to call.</remarks>
internal sealed class BodyTemplate
{
    private const int LongestTemplate = 64 * 1024;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly IHandlebars Handlebars = Engine();

    private readonly HandlebarsTemplate<TextWriter, object, object> _template;

    private BodyTemplate(HandlebarsTemplate<TextWriter, object, object> template) => _template = template;

    /// <summary>Templates to begin with, by the name of the service that they fit.</summary>
    public static IReadOnlyDictionary<string, string> Presets { get; } = new Dictionary<string, string>
    {
        // api.slack.com/messaging/webhooks: the text is all that is needed.
        ["slack"] = """
            {
              "text": "{{event}}{{#if model}} · {{model}}{{/if}}{{#if entry}} {{entry.id}}{{/if}}{{#if media}} · {{media.name}}{{/if}}",
              "blocks": [
                {
                  "type": "section",
                  "text": {
                    "type": "mrkdwn",
                    "text": "*{{event}}*{{#if model}} of `{{model}}`{{/if}}{{#if entry}} number {{entry.id}}{{/if}}{{#if media}} {{media.name}} ({{media.size}} kB){{/if}}{{#if changed}}\nChanged: {{#each changed}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}{{/if}}"
                  }
                }
              ]
            }
            """,
        // discord.com/developers/docs/resources/webhook#execute-webhook
        ["discord"] = """
            {
              "username": "ContentHub",
              "embeds": [
                {
                  "title": "{{event}}{{#if model}} · {{model}}{{/if}}",
                  "description": "{{#if entry}}Number {{entry.id}}{{/if}}{{#if media}}{{media.name}} ({{media.size}} kB){{/if}}{{#if changed}}\nChanged: {{#each changed}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}{{/if}}",
                  "timestamp": "{{created_at}}"
                }
              ]
            }
            """,
    };

    /// <summary>Problems: Invalid.</summary>
    public static Result<BodyTemplate> Parse(string text)
    {
        if (text.Length > LongestTemplate) return Refused($"template must be at most {LongestTemplate / 1024} KiB");
        try
        {
            return new BodyTemplate(Handlebars.Compile(new StringReader(Unambiguous(text))));
        }
        catch (HandlebarsException fault)
        {
            return Refused($"The template cannot be read: {FirstLine(fault)}");
        }
    }

    /// <summary>The body of one event, UTF-8. Problems: Invalid, with the reason in words.</summary>
    /// <param name="mostBytes">The most that may be sent.</param>
    public Result<byte[]> Render(JsonElement body, int mostBytes)
    {
        var text = new BoundedWriter(mostBytes);
        try
        {
            _template(text, Plain(body)!, null!);
            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            if (bytes.Length > mostBytes) return TooLong(mostBytes);
            using var _ = JsonDocument.Parse(bytes);
            return bytes;
        }
        catch (JsonException fault)
        {
            return Refused($"What the template makes of {EventOf(body)} is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}");
        }
        catch (BoundedWriter.FullException)
        {
            return TooLong(mostBytes);
        }
        // The library wraps whatever a helper or the writer threw.
        catch (HandlebarsException fault)
        {
            return fault.InnerException is BoundedWriter.FullException ? TooLong(mostBytes) : Refused($"The template cannot be carried out for {EventOf(body)}: {FirstLine(fault)}");
        }
    }

    /// <summary>In JSON a closing brace often follows an expression at once, which the language reads as the end of a <c>{{{</c>: <c>{{json a}}}</c> becomes <c>{{json a~}} }</c>, where
    /// the tilde takes the blank away again.</summary>
    private static string Unambiguous(string text)
    {
        var clear = new StringBuilder(text.Length + 16);
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0)
        {
            var isRaw = text.AsSpan(open).StartsWith("{{{");
            var isComment = text.AsSpan(open).StartsWith("{{!--");
            var close = isComment ? text.IndexOf("--}}", open, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : -1 : text.IndexOf(isRaw ? "}}}" : "}}", open, StringComparison.Ordinal);
            if (close < 0) break;
            clear.Append(text, at, close - at);
            at = close + (isRaw ? 3 : 2);
            if (isRaw || at >= text.Length || text[at] != '}') clear.Append(text, close, at - close);
            else clear.Append(text[close - 1] == '~' ? "}} " : "~}} ");
        }

        return clear.Append(text, at, text.Length - at).ToString();
    }

    private static string EventOf(JsonElement body) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty("event", out var name) ? name.ToString() : "the body";

    private static Problem.Invalid TooLong(int mostBytes) => Refused($"The template makes more than {mostBytes / 1024} KiB");

    private static Problem.Invalid Refused(string why) => new(why, "template");

    private static string FirstLine(Exception fault) => fault.Message.Split('\n')[0].Trim();

    // Only dictionaries, lists, texts, numbers and booleans: nothing whose methods a template could reach.
    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().GroupBy(p => p.Name).ToDictionary(p => p.Key, p => Plain(p.Last().Value)),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.TryGetDecimal(out var exact) ? exact : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static IHandlebars Engine()
    {
        var engine = HandlebarsDotNet.Handlebars.Create(new HandlebarsConfiguration { TextEncoder = new InsideJsonString(), FormatProvider = CultureInfo.InvariantCulture });
        engine.RegisterHelper("json", (writer, _, arguments) => writer.WriteSafeString(JsonSerializer.Serialize(arguments.Length == 1 ? arguments[0] is UndefinedBindingResult ? null : arguments[0] : throw new HandlebarsException("json takes one value"), Relaxed)));
        return engine;
    }

    /// <summary>Values are written so that they stay inside the quotes around them (RFC 8259, section 7).</summary>
    private sealed class InsideJsonString : ITextEncoder
    {
        public void Encode(StringBuilder? text, TextWriter target) => Encode(text?.ToString(), target);

        public void Encode(string? text, TextWriter target) => target.Write(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text ?? ""));

        public void Encode<T>(T? text, TextWriter target) where T : IEnumerator<char>
        {
            var whole = new StringBuilder();
            while (text?.MoveNext() == true) whole.Append(text.Current);
            Encode(whole.ToString(), target);
        }
    }

    /// <summary>A template that repeats a list within a list within a list ends here.</summary>
    private sealed class BoundedWriter(int most) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        private void Check(int more)
        {
            if (GetStringBuilder().Length + more > most) throw new FullException();
        }

        public sealed class FullException : Exception;
    }
}
