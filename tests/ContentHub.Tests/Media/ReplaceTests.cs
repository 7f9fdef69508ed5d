using System.Text;
using System.Text.Json;
using ContentHub.Media;
using ContentHub.Testing;

namespace ContentHub.Tests.Media;

public sealed class ReplaceTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task New_bytes_come_under_the_old_address_and_who_reads_the_old_ones_reads_on(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var before = (await product.Media.AddAsync(Given.Owner, [await product.StageAsync(Picture.Png(600, 400), "a.png")], default)).Value[0].Asset;
        var old = await Served(product, before.Url);
        var reader = old.Bytes;
        var bytes = Picture.Png(300, 200);

        var after = (await ReplaceAsync(product, before, bytes, "b.png")).Value.Asset;

        Assert.Equal((before.Url, before.Id, "a.png", 300, 200), (after.Url, after.Id, after.Name, after.Width, after.Height));
        Assert.Equal(["thumbnail"], after.SmallerPictures.Select(f => f.Name));
        var now = await Served(product, after.Url);
        Assert.Equal(bytes, await All(now.Bytes));
        Assert.NotEqual(old.ETag, now.ETag);
        Assert.Equal(Picture.Png(600, 400), await All(reader));
        Assert.Null(await product.Media.ServedAsync($"small_{after.Hash}.png", default));
        Assert.Equal(2, Directory.GetFiles(product.Folder["data", "uploads"], "*", SearchOption.AllDirectories).Length);
        Assert.Equal(["media.create", "media.update"], (await product.EventsAsync()).Select(e => e.Name));
    }

    [Theory, OnSqlite]
    public async Task Another_kind_a_broken_picture_or_a_file_that_is_gone_leaves_the_old_bytes(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var file = (await product.FileAsync()).Asset;

        Assert.Contains("cannot replace image/png", (await ReplaceAsync(product, file, "text"u8.ToArray(), "a.png")).Problem!.Message, StringComparison.Ordinal);
        Assert.Contains("not a valid image", (await ReplaceAsync(product, file, Picture.Png(9, 9)[..20], "a.png")).Problem!.Message, StringComparison.Ordinal);
        var staged = (await product.Media.StageReplacementAsync(Given.Owner, file.Id, new MemoryStream(Picture.Png(9, 9)), "a.png", default)).Value;
        Assert.IsType<Problem.Invalid>((await product.Media.ReplaceAsync(Given.Owner, file.Id, staged with { Details = new FileDetails { Folder = new(new Id<MediaFolder>(99)) } }, default)).Problem);
        Assert.Equal(Given.Png, await All((await Served(product, file.Url)).Bytes));
        Assert.Single(Directory.GetFiles(product.Folder["data", "uploads"], "*", SearchOption.AllDirectories));

        staged = (await product.Media.StageReplacementAsync(Given.Owner, file.Id, new MemoryStream(Picture.Png(9, 9)), "a.png", default)).Value;
        await product.Media.DeleteAsync(Given.Owner, file.Id, default);
        Assert.IsType<Problem.NotFound>((await product.Media.ReplaceAsync(Given.Owner, file.Id, staged, default)).Problem);
        Assert.Empty(Directory.GetFiles(product.Folder["data", "uploads"], "*", SearchOption.AllDirectories));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Words_are_changed_one_by_one(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var file = (await product.FileAsync()).Asset;

        await product.Media.DescribeAsync(Given.Owner, file.Id, new FileDetails { AlternativeText = new("A red house"), Caption = new("2026") }, default);
        var view = (await product.Media.DescribeAsync(Given.Owner, file.Id, new FileDetails { Name = "../house.png", Caption = new(null) }, default)).Value;

        Assert.Equal(("house.png", "A red house", null), (view.Asset.Name, view.Asset.AlternativeText, view.Asset.Caption));
        Assert.IsType<Problem.Invalid>((await product.Media.DescribeAsync(Given.Owner, file.Id, new FileDetails { AlternativeText = new(new string('a', 1001)) }, default)).Problem);
        var told = JsonElement.Parse((await product.EventsAsync())[^1].Body).GetProperty("media");
        Assert.Equal("A red house", told.GetProperty("alternative_text").GetString());
        Assert.False(told.TryGetProperty("document_id", out _) || told.TryGetProperty("folder", out _) || told.TryGetProperty("preview_url", out _));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_same_bytes_are_found_again(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var first = await product.FileAsync("one.png");
        var second = await product.FileAsync("two.png");
        await product.Media.AddAsync(Given.Owner, [await product.StageAsync(Encoding.UTF8.GetBytes("other"), "x.txt")], default);

        Assert.Equal([first.Asset.Id], (await product.Media.DuplicatesAsync(Given.Reader, second.Asset.Id, default)).Value.Select(v => v.Asset.Id));
    }

    private static async Task<Result<MediaView>> ReplaceAsync(ProductHarness product, MediaAsset asset, byte[] bytes, string name) =>
        (await product.Media.StageReplacementAsync(Given.Owner, asset.Id, new MemoryStream(bytes), name, default)).Ok(out var staged, out var problem)
            ? await product.Media.ReplaceAsync(Given.Owner, asset.Id, staged, default)
            : problem;

    private static async Task<ServedFile> Served(ProductHarness product, string url) => (await product.Media.ServedAsync(url["/uploads/".Length..], default))!;

    private static async Task<byte[]> All(Stream stream)
    {
        await using var from = stream;
        using var all = new MemoryStream();
        await from.CopyToAsync(all);
        return all.ToArray();
    }
}
