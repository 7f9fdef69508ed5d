using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentHub.Media;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Media;

public sealed class MediaServiceTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_file_is_stored_hashed_listed_and_removed_with_its_bytes(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        var file = await product.FileAsync("Ünïcode image.PNG");

        var path = product.Folder["data", "uploads", file.Asset.FileName];
        Assert.Equal(Given.Png, await File.ReadAllBytesAsync(path));
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Given.Png)), file.Asset.Sha256);
        Assert.Matches("^[0-9a-f]{32}\\.png$", file.Asset.FileName);
        Assert.Equal(("Ünïcode image.PNG", "image/png"), (file.Asset.Name, file.Asset.Mime));
        Assert.Single((await product.Media.ListAsync(Given.Reader, Paging.First, default)).Value.Items);

        await product.Media.DeleteAsync(Given.Owner, file.Asset.Id, default);
        Assert.False(File.Exists(path));
        Assert.IsType<Problem.NotFound>((await product.Media.GetAsync(Given.Owner, file.Asset.Id, default)).Problem);
        Assert.Equal(["media.create", "media.delete"], (await product.EventsAsync()).Select(e => e.Name));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Files_are_listed_in_the_order_asked_for(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        foreach (var (name, text) in new[] { ("b.txt", "12345"), ("A.txt", "1"), ("c.txt", "123"), ("a.txt", "12345") })
            await product.Media.AddAsync(Given.Owner, [await product.StageAsync(Encoding.UTF8.GetBytes(text), name)], default);

        foreach (var (order, names) in new[]
        {
            (null, "a c A b"), ("created_at:desc", "a c A b"), ("created_at:asc", "b A c a"), ("name:asc", "a A b c"), ("name:desc", "c b a A"), ("size:asc", "A c a b"), ("size:desc", "a b c A"), ("hash:asc", "a c A b"), ("name", "a c A b"),
        })
        {
            foreach (var page in new[] { await product.Media.InFolderAsync(Given.Reader, null, Paging.First, default, FileOrder.Of(order)), await product.Media.FindAsync(Given.Reader, ".txt", Paging.First, default, FileOrder.Of(order)) })
                Assert.Equal((order, names), (order, string.Join(' ', page.Value.Items.Select(v => v.Asset.Name[..1]))));
        }
    }

    [Theory]
    [OnSqlite("image.png", "image.png")]
    [OnSqlite("../../etc/passwd", "passwd")]
    [OnSqlite("C:\\Users\\x\\photo.jpg", "photo.jpg")]
    [OnSqlite("a\r\nb\0c\u202E.png", "abc.png")]
    [OnSqlite("...", "file")]
    [OnSqlite("", "file")]
    [OnSqlite(" x ", "x")]
    [OnSqlite("<script>.png", "<script>.png")]
    public async Task A_name_is_cleaned_and_never_a_path(DatabaseKind kind, string given, string clean)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        Assert.Equal(clean, (await product.StageAsync(Given.Png, given)).Name);
        Assert.Single(Files(product));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_end_of_a_very_long_name_is_kept_without_half_a_letter(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        foreach (var start in (string[])["", "x"])
        {
            var file = await product.FileAsync(start + string.Concat(Enumerable.Repeat("🚀", 200)) + ".png");
            Assert.InRange(file.Asset.Name.Length, 250, 255);
            Assert.EndsWith("🚀.png", file.Asset.Name, StringComparison.Ordinal);
            Assert.Equal(file.Asset.Name, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(file.Asset.Name)));
            Assert.Equal(file.Asset.Name, (await product.Media.GetAsync(Given.Owner, file.Asset.Id, default)).Value.Asset.Name);
        }
    }

    [Theory, OnSqlite]
    public async Task A_refused_upload_leaves_nothing_behind(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind, ("Media:MaxFileBytes", "100"));

        Assert.IsType<Problem.TooLarge>((await product.Media.StageAsync(Given.Owner, new MemoryStream(new byte[101]), "a", default)).Problem);
        Assert.IsType<Problem.Invalid>((await product.Media.StageAsync(Given.Owner, new MemoryStream(), "a", default)).Problem);
        Assert.IsType<Problem.Forbidden>((await product.Media.StageAsync(Given.Reader, new MemoryStream(Given.Png), "a", default)).Problem);
        await Assert.ThrowsAsync<IOException>(() => product.Media.StageAsync(Given.Owner, new BrokenStream(), "a", default));
        var staged = (await product.Media.StageAsync(Given.Owner, new MemoryStream(new byte[100]), "a", default)).Value;
        Assert.Single(Files(product));
        Assert.IsType<Problem.Forbidden>((await product.Media.AddAsync(Given.Reader, [staged], default)).Problem);

        Assert.Empty(Files(product));
        Assert.Equal(0, await product.Database.ReadAsync(db => db.MediaAssets.CountAsync(), default));
    }

    [Theory, OnSqlite]
    public async Task Files_of_a_refused_entry_are_taken_back(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string","required":true},"image":{"type":"media"}}}""");
        var staged = await product.StageAsync(Given.Png, "a.png");

        var refused = await product.Entries.CreateAsync(Given.Owner, "pages", new ContentHub.Entries.EntrySave(Given.Json("{}")) { Files = new Dictionary<string, IReadOnlyList<StagedFile>> { ["image"] = [staged] } }, default);

        Assert.NotNull(refused.Problem);
        Assert.Empty(Files(product));
        Assert.Empty(await product.EventsAsync());
    }

    [Theory]
    [InlineData(1, "0")]
    [InlineData(4, "0")]
    [InlineData(5, "0.01")]
    [InlineData(1000, "1")]
    [InlineData(228_194, "228.19")]
    [InlineData(228_195, "228.2")]
    [InlineData(1_000_000_005, "1000000.01")]
    public void The_size_is_shown_in_kilobytes_with_two_decimals(long bytes, string shown)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
            new MediaView(new MediaAsset { DocumentId = "d", Name = "n", Hash = "h", Sha256 = "s", Ext = ".png", Mime = "m", Size = bytes }, []).Write(json);

        Assert.Equal(decimal.Parse(shown), JsonElement.Parse(text.ToArray()).GetProperty("size").GetDecimal());
    }

    [Fact]
    public async Task What_a_crash_left_in_the_middle_of_an_upload_is_cleared_at_start_unless_another_node_may_be_at_it()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["uploads", ".incoming"]);
        await File.WriteAllTextAsync(folder["uploads", ".incoming", "half"], "x");
        await File.WriteAllTextAsync(folder["uploads", ".incoming", "now"], "x");
        await File.WriteAllTextAsync(folder["uploads", "whole"], "x");
        File.SetLastWriteTimeUtc(folder["uploads", ".incoming", "half"], TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-25));

        var store = new FolderMediaStore(folder.Path, TimeProvider.System);

        Assert.False(File.Exists(folder["uploads", ".incoming", "half"]));
        Assert.True(File.Exists(folder["uploads", ".incoming", "now"]));
        Assert.True(File.Exists(folder["uploads", "whole"]));
        Assert.Null(await store.OpenAsync("nothing", default));
        await store.AddAsync("added", folder["uploads", ".incoming", "now"], default);
        await using var bytes = (await store.OpenAsync("added", default))!;
        store.Remove("added");
        store.Remove("added");
        Assert.Equal("x", await new StreamReader(bytes).ReadToEndAsync());
    }

    private static string[] Files(ProductHarness product) => Directory.GetFiles(product.Folder["data", "uploads"], "*", SearchOption.AllDirectories);

    private sealed class BrokenStream : MemoryStream
    {
        private bool _begun;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_begun) throw new IOException("the client left");
            _begun = true;
            buffer.Span[..10].Fill(1);
            return ValueTask.FromResult(10);
        }
    }
}
