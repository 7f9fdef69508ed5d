using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Media;

public sealed class UploadTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_entry_that_comes_with_files_tells_of_each_file_and_carries_them(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("""{"city": "Paris"}"""), "data" },
            { new ByteArrayContent(Given.Png), "files.cover", "cover.png" },
            { new ByteArrayContent(Given.Png), "files.images", "one.png" },
            { new ByteArrayContent(Given.Png), "files.images", "two.png" },
        };

        var entry = (await site.Api.SendAsync(HttpMethod.Post, "/api/addresses", form)).Expect(HttpStatusCode.Created).Data;

        var told = await hook.Receiver.WaitForAsync(4);
        Assert.Equal(["cover.png", "one.png", "two.png"], told.Where(r => r.Json.Text("event") == "media.create").Select(r => r.Json.GetProperty("media").Text("name")).Order());
        var body = told.Single(r => r.Json.Text("event") == "entry.create").Json.GetProperty("entry");
        Assert.Equal(entry.Number("id"), body.Number("id"));
        Assert.Equal("cover.png", body.GetProperty("cover").Text("name"));
        Assert.Equal(["one.png", "two.png"], body.GetProperty("images").EnumerateArray().Select(f => f.Text("name")));
        Assert.Equal($$"""[{"model":"address","id":{{entry.Number("id")}},"field":"cover"}]""", body.GetProperty("cover").GetProperty("related").GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_equal_files_stored_at_once_each_but_the_first_names_the_first(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var bytes = Encoding.UTF8.GetBytes($"the same everywhere {Guid.CreateVersion7()}");

        var files = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => site.Api.UploadAsync(bytes, $"{i}.txt")));

        var first = Assert.Single(files, f => !f.TryGetProperty("duplicate_of", out _)).Number("id");
        Assert.All(files.Where(f => f.Number("id") != first), f => Assert.Equal(first, f.Number("duplicate_of")));
        Assert.Equal(files.Min(f => f.Number("id")), first);
        Assert.False((await site.Api.GetAsync($"/api/upload/files/{files.Max(f => f.Number("id"))}")).Expect(HttpStatusCode.OK).Json.TryGetProperty("duplicate_of", out _));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_equal_files_in_one_upload_the_later_one_names_the_earlier_and_a_replacement_names_what_was_there(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var bytes = Encoding.UTF8.GetBytes($"twice in one {Guid.CreateVersion7()}");
        var other = await site.Api.UploadAsync(Encoding.UTF8.GetBytes($"something else {Guid.CreateVersion7()}"), "other.txt");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "files", "a.txt" }, { new ByteArrayContent(bytes), "files", "b.txt" } };
        using var replacement = new MultipartFormDataContent { { new ByteArrayContent(bytes), "files", "other.txt" } };

        var files = (await site.Api.SendAsync(HttpMethod.Post, "/api/upload", form)).Expect(HttpStatusCode.Created).Json;
        var replaced = (await site.Api.SendAsync(HttpMethod.Post, $"/api/upload?id={other.Number("id")}", replacement)).Expect(HttpStatusCode.OK).Json;

        Assert.False(files[0].TryGetProperty("duplicate_of", out _));
        Assert.Equal(files[0].Number("id"), files[1].Number("duplicate_of"));
        Assert.Equal(files[0].Number("id"), replaced.Number("duplicate_of"));   // although it has the smaller id
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_deleted_file_tells_who_used_it_and_is_gone_everywhere(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync(new { events = new[] { "media.delete" } });
        var file = await site.Api.UploadAsync(Given.Png, "used.png");
        var entry = await site.Api.CreateAsync("addresses", new { city = "Oslo", cover = file.Number("id"), images = new[] { file.Number("id") } });

        var deleted = (await site.Api.DeleteAsync($"/api/upload/files/{file.Number("id")}")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(file.Number("id"), deleted.Number("id"));
        var media = (await hook.Receiver.WaitForAsync(1))[0].Json.GetProperty("media");
        Assert.Equal(["cover", "images"], media.GetProperty("related").EnumerateArray().Select(u => u.Text("field")).Order());
        Assert.All(media.GetProperty("related").EnumerateArray(), u => Assert.Equal(("address", entry.Number("id")), (u.Text("model"), u.Number("id"))));
        var after = (await site.Api.GetAsync($"/api/addresses/{entry.Number("id")}?populate=*")).Expect(HttpStatusCode.OK).Data;
        Assert.Equal(JsonValueKind.Null, after.GetProperty("cover").ValueKind);
        Assert.Equal(0, after.GetProperty("images").GetArrayLength());
        (await site.Api.GetAsync(file.Text("url")!)).Expect(HttpStatusCode.NotFound);
        (await site.Api.GetAsync($"/api/upload/files/{file.Number("id")}")).Expect(HttpStatusCode.NotFound);
        await Eventually.TrueAsync(() => !site.Uploads.Any(f => f.StartsWith(file.Text("hash")!, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Deleting_an_entry_keeps_its_files()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();
        var file = await site.Api.UploadAsync(Given.Png, "kept.png");
        var entry = await site.Api.CreateAsync("addresses", new { city = "Oslo", cover = file.Number("id") });

        (await site.Api.DeleteAsync($"/api/addresses/{entry.Number("id")}")).Expect(HttpStatusCode.NoContent);

        await hook.Receiver.WaitForAsync(3);
        Assert.DoesNotContain(hook.Receiver.Requests, r => r.Json.Text("event") == "media.delete");
        Assert.Equal(0, (await site.Api.GetAsync($"/api/upload/files/{file.Number("id")}")).Expect(HttpStatusCode.OK).Json.GetProperty("related").GetArrayLength());
    }

    [Theory]
    [InlineData("page.png", "<!doctype html><script>alert(1)</script>", ".html", "text/html")]
    [InlineData("drawing.jpg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ".svg", "image/svg+xml")]
    [InlineData("data.exe", "MZ\0\0", ".bin", "application/octet-stream")]
    [InlineData("notes.md", "# Notes", ".md", "text/markdown")]
    [InlineData("noextension", "plain words", ".txt", "text/plain")]
    public async Task The_bytes_decide_what_a_file_is_and_nothing_that_could_run_is_shown(string name, string text, string ext, string mime)
    {
        var site = await sites.OnAsync();
        var file = await site.Api.UploadAsync(Encoding.UTF8.GetBytes(text), name);

        Assert.Equal((ext, mime), (file.Text("ext"), file.Text("mime")));
        Assert.EndsWith(ext, file.Text("url"), StringComparison.Ordinal);
        using var nobody = site.Caller(null);
        var served = (await nobody.GetAsync(file.Text("url")!)).Expect(HttpStatusCode.OK);
        Assert.Equal(text, served.Text);
        Assert.StartsWith("attachment", served.Header("Content-Disposition"), StringComparison.Ordinal);
        AssertHarmless(served);
    }

    [Fact]
    public async Task A_picture_is_shown_in_parts_and_only_once()
    {
        var site = await sites.OnAsync();
        var url = (await site.Api.UploadAsync(Given.Png, "p.png")).Text("url")!;

        var whole = (await site.Api.GetAsync(url)).Expect(HttpStatusCode.OK);
        var part = (await site.Api.GetAsync(url, ("Range", "bytes=1-3"))).Expect(HttpStatusCode.PartialContent);
        var known = await site.Api.GetAsync(url, ("If-None-Match", whole.Header("ETag")!));
        var beyond = await site.Api.GetAsync(url, ("Range", "bytes=100000-"));

        Assert.Null(whole.Header("Content-Disposition"));
        Assert.Equal("image/png", whole.Header("Content-Type"));
        AssertHarmless(whole);
        Assert.Equal("PNG", part.Text);
        Assert.Equal($"bytes 1-3/{Given.Png.Length}", part.Header("Content-Range"));
        Assert.Equal(HttpStatusCode.NotModified, known.Status);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.Status);
    }

    [Theory]
    [InlineData("../../../etc/passwd.png", "passwd.png")]
    [InlineData("..\\..\\windows\\win.png", "win.png")]
    [InlineData("/etc/cron.d/job.png", "job.png")]
    [InlineData("..", "file")]
    [InlineData("a\u202Egnp.exe", "agnp.exe")]
    public async Task A_name_never_becomes_a_path(string sent, string kept)
    {
        var site = await sites.OnAsync();
        var file = await site.Api.UploadAsync(Given.Png, sent);

        Assert.Equal(kept, file.Text("name"));
        Assert.Contains($"{file.Text("hash")}.png", site.Uploads);
        Assert.True(File.Exists(site.Data["uploads", $"{file.Text("hash")}.png"]));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_long_name_of_emoji_is_cut_between_characters(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var file = await site.Api.UploadAsync(Given.Png, string.Concat(Enumerable.Repeat("🗼", 150)) + ".png");
        Assert.EndsWith("🗼.png", file.Text("name"), StringComparison.Ordinal);
        Assert.InRange(file.Text("name")!.Length, 200, 255);
    }

    [Theory]
    [InlineData("/uploads/..%2f..%2fcontenthub.db")]
    [InlineData("/uploads/../contenthub.db")]
    [InlineData("/uploads/.incoming")]
    [InlineData("/uploads/00000000000000000000000000000000.png")]
    [InlineData("/uploads/%2e%2e%2fjobs.db")]
    public async Task Nothing_but_uploads_is_served(string path)
    {
        var site = await sites.OnAsync();
        using var nobody = site.Caller(null);
        Assert.InRange((int)(await nobody.GetAsync(path)).Status, 300, 404);   // nobody is sent to the sign-in where there is nothing
    }

    [Fact]
    public async Task A_file_larger_than_a_JSON_body_may_be_is_streamed_and_hashed()
    {
        var site = await sites.OnAsync();
        var bytes = new byte[20_000_000];
        new Random(1).NextBytes(bytes);

        var file = await site.Api.UploadAsync(bytes, "large.bin");

        Assert.Equal(20_000m, file.GetProperty("size").GetDecimal());
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(bytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_'), file.Text("sha256"));
        using var form = new MultipartFormDataContent { { new StringContent("""{"city": "Large"}"""), "data" }, { new ByteArrayContent(bytes), "files.cover", "large.bin" } };
        (await site.Api.SendAsync(HttpMethod.Post, "/api/addresses", form)).Expect(HttpStatusCode.Created);
    }

    private static void AssertHarmless(Reply served)
    {
        Assert.Equal("nosniff", served.Header("X-Content-Type-Options"));
        Assert.Contains("sandbox", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }
}
