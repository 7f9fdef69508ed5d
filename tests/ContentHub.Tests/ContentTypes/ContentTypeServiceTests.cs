using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.ContentTypes;

public sealed class ContentTypeServiceTests
{
    private const string Target = """{"name":"category","plural":"categories","attributes":{"label":{"type":"string"}}}""";

    private const string EveryKind = """
        {"name":"sample","plural":"samples","display_name":"Sample of all","kind":"collection","attributes":{
          "a_string":{"type":"string","required":true,"unique":true,"min_length":1,"max_length":80},
          "a_text":{"type":"text","default":"x\ny"},
          "an_email":{"type":"email","private":true},
          "a_uid":{"type":"uid","target_field":"a_string"},
          "an_integer":{"type":"integer","min":-5,"max":5,"default":0},
          "a_decimal":{"type":"decimal","min":0.5,"max":1.5},
          "a_boolean":{"type":"boolean","default":false},
          "a_date":{"type":"date"},
          "a_moment":{"type":"datetime"},
          "a_word":{"type":"enumeration","enum":["one","two"],"default":"one"},
          "some_json":{"type":"json"},
          "files":{"type":"media","multiple":true},
          "file":{"type":"media"},
          "one_one":{"type":"relation","relation":"oneToOne","target":"category"},
          "one_many":{"type":"relation","relation":"oneToMany","target":"category"},
          "many_one":{"type":"relation","relation":"manyToOne","target":"category"},
          "many_many":{"type":"relation","relation":"manyToMany","target":"sample"}}}
        """;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Every_kind_of_attribute_comes_back_from_the_database_as_it_went_in(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Target);

        var made = await product.TypeAsync(EveryKind);

        await using var other = product.AnotherNode();
        var read = other.Types.Get(Given.Owner, made.Id).Value;
        var wanted = Given.TypeForm(EveryKind);
        Assert.Equal(
            wanted.Attributes.Select(a => ContentTypeText.Of(a.Wanted)),
            read.Attributes.Select(a => ContentTypeText.Of(a with { Id = default })));
        Assert.Equal(("sample", "samples", "Sample of all", ContentTypeKind.Collection), (read.Name, read.Plural, read.DisplayName, read.Kind));
        Assert.Equal(read.Attributes.Count, read.Attributes.Select(a => a.Id).Where(id => id.Value > 0).Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Written_and_sent_back_as_it_was_nothing_changes_but_the_version(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Target);
        var made = await product.TypeAsync(EveryKind);

        var shown = ContentTypeText.Of(made);
        var again = await product.ChangeTypeAsync(made, shown);

        Assert.Equal(made.Attributes.Select(a => a.Id), again.Attributes.Select(a => a.Id));
        Assert.Equal(made.Attributes.Select(ContentTypeText.Of), again.Attributes.Select(ContentTypeText.Of));
        Assert.Equal(made.Version + 1, again.Version);
        Assert.Contains("\"relation\":\"oneToOne\"", shown, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_renamed_type_and_attribute_keep_ids_and_data_and_unique_values(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var before = await product.TypeAsync("""{"name":"person","attributes":{"nick":{"type":"string","unique":true},"age":{"type":"integer"}}}""");
        var entry = await product.EntryAsync("persons", """{"nick":"ann","age":7}""");

        var after = await product.ChangeTypeAsync(
            before, $$$$"""{"name":"human","plural":"humans","attributes":{"handle":{"type":"string","unique":true,"id":{{{{before.Find("nick")!.Id}}}}},"years":{"type":"integer","renamed_from":"age"}}}""");

        Assert.Equal(before.Attributes.Select(a => a.Id), after.Attributes.Select(a => a.Id));
        var shown = await product.ShownAsync("humans", entry);
        Assert.Equal(("ann", 7), (shown.GetProperty("handle").GetString(), shown.GetProperty("years").GetInt32()));
        Assert.Equal(["handle: This attribute must be unique"], Given.Faults(await product.TryEntryAsync("humans", """{"handle":"ann"}""")));
        Assert.IsType<Problem.NotFound>((await product.TryEntryAsync("persons", "{}")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_removed_attribute_takes_its_links_and_unique_values_with_it(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Target);
        var type = await product.TypeAsync("""
            {"name":"page","attributes":{"key":{"type":"string","unique":true},"image":{"type":"media"},"category":{"type":"relation","relation":"manyToOne","target":"category"}}}
            """);
        var category = await product.EntryAsync("categories", """{"label":"x"}""");
        var file = await product.FileAsync();
        var page = await product.EntryAsync("pages", $$$"""{"key":"k","image":{{{file.Asset.Id}}},"category":{{{category.Entry.Id}}}}""");

        await product.ChangeTypeAsync(type, """{"name":"page","remove_data":true,"attributes":{"other":{"type":"string"}}}""");

        Assert.Equal((0, 0, 0), product.Database.Read(db => (db.EntryUniques.Count(), db.EntryRelations.Count(), db.MediaLinks.Count())));
        Assert.Empty((await product.Media.GetAsync(Given.Owner, file.Asset.Id, default)).Value.Related);

        // The same name again is a new attribute: it does not wake the old values up.
        await product.ChangeTypeAsync(type, """{"name":"page","attributes":{"key":{"type":"string","unique":true}}}""");
        Assert.Null((await product.ShownAsync("pages", page)).GetProperty("key").GetString());
        Assert.Null((await product.TryEntryAsync("pages", """{"key":"k"}""")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_attribute_with_double_values_cannot_become_unique_and_the_refusal_names_the_entries(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"page","attributes":{"code":{"type":"decimal"}}}""");
        await product.EntryAsync("pages", """{"code":1.0}""");
        await product.EntryAsync("pages", """{"code":null}""");
        await product.EntryAsync("pages", """{"code":null}""");
        var double1 = await product.EntryAsync("pages", """{"code":2.50}""");
        var double2 = await product.EntryAsync("pages", """{"code":2.5}""");
        const string Unique = """{"name":"page","attributes":{"code":{"type":"decimal","unique":true}}}""";

        Assert.Equal(
            [$"attributes/code/unique: code cannot be unique: the entries {double1.Entry.Id} and {double2.Entry.Id} have the same value"], Given.Faults(await product.TryChangeTypeAsync(type, Unique)));
        Assert.False(((ScalarAttribute)product.Types.Get(Given.Owner, type.Id).Value.Find("code")!).Unique);

        await product.ChangeAsync("pages", double2, """{"code":3}""");
        await product.ChangeTypeAsync(type, Unique);
        Assert.Equal(["code: This attribute must be unique"], Given.Faults(await product.TryEntryAsync("pages", """{"code":3.00}""")));

        await product.ChangeTypeAsync(type, """{"name":"page","attributes":{"code":{"type":"decimal"}}}""");
        Assert.Null((await product.TryEntryAsync("pages", """{"code":3}""")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Relations_follow_the_type_they_point_at_when_it_is_renamed(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var category = await product.TypeAsync("""{"name":"category","plural":"categories","attributes":{"label":{"type":"string"},"parent":{"type":"relation","relation":"manyToOne","target":"category"}}}""");
        var page = await product.TypeAsync("""{"name":"page","attributes":{"category":{"type":"relation","relation":"manyToOne","target":"category"}}}""");
        var label = await product.EntryAsync("categories", """{"label":"x"}""");
        var entry = await product.EntryAsync("pages", $$$"""{"category":{{{label.Entry.Id}}}}""");

        var renamed = await product.ChangeTypeAsync(category, ContentTypeText.Of(category).Replace("\"name\":\"category\",\"plural\":\"categories\"", "\"name\":\"topic\",\"plural\":\"topics\"", StringComparison.Ordinal));

        Assert.Equal("topic", ((RelationAttribute)product.Types.Get(Given.Owner, page.Id).Value.Find("category")!).Target);
        Assert.Equal("topic", ((RelationAttribute)product.Types.Get(Given.Owner, renamed.Id).Value.Find("parent")!).Target);
        Assert.Equal("x", (await product.ShownAsync("pages", entry)).GetProperty("category").GetProperty("label").GetString());
        Assert.Null((await product.TryChangeAsync("pages", entry, $$"""{"category":"{{label.Entry.DocumentId}}"}""")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_type_with_entries_or_with_relations_to_it_cannot_be_deleted(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var category = await product.TypeAsync(Target);
        var page = await product.TypeAsync("""{"name":"page","attributes":{"category":{"type":"relation","relation":"manyToOne","target":"category"}}}""");
        var entry = await product.EntryAsync("pages", "{}");

        Assert.Equal("'page' has an attribute that names 'category': remove that first.", (await product.Types.DeleteAsync(Given.Owner, category.Id, default)).Problem?.Message);
        Assert.Equal("'page' still has 1 entry: delete them first.", (await product.Types.DeleteAsync(Given.Owner, page.Id, default)).Problem?.Message);

        await product.TryRemoveAsync("pages", entry);
        Assert.Null((await product.Types.DeleteAsync(Given.Owner, page.Id, default)).Problem);
        Assert.Null((await product.Types.DeleteAsync(Given.Owner, category.Id, default)).Problem);
        Assert.Empty(product.Types.List(Given.Owner).Value.All);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Names_of_types_clash_in_either_form_and_a_relation_needs_its_target(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"address","plural":"addresses","attributes":{}}""");

        var clash = await product.Types.CreateAsync(Given.Owner, Given.TypeForm("""{"name":"addresses","plural":"address","attributes":{}}"""), default);
        var nowhere = await product.Types.CreateAsync(Given.Owner, Given.TypeForm("""{"name":"page","attributes":{"x":{"type":"relation","target":"nothing"}}}"""), default);

        Assert.Equal(["name: 'addresses' is taken by another content type", "plural: 'address' is taken by another content type"], Given.Faults(clash));
        Assert.Equal(["attributes/x/target: there is no content type 'nothing'"], Given.Faults(nowhere));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_that_want_one_name_at_the_same_moment_one_gets_it_and_the_others_a_reason(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => product.Types.CreateAsync(Given.Owner, Given.TypeForm(Given.Page), default))));

        Assert.Single(results, r => r.Problem is null);
        Assert.All(results.Where(r => r.Problem is not null), r => Assert.Equal("name: 'page' is taken by another content type", Given.Faults(r)[0]));
    }

    [Theory, OnSqlite]
    public async Task An_attribute_that_holds_data_cannot_turn_into_another_kind(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"page","attributes":{"n":{"type":"integer"},"s":{"type":"string"}}}""");

        var refused = await product.TryChangeTypeAsync(type, """{"name":"page","attributes":{"n":{"type":"boolean"},"s":{"type":"string"}}}""");
        var taken = await product.TryChangeTypeAsync(type, """{"name":"page","attributes":{"n":{"type":"integer"},"s":{"type":"text"}}}""");
        var single = await product.TryChangeTypeAsync(type, """{"name":"page","kind":"single","attributes":{"n":{"type":"integer"},"s":{"type":"string"}}}""");

        Assert.IsType<Problem.Conflict>(refused.Problem);
        Assert.Null(taken.Problem);
        Assert.IsType<Problem.Conflict>(single.Problem);
    }

    [Theory, OnSqlite]
    public async Task Who_may_only_read_may_not_define(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync(Given.Page);

        Assert.Null(product.Types.List(Given.Reader).Problem);
        Assert.IsType<Problem.Unauthorized>(product.Types.List(ContentHub.Access.Actor.Anonymous).Problem);
        Assert.IsType<Problem.Forbidden>((await product.Types.CreateAsync(Given.Reader, Given.TypeForm(Given.Page), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await product.Types.UpdateAsync(Given.Reader, type.Id, Given.TypeForm(Given.Page), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await product.Types.DeleteAsync(Given.Reader, type.Id, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_single_type_has_one_entry_that_is_made_changed_and_removed_in_place(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"home","kind":"single","attributes":{"title":{"type":"string","required":true},"note":{"type":"string"}}}""");
        Assert.IsType<Problem.NotFound>((await product.Finder.GetSingleAsync(Given.Owner, "home", EntryQuery.Plain, default)).Problem);
        Task<Result<EntryView>> PutAsync(string json) => product.Entries.PutSingleAsync(Given.Owner, "home", new EntrySave(Given.Json(json)), default);

        Assert.Equal(["title: title is required"], Given.Faults(await PutAsync("""{"note":"n"}""")));
        var made = (await PutAsync("""{"title":"one"}""")).Value;
        var changed = (await PutAsync("""{"note":"two"}""")).Value;

        Assert.Equal((made.Entry.Id, 2), (changed.Entry.Id, changed.Entry.Version));
        Assert.Equal("one", ProductHarness.Json(changed).GetProperty("title").GetString());
        Assert.IsType<Problem.NotFound>((await product.TryEntryAsync("homes", "{}")).Problem);
        Assert.IsType<Problem.NotFound>((await product.TryEntryAsync("home", "{}")).Problem);
        Assert.Null((await product.Entries.DeleteAsync(Given.Owner, "home", null, null, default)).Problem);
        Assert.Equal(["entry.create", "entry.update", "entry.delete"], (await product.EventsAsync()).Select(e => e.Name));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_that_put_a_single_type_first_at_the_same_moment_one_entry_is_left(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"home","kind":"single","attributes":{"title":{"type":"string"}}}""");

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => product.Entries.PutSingleAsync(Given.Owner, "home", new EntrySave(Given.Json($$"""{"title":"{{i}}"}""")), default))));

        Assert.Equal(1, await product.Database.ReadAsync(db => db.Entries.CountAsync(), default));
    }
}
