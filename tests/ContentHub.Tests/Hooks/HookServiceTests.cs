using ContentHub.Access;
using ContentHub.Hooks;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Hooks;

public sealed class HookServiceTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_secret_is_shown_once_and_kept_encrypted(DatabaseKind database)
    {
        await using var product = await ProductHarness.StartAsync(database);
        var hooks = product.Get<HookService>();

        var made = (await hooks.CreateAsync(Given.Owner, new HookForm { Name = "Shop" }, default)).Value;

        Assert.StartsWith("whsec_", made.Secret, StringComparison.Ordinal);
        Assert.Equal(26 - 2, made.View.Hook.Slug.Length);   // left empty, it cannot be guessed
        var stored = await product.Database.ReadAsync(db => db.Hooks.SingleAsync(), default);
        Assert.DoesNotContain(made.Secret[6..], stored.Sealed, StringComparison.Ordinal);

        var rotated = (await hooks.RotateSecretAsync(Given.Owner, made.View.Hook.Id, null, default)).Value;
        Assert.NotEqual(made.Secret, rotated.Secret);
    }

    [Fact]
    public async Task A_change_without_a_secret_keeps_it()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        var hooks = product.Get<HookService>();
        var made = (await hooks.CreateAsync(Given.Owner, new HookForm { Name = "Shop", Slug = "shop" }, default)).Value;

        var changed = (await hooks.UpdateAsync(Given.Owner, made.View.Hook.Id, new HookForm { Name = "Other" }, default)).Value;

        Assert.Equal(("Other", "shop", true), (changed.Hook.Name, changed.Hook.Slug, changed.Hook.Enabled));
        Assert.Equal(made.Secret, product.Get<HookSecrets>().Open(changed.Hook.Sealed));
    }

    [Fact]
    public async Task Every_fault_is_told_at_its_field()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        await product.TypeAsync(Given.Page);
        var hooks = product.Get<HookService>();
        await hooks.CreateAsync(Given.Owner, new HookForm { Name = "Shop", Slug = "taken" }, default);
        async Task<string[]> FaultsAsync(HookForm form) => Given.Faults(await hooks.CreateAsync(Given.Owner, form, default));

        Assert.Equal(
            ["name: name is required: at most 200 characters", "slug: slug must be small letters, digits and dashes, at most 64", "token_name: token_name must name the header or the query parameter with the secret", "secret: secret must have at least 16 characters"],
            await FaultsAsync(new HookForm { Slug = "Not a slug", Scheme = HookScheme.Query, Secret = "short" }));
        Assert.Equal(["secret: secret must be 24 to 64 bytes in base64, with or without whsec_ (Standard Webhooks 1.0)"], await FaultsAsync(new HookForm { Name = "A", Secret = "whsec_short" }));
        Assert.Equal(["id_header: id_header is for schemes that have no message id of their own"], await FaultsAsync(new HookForm { Name = "A", Scheme = HookScheme.Github, IdHeader = "X-Id" }));
        Assert.Equal(["slug: slug 'taken' is taken by another hook"], await FaultsAsync(new HookForm { Name = "A", Slug = "taken" }));
        Assert.Equal(["mapping/model: there is no collection 'pge'; did you mean 'page'?"], await FaultsAsync(new HookForm { Name = "A", Mapping = new("pge", [new("title", "a")], false) }));
        Assert.Equal(["mapping/attributes/titl: titl is not an attribute of 'page'; did you mean 'title'?"], await FaultsAsync(new HookForm { Name = "A", Mapping = new("page", [new("titl", "a")], false) }));
        Assert.Equal(
            ["mapping/attributes/title: title must be names with dots between them, such as data.object.email, or $ for the whole body"],
            await FaultsAsync(new HookForm { Name = "A", Mapping = new("page", [new("title", "a..b")], false) }));
    }

    [Fact]
    public async Task Who_may_not_write_entries_cannot_let_a_hook_write_them()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        var operate = new Actor(ActorKind.User, 2, "operator@example.com", Rights.Everywhere([Permission.WebhooksManage]));

        var refused = await product.Get<HookService>().CreateAsync(operate, new HookForm { Name = "A", Mapping = new("page", [new("title", "a")], false) }, default);

        Assert.Equal(new Problem.Forbidden("entries.create"), refused.Problem);
        Assert.Null((await product.Get<HookService>().CreateAsync(operate, new HookForm { Name = "A" }, default)).Problem);
        Assert.Equal(new Problem.Forbidden("webhooks.manage"), (await product.Get<HookService>().ListAsync(Given.Reader, Paging.First, default)).Problem);
    }
}
