using System.Diagnostics;
using ContentHub.Media;
using ContentHub.Testing;
using Microsoft.Extensions.Logging;

namespace ContentHub.Tests.Media;

public sealed class ImageProgramTests
{
    [Fact]
    public async Task A_program_that_takes_too_long_is_killed()
    {
        using var folder = new TempFolder();
        using var log = new LoggerFactory();
        using var program = new ImageProgram(new MediaOptions { ImageTimeLimit = TimeSpan.FromSeconds(1) }, folder.Path, log.CreateLogger<ImageProgram>());
        var watch = Stopwatch.StartNew();

        var outcome = await program.RunAsync("sleep", ["30"], default);

        Assert.Equal((false, true), (outcome!.Succeeded, outcome.TimedOut));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_program_that_is_not_installed_is_said_once_and_nothing_breaks()
    {
        using var folder = new TempFolder();
        var lines = new LogLines();
        using var log = new LoggerFactory([lines]);
        using var program = new ImageProgram(new MediaOptions(), folder.Path, log.CreateLogger<ImageProgram>());

        Assert.Null(await program.RunAsync("no-such-program", [], default));
        Assert.Null(await program.RunAsync("no-such-program", [], default));
        Assert.Single(lines.All, l => l.Contains("no-such-program", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_of_our_environment_reaches_it()
    {
        using var folder = new TempFolder();
        using var log = new LoggerFactory();
        using var program = new ImageProgram(new MediaOptions(), folder.Path, log.CreateLogger<ImageProgram>());

        var outcome = await program.RunAsync("env", [], default);

        Assert.Contains("VIPS_BLOCK_UNTRUSTED=1", outcome!.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PATH=", outcome.Output, StringComparison.Ordinal);
    }
}
