using System.Net;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

public sealed class SwitchTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Switched_off_nothing_is_queued_or_sent_and_switched_on_what_was_held_goes_out(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var witness = await site.HookAsync();
        await using var hook = await site.HookAsync(null, (_, attempt) => attempt == 1 ? new Answer(500) : Answer.Ok);
        await site.Api.CreateAsync("addresses", Given.Address("Held"));
        await hook.Receiver.WaitForAsync(1);

        Assert.False((await hook.SwitchAsync(false)).GetProperty("enabled").GetBoolean());
        await site.Api.CreateAsync("addresses", Given.Address("Missed"));
        await witness.Receiver.WaitForAsync(2);

        // The retry of the held one would have come after a second.
        var held = await hook.DeliveryAsync();
        await Eventually.TrueAsync(async () => DateTimeOffset.Parse((await hook.DeliveryAsync()).Text("next_attempt_at") ?? "9999-12-31") < TimeProvider.System.GetUtcNow().AddSeconds(-1));
        Assert.Equal("pending", held.Text("status"));
        Assert.Single(hook.Receiver.Requests);

        Assert.True((await hook.SwitchAsync(true)).GetProperty("enabled").GetBoolean());
        await site.Api.CreateAsync("addresses", Given.Address("New"));
        var told = await hook.Receiver.WaitForAsync(all => all.Count(r => r.Attempt == 2) == 1 && all.Any(r => r.Json.GetProperty("entry").Text("city") == "New"));
        Assert.DoesNotContain(told, r => r.Json.GetProperty("entry").Text("city") == "Missed");
    }

    [Fact]
    public async Task A_switch_by_update_is_the_same_as_by_its_route_and_safe_to_repeat()
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync(new { enabled = false });
        Assert.False((await hook.ReadAsync()).GetProperty("enabled").GetBoolean());
        Assert.True((await hook.PatchAsync(new { enabled = true })).GetProperty("enabled").GetBoolean());
        Assert.True((await hook.SwitchAsync(true)).GetProperty("enabled").GetBoolean());
        Assert.True((await hook.PatchAsync(new { name = "Other" })).GetProperty("enabled").GetBoolean());

        await site.Api.CreateAsync("addresses", Given.Paris);

        await hook.Receiver.WaitForAsync(1);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_deleted_webhook_gets_nothing_more_and_takes_its_queue_along(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var witness = await site.HookAsync();
        await using var hook = await site.HookAsync(null, (_, _) => new Answer(500));
        await site.Api.CreateAsync("addresses", Given.Paris);
        await hook.DeliveryAsync(d => d.Number("attempts") >= 1);
        var delivery = await hook.DeliveryAsync();

        (await site.Api.DeleteAsync(hook.Path)).Expect(HttpStatusCode.NoContent);

        var told = hook.Receiver.Requests.Count;
        (await site.Api.GetAsync(hook.Path)).Expect(HttpStatusCode.NotFound);
        (await site.Api.GetAsync($"{hook.Path}/deliveries")).Expect(HttpStatusCode.NotFound);
        (await site.Api.GetAsync($"/admin/api/webhooks/deliveries/{delivery.Number("id")}")).Expect(HttpStatusCode.NotFound);
        (await site.Api.DeleteAsync(hook.Path)).Expect(HttpStatusCode.NotFound);
        await site.Api.CreateAsync("addresses", Given.Paris);
        await witness.Receiver.WaitForAsync(2);
        // One attempt may have been on its way at the moment of the delete.
        Assert.InRange(hook.Receiver.Requests.Count, told, told + 1);
    }

    [Fact]
    public async Task Only_what_was_chosen_is_told()
    {
        var site = await sites.OnAsync();
        await using var deletes = await site.HookAsync(new { events = new[] { "entry.delete" } });
        await using var files = await site.HookAsync(new { events = new[] { "media.*" } });
        await using var categories = await site.HookAsync(new { events = new[] { "entry.*" }, models = new[] { "category" } });

        var entry = await site.Api.CreateAsync("addresses", Given.Paris);
        await site.Api.CreateAsync("categories", new { name = "Towns" });
        await site.Api.UploadAsync(Given.Png, "a.png");
        (await site.Api.DeleteAsync($"/api/addresses/{entry.Number("id")}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("entry.delete", (await deletes.Receiver.WaitForAsync(1))[0].Json.Text("event"));
        Assert.Equal("media.create", (await files.Receiver.WaitForAsync(1))[0].Json.Text("event"));
        Assert.Equal("category", (await categories.Receiver.WaitForAsync(1))[0].Json.Text("model"));
        Assert.All([deletes, files, categories], h => Assert.Single(h.Receiver.Requests));
        foreach (var hook in new[] { deletes, files, categories }) Assert.Single(await hook.DeliveriesAsync());
    }
}
