using System.Text.Json;
using ContentHub.Admin.Entries;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Admin.Tests.Entries;

public sealed class EntryFormTests : ContentPanelTest
{
    private static readonly StringAttribute Title = new() { Name = "title" };
    private static readonly IntegerAttribute Rating = new() { Name = "rating" };
    private static readonly JsonAttribute Meta = new() { Name = "meta" };

    private async Task<(ContentType Type, EntryView View, EntryForm Form)> FormAsync()
    {
        var type = await TypeAsync("note", Title, Rating, Meta);
        var view = await EntryAsync(type, new { title = "One", rating = 1, meta = new { a = 1 } });
        return (type, view, new EntryForm(type, view));
    }

    [Fact]
    public async Task Only_what_changed_is_sent()
    {
        var (_, _, form) = await FormAsync();

        form.Set(Title, "Two");
        form.Set(Meta, "{\"a\":1}");

        Assert.Equal("""{"title":"Two"}""", form.Data().Value.GetRawText());
    }

    [Fact]
    public async Task An_emptied_field_unsets_the_value()
    {
        var (_, _, form) = await FormAsync();

        form.Set(Rating, "");

        Assert.Equal("""{"rating":null}""", form.Data().Value.GetRawText());
    }

    [Fact]
    public async Task Texts_that_are_no_values_are_all_told_and_kept()
    {
        var (_, _, form) = await FormAsync();

        form.Set(Rating, "many");
        form.Set(Meta, "{");

        var invalid = Assert.IsType<Problem.Invalid>(form.Data().Problem);
        Assert.Equal(["rating", "meta"], invalid.Errors.Select(e => e.Path[0]));
        Assert.Equal("many", form.Text(Rating));
    }

    [Fact]
    public async Task Somebody_elses_version_comes_in_where_nothing_was_typed()
    {
        var (type, view, form) = await FormAsync();
        form.Set(Title, "Mine");
        var theirs = (await Entries.UpdateAsync(Editor, type.Plural, view.Entry.DocumentId, new EntrySave(JsonSerializer.SerializeToElement(new { title = "Theirs", rating = 5 })), Ct)).Value;

        var differ = form.Rebase(theirs);

        Assert.Equal(["rating"], differ.Select(a => a.Name));
        Assert.Equal(("Mine", "5", 2), (form.Text(Title), form.Text(Rating), form.BasedOn));
        Assert.Equal("Theirs", Assert.Single(form.Conflicts).Theirs);
    }

    [Fact]
    public async Task What_both_changed_goes_out_only_as_chosen_and_the_choice_may_change()
    {
        var (type, view, form) = await FormAsync();
        form.Set(Title, "Mine");
        form.Rebase((await Entries.UpdateAsync(Editor, type.Plural, view.Entry.DocumentId, new EntrySave(JsonSerializer.SerializeToElement(new { title = "Theirs" })), Ct)).Value);

        Assert.Equal("title", Assert.IsType<Problem.Invalid>(form.Data().Problem).Errors[0].Path[0]);
        form.Choose(form.Conflicts[0], theirs: true);
        Assert.Equal(("Theirs", false), (form.Text(Title), form.IsChanged));
        form.Choose(form.Conflicts[0], theirs: false);

        Assert.Equal("""{"title":"Mine"}""", form.Data().Value.GetRawText());
    }

    [Fact]
    public async Task A_conflict_without_a_choice_is_one_still_after_a_reload()
    {
        var (type, view, form) = await FormAsync();
        form.Set(Title, "Mine");
        form.Set(Rating, "3");
        var theirs = (await Entries.UpdateAsync(Editor, type.Plural, view.Entry.DocumentId, new EntrySave(JsonSerializer.SerializeToElement(new { title = "Theirs" })), Ct)).Value;
        form.Rebase(theirs);

        var again = new EntryForm(type, theirs);
        Assert.True(again.Restore(form.ToDraft(Clock.GetUtcNow())));

        Assert.Equal(("title", "One"), (Assert.Single(again.Conflicts).Attribute.Name, again.Conflicts[0].Before));
        Assert.Equal(("Mine", "3"), (again.Text(Title), again.Text(Rating)));
    }

    [Fact]
    public async Task What_is_typed_while_saving_stays_typed()
    {
        var (type, view, form) = await FormAsync();
        form.Set(Title, "Two");
        var sent = form.Unsaved;
        var saved = (await Entries.UpdateAsync(Editor, type.Plural, view.Entry.DocumentId, new EntrySave(form.Data().Value), Ct)).Value;
        form.Set(Title, "Two and a half");

        form.Saved(saved, sent);

        Assert.Equal("Two and a half", form.Text(Title));
        Assert.True(form.IsChanged);
    }

    [Fact]
    public async Task What_the_browser_kept_over_an_older_version_is_merged_with_the_newer()
    {
        var (type, view, _) = await FormAsync();
        var newer = (await Entries.UpdateAsync(Editor, type.Plural, view.Entry.DocumentId, new EntrySave(JsonSerializer.SerializeToElement(new { rating = 5 })), Ct)).Value;
        var form = new EntryForm(type, newer);

        Assert.True(form.Restore(new Draft(0, 1, new() { ["title"] = "Kept", ["rating"] = "1", ["gone"] = "x" }, new() { ["title"] = "One", ["rating"] = "1" })));

        Assert.Equal(("Kept", "5", 2), (form.Text(Title), form.Text(Rating), form.BasedOn));
        Assert.Empty(form.Conflicts);
        Assert.False(new EntryForm(type, newer).Restore(new Draft(0, 2, new() { ["title"] = "One" })));
    }

    [Fact]
    public async Task What_was_typed_over_something_unknown_is_asked_about()
    {
        var (type, view, _) = await FormAsync();
        var newer = (await Entries.UpdateAsync(Editor, type.Plural, view.Entry.DocumentId, new EntrySave(JsonSerializer.SerializeToElement(new { rating = 5 })), Ct)).Value;
        var form = new EntryForm(type, newer);

        form.Restore(new Draft(0, 1, new() { ["rating"] = "3" }));

        Assert.Equal(("5", "3"), (Assert.Single(form.Conflicts).Theirs, form.Text(Rating)));
    }

    [Fact]
    public async Task No_password_goes_to_the_browser_however_deep_it_stands()
    {
        await ComponentAsync("shared.lock", new PasswordAttribute { Name = "code" }, new StringAttribute { Name = "hint" });
        await ComponentAsync("shared.door", new ComponentAttribute { Name = "lock", Component = "shared.lock" }, new ComponentAttribute { Name = "spare", Component = "shared.lock", Repeatable = true });
        var doors = new DynamicZoneAttribute { Name = "doors", Components = ["shared.door"] };
        var form = new EntryForm(await TypeAsync("house", doors), null, Catalog);
        var locked = EntryPart.Text([Part("l", "shared.lock", ("code", "s3cret"), ("hint", "the usual"))]);
        form.Set(doors, EntryPart.Text([Part("d", "shared.door", ("lock", locked), ("spare", locked))]));

        var kept = form.Keepable(doors);

        Assert.DoesNotContain("s3cret", kept, StringComparison.Ordinal);
        Assert.Equal(3, kept.Split("the usual").Length);
    }

    [Fact]
    public async Task What_was_typed_into_a_component_stays_with_it_when_somebody_else_has_moved_it()
    {
        var (type, view, list) = await ListAsync("A", "B");
        var newer = await ChangeListAsync(type, view, "B");   // what was the first is gone
        var form = new EntryForm(type, newer, Catalog);

        Assert.True(form.Restore(new Draft(0, 1, new() { ["list.0.headline"] = "A typed" }, new() { ["list"] = new EntryForm(type, view, Catalog).Saved(list) })));

        var conflict = Assert.Single(form.Conflicts);
        Assert.Equal(["A typed", "B"], EntryPart.Read(conflict.Mine).Select(p => p.Texts["headline"]));
        Assert.Equal(["B"], EntryPart.Read(conflict.Theirs).Select(p => p.Texts["headline"]));
    }

    [Fact]
    public async Task What_finds_no_place_any_more_is_told_and_not_dropped()
    {
        var (type, view, _) = await ListAsync("A", "B");
        var form = new EntryForm(type, await ChangeListAsync(type, view, "A"), Catalog);

        Assert.True(form.Restore(new Draft(0, 1, new() { ["list.1.headline"] = "B typed" })));

        Assert.Equal(["B typed"], form.Unplaced);
    }

    [Fact]
    public async Task New_components_stay_where_they_stand_on_the_page_when_they_are_saved_and_are_merged_later()
    {
        var (type, view, list) = await ListAsync("A");
        var form = new EntryForm(type, view, Catalog);
        form.Set(list, EntryPart.Text([.. EntryPart.Read(form.Text(list)), Part("new", "shared.seo", ("headline", "B"))]));
        var sent = form.Unsaved;
        var saved = (await Entries.UpdateAsync(Editor, type.Plural, view.Entry.DocumentId, new EntrySave(form.Data().Value) { Answer = EntryQuery.PanelEverything }, Ct)).Value;

        form.Saved(saved, sent);

        var parts = EntryPart.Read(form.Text(list));
        Assert.Equal("new", parts[1].Key);
        Assert.NotNull(parts[1].Id);
        Assert.False(form.IsChanged);

        // Another page has the stored keys; what each has typed into its component is merged all the same.
        var other = new EntryForm(type, saved, Catalog);
        var theirs = EntryPart.Read(other.Text(list));
        other.Set(list, EntryPart.Text([theirs[0] with { Texts = new Dictionary<string, string> { ["headline"] = "A2" } }, theirs[1]]));
        var newer = (await Entries.UpdateAsync(Editor, type.Plural, view.Entry.DocumentId, new EntrySave(other.Data().Value) { Answer = EntryQuery.PanelEverything }, Ct)).Value;
        form.Set(list, EntryPart.Text([parts[0], parts[1] with { Texts = new Dictionary<string, string> { ["headline"] = "B2" } }]));
        form.Rebase(newer);
        Assert.Empty(form.Conflicts);
        Assert.Equal(["A2", "B2"], EntryPart.Read(form.Text(list)).Select(p => p.Texts["headline"]));
    }

    private ContentTypeCatalog Catalog => Services.GetRequiredService<ContentTypeService>().SeenBy(Editor);

    private async Task<(ContentType Type, EntryView View, ComponentAttribute List)> ListAsync(params string[] headlines)
    {
        await ComponentAsync("shared.seo", new StringAttribute { Name = "headline" });
        var list = new ComponentAttribute { Name = "list", Component = "shared.seo", Repeatable = true };
        var type = await TypeAsync("page", list);
        return (type, await EntryAsync(type, new { list = headlines.Select(headline => new { headline }) }), list);
    }

    private async Task<EntryView> ChangeListAsync(ContentType type, EntryView view, params string[] headlines) =>
        (await Entries.UpdateAsync(Editor, type.Plural, view.Entry.DocumentId, new EntrySave(JsonSerializer.SerializeToElement(new { list = headlines.Select(headline => new { headline }) })) { Answer = EntryQuery.PanelEverything }, Ct)).Value;

    private static EntryPart Part(string key, string component, params (string Name, string Text)[] texts) => new(key, null, component, texts.ToDictionary(t => t.Name, t => t.Text));
}
