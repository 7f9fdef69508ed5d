using ContentHub.Admin.Entries;
using ContentHub.ContentTypes;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Admin.Tests.Entries;

public sealed class TextMergeTests : ContentPanelTest
{
    private static readonly StringAttribute Title = new() { Name = "title" };
    private static readonly StringAttribute Link = new() { Name = "link" };
    private static readonly JsonAttribute Meta = new() { Name = "meta" };
    private static readonly RelationAttribute Author = new() { Name = "author", Relation = RelationKind.ManyToOne, Target = "person" };
    private static readonly ComponentAttribute List = new() { Name = "list", Component = "shared.seo", Repeatable = true };

    [Theory]
    [InlineData("a", "a", "a", "a")]
    [InlineData("a", "b", "a", "b")]    // only they
    [InlineData("a", "a", "b", "b")]    // only me
    [InlineData("a", "b", "b", "b")]    // both the same
    [InlineData("a", "b", "c", null)]   // each something else
    [InlineData(null, "b", "c", null)]
    [InlineData(null, "b", "b", "b")]
    [InlineData("a", "", "a", "")]      // emptying is a change
    [InlineData("a", "", "b", null)]
    public void One_value_is_merged_as_version_control_does_it(string? before, string theirs, string mine, string? merged) =>
        Assert.Equal(merged, new TextMerge(null).Merge(Title, before, theirs, mine));

    [Fact]
    public void Another_spelling_of_the_same_value_is_no_change()
    {
        var merge = new TextMerge(null);

        Assert.Equal("[1]", merge.Merge(Meta, "{\"a\":1}", "[1]", "{ \"a\": 1 }"));
        Assert.Equal("{half", merge.Merge(Meta, "{\"a\":1}", "{ \"a\": 1 }", "{half"));
        Assert.Equal(Items(7), merge.Merge(Author, Items(5, "Old name"), Items(7), Items(5, "New name")));
    }

    [Fact]
    public async Task Inside_components_fields_are_merged_one_by_one()
    {
        var merge = await MergeAsync();

        var merged = EntryPart.Read(merge.Merge(List, Parts(("1", "a", "x"), ("2", "b", "y")), Parts(("1", "A", "x"), ("2", "b", "y")), Parts(("1", "a", "X"), ("2", "b", "Y")))!);

        Assert.Equal([("A", "X"), ("b", "Y")], merged.Select(p => (p.TextOf(Title), p.TextOf(Link))));
    }

    [Fact]
    public async Task Where_both_changed_one_inner_field_or_the_order_the_component_is_to_be_chosen()
    {
        var merge = await MergeAsync();
        var before = Parts(("1", "a", "x"), ("2", "b", "y"));

        Assert.Null(merge.Merge(List, before, Parts(("1", "A", "x"), ("2", "b", "y")), Parts(("1", "B", "x"), ("2", "b", "y"))));
        Assert.Null(merge.Merge(List, before, Parts(("2", "b", "y"), ("1", "a", "x")), Parts(("1", "B", "x"), ("2", "b", "y"))));
        Assert.Null(merge.Merge(List, before, Parts(("1", "a", "x")), Parts(("1", "a", "x"), ("2", "b", "z"))));
    }

    private async Task<TextMerge> MergeAsync()
    {
        await ComponentAsync("shared.seo", Title, Link);
        return new TextMerge(Services.GetRequiredService<ContentTypeService>().SeenBy(Editor));
    }

    private static string Items(long id, string label = "Somebody") => LinkedItem.Text([new LinkedItem(id, label, "", "")]);

    private static string Parts(params (string Key, string Title, string Link)[] parts) =>
        EntryPart.Text(parts.Select(p => new EntryPart(p.Key, long.Parse(p.Key, System.Globalization.CultureInfo.InvariantCulture), "shared.seo", new Dictionary<string, string> { ["title"] = p.Title, ["link"] = p.Link })));
}
