using System.Text;
using ContentHub.Media;

namespace ContentHub.Tests.Media;

public sealed class FileKindTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A", "x.txt", ".png", "image/png", true)]
    [InlineData("FFD8FFE0", "x.png", ".jpg", "image/jpeg", true)]
    [InlineData("474946383961", "x", ".gif", "image/gif", true)]
    [InlineData("524946460000000057454250", "x", ".webp", "image/webp", true)]
    [InlineData("524946460000000057415645", "x", ".wav", "audio/wav", true)]
    [InlineData("524946460000000041564920", "x.webp", ".bin", "application/octet-stream", false)]
    [InlineData("0000001C6674797061766966", "x", ".avif", "image/avif", true)]
    [InlineData("0000001C6674797069736F6D", "x", ".mp4", "video/mp4", true)]
    [InlineData("49492A00", "x", ".tiff", "image/tiff", false)]
    [InlineData("00000100", "x", ".ico", "image/x-icon", true)]
    [InlineData("255044462D312E37", "x.png", ".pdf", "application/pdf", false)]
    [InlineData("504B0304", "x.zip", ".zip", "application/zip", false)]
    [InlineData("504B0304", "x.DOCX", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false)]
    [InlineData("504B0304", "x.png", ".zip", "application/zip", false)]
    [InlineData("1F8B08", "x", ".gz", "application/gzip", false)]
    [InlineData("1A45DFA3", "x", ".webm", "video/webm", true)]
    [InlineData("494433", "x", ".mp3", "audio/mpeg", true)]
    [InlineData("FFFB90", "x", ".mp3", "audio/mpeg", true)]
    [InlineData("4F676753", "x", ".ogg", "audio/ogg", true)]
    [InlineData("664C6143", "x", ".flac", "audio/flac", true)]
    [InlineData("4D5A90000300000004000000FFFF0000", "x.png", ".bin", "application/octet-stream", false)]
    [InlineData("", "x.png", ".txt", "text/plain", false)]
    [InlineData("FFFE680069000000", "x.txt", ".bin", "application/octet-stream", false)]
    public void The_bytes_say_what_a_file_is_whatever_its_name(string hex, string name, string ext, string mime, bool inline) =>
        Assert.Equal(new FileKind(ext, mime, inline), FileKind.Of(Convert.FromHexString(hex), name));

    [Theory]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>", "x.png", ".html")]
    [InlineData("  <html>", "x.txt", ".html")]
    [InlineData("\uFEFF<html>", "x.csv", ".html")]
    [InlineData("<script>", "x.json", ".html")]
    [InlineData("<?xml version=\"1.0\"?><svg onload=\"x()\">", "x.png", ".svg")]
    [InlineData("<!-- c --><SVG>", "x", ".svg")]
    [InlineData("<?xml version=\"1.0\"?><a/>", "x.txt", ".xml")]
    [InlineData("{\"a\":1}", "x.json", ".json")]
    [InlineData("{\"a\":1}", "x.png", ".txt")]
    [InlineData("a,b", "x.CSV", ".csv")]
    [InlineData("# Title", "x.md", ".md")]
    [InlineData("hello", "x.html", ".txt")]
    [InlineData("hello", "x.svg", ".txt")]
    [InlineData("hello", "x.exe", ".txt")]
    [InlineData("hello", "x", ".txt")]
    public void Text_that_a_browser_would_run_is_never_shown_inline(string text, string name, string ext)
    {
        var kind = FileKind.Of(Encoding.UTF8.GetBytes(text), name);

        Assert.Equal((ext, false), (kind.Ext, kind.Inline));
    }

    [Fact]
    public void No_head_however_short_or_odd_breaks_the_look()
    {
        var chance = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var head = new byte[chance.Next(16)];
            chance.NextBytes(head);
            Assert.NotNull(FileKind.Of(head, "x.png"));
        }

        foreach (var magic in (string[])["BM", "RIFF", "ID3", "ÿ", "PK", "<", "\uFEFF", "GIF8"]) Assert.NotNull(FileKind.Of(Encoding.Latin1.GetBytes(magic), ""));
    }
}
