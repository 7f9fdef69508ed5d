using ContentHub.Media;
using ContentHub.Testing;

namespace ContentHub.Tests.Media;

public sealed class MediaFolderTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Folders_lie_in_each_other_and_are_listed_with_their_paths(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var folders = product.Get<MediaFolderService>();
        var campaigns = (await folders.CreateAsync(Given.Owner, " Campaigns ", null, default)).Value;
        var year = (await folders.CreateAsync(Given.Owner, "2026", campaigns.Id, default)).Value;
        await folders.CreateAsync(Given.Owner, "Assets", null, default);
        var file = await product.FileAsync();

        Assert.Equal(1, (await product.Media.MoveAsync(Given.Owner, [file.Asset.Id, new(999)], year.Id, default)).Value);

        Assert.Equal(
            ["/Assets 0 0", "/Campaigns 0 1", "/Campaigns/2026 1 0"],
            (await folders.ListAsync(Given.Reader, default)).Value.Select(f => $"{f.Path} {f.Files} {f.Folders}"));
        Assert.Single((await product.Media.InFolderAsync(Given.Reader, year.Id, Paging.First, default)).Value.Items);
        Assert.Empty((await product.Media.InFolderAsync(Given.Reader, null, Paging.First, default)).Value.Items);
        Assert.IsType<Problem.Conflict>((await folders.DeleteAsync(Given.Owner, year.Id, default)).Problem);
        Assert.IsType<Problem.Conflict>((await folders.DeleteAsync(Given.Owner, campaigns.Id, default)).Problem);
        Assert.Equal([file.Asset.Id], (await product.Media.DeleteAsync(Given.Owner, [file.Asset.Id, file.Asset.Id, new(999)], default)).Value);
        Assert.Null((await folders.DeleteAsync(Given.Owner, year.Id, default)).Problem);
        Assert.Null((await folders.DeleteAsync(Given.Owner, campaigns.Id, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_name_is_there_once_in_a_folder_and_no_folder_lies_in_itself(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var folders = product.Get<MediaFolderService>();
        var a = (await folders.CreateAsync(Given.Owner, "a", null, default)).Value;
        var b = (await folders.CreateAsync(Given.Owner, "b", a.Id, default)).Value;

        Assert.IsType<Problem.Conflict>((await folders.CreateAsync(Given.Owner, "a", null, default)).Problem);
        Assert.IsType<Problem.Conflict>((await folders.ChangeAsync(Given.Owner, b.Id, "a", new(null), default)).Problem);
        Assert.IsType<Problem.Invalid>((await folders.ChangeAsync(Given.Owner, a.Id, null, new(b.Id), default)).Problem);
        Assert.IsType<Problem.Invalid>((await folders.ChangeAsync(Given.Owner, a.Id, null, new(a.Id), default)).Problem);
        Assert.IsType<Problem.NotFound>((await folders.ChangeAsync(Given.Owner, new(99), "x", null, default)).Problem);
        Assert.IsType<Problem.Forbidden>((await folders.CreateAsync(Given.Reader, "x", null, default)).Problem);
        foreach (var name in (string[])["", " ", "a/b", "a\\b", "..", "a\0", new string('x', 101)])
            Assert.IsType<Problem.Invalid>((await folders.CreateAsync(Given.Owner, name, null, default)).Problem);
        Assert.Equal("/b", (await folders.ChangeAsync(Given.Owner, b.Id, null, new(null), default)).Problem is null ? (await folders.ListAsync(Given.Owner, default)).Value[1].Path : "");
    }

    [Theory, OnPostgreSql]
    public async Task Of_many_that_make_one_folder_at_once_one_does(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var folders = product.Get<MediaFolderService>();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => folders.CreateAsync(Given.Owner, "one", null, default)));
        Assert.Single(all, r => r.Problem is null);
    }
}
