using System.Text;
using ContentHub.Media;
using ContentHub.Testing;

namespace ContentHub.Tests.Media;

/// <summary>Smaller pictures, with the real programs.</summary>
public sealed class FormatTests
{
    [Theory]
    [OnSqlite(".png")]
    [OnSqlite(".jpg")]
    [OnSqlite(".webp")]
    [OnSqlite(".gif")]
    [OnSqlite(".tiff")]
    [OnSqlite(".avif")]
    public async Task A_large_picture_is_kept_with_smaller_ones(DatabaseKind kind, string ext)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        var asset = (await AddAsync(product, await Picture.ConvertAsync(Picture.Png(1200, 900), ext), "big" + ext)).Asset;

        Assert.Equal((1200, 900, ext), (asset.Width, asset.Height, asset.Ext));
        Assert.Equal(["thumbnail", "small", "medium", "large"], asset.SmallerPictures.Select(f => f.Name));
        Assert.Equal([(208, 156), (500, 375), (1000, 750)], asset.SmallerPictures.Where(f => f.Name != "medium").Select(f => (f.Width, f.Height)));
        foreach (var format in asset.SmallerPictures)
        {
            var bytes = await File.ReadAllBytesAsync(product.Folder["data", "uploads", $"{format.Name}_{asset.Hash}{ext}"]);
            Assert.Equal(format.Bytes, bytes.Length);
            Assert.Equal(ext, FileKind.Of(bytes, "").Ext);
        }

        await product.Media.DeleteAsync(Given.Owner, asset.Id, default);
        Assert.Empty(Files(product));
    }

    [Theory]
    [OnSqlite(245, 156)]
    [OnSqlite(1, 1)]
    public async Task A_small_picture_needs_none(DatabaseKind kind, int width, int height)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var asset = (await AddAsync(product, Picture.Png(width, height), "small.png")).Asset;
        Assert.Equal((width, height, 0), (asset.Width, asset.Height, asset.SmallerPictures.Count));
    }

    [Theory]
    [OnSqlite(600, 100, "thumbnail 245×41, small 500×83")]
    [OnSqlite(100, 160, "thumbnail 98×156")]
    [OnSqlite(400, 2000, "thumbnail 31×156, small 100×500, medium 150×750, large 200×1000")]
    public async Task A_format_fits_its_box_and_is_smaller_than_the_original(DatabaseKind kind, int width, int height, string formats)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var asset = (await AddAsync(product, Picture.Png(width, height), "a.png")).Asset;
        Assert.Equal(formats, string.Join(", ", asset.SmallerPictures.Select(f => $"{f.Name} {f.Width}×{f.Height}")));
    }

    [Theory, OnSqlite]
    public async Task A_picture_that_lies_on_its_side_is_measured_and_shrunk_as_it_is_shown(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var jpeg = Picture.OnItsSide(await Picture.ConvertAsync(Picture.Png(400, 200), ".jpg"));
        var asset = (await AddAsync(product, jpeg, "side.jpg")).Asset;
        Assert.Equal((200, 400), (asset.Width, asset.Height));
        Assert.Equal((78, 156), (asset.SmallerPictures[0].Width, asset.SmallerPictures[0].Height));
    }

    [Theory]
    [OnSqlite("half a picture")]
    [OnSqlite("a header alone")]
    [OnSqlite("GIF with a script")]
    [OnSqlite("a bomb")]
    [OnSqlite("a bomb within the limit")]
    public async Task A_picture_that_is_none_is_refused_and_leaves_nothing(DatabaseKind kind, string what)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var whole = Picture.Png(1200, 900);
        byte[] bytes = what switch
        {
            "half a picture" => whole[..(whole.Length / 2)],
            "a header alone" => whole[..16],
            "GIF with a script" => Encoding.ASCII.GetBytes("GIF89a<script>alert(1)</script>"),
            "a bomb" => Picture.Bomb(100_000, 100_000),
            _ => Picture.Bomb(10_000, 10_000),
        };

        var refused = (await product.Media.StageAsync(Given.Owner, new MemoryStream(bytes), "a.png", default)).Problem;

        Assert.IsType<Problem.Invalid>(refused);
        Assert.Contains(what == "a bomb" ? "at most 100,000,000 pixels" : "not a valid image", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Files(product));
    }

    [Theory, OnSqlite]
    public async Task The_sizes_are_a_setting(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind, ("Media:Breakpoints:large", "0"), ("Media:Breakpoints:small", "300"), ("Media:Breakpoints:huge", "2000"));
        var asset = (await AddAsync(product, Picture.Png(2400, 1200), "a.png")).Asset;
        Assert.Equal("thumbnail 245, small 300, medium 750, huge 2000", string.Join(", ", asset.SmallerPictures.Select(f => $"{f.Name} {f.Width}")));
    }

    [Theory]
    [OnSqlite("<svg xmlns='http://www.w3.org/2000/svg' width='120' height='40px'/>", 120, 40)]
    [OnSqlite("<?xml version='1.0'?><!-- c --><svg viewBox='0 0 30.4, 20'><script>x()</script>", 30, 20)]
    [OnSqlite("<svg width='100%' height='50%'/>", null, null)]
    [OnSqlite("<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg width='1' height='1'>&a;</svg>", null, null)]
    [OnSqlite("<svg width='1", null, null)]
    public async Task A_drawing_is_measured_without_running_anything(DatabaseKind kind, string svg, int? width, int? height)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var asset = (await AddAsync(product, Encoding.UTF8.GetBytes(svg), "a.svg")).Asset;
        Assert.Equal((".svg", width, height, 0), (asset.Ext, asset.Width, asset.Height, asset.SmallerPictures.Count));
    }

    private static async Task<MediaView> AddAsync(ProductHarness product, byte[] bytes, string name) =>
        (await product.Media.AddAsync(Given.Owner, [await product.StageAsync(bytes, name)], default)).Value[0];

    private static string[] Files(ProductHarness product) => Directory.GetFiles(product.Folder["data", "uploads"], "*", SearchOption.AllDirectories);
}
