using System.Globalization;
using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Media;
using ContentHub.Testing;

namespace ContentHub.Tests.Media;

public sealed class AttachTests
{
    private const string Page = """{"name":"page","attributes":{"title":{"type":"string"},"cover":{"type":"media"},"images":{"type":"media","multiple":true}}}""";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Uploaded_files_go_where_they_are_wanted(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Page);
        var entry = await product.EntryAsync("pages", """{"title":"a"}""");

        Assert.Null((await AttachAsync(product, "api::page.page", entry.Entry.Id.ToString(), "cover", 1)).Problem);
        Assert.Null((await AttachAsync(product, "page", entry.Entry.DocumentId, "cover", 1)).Problem);
        Assert.Null((await AttachAsync(product, "pages", entry.Entry.DocumentId, "images", 2)).Problem);
        var last = (await AttachAsync(product, "pages", entry.Entry.DocumentId, "images", 1)).Value;

        Assert.Equal([new MediaUse("page", entry.Entry.Id.Value, "images")], last[0].Related);
        var shown = await product.ShownAsync("pages", entry);
        Assert.Equal("1.png", shown.GetProperty("cover").GetProperty("name").GetString());
        Assert.Equal(["1.png", "2.png", "1.png"], shown.GetProperty("images").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
        Assert.Equal(5, (await product.Finder.GetAsync(Given.Owner, "pages", entry.Entry.DocumentId, EntryQuery.Plain, default)).Value.Entry.Version);
        Assert.Equal(4, (await product.EventsAsync()).Count(e => e.Name == "entry.update"));
    }

    [Theory]
    [OnSqlite("nope", "1", "cover", "content type")]
    [OnSqlite("api::nope.nope", "1", "cover", "content type")]
    [OnSqlite("page", "999", "cover", "no page '999'")]
    [OnSqlite("page", "\0", "cover", "no page")]
    [OnSqlite("page", "ENTRY", "nope", "media attribute")]
    [OnSqlite("page", "ENTRY", "title", "media attribute")]
    [OnSqlite("page", "ENTRY", "cover", "takes one only", 2)]
    public async Task A_place_that_does_not_exist_takes_the_upload_back(DatabaseKind kind, string model, string key, string field, string words, int files = 1)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Page);
        var entry = await product.EntryAsync("pages", "{}");

        var refused = await AttachAsync(product, model, key == "ENTRY" ? entry.Entry.DocumentId : key, field, files);

        Assert.Contains(words, Assert.IsType<Problem.Invalid>(refused.Problem).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(product.Folder["data", "uploads"], "*", SearchOption.AllDirectories));
        Assert.Equal(["entry.create"], (await product.EventsAsync()).Select(e => e.Name));
    }

    [Theory, OnSqlite]
    public async Task Whoever_may_not_change_entries_attaches_nothing(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Page);
        var entry = await product.EntryAsync("pages", "{}");
        var uploader = new Actor(ActorKind.Token, 9, "uploader", Rights.Everywhere([Permission.MediaWrite]));

        Assert.IsType<Problem.Forbidden>((await AttachAsync(product, "page", entry.Entry.DocumentId, "cover", 1, uploader)).Problem);
    }

    private static async Task<Result<IReadOnlyList<MediaView>>> AttachAsync(ProductHarness product, string model, string key, string field, int files, Actor? actor = null)
    {
        var staged = new List<StagedFile>();
        for (var i = 1; i <= files; i++) staged.Add(await product.StageAsync(Given.Png, i.ToString(CultureInfo.InvariantCulture) + ".png"));
        var by = actor ?? Given.Owner;
        return await product.Media.AddAsync(by, staged, (unit, ids) => product.Get<IMediaOwner>().Attach(unit, by, model, key, field, ids), default);
    }
}
