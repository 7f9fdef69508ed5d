using ContentHub.Testing;

namespace ContentHub.Tests.Webhooks;

/// <summary>Webhooks that want some content types follow their renames.</summary>
public sealed class WebhookModelsTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_renamed_type_is_still_wanted_and_a_deleted_one_is_forgotten_unless_it_was_the_only_one(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (page, tag) = (await product.TypeAsync(Given.Page), await product.TypeAsync("""{"name":"tag","attributes":{"name":{"type":"string"}}}"""));
        var both = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Models = ["page", "tag"] });
        var one = await product.WebhookAsync(new Uri("http://127.0.0.1:9/"), form => form with { Models = ["tag"] });

        await product.ChangeTypeAsync(page, """{"name":"sheet","attributes":{"title":{"type":"string"}}}""");
        await product.EntryAsync("sheets", """{"title":"a"}""");
        await product.Types.DeleteAsync(Given.Owner, tag.Id, default);

        Assert.Single(await product.DeliveriesAsync(both));
        Assert.Empty(await product.DeliveriesAsync(one));
        Assert.Equal(["sheet"], (await product.Webhooks.GetAsync(Given.Owner, both.Id, default)).Value.Webhook.Models);
        Assert.Equal(["tag"], (await product.Webhooks.GetAsync(Given.Owner, one.Id, default)).Value.Webhook.Models);
    }
}
