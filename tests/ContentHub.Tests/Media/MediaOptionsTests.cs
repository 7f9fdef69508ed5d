using System.ComponentModel.DataAnnotations;
using ContentHub.Media;

namespace ContentHub.Tests.Media;

public sealed class MediaOptionsTests
{
    [Theory]
    [InlineData("", "", "image/png", true)]
    [InlineData("", "", "application/octet-stream", true)]
    [InlineData("image/*", "", "image/png", true)]
    [InlineData("image/*", "", "application/pdf", false)]
    [InlineData("image/*,application/pdf", "", "application/pdf", true)]
    [InlineData("image/*", "image/svg+xml", "image/svg+xml", false)]
    [InlineData("", "image/svg+xml", "image/png", true)]
    [InlineData("", "text/*", "text/html", false)]
    [InlineData("", "text/html", "application/octet-stream", false)]
    [InlineData("*/*", "", "application/octet-stream", false)]
    [InlineData("application/octet-stream", "", "application/octet-stream", true)]
    [InlineData("*/*", "*/*", "image/png", false)]
    public void Kinds_are_allowed_and_denied_and_denied_wins(string allowed, string denied, string mime, bool taken)
    {
        var options = new MediaOptions { AllowedTypes = List(allowed), DeniedTypes = List(denied) };
        Assert.Equal(taken, options.Refusal(mime) is null);
    }

    [Theory]
    [InlineData("small", 500, true)]
    [InlineData("x2", 0, true)]
    [InlineData("thumbnail", 100, false)]
    [InlineData("a_b", 100, false)]
    [InlineData("Small", 100, false)]
    [InlineData("small", -1, false)]
    [InlineData("small", 10_001, false)]
    public void Breakpoints_have_names_that_fit_into_addresses(string name, int pixels, bool good)
    {
        var options = new MediaOptions { Breakpoints = new Dictionary<string, int> { [name] = pixels } };
        Assert.Equal(good, !options.Validate(new ValidationContext(options)).Any());
    }

    [Theory]
    [InlineData("image/png", "images")]
    [InlineData("video/mp4", "videos")]
    [InlineData("audio/ogg", "audios")]
    [InlineData("text/csv", "files")]
    public void A_kind_belongs_to_a_group(string mime, string group) =>
        Assert.Equal(group, new MediaAsset { DocumentId = "d", Name = "n", Hash = "h", Sha256 = "s", Ext = "", Mime = mime }.KindGroup);

    private static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
