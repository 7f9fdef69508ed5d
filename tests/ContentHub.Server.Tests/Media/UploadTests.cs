using System.Net;
using System.Net.Sockets;
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

    [Fact]
    public async Task A_file_above_the_limit_is_refused_and_leaves_nothing()
    {
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("Media__MaxFileBytes", "1000"));
        await using var hook = await site.HookAsync();
        using var upload = new MultipartFormDataContent { { new ByteArrayContent(Given.Png), "files", "good.png" }, { new ByteArrayContent(new byte[1001]), "files", "large.bin" } };
        using var entry = new MultipartFormDataContent { { new StringContent("""{"city": "Paris"}"""), "data" }, { new ByteArrayContent(Given.Png), "files.cover", "good.png" }, { new ByteArrayContent(new byte[1001]), "files.images", "large.bin" } };

        Assert.Contains("1,000 bytes", (await site.Api.SendAsync(HttpMethod.Post, "/api/upload", upload)).Expect(HttpStatusCode.RequestEntityTooLarge).Message, StringComparison.Ordinal);
        (await site.Api.SendAsync(HttpMethod.Post, "/api/addresses", entry)).Expect(HttpStatusCode.RequestEntityTooLarge);

        await AssertNothingCameOfItAsync(site, hook);
        // Exactly the limit is allowed.
        Assert.Equal(1.0m, (await site.Api.UploadAsync(new byte[1000], "just.bin")).GetProperty("size").GetDecimal());
    }

    [Theory]
    [InlineData("ends early")]
    [InlineData("has no name")]
    [InlineData("has an empty file")]
    [InlineData("has no file")]
    [InlineData("has an unknown part")]
    public async Task A_broken_upload_leaves_nothing(string how)
    {
        await using var site = await Site.StartAsync();
        await using var hook = await site.HookAsync();
        const string Good = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nhello\r\n";
        var body = how switch
        {
            "ends early" => Good + "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"b.txt\"\r\n\r\nhel",
            "has no name" => Good + "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n",
            "has an empty file" => Good + "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"b.txt\"\r\n\r\n\r\n--b--\r\n",
            "has no file" => "--b--\r\n",
            _ => Good + "--b\r\nContent-Disposition: form-data; name=\"filez\"; filename=\"b.txt\"\r\n\r\nhello\r\n--b--\r\n",
        };

        var answer = (await site.Api.PostTextAsync("/api/upload", body, "multipart/form-data; boundary=b")).Expect(HttpStatusCode.BadRequest);
        var entry = (await site.Api.PostTextAsync("/api/addresses", body.Replace("name=\"files\"", "name=\"files.cover\"", StringComparison.Ordinal), "multipart/form-data; boundary=b")).Expect(HttpStatusCode.BadRequest);

        Assert.All([answer, entry], a => Assert.Equal("ValidationError", a.Error.Text("name")));
        await AssertNothingCameOfItAsync(site, hook);
    }

    [Theory]
    [InlineData("""{"city": 1}""", "cover")]
    [InlineData("""{"city": "Paris"}""", "city")]
    [InlineData("""{"city": "Paris"}""", "nowhere")]
    [InlineData("{", "cover")]
    public async Task A_refused_entry_discards_the_files_that_came_with_it(string data, string attribute)
    {
        await using var site = await Site.StartAsync();
        await using var hook = await site.HookAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Given.Png), $"files.{attribute}", "a.png" }, { new StringContent(data), "data" } };

        (await site.Api.SendAsync(HttpMethod.Post, "/api/addresses", form)).Expect(HttpStatusCode.BadRequest);

        await AssertNothingCameOfItAsync(site, hook);
    }

    [Theory]
    [InlineData("/api/upload", "files")]
    [InlineData("/api/addresses", "files.images")]
    public async Task An_upload_whose_caller_goes_away_leaves_nothing(string path, string part)
    {
        await using var site = await Site.StartAsync();
        await using var hook = await site.HookAsync();
        using (var caller = new TcpClient())
        {
            await caller.ConnectAsync(IPAddress.Loopback, site.Server.BaseAddress.Port);
            var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Given.Token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n";
            var files = $"--b\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"a.txt\"\r\n\r\nhello\r\n--b\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"b.txt\"\r\n\r\nhel";
            await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + files));
            await Eventually.TrueAsync(() => site.Uploads.Count >= 2);
            caller.Client.LingerState = new LingerOption(true, 0);
        }

        await Eventually.TrueAsync(() => site.Uploads.Count == 0);
        await AssertNothingCameOfItAsync(site, hook);
    }

    private static void AssertHarmless(Reply served)
    {
        Assert.Equal("nosniff", served.Header("X-Content-Type-Options"));
        Assert.Contains("sandbox", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    private static async Task AssertNothingCameOfItAsync(Site site, Hook hook)
    {
        Assert.Empty(site.Uploads);
        Assert.Equal("[]", (await site.Api.GetAsync("/api/upload/files")).Text);
        Assert.Equal(0, (await site.Api.GetAsync("/api/addresses")).Data.GetArrayLength());
        Assert.Empty(await hook.DeliveriesAsync());
    }
}
