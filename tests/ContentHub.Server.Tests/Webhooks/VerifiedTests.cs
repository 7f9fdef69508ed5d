using System.Net;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

public sealed class VerifiedTests(Sites sites) : IClassFixture<Sites>
{
    [Fact]
    public async Task A_delivery_is_verified_by_the_libraries_that_receivers_use_before_while_and_after_a_secret_is_rotated()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();
        async Task<ReceivedRequest> SendAsync()
        {
            var before = hook.Receiver.Requests.Count;
            await site.Api.CreateAsync("addresses", Given.Address("Zażółć gęślą jaźń 🚀"));
            return (await hook.Receiver.WaitForAsync(before + 1))[before];
        }

        async Task<string> RotateAsync(int? overlap) =>
            (await site.Api.PostAsync($"{hook.Path}/rotate-secret", new { data = new { overlap_seconds = overlap } })).Expect(HttpStatusCode.OK).Data.Text("secret")!;

        var first = await SendAsync();
        foreach (var library in All) Assert.Equal("ok", await StandardWebhooks.VerifyAsync(hook.Secret, first, library));

        var newer = await RotateAsync(3600);
        var both = await SendAsync();
        Assert.Equal(2, both.Header("webhook-signature")!.Split(' ').Length);
        foreach (var library in All) Assert.Equal("ok", await StandardWebhooks.VerifyAsync(newer, both, library));
        foreach (var library in OfStandard) Assert.Equal("ok", await StandardWebhooks.VerifyAsync(hook.Secret, both, library));
        // GitHub's form has room for one signature: the newest secret's.
        Assert.Equal("No matching signature found", await StandardWebhooks.VerifyAsync(hook.Secret, both, StandardWebhooks.Octokit));

        var newest = await RotateAsync(0);
        var after = await SendAsync();
        foreach (var library in All)
        {
            Assert.Equal("ok", await StandardWebhooks.VerifyAsync(newest, after, library));
            foreach (var old in new[] { hook.Secret, newer }) Assert.Equal("No matching signature found", await StandardWebhooks.VerifyAsync(old, after, library));
        }
    }

    private static readonly string[] OfStandard = [StandardWebhooks.Library, StandardWebhooks.Svix];
    private static readonly string[] All = [.. OfStandard, StandardWebhooks.Octokit];
}
