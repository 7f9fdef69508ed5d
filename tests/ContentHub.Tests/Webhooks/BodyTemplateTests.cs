using System.Text;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class BodyTemplateTests
{
    private static readonly byte[] Nasty = """{"event":"entry.create","model":"page","entry":{"id":7,"title":"a \"quote\", a \\ and\na line é <b>","n":1.5,"tags":["x","y"],"none":null,"seo":{"a":1}}}"""u8.ToArray();

    [Theory]
    [InlineData("""{"text":"{{entry.title}}"}""", "{\"text\":\"a \\\"quote\\\", a \\\\ and\\na line é <b>\"}")]
    [InlineData("""{"text":{{json entry.title}}}""", "{\"text\":\"a \\\"quote\\\", a \\\\ and\\na line é <b>\"}")]
    [InlineData("""{"n":{{entry.n}},"none":{{json entry.none}},"gone":{{json entry.gone}},"seo":{{json entry.seo}}}""", """{"n":1.5,"none":null,"gone":null,"seo":{"a":1}}""")]
    [InlineData("""[{{#each entry.tags}}"{{this}}"{{#unless @last}},{{/unless}}{{/each}}]""", """["x","y"]""")]
    [InlineData("""{{#if entry.none}}1{{else}}"{{event}}"{{/if}}""", "\"entry.create\"")]
    public void Values_cannot_break_out_of_the_JSON_around_them(string template, string body) =>
        Assert.Equal(body, Encoding.UTF8.GetString(BodyTemplate.Parse(template).Value.Render(JsonText.Parse(Nasty), 1000).Value));

    [Theory]
    [InlineData("""{"a":"{{#if entry}}"}""", "The template cannot be read: ")]
    [InlineData("""{"a":"{{entry.title"}""", "The template cannot be read: ")]
    public void A_template_that_cannot_be_read_is_refused(string template, string why)
    {
        Assert.False(BodyTemplate.Parse(template).Ok(out _, out var problem));
        Assert.StartsWith(why, problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{{entry.title}}}""", "What the template makes of entry.create is not JSON: line ")]
    [InlineData("text", "What the template makes of entry.create is not JSON: line 1, byte 2")]
    [InlineData("""{"a":"{{shout entry.title}}"}""", "The template cannot be carried out for entry.create: ")]
    [InlineData("""{{> other}}""", "The template cannot be carried out for entry.create: ")]
    [InlineData("""{{#each entry.tags}}{{#each ../entry.tags}}{{#each ../../entry.tags}}{{#each ../../../entry.tags}}{{json ../../../..}}{{/each}}{{/each}}{{/each}}{{/each}}""", "The template makes more than 1 KiB")]
    public void What_a_template_cannot_do_is_told_in_words(string template, string why)
    {
        Assert.False(BodyTemplate.Parse(template).Value.Render(JsonText.Parse(Nasty), 1024).Ok(out _, out var problem));
        Assert.StartsWith(why, problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{entry.title}} {{{entry.title}}} {{&entry.title}} {{~entry.title~}} {{json entry}} {{json entry.[a b]}}")]
    [InlineData("{{#if entry}}a{{else if media}}b{{else}}c{{/if}}{{#unless entry}}{{^}}{{/unless}}{{^if entry}}{{/if}}")]
    [InlineData("{{#each entry.tags as |tag index|}}{{tag}}{{@index}}{{../event}}{{else}}none{{/each}}{{#with entry}}{{title}}{{/with}}{{#entry}}{{title}}{{/entry}}{{^entry}}{{/entry}}{{#entry as |e|}}{{/entry}}")]
    [InlineData("{{lookup entry 'title'}}{{json (lookup entry \"a (b) }\")}}{{#if (lookup (lookup entry 'seo') 'a')}}x{{/if}}")]
    [InlineData("{{! shout entry }}{{!-- {{shout entry}} {{> other}} --}}{{#*inline \"part\"}}x{{/inline}}{{> part}}")]
    [InlineData("\\{{shout entry}}")]
    public void What_a_template_may_call_is_not_complained_of(string template) => Assert.Null(TemplateFaults.WrongCall(template));

    [Theory]
    [InlineData("slack")]
    [InlineData("discord")]
    public void Presets_make_JSON_of_every_kind_of_body(string preset)
    {
        var template = BodyTemplate.Parse(BodyTemplate.Presets[preset]).Value;
        Assert.Null(TemplateFaults.WrongCall(BodyTemplate.Presets[preset]));
        foreach (var body in new[]
        {
            Nasty,
            """{"event":"media.create","created_at":"2020-01-10T10:58:41.115Z","media":{"id":1,"name":"image \".png","size":228.19}}"""u8.ToArray(),
            """{"event":"entry.update","created_at":"2020-01-10T10:58:41.115Z","model":"page","entry":{"id":1},"changed":["a","b"]}"""u8.ToArray(),
            """{"event":"order.paid","created_at":"2020-01-10T10:58:41.115Z","data":[1,2]}"""u8.ToArray(),
        })
            Assert.True(template.Render(JsonText.Parse(body), 10_000).Ok(out _, out var problem), problem?.Message);
    }
}
