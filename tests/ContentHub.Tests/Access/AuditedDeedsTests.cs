using ContentHub.Access;
using ContentHub.Hooks;
using ContentHub.Media;
using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Access;

/// <summary>Every deed of management leaves a record, and no record holds a secret.</summary>
public sealed class AuditedDeedsTests
{
    private const string Canary = "canary-3f1c";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_done_to_webhooks_is_recorded_without_what_is_secret(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await using var receiver = await Receiver.StartNewAsync();
        var target = new Uri(receiver.Address, $"hook?key={Canary}-query");
        var webhook = await product.WebhookAsync(target, form => form with { Name = "Shop", Headers = [new("X-Key", $"{Canary}-header")], Template = $$$"""{"key": "{{{Canary}}}-template"}""" });
        await product.ChangeWebhookAsync(webhook, form => form with { Name = "Shop 2", Headers = [new("X-Key", $"{Canary}-header-2")], Url = new Uri(receiver.Address, $"hook?key={Canary}-query-2").ToString(), Template = null });
        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, false, default);
        await product.Webhooks.SetEnabledAsync(Given.Owner, webhook.Id, true, default);
        await product.Webhooks.RotateSecretAsync(Given.Owner, webhook.Id, SecretRotation.Standard, default);
        await product.Webhooks.TestAsync(Given.Owner, webhook.Id, default);
        await product.Get<ReplayService>().StartAsync(Given.Owner, webhook.Id, new ReplayForm(), default);
        var targets = product.Get<AllowedTargetService>();
        var allowed = (await targets.AddAsync(Given.Owner, new AllowedTargetForm("10.1.2.3", null, 443, "The build server"), default)).Value;
        await targets.RemoveAsync(Given.Owner, allowed.Id, default);
        await product.Webhooks.DeleteAsync(Given.Owner, [webhook.Id], default);

        var records = await RecordsAsync(product);
        Assert.Equal(
            ["webhook.create", "webhook.update", "webhook.disable", "webhook.enable", "webhook.rotate_secret", "webhook.test", "webhook.replay", "webhook.target_allowed", "webhook.target_forbidden", "webhook.delete"],
            records.Select(r => r.Action));
        Assert.All(records.Where(r => !r.Action.Contains("target", StringComparison.Ordinal)), r => Assert.Equal($"webhook:{webhook.Id}", r.Subject));
        Assert.Equal(
            """[{"field":"template","hidden":true},{"field":"url","hidden":true},{"field":"headers.X-Key","hidden":true},{"field":"name","before":"Shop","after":"Shop 2"}]""", records[1].Changes);
        Assert.Equal("""[{"field":"enabled","before":true,"after":false}]""", records[2].Changes);
        Assert.Equal("""[{"field":"secret","hidden":true}]""", records[4].Changes);
        AssertClean(records);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_done_to_types_tokens_hooks_inboxes_and_folders_is_recorded_without_what_is_secret(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind, ("Inbox:Enabled", "true"));
        await product.Users.RegisterOwnerAsync("owner@example.com", "Correct-horse-battery-1", default);
        var type = await product.TypeAsync(Given.Page);
        await product.ChangeTypeAsync(type, """{"name":"page","attributes":{"title":{"type":"string","required":true}}}""");
        await product.Types.DeleteAsync(Given.Owner, type.Id, default);
        var token = (await product.Tokens.CreateAsync(Given.Owner, new TokenForm("deploy", ApiTokenType.ReadOnly), default)).Value;
        await product.Tokens.DeleteAsync(Given.Owner, token.Token.Id, default);
        var hooks = product.Get<HookService>();
        var form = new HookForm { Name = "Shop", Slug = "shop", Scheme = HookScheme.Bearer, Secret = $"{Canary}-hook-secret" };
        var hook = (await hooks.CreateAsync(Given.Owner, form, default)).Value.View.Hook;
        await hooks.UpdateAsync(Given.Owner, hook.Id, form with { Name = "Shop 2", Secret = $"{Canary}-hook-secret-2" }, default);
        await hooks.RotateSecretAsync(Given.Owner, hook.Id, $"{Canary}-hook-secret-3", default);
        await hooks.DeleteAsync(Given.Owner, hook.Id, default);
        var inboxes = product.Get<InboxService>();
        var inbox = (await inboxes.CreateAsync(Given.Owner, "mine", $"{Canary}-inbox", default)).Value.Inbox;
        await inboxes.SetAnswerAsync(Given.Owner, inbox.Id, InboxAnswer.Healthy with { Status = 503, Body = $"{Canary}-body" }, default);
        await inboxes.ClearAsync(Given.Owner, inbox.Id, default);
        await inboxes.DeleteAsync(Given.Owner, inbox.Id, default);
        var folders = product.Get<MediaFolderService>();
        var folder = (await folders.CreateAsync(Given.Owner, "Trips", null, default)).Value;
        await folders.ChangeAsync(Given.Owner, folder.Id, "Travel", null, default);
        await folders.DeleteAsync(Given.Owner, folder.Id, default);

        var records = (await RecordsAsync(product)).Where(r => !r.Action.StartsWith("user.", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            [
                "content_type.create", "content_type.update", "content_type.delete", "token.create", "token.delete", "hook.create", "hook.update", "hook.rotate_secret", "hook.delete",
                "inbox.create", "inbox.update", "inbox.clear", "inbox.delete", "media_folder.create", "media_folder.update", "media_folder.delete",
            ],
            records.Select(r => r.Action));
        Assert.Equal("""[{"field":"attributes.title.required","after":true}]""", records[1].Changes);
        Assert.Equal("""[{"field":"secret","hidden":true},{"field":"name","before":"Shop","after":"Shop 2"}]""", records[6].Changes);
        AssertClean(records, token.Text, inbox.Name);
    }

    [Theory, OnSqlite]
    public async Task A_refused_deed_leaves_no_record(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TryChangeTypeAsync(await product.TypeAsync(Given.Page), """{"name":"page","attributes":{"title":{"type":"integer"}}}""");
        await product.Tokens.CreateAsync(Given.Owner, new TokenForm("", ApiTokenType.ReadOnly), default);
        await product.Webhooks.CreateAsync(Given.Reader, new WebhookForm { Url = "https://example.com", Events = ["*"] }, default);

        Assert.Equal(["content_type.create"], (await RecordsAsync(product)).Select(r => r.Action));
    }

    [Theory, OnSqlite]
    public async Task Content_is_not_written_twice(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var entry = await product.EntryAsync("pages", """{"title":"One"}""");
        await product.ChangeAsync("pages", entry, """{"title":"Two"}""");
        await product.FileAsync();

        Assert.Equal(["content_type.create"], (await RecordsAsync(product)).Select(r => r.Action));
    }

    private static void AssertClean(List<AuditRecord> records, params string[] more)
    {
        var text = System.Text.Json.JsonSerializer.Serialize(records);
        foreach (var secret in more.Append(Canary)) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    private static Task<List<AuditRecord>> RecordsAsync(ProductHarness product) => product.Database.ReadAsync(db => db.AuditRecords.OrderBy(r => r.Id).ToListAsync(), default);
}
