using System.Net;
using System.Net.Sockets;
using System.Text;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Media;

/// <summary>All on one server, which stays as empty as it was.</summary>
public sealed class BrokenUploadTests(BrokenUploadTests.Empty empty) : IClassFixture<BrokenUploadTests.Empty>
{
    [Fact]
    public async Task A_file_above_the_limit_is_refused_and_leaves_nothing()
    {
        var site = empty.Site;
        await using var hook = await site.HookAsync();
        using var upload = new MultipartFormDataContent { { new ByteArrayContent(Given.Png), "files", "good.png" }, { new ByteArrayContent(new byte[1001]), "files", "large.bin" } };
        using var entry = new MultipartFormDataContent { { new StringContent("""{"city": "Paris"}"""), "data" }, { new ByteArrayContent(Given.Png), "files.cover", "good.png" }, { new ByteArrayContent(new byte[1001]), "files.images", "large.bin" } };

        Assert.Contains("1,000 bytes", (await site.Api.SendAsync(HttpMethod.Post, "/api/upload", upload)).Expect(HttpStatusCode.RequestEntityTooLarge).Message, StringComparison.Ordinal);
        (await site.Api.SendAsync(HttpMethod.Post, "/api/addresses", entry)).Expect(HttpStatusCode.RequestEntityTooLarge);

        await AssertNothingCameOfItAsync(site, hook);
        // Exactly the limit is allowed.
        var just = await site.Api.UploadAsync(new byte[1000], "just.bin");
        Assert.Equal(1.0m, just.GetProperty("size").GetDecimal());
        (await site.Api.DeleteAsync($"/api/upload/files/{just.Number("id")}")).Expect(HttpStatusCode.OK);
        await Eventually.TrueAsync(() => site.Uploads.Count == 0);
    }

    [Theory]
    [InlineData("ends early")]
    [InlineData("has no name")]
    [InlineData("has an empty file")]
    [InlineData("has no file")]
    [InlineData("has an unknown part")]
    public async Task A_broken_upload_leaves_nothing(string how)
    {
        var site = empty.Site;
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
        var site = empty.Site;
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
        var site = empty.Site;
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

    private static async Task AssertNothingCameOfItAsync(Site site, Hook hook)
    {
        Assert.Empty(site.Uploads);
        Assert.Equal("[]", (await site.Api.GetAsync("/api/upload/files")).Text);
        Assert.Equal(0, (await site.Api.GetAsync("/api/addresses")).Data.GetArrayLength());
        Assert.Empty(await hook.DeliveriesAsync());
    }

    /// <summary>A server that takes files of at most 1000 bytes.</summary>
    public sealed class Empty : IAsyncLifetime
    {
        public Site Site { get; private set; } = null!;

        public async Task InitializeAsync() => Site = await Site.StartAsync(DatabaseKind.Sqlite, ("Media__MaxFileBytes", "1000"));

        public Task DisposeAsync() => Site.DisposeAsync().AsTask();
    }
}
