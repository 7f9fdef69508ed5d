using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.ContentTypes;

/// <summary>What a plan says comes true when the same form is saved.</summary>
public sealed class TypePlanTests
{
    private static readonly Uri Target = new("http://127.0.0.1:9/hook");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_plan_tells_what_is_added_removed_renamed_changed_and_indexed_anew_and_changes_nothing(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"address","attributes":{"city":{"type":"string"},"zip":{"type":"string"},"note":{"type":"text"}}}""");

        var plan = await PlanAsync(product, type, """{"name":"address","attributes":{"zip":{"type":"string","indexed":true},"town":{"type":"string","renamed_from":"city"},"fax":{"type":"string"}}}""");

        Assert.Equal(
            ["Removed note ", "Changed zip  anew", "Renamed town city", "Added fax ", "Reordered  "],
            plan.Changes.Select(c => $"{c.Deed} {c.Attribute} {c.Was}{(c.Reindexed ? " anew" : "")}"));
        Assert.Equal("indexed: - to true", Assert.Single(plan.Changes[1].Options.Select(o => $"{o.Path}: {o.Before ?? "-"} to {o.After}")));
        Assert.False(plan.RemovesData);   // nobody wrote a note yet
        Assert.Equal(type.Version, product.Types.Get(Given.Owner, type.Id).Value.Version);
        Assert.Empty((await PlanAsync(product, type, ContentTypeText.Of(type))).Changes);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Entries_that_break_a_new_rule_are_counted_and_shown_and_those_that_broke_an_old_one_are_not(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"address","attributes":{"title":{"type":"string"},"city":{"type":"string"},"rooms":{"type":"integer","max":9},"state":{"type":"enumeration","enum":["new","old"]}}}""");
        for (var i = 0; i < 7; i++) await product.EntryAsync("addresses", $$"""{"title":"Home {{i}}","city":"Amsterdam","state":"old"}""");
        await product.EntryAsync("addresses", """{"title":"Small","city":"Ulm","rooms":3,"state":"new"}""");

        var plan = await PlanAsync(product, type, """
            {"name":"address","attributes":{"title":{"type":"string"},"city":{"type":"string","max_length":5},"rooms":{"type":"integer","max":9,"required":true},"state":{"type":"enumeration","enum":["new"]}}}
            """);

        Assert.Equal(8, plan.Entries.Count);
        Assert.Equal(
            ["city must be at most 5 characters: 7", "rooms is required: 7", "state must be one of: new: 7"],
            plan.Findings.Select(f => $"{f.Attribute} {f.Message}: {f.Entries.Count}").Order());
        var city = plan.Findings.Single(f => f.Attribute == "city");
        Assert.Equal(PlannedEffect.Fails, city.Effect);
        Assert.Equal(PlannedFinding.MostSamples, city.Samples.Count);
        Assert.Equal(("Home 6", "city must be at most 5 characters; it has “Amsterdam”."), (city.Samples[0].Title, city.Samples[0].Message));
        Assert.Null(plan.Refusal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Removing_values_takes_a_choice_and_the_plan_names_what_goes(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var category = await product.TypeAsync("""{"name":"category","attributes":{"label":{"type":"string"}}}""");
        var type = await product.TypeAsync("""
            {"name":"address","attributes":{"title":{"type":"string"},"city":{"type":"string"},"empty":{"type":"string"},"secret":{"type":"string","private":true},"of":{"type":"relation","relation":"manyToOne","target":"category"},"photo":{"type":"media"}}}
            """);
        var label = await product.EntryAsync("categories", """{"label":"Home"}""");
        var file = await product.FileAsync();
        await product.EntryAsync("addresses", $$"""{"title":"One","city":"Rome","secret":"s3","of":{{label.Entry.Id}},"photo":{{file.Asset.Id}}}""");
        await product.EntryAsync("addresses", """{"title":"Two"}""");
        const string Wanted = """{"name":"address","attributes":{"title":{"type":"string"}}}""";

        var plan = await PlanAsync(product, type, Wanted);

        Assert.True(plan.RemovesData);
        Assert.Equal(
            ["city 1: Loses “Rome”.", "of 1: Loses what it points at.", "photo 1: Loses its files.", "secret 1: Loses a private value."],
            plan.Findings.Select(f => $"{f.Attribute} {f.Entries.Count}: {f.Samples.Single().Message}").Order());
        var refused = Assert.IsType<Problem.Conflict>((await product.TryChangeTypeAsync(type, Wanted)).Problem);
        Assert.StartsWith("Entries have values in 'city', 'secret', 'of', 'photo',", refused.Message, StringComparison.Ordinal);
        Assert.Null((await product.TryChangeTypeAsync(type, """{"name":"address","remove_data":true,"attributes":{"title":{"type":"string"}}}""")).Problem);
        Assert.NotNull(category);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_rename_loses_nothing_in_the_plan_nor_in_the_save(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"address","attributes":{"city":{"type":"string","required":true,"unique":true}}}""");
        var entry = await product.EntryAsync("addresses", """{"city":"Rome"}""");
        const string Wanted = """{"name":"place","attributes":{"town":{"type":"string","required":true,"unique":true,"renamed_from":"city"}}}""";

        var plan = await PlanAsync(product, type, Wanted);

        Assert.Empty(plan.Findings);
        Assert.Equal(["Changed ", "Renamed town"], plan.Changes.Select(c => $"{c.Deed} {c.Attribute}"));
        await product.ChangeTypeAsync(type, Wanted);
        Assert.Equal("Rome", (await product.ShownAsync("places", entry)).GetProperty("town").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_the_save_would_refuse_the_plan_refuses_in_the_same_words(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"page","draft_and_publish":true,"attributes":{"slug":{"type":"string"}}}""");
        var first = await DraftAsync(product);
        var second = await DraftAsync(product);
        const string Unique = """{"name":"page","draft_and_publish":true,"attributes":{"slug":{"type":"string","unique":true}}}""";
        const string NoDrafts = """{"name":"page","attributes":{"slug":{"type":"string"}}}""";

        var unique = await PlanAsync(product, type, Unique);
        var drafts = await PlanAsync(product, type, NoDrafts);

        var blocking = Assert.Single(unique.Findings);
        Assert.Equal((PlannedEffect.Blocks, 1, $"“a” also stands in the entry {second.Entry.Id}."), (blocking.Effect, blocking.Entries.Count, blocking.Samples[0].Message));
        Assert.Equal($"slug cannot be unique: the entries {first.Entry.Id} and {second.Entry.Id} have the same value", unique.Refusal);
        Assert.Equal(unique.Refusal, (await product.TryChangeTypeAsync(type, Unique)).Problem?.Message);
        Assert.Equal("'page' has 2 entries that were never published: publish or delete them first.", drafts.Refusal);
        Assert.Equal(drafts.Refusal, (await product.TryChangeTypeAsync(type, NoDrafts)).Problem?.Message);
        var target = """{"name":"page","draft_and_publish":true,"attributes":{"slug":{"type":"integer"}}}""";
        Assert.Equal((await product.TryChangeTypeAsync(type, target)).Problem, (await product.Types.PlanAsync(Given.Owner, type.Id, Given.TypeForm(target), default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_change_of_a_component_is_looked_up_in_every_entry_that_has_it_however_deep(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var seo = await product.TypeAsync("""{"name":"shared.seo","kind":"component","attributes":{"meta":{"type":"string"},"old":{"type":"string"}}}""");
        await product.TypeAsync("""{"name":"shared.card","kind":"component","attributes":{"seo":{"type":"component","component":"shared.seo"}}}""");
        await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string"},"cards":{"type":"component","component":"shared.card","repeatable":true},"zone":{"type":"dynamiczone","components":["shared.seo"]}}}""");
        await product.EntryAsync("pages", """{"title":"Deep","cards":[{"seo":{"meta":"much too long"}},{"seo":{"meta":"ok","old":"x"}}]}""");
        await product.EntryAsync("pages", """{"title":"Zone","zone":[{"__component":"shared.seo"}]}""");

        var plan = await PlanAsync(product, seo, """{"name":"shared.seo","kind":"component","attributes":{"meta":{"type":"string","max_length":5,"required":true}}}""");

        Assert.Equal(2, plan.Entries.Count);
        Assert.Equal(
            ["Fails cards.seo.meta must be at most 5 characters: Deep", "Fails zone.meta is required: Zone", "Loses cards.seo.old goes, with its values: Deep"],
            plan.Findings.Select(f => $"{f.Effect} {f.Attribute} {f.Message}: {f.Samples.Single().Title}").Order());
        Assert.IsType<Problem.Conflict>((await product.TryChangeTypeAsync(seo, """{"name":"shared.seo","kind":"component","attributes":{"meta":{"type":"string"}}}""")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Files_relations_and_parts_are_held_to_new_rules_as_well(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"shared.a","kind":"component","attributes":{"x":{"type":"string"}}}""");
        await product.TypeAsync("""{"name":"shared.b","kind":"component","attributes":{"x":{"type":"string"}}}""");
        var type = await product.TypeAsync("""
            {"name":"page","attributes":{"title":{"type":"string"},"photo":{"type":"media"},"next":{"type":"relation","relation":"manyToOne","target":"page"},
             "parts":{"type":"component","component":"shared.a","repeatable":true},"zone":{"type":"dynamiczone","components":["shared.a","shared.b"]}}}
            """);
        var file = await product.FileAsync();
        var one = await product.EntryAsync("pages", $$"""{"title":"One","photo":{{file.Asset.Id}},"parts":[{},{},{}],"zone":[{"__component":"shared.b"}]}""");
        await product.EntryAsync("pages", $$"""{"title":"Two","next":{{one.Entry.Id}}}""");

        var plan = await PlanAsync(product, type, """
            {"name":"page","attributes":{"title":{"type":"string"},"photo":{"type":"media","required":true,"allowed_types":["videos"]},"next":{"type":"relation","relation":"manyToOne","target":"page","required":true},
             "parts":{"type":"component","component":"shared.a","repeatable":true,"max":2},"zone":{"type":"dynamiczone","components":["shared.a"]}}}
            """);

        Assert.Equal(
            ["next is required: One", "parts must have at most 2 items: One", "photo is required: Two", "photo takes videos only: One", "zone takes no shared.b any more: One"],
            plan.Findings.Select(f => $"{f.Attribute} {f.Message}: {f.Samples.Single().Title}").Order());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Webhooks_and_others_that_name_what_changes_are_told_of_and_what_follows_by_itself_does(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"address","attributes":{"city":{"type":"string"},"zip":{"type":"string"}}}""");
        await product.TypeAsync("""{"name":"other","attributes":{"x":{"type":"string"}}}""");
        var filtered = await product.WebhookAsync(Target, form => form with { Name = "Filtered", Models = ["address"], Filter = "filters[entry][city][$eq]=Rome" });
        await product.WebhookAsync(Target, form => form with { Name = "Templated", Template = """{"text":"{{entry.zip}}"}""" });
        await product.WebhookAsync(Target, form => form with { Name = "Elsewhere", Models = ["other"] });
        await product.WebhookAsync(Target, form => form with { Name = "Files", Events = ["media.*"] });
        const string Renamed = """{"name":"address","attributes":{"town":{"type":"string","renamed_from":"city"},"zip":{"type":"string"}}}""";

        var renamed = await PlanAsync(product, type, Renamed);
        var removed = await PlanAsync(product, type, """{"name":"address","attributes":{}}""");
        var harmless = await PlanAsync(product, type, """{"name":"address","attributes":{"city":{"type":"string","max_length":9},"zip":{"type":"string"}}}""");

        Assert.Equal(
            ["Filtered: Its filter follows to the new name.", "Filtered: The bodies it is sent have no 'city' any more, but 'town'."],
            renamed.Touched.Select(t => $"{t.Name}: {t.Message}"));
        Assert.Equal(
            ["Filtered: Its filter asks for 'city', which goes: what it asks then fits nothing.", "Templated: Its template says 'zip', which is not sent any more."],
            removed.Touched.Where(t => t.Breaks).Select(t => $"{t.Name}: {t.Message}"));
        Assert.Empty(harmless.Touched);
        await product.ChangeTypeAsync(type, Renamed);
        Assert.Equal("filters[entry][town][$eq]=Rome", (await product.Webhooks.GetAsync(Given.Owner, filtered.Id, default)).Value.Webhook.Filter);
        var blind = new Actor(ActorKind.Token, 9, "types only", Rights.Everywhere([Permission.TypesManage]));
        var seen = (await product.Types.PlanAsync(blind, type.Id, Given.TypeForm("""{"name":"address","attributes":{}}"""), default)).Value;
        Assert.All(seen.Touched, t => Assert.Equal(("a webhook", null), (t.Name, t.Id)));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_may_not_read_the_entries_is_told_numbers_and_no_values(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"address","attributes":{"city":{"type":"string"}}}""");
        await product.EntryAsync("addresses", """{"city":"Rome"}""");
        var blind = new Actor(ActorKind.Token, 9, "types only", Rights.Everywhere([Permission.TypesManage]));

        var plan = (await product.Types.PlanAsync(blind, type.Id, Given.TypeForm("""{"name":"address","attributes":{}}"""), default)).Value;

        Assert.Equal((1, 0), (plan.Findings.Single().Entries.Count, plan.Findings.Single().Samples.Count));
        Assert.IsType<Problem.Forbidden>((await product.Types.PlanAsync(Given.Reader, type.Id, Given.TypeForm("""{"name":"address","attributes":{}}"""), default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_plan_is_no_way_to_ask_for_values_that_are_private_or_not_to_be_read(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"address","attributes":{"city":{"type":"string"},"pin":{"type":"string","private":true}}}""");
        await product.EntryAsync("addresses", """{"city":"Rome","pin":"1234"}""");
        await product.EntryAsync("addresses", """{"city":"Rome","pin":"1234"}""");
        var blind = new Actor(ActorKind.Token, 9, "types only", Rights.Everywhere([Permission.TypesManage]));
        var reader = new Actor(ActorKind.Token, 8, "reads", Rights.Everywhere([Permission.TypesManage, Permission.EntriesRead]));

        Assert.Equal(await AskAsync(blind, "city", "^R"), await AskAsync(blind, "city", "^S"));
        Assert.Equal(["Fails city has new rules, which some entries may break 0+ "], await AskAsync(blind, "city", "^S"));
        Assert.Equal(["Fails city must match ^S 2 city must match ^S; it has “Rome”."], await AskAsync(reader, "city", "^S"));
        Assert.Equal(await AskAsync(reader, "pin", "^1"), await AskAsync(reader, "pin", "^2"));
        Assert.Equal(["Fails pin has new rules, which some entries may break 0+ "], await AskAsync(reader, "pin", "^2"));
        Assert.Equal(["Loses pin goes, with its values 2 Loses a private value."], await SaidAsync(reader, """{"name":"address","attributes":{"city":{"type":"string"}}}"""));

        Task<string[]> AskAsync(Actor actor, string name, string regex) => SaidAsync(actor, name == "city"
            ? $$"""{"name":"address","attributes":{"city":{"type":"string","regex":"{{regex}}"},"pin":{"type":"string","private":true} } }"""
            : $$"""{"name":"address","attributes":{"city":{"type":"string"},"pin":{"type":"string","private":false,"unique":true,"regex":"{{regex}}"} } }""");

        async Task<string[]> SaidAsync(Actor actor, string json)
        {
            var plan = (await product.Types.PlanAsync(actor, type.Id, Given.TypeForm(json), default)).Value;
            Assert.Null(plan.Refusal);
            return [.. plan.Findings.Select(f => $"{f.Effect} {f.Attribute} {f.Message} {f.Entries.Count}{(f.Entries.AtLeast ? "+" : "")} {string.Concat(f.Samples.Take(1).Select(s => s.Message))}")];
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_the_plan_did_not_come_across_but_the_save_would_not_remove_is_said_to_go(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"address","attributes":{"city":{"type":"string"},"zip":{"type":"string"}}}""");
        await product.EntryAsync("addresses", """{"city":"Rome"}""");
        await product.Database.WriteAsync<int>(unit => unit.Db.Entries.ExecuteUpdate(set => set.SetProperty(e => e.Locale, "de")), default);   // a plan looks at the default locale
        const string Wanted = """{"name":"address","attributes":{}}""";

        var plan = await PlanAsync(product, type, Wanted);

        Assert.Equal(("city", PlannedCount.Untold, true), (Assert.Single(plan.Findings).Attribute, plan.Findings[0].Entries, plan.RemovesData));
        Assert.IsType<Problem.Conflict>((await product.TryChangeTypeAsync(type, Wanted)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_save_after_somebody_elses_is_refused_when_the_author_says_what_he_saw(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"address","attributes":{"city":{"type":"string"}}}""");
        await product.ChangeTypeAsync(type, """{"name":"address","attributes":{"city":{"type":"string"},"more":{"type":"string"}}}""");

        var late = await product.Types.UpdateAsync(Given.Owner, type.Id, Given.TypeForm("""{"name":"address","attributes":{"city":{"type":"string"}}}""") with { Seen = type.Version }, default);

        Assert.Equal(new Problem.Stale(type.Version, type.Version + 1), late.Problem);
    }

    private static async Task<EntryView> DraftAsync(ProductHarness product) => (await product.Entries.CreateAsync(Given.Owner, "pages", new EntrySave(Given.Json("""{"slug":"a"}""")) { AsDraft = true }, default)).Value;

    private static async Task<TypePlan> PlanAsync(ProductHarness product, ContentType type, string json) => (await product.Types.PlanAsync(Given.Owner, type.Id, Given.TypeForm(json), default)).Value;
}
