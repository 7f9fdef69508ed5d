using ContentHub.Admin.Access;
using Microsoft.AspNetCore.Components;

namespace ContentHub.Admin.Tests;

public sealed class RightsWatchTests
{
    [Fact]
    public async Task What_the_browser_sends_is_done_in_its_order_each_step_after_its_look()
    {
        var line = Dispatcher.CreateDefault();
        var watch = new RightsWatch();
        var done = new List<string>();
        watch.By(() => line.InvokeAsync(() => done.Add("look")));
        var (begun, busy) = (new TaskCompletionSource(), new TaskCompletionSource());
        var before = Task.Run(() => line.InvokeAsync(() =>
        {
            begun.SetResult();
            busy.Task.Wait();
        }));
        await begun.Task;

        // The context has no public constructor; the watch only hands it on.
        var steps = Enumerable.Range(0, 100).Select(number => watch.CreateInboundActivityHandler(_ => line.InvokeAsync(() => done.Add($"step {number}")))(null!)).ToArray();
        busy.SetResult();
        await Task.WhenAll([before, .. steps]);

        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"step {number}"), done.Where(what => what != "look"));
        Assert.All(Enumerable.Range(0, 100), number => Assert.Equal(number + 1, done.Take(done.IndexOf($"step {number}")).Count(what => what == "look")));
    }
}
