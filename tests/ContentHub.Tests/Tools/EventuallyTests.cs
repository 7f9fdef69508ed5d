using ContentHub.Testing;

namespace ContentHub.Tests.Tools;

public sealed class EventuallyTests
{
    [Fact]
    public async Task It_looks_until_the_condition_holds()
    {
        var looks = 0;

        await Eventually.TrueAsync(() => ++looks == 3);

        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task It_quotes_the_condition_that_never_held()
    {
        var lane = "busy";

        var error = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.TrueAsync(() => lane == "idle", TimeSpan.FromMilliseconds(30)));

        Assert.Contains("""lane == "idle" """.Trim(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_temporary_folder_is_gone_with_what_it_held()
    {
        var folder = new TempFolder();
        File.WriteAllText(folder["a.txt"], "a");
        Directory.CreateDirectory(folder["b", "c"]);

        folder.Dispose();

        Assert.False(Directory.Exists(folder.Path));
    }
}
