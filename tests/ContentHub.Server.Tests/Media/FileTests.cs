using System.Net;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Media;

/// <summary>What clients of the dialect do with files.</summary>
public sealed class FileTests(Sites sites) : IClassFixture<Sites>
{
    private static byte[] Photo { get; } = Picture.Png(1200, 900);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_picture_is_answered_with_its_words_its_size_and_smaller_pictures_that_are_served(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync();

        var file = (await PostAsync(site, "/api/upload", File("big photo.png", Photo), Field("fileInfo", """{"name":"nice.png","alternativeText":"alt","caption":"cap","unknown":{"x":1}}"""))).Expect(HttpStatusCode.Created).Json[0];

        Assert.Equal(("nice.png", "alt", "cap", 1200, 900), (file.Text("name"), file.Text("alternative_text"), file.Text("caption"), file.Number("width"), file.Number("height")));
        Assert.Equal(24, file.Text("document_id")!.Length);
        Assert.Equal(JsonValueKind.Null, file.GetProperty("folder").ValueKind);
        Assert.Equal(["thumbnail", "small", "medium", "large"], file.GetProperty("formats").Names());
        var thumbnail = file.GetProperty("formats").GetProperty("thumbnail");
        Assert.Equal(["name", "hash", "ext", "mime", "path", "width", "height", "size", "size_in_bytes", "url"], thumbnail.Names());
        Assert.Equal(("thumbnail_nice.png", $"thumbnail_{file.Text("hash")}", 208, 156), (thumbnail.Text("name"), thumbnail.Text("hash"), thumbnail.Number("width"), thumbnail.Number("height")));
        using var nobody = site.Caller(null);
        foreach (var format in file.GetProperty("formats").EnumerateObject())
            Assert.Equal("image/png", (await nobody.GetAsync(format.Value.Text("url")!)).Expect(HttpStatusCode.OK).Header("Content-Type"));
        (await nobody.GetAsync($"/uploads/huge_{file.Text("hash")}.png")).Expect(HttpStatusCode.NotFound);
        (await nobody.GetAsync($"/uploads/{file.Text("hash")}.jpg")).Expect(HttpStatusCode.NotFound);

        var told = (await hook.Receiver.WaitForAsync(1))[0].Json.GetProperty("media");
        Assert.Equal(JsonSerializer.Serialize(file.GetProperty("formats")), JsonSerializer.Serialize(told.GetProperty("formats")));
        Assert.Equal(
            ["id", "name", "alternative_text", "caption", "focal_point", "width", "height", "formats", "hash", "sha256", "ext", "mime", "size", "url", "provider", "provider_metadata", "created_at", "updated_at", "related"], told.Names());
    }

    [Fact]
    public async Task The_API_can_spell_as_Strapi_does_and_webhooks_do_not()
    {
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("Api__SystemFields", "CamelCase"));
        await using var hook = await site.HookAsync();

        var file = (await PostAsync(site, "/api/upload", File("a.png", Picture.Png(300, 300)))).Expect(HttpStatusCode.Created).Json[0];

        Assert.Empty(((string[])["documentId", "alternativeText", "focalPoint", "previewUrl", "provider_metadata", "createdAt", "updatedAt"]).Except(file.Names()));
        Assert.True(file.GetProperty("formats").GetProperty("thumbnail").TryGetProperty("sizeInBytes", out _));
        Assert.Contains("created_at", (await hook.Receiver.WaitForAsync(1))[0].Json.GetProperty("media").Names());
    }

    [Theory]
    [InlineData("""[{"name":"one"},{"name":"two"}]""", null)]
    [InlineData("""{"name":"one"}""", """{"name":"two"}""")]
    public async Task Several_files_take_a_list_of_words_or_one_part_each(string first, string? second)
    {
        var site = await sites.OnAsync();
        (string, string?, byte[])[] parts = [File("a.png", Given.Png), Field("fileInfo", first), File("b.png", Given.Png), File("c.png", Given.Png, "files[]")];
        var files = (await PostAsync(site, "/api/upload", second is null ? parts : [.. parts, Field("fileInfo", second)])).Expect(HttpStatusCode.Created).Json;
        Assert.Equal(["one", "two", "c.png"], files.EnumerateArray().Select(f => f.Text("name")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_upload_can_name_the_entry_that_it_is_for(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync();
        var entry = await site.Api.CreateAsync("addresses", new { city = "Rome" });

        var file = (await PostAsync(site, "/api/upload", File("a.png", Given.Png), Field("ref", "api::address.address"), Field("refId", $"{entry.Number("id")}"), Field("field", "cover"))).Expect(HttpStatusCode.Created).Json[0];

        Assert.Equal("cover", file.GetProperty("related")[0].Text("field"));
        Assert.Equal(file.Number("id"), (await site.Api.GetAsync($"/api/addresses/{entry.Number("id")}?populate=*")).Data.GetProperty("cover").Number("id"));
        Assert.Equal(["entry.create", "entry.update", "media.create"], (await hook.Receiver.WaitForAsync(3)).Select(r => r.Json.Text("event")).Order());
        var before = site.Uploads.Count;
        (await PostAsync(site, "/api/upload", File("a.png", Given.Png), Field("ref", "api::nope.nope"), Field("refId", "1"), Field("field", "cover"))).Expect(HttpStatusCode.BadRequest);
        (await PostAsync(site, "/api/upload", File("a.png", Given.Png), Field("ref", "address"))).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(before, site.Uploads.Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Words_and_bytes_of_a_file_are_changed_under_the_same_address(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync(new { events = new[] { "media.update" } });
        var file = await site.Api.UploadAsync(Photo, "a.png");
        var path = $"/api/upload?id={file.Number("id")}";
        var etag = (await site.Api.GetAsync(file.Text("url")!)).Header("ETag")!;

        var renamed = (await PostAsync(site, path, Field("fileInfo", """{"name":"renamed.png","alternativeText":"new alt"}"""))).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("renamed.png", "new alt", file.Text("url")), (renamed.Text("name"), renamed.Text("alternative_text"), renamed.Text("url")));
        var replaced = (await PostAsync(site, path, File("b.png", Picture.Png(300, 200)))).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("renamed.png", file.Text("url"), file.Text("hash"), 300), (replaced.Text("name"), replaced.Text("url"), replaced.Text("hash"), replaced.Number("width")));
        Assert.Equal(["thumbnail"], replaced.GetProperty("formats").Names());

        var served = (await site.Api.GetAsync(file.Text("url")!, ("If-None-Match", etag))).Expect(HttpStatusCode.OK);
        Assert.NotEqual(etag, served.Header("ETag"));
        (await site.Api.GetAsync(file.Text("url")!, ("If-None-Match", served.Header("ETag")!))).Expect(HttpStatusCode.NotModified);
        (await site.Api.GetAsync(file.Text("url")!, ("Range", "bytes=0-3"), ("If-Range", etag))).Expect(HttpStatusCode.OK);
        (await site.Api.GetAsync(file.Text("url")!, ("Range", "bytes=0-3"), ("If-Range", served.Header("ETag")!))).Expect(HttpStatusCode.PartialContent);
        var head = (await site.Api.SendAsync(HttpMethod.Head, file.Text("url")!, null)).Expect(HttpStatusCode.OK);
        Assert.Equal(("", served.Header("Content-Length")), (head.Text, head.Header("Content-Length")));
        Assert.Equal(2, (await hook.Receiver.WaitForAsync(2)).Count(r => r.Json.Text("event") == "media.update"));

        Assert.Equal("Cannot replace a file with multiple ones", (await PostAsync(site, path, File("a.png", Given.Png), File("b.png", Given.Png))).Expect(HttpStatusCode.BadRequest).Message);
        Assert.Contains("cannot replace image/png", (await PostAsync(site, path, File("a.png", Encoding.UTF8.GetBytes("text")))).Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);
        Assert.Equal("Files are empty", (await PostAsync(site, path)).Expect(HttpStatusCode.BadRequest).Message);
    }

    [Fact]
    public async Task What_is_not_there_is_said_in_the_words_of_the_dialect()
    {
        var site = await sites.OnAsync();
        Assert.Equal("file.notFound", (await site.Api.GetAsync("/api/upload/files/9999")).Expect(HttpStatusCode.NotFound).Message);
        Assert.Equal("file.notFound", (await site.Api.DeleteAsync("/api/upload/files/9999")).Expect(HttpStatusCode.NotFound).Message);
        Assert.Equal("file.notFound", (await PostAsync(site, "/api/upload?id=9999", Field("fileInfo", "{}"))).Expect(HttpStatusCode.NotFound).Message);
        Assert.Equal("Files are empty", (await PostAsync(site, "/api/upload")).Expect(HttpStatusCode.BadRequest).Message);
        Assert.Equal("File id is required and must be a single value", (await PostAsync(site, "/api/upload?id=1&id=2", Field("fileInfo", "{}"))).Expect(HttpStatusCode.BadRequest).Message);
        Assert.Equal("File is not a valid image", (await PostAsync(site, "/api/upload", File("a.png", Photo[..2000]))).Expect(HttpStatusCode.BadRequest).Message);
        (await PostAsync(site, "/api/upload", File("a.png", Given.Png), Field("fileInfo", "[1]"))).Expect(HttpStatusCode.BadRequest);
        (await PostAsync(site, "/api/upload", File("a.png", Given.Png), Field("fileInfo", """{"folder":77}"""))).Expect(HttpStatusCode.BadRequest);
        (await PostAsync(site, "/api/upload", File("a.png", Given.Png), Field("fileInfo", """{"name":"\ud800"}"""))).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Files_come_in_a_flat_list_and_in_pages()
    {
        await using var site = await Site.StartAsync();
        foreach (var name in (string[])["a.png", "b.png", "c.png"]) await site.Api.UploadAsync(Given.Png, name);

        Assert.Equal(3, (await site.Api.GetAsync("/api/upload/files")).Expect(HttpStatusCode.OK).Json.GetArrayLength());
        var page = (await site.Api.GetAsync("/api/upload/files/page?pagination[page]=2&pagination[pageSize]=2")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("c.png", Assert.Single(page.GetProperty("data").EnumerateArray()).Text("name"));
        Assert.Equal("""{"page":2,"pageSize":2,"pageCount":2,"total":3}""", page.GetProperty("meta").GetProperty("pagination").GetRawText());
        var id = page.GetProperty("data")[0].Number("id");
        Assert.Equal(["a.png", "b.png"], (await site.Api.GetAsync($"/admin/api/media/{id}/duplicates")).Data.EnumerateArray().Select(f => f.Text("name")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Files_lie_in_folders(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var made = (await site.Api.PostAsync("/admin/api/media/folders", new { data = new { name = $"Trips {Guid.NewGuid()}" } })).Expect(HttpStatusCode.Created);
        var folder = made.Data.Number("id");
        Assert.Equal($"/admin/api/media/folders/{folder}", made.Header("Location"));
        var inner = (await site.Api.PostAsync("/admin/api/media/folders", new { data = new { name = "2026", parent_id = folder } })).Expect(HttpStatusCode.Created).Data.Number("id");
        var file = (await PostAsync(site, "/api/upload", File("a.png", Given.Png), Field("fileInfo", $$"""{"folder":{{folder}}}"""))).Expect(HttpStatusCode.Created).Json[0];

        Assert.Equal(folder, file.Number("folder"));
        Assert.Equal(1, (await site.Api.PostAsync("/admin/api/media/move", new { ids = new[] { file.Number("id") }, folder = inner })).Expect(HttpStatusCode.OK).Data.Number("moved"));
        var listed = (await site.Api.GetAsync("/admin/api/media/folders")).Data.EnumerateArray().Single(f => f.Number("id") == inner);
        Assert.Equal(($"{made.Data.Text("name")}", 1), (listed.Text("path")!.Split('/')[1], listed.Number("files")));
        (await site.Api.DeleteAsync($"/admin/api/media/folders/{inner}")).Expect(HttpStatusCode.Conflict);
        (await site.Api.PutAsync($"/admin/api/media/folders/{folder}", new { data = new { parent_id = inner } })).Expect(HttpStatusCode.BadRequest);
        (await site.Api.PutAsync($"/admin/api/media/folders/{inner}", new { data = new { name = "2027", parent = folder } })).Expect(HttpStatusCode.OK);
        Assert.Equal(1, (await site.Api.PostAsync("/admin/api/media/delete", new { ids = new[] { file.Number("id"), 9999 } })).Expect(HttpStatusCode.OK).Data.GetArrayLength());
        (await site.Api.DeleteAsync($"/admin/api/media/folders/{inner}")).Expect(HttpStatusCode.NoContent);
        (await site.Api.DeleteAsync($"/admin/api/media/folders/{folder}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Kinds_that_are_not_allowed_are_refused_by_their_bytes()
    {
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("Media__AllowedTypes__0", "image/*"), ("Media__DeniedTypes__0", "image/svg+xml"));
        await site.Api.UploadAsync(Given.Png, "a.pdf");
        foreach (var bytes in (string[])["%PDF-1.7", "<svg width='1' height='1'/>", "<script>", "MZ\0\0"])
            Assert.Contains("allowed", (await PostAsync(site, "/api/upload", File("a.png", Encoding.UTF8.GetBytes(bytes)))).Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);
        Assert.Single(site.Uploads);
    }

    [Fact]
    public async Task A_large_upload_takes_hardly_any_memory()
    {
        await using var site = await Site.StartAsync();
        await site.Api.UploadAsync(new byte[1_000_000], "warm.bin");
        var idle = Peak(site);

        using var form = new MultipartFormDataContent { { new StreamContent(new Zeros(200_000_000)), "files", "large.bin" } };
        Assert.Equal(200_000m, (await site.Api.SendAsync(HttpMethod.Post, "/api/upload", form)).Expect(HttpStatusCode.Created).Json[0].GetProperty("size").GetDecimal());

        Assert.InRange(Peak(site) - idle, 0, 32_000_000);
    }

    /// <summary>The most memory that the server ever held.</summary>
    private static long Peak(Site site) =>
        long.Parse(System.IO.File.ReadLines($"/proc/{site.Server.Id}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2].Split('\t')[^1]) * 1024;

    private static (string, string?, byte[]) File(string name, byte[] bytes, string part = "files") => (part, name, bytes);

    private static (string, string?, byte[]) Field(string name, string text) => (name, null, Encoding.UTF8.GetBytes(text));

    private static async Task<Reply> PostAsync(Site site, string path, params (string Part, string? Name, byte[] Bytes)[] parts)
    {
        if (parts.Length == 0) return await site.Api.PostTextAsync(path, "--b--\r\n", "multipart/form-data; boundary=b");
        using var form = new MultipartFormDataContent();
        foreach (var (part, name, bytes) in parts)
        {
            if (name is null) form.Add(new ByteArrayContent(bytes), part);
            else form.Add(new ByteArrayContent(bytes), part, name);
        }

        return await site.Api.SendAsync(HttpMethod.Post, path, form);
    }

    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
