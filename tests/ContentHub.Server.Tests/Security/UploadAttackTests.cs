using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Security;

/// <summary>Files that want to be more than files.</summary>
public sealed class UploadAttackTests(Sites sites) : IClassFixture<Sites>
{
    private const string Script = "<script>alert(1)</script>";

    /// <summary>Bytes that are two things at once: name, beginning, and how they are served.</summary>
    public static TheoryData<string, byte[], string, bool> Polyglots => new()
    {
        { "both.html", Bytes("GIF89a=1;alert(1);//" + Script), "image/gif", true },
        { "both.js", Bytes("GIF89a/*" + new string(' ', 40) + "*/=0;alert(1)"), "image/gif", true },
        { "both.html", [.. Given.Png, .. Bytes(Script)], "image/png", true },
        { "comment.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xFE, 0, 40, .. Bytes(Script), .. new byte[13], 0xFF, 0xD9], "image/jpeg", true },
        { "both.html", Bytes("%PDF-1.7\n" + Script), "application/pdf", false },
        { "both.pdf", Bytes(Script + "%PDF-1.7"), "text/html", false },
        { "page.html.png", Bytes("<!doctype html>" + Script), "text/html", false },
        { "picture.svg.png", Bytes("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "image/svg+xml", false },
        { "late.txt", Bytes(new string('a', 600) + Script), "text/plain", false },
        { "late.csv", Bytes("a,b\n" + Script), "text/csv", false },
        { "utf16.txt", Encoding.Unicode.GetBytes(Script), "application/octet-stream", false },
        { "bom.txt", [0xEF, 0xBB, 0xBF, .. Bytes(" \t\r\n" + Script)], "text/html", false },
        { "page.htaccess", Bytes("AddType text/html .png"), "text/plain", false },
        { "data.mp3", Bytes("ID3" + Script), "audio/mpeg", true },
    };

    [Theory, MemberData(nameof(Polyglots))]
    public async Task A_file_is_served_as_what_its_first_bytes_say_and_nothing_in_it_can_run(string name, byte[] bytes, string mime, bool shown)
    {
        var site = await sites.OnAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "files", name } };
        var answer = await site.Api.SendAsync(HttpMethod.Post, "/api/upload", form);
        if (answer.Status == HttpStatusCode.BadRequest)
        {
            // What calls itself a picture and cannot be read as one is refused where there is somebody to look; then nothing is served at all.
            Assert.StartsWith("image/", mime, StringComparison.Ordinal);
            return;
        }

        var file = answer.Expect(HttpStatusCode.Created).Json[0];
        Assert.Equal(mime, file.Text("mime"));
        using var nobody = site.Caller(null);
        var served = (await nobody.GetAsync(file.Text("url")!)).Expect(HttpStatusCode.OK);
        Assert.Equal(mime, served.Header("Content-Type"));
        Assert.Equal("nosniff", served.Header("X-Content-Type-Options"));
        Assert.Contains("sandbox", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("script", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(shown, served.Header("Content-Disposition") is null);
        Assert.DoesNotContain(name, file.Text("url"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nX-Injected: b.png")]
    [InlineData("a\"; filename=\"evil.html")]
    [InlineData("a\0.html.png")]
    [InlineData("..%2f..%2fetc%2fpasswd.png")]
    [InlineData("....//....//passwd.png")]
    [InlineData("C:\\windows\\win.ini.png")]
    [InlineData("aux.png")]
    [InlineData(".htaccess")]
    [InlineData("=cmd|'/c calc'!A1.png")]
    public async Task Whatever_a_file_is_called_its_name_reaches_neither_the_disk_nor_a_header(string name)
    {
        var site = await sites.OnAsync();
        var boundary = "x" + Guid.NewGuid().ToString("N");
        // By hand: a well-behaved client would not send such a name.
        byte[] body = [.. Bytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename*=UTF-8''{Uri.EscapeDataString(name)}\r\nContent-Type: image/png\r\n\r\n"), .. Given.Png, .. Bytes($"\r\n--{boundary}--\r\n")];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");
        var file = (await site.Api.SendAsync(HttpMethod.Post, "/api/upload", content)).Expect(HttpStatusCode.Created).Json[0];

        Assert.Matches("^/uploads/[0-9a-f]{32}\\.png$", file.Text("url"));
        Assert.DoesNotContain(file.Text("name")!, char.IsControl);
        Assert.DoesNotContain(file.Text("name")!, c => c is '/' or '\\');
        Assert.All(site.Uploads, stored => Assert.Matches("^([a-z0-9]+_)?[0-9a-f]{32}(-[0-9a-f]+)?(\\.[a-z0-9]+)?$", stored));
        var served = (await site.Api.GetAsync(file.Text("url")!)).Expect(HttpStatusCode.OK);
        Assert.Null(served.Header("X-Injected"));
    }

    [Fact]
    public async Task A_picture_of_too_many_pixels_is_refused_before_anybody_unpacks_it()
    {
        await using var site = await Site.StartAsync(DatabaseKind.Sqlite, ("Media__MaxPixels", "1000000"));
        var bomb = HugePng(50_000, 50_000);
        Assert.True(bomb.Length < 2000);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bomb), "files", "bomb.png" } };

        var refused = (await site.Api.SendAsync(HttpMethod.Post, "/api/upload", form)).Expect(HttpStatusCode.BadRequest);

        Assert.Contains("50000 × 50000 pixels", refused.Message, StringComparison.Ordinal);
        Assert.Empty(site.Uploads);
    }

    [Fact]
    public async Task An_archive_is_stored_as_it_came_however_much_it_would_unpack_to()
    {
        var site = await sites.OnAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) await gzip.WriteAsync(new byte[64 * 1024 * 1024]);
        var file = await site.Api.UploadAsync(packed.ToArray(), "bomb.gz");

        Assert.Equal("application/gzip", file.Text("mime"));
        Assert.Equal(packed.Length, new FileInfo(site.Data["uploads", Path.GetFileName(file.Text("url")!)]).Length);
        var served = (await site.Api.GetAsync(file.Text("url")!)).Expect(HttpStatusCode.OK);
        Assert.Null(served.Header("Content-Encoding"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_packed_body_is_not_unpacked(string encoding)
    {
        var site = await sites.OnAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) await gzip.WriteAsync(Bytes("""{"data": {"city": "Paris"}}"""));
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        (await site.Api.SendAsync(HttpMethod.Post, "/api/addresses", content)).Expect(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/_content/..%2f..%2fappsettings.json")]
    [InlineData("/_content/../appsettings.json")]
    [InlineData("/_content/ContentHub.Admin/..%2f..%2f..%2fappsettings.json")]
    [InlineData("/%2e%2e/appsettings.json")]
    [InlineData("/..;/appsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/config/environments/Development/server.json")]
    [InlineData("/data/contenthub.db")]
    [InlineData("/docs/..%2fappsettings.json")]
    [InlineData("/docs/%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("/uploads/%00.png")]
    [InlineData("/uploads//etc/passwd")]
    [InlineData("/.git/config")]
    public async Task No_path_leads_out_of_what_is_served(string path)
    {
        var site = await sites.OnAsync();
        var answer = await site.Api.GetAsync(path);
        Assert.InRange((int)answer.Status, 300, 499);
        Assert.DoesNotContain("ConnectionString", answer.Text, StringComparison.Ordinal);
    }

    /// <summary>A whole PNG of one colour, as small as it gets: only its head says how large it is.</summary>
    private static byte[] HugePng(int width, int height)
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(png, "IHDR", [.. BigEndian(width), .. BigEndian(height), 1, 0, 0, 0, 0]);
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(rows, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(new byte[1000]);
        Chunk(png, "IDAT", rows.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(Stream png, string kind, byte[] data)
    {
        byte[] named = [.. Bytes(kind), .. data];
        png.Write(BigEndian(data.Length));
        png.Write(named);
        var crc = 0xFFFFFFFFu;
        foreach (var b in named)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }

        png.Write(BigEndian((int)~crc));
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
